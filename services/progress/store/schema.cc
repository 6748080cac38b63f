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
    // 2: memory_log is the truth of spaced repetition; a card's state is computed
    // from its lines by the revision of the preset it names. `queue` and `due` say
    // where it waits (memory/store/cards.h); log_us and log_id name its newest line.
    R"sql(
CREATE TABLE memory_presets (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, preset TEXT NOT NULL, revision BIGINT NOT NULL,
  newest BIGINT NOT NULL, data BYTEA NOT NULL,
  PRIMARY KEY (tenant, user_id, preset, revision));
CREATE TABLE memory_log (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, entry_id TEXT NOT NULL, card TEXT NOT NULL,
  at_us BIGINT NOT NULL, day BIGINT NOT NULL, kind BIGINT NOT NULL, value BIGINT NOT NULL, undoes TEXT NOT NULL,
  spent_us BIGINT NOT NULL, record_us BIGINT NOT NULL,
  PRIMARY KEY (tenant, user_id, entry_id));
CREATE INDEX memory_log_by_card ON memory_log (tenant, user_id, card, at_us, entry_id);
CREATE TABLE memory_cards (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, card TEXT NOT NULL,
  preset TEXT NOT NULL, revision BIGINT NOT NULL, note TEXT NOT NULL, position BIGINT NOT NULL, source TEXT NOT NULL,
  queue BIGINT NOT NULL, due BIGINT NOT NULL,
  state BIGINT NOT NULL, stability DOUBLE PRECISION NOT NULL, difficulty DOUBLE PRECISION NOT NULL,
  sm2_days BIGINT NOT NULL, sm2_reps BIGINT NOT NULL, ease DOUBLE PRECISION NOT NULL,
  step BIGINT NOT NULL, reps BIGINT NOT NULL, lapses BIGINT NOT NULL, scheduled_days BIGINT NOT NULL,
  due_us BIGINT NOT NULL, due_day BIGINT NOT NULL, last_us BIGINT NOT NULL, last_day BIGINT NOT NULL,
  first_day BIGINT NOT NULL, buried_day BIGINT NOT NULL, suspended BIGINT NOT NULL, leech BIGINT NOT NULL,
  log_us BIGINT NOT NULL, log_id TEXT NOT NULL, undos BIGINT NOT NULL,
  PRIMARY KEY (tenant, user_id, card));
CREATE INDEX memory_cards_by_due ON memory_cards (tenant, user_id, preset, queue, due);
CREATE INDEX memory_cards_by_day ON memory_cards (tenant, user_id, preset, last_day, first_day);
CREATE INDEX memory_cards_by_source ON memory_cards (tenant, user_id, source) WHERE source <> '';
CREATE TABLE memory_counts (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL, cards BIGINT NOT NULL,
  PRIMARY KEY (tenant, user_id))
)sql",
};

}  // namespace

absl::Status MigrateProgress(sql::Database& database) { return sql::Migrate(database, "progress", kMigrations); }

}  // namespace lyceum::progress
