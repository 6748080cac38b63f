#include "services/progress/store/schema.h"

namespace lyceum::progress {
namespace {

constexpr absl::string_view kMigrations[] = {
    // 1: events are the truth; daily and topics are computed from them. `day` is
    // the learner's day as it was when the event was recorded, so a later change
    // of time zone moves nothing. A row of bridges is a day that such a change
    // cut short.
    R"sql(
CREATE TABLE events (
  tenant TEXT NOT NULL, event_id TEXT NOT NULL,
  user_id TEXT NOT NULL, kind BIGINT NOT NULL, occur_us BIGINT NOT NULL, record_us BIGINT NOT NULL,
  day BIGINT NOT NULL, subject TEXT NOT NULL, topic TEXT NOT NULL,
  score BIGINT NOT NULL, max_score BIGINT NOT NULL, time_us BIGINT NOT NULL, data BYTEA NOT NULL,
  PRIMARY KEY (tenant, event_id));
CREATE INDEX events_by_topic ON events (tenant, user_id, topic, occur_us);
CREATE TABLE daily (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, day BIGINT NOT NULL, subject TEXT NOT NULL,
  answers BIGINT NOT NULL, correct BIGINT NOT NULL, score BIGINT NOT NULL, max_score BIGINT NOT NULL,
  time_us BIGINT NOT NULL, activities BIGINT NOT NULL, started BIGINT NOT NULL, finished BIGINT NOT NULL,
  PRIMARY KEY (tenant, user_id, day, subject));
CREATE TABLE topics (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, topic TEXT NOT NULL,
  answers BIGINT NOT NULL, correct BIGINT NOT NULL, score BIGINT NOT NULL, max_score BIGINT NOT NULL,
  time_us BIGINT NOT NULL, gained BIGINT NOT NULL, total BIGINT NOT NULL, mean BIGINT NOT NULL,
  last_us BIGINT NOT NULL, last_event TEXT NOT NULL,
  PRIMARY KEY (tenant, user_id, topic));
CREATE TABLE profiles (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, data BYTEA NOT NULL,
  PRIMARY KEY (tenant, user_id));
CREATE TABLE bridges (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, day BIGINT NOT NULL,
  PRIMARY KEY (tenant, user_id, day));
CREATE TABLE resume_points (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, id TEXT NOT NULL, update_us BIGINT NOT NULL, data BYTEA NOT NULL,
  PRIMARY KEY (tenant, user_id, id));
CREATE INDEX resume_points_by_time ON resume_points (tenant, user_id, update_us, id)
)sql",
};

}  // namespace

absl::Status MigrateProgress(sql::Database& database) { return sql::Migrate(database, "progress", kMigrations); }

}  // namespace lyceum::progress
