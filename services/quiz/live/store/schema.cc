#include "services/quiz/live/store/schema.h"

#include "common/base/status.h"
#include "common/sql/epoch.h"

namespace lyceum::quiz::live {
namespace {

// A row of live_sessions repeats what its log says about the present (seq, phase,
// item, locked), so that joins and answers look at one row. The log, the
// participants and the answers are the truth all else is computed from. `pin` is
// NULL once the session has ended. An answer is `told` when progress knows it or
// need not know it.
constexpr absl::string_view kTables = R"(
CREATE TABLE live_sessions (
  tenant TEXT NOT NULL, session TEXT NOT NULL,
  pin TEXT, host TEXT NOT NULL, quiz TEXT NOT NULL, revision BIGINT NOT NULL,
  seq BIGINT NOT NULL, phase BIGINT NOT NULL, item BIGINT NOT NULL, locked BIGINT NOT NULL,
  created BIGINT NOT NULL, ended BIGINT,
  secret BYTEA NOT NULL, settings BYTEA NOT NULL,
  PRIMARY KEY (tenant, session));
CREATE UNIQUE INDEX live_sessions_by_pin ON live_sessions (tenant, pin) WHERE pin IS NOT NULL;
CREATE INDEX live_sessions_open ON live_sessions (tenant, session) WHERE phase = 2;
CREATE TABLE session_events (
  tenant TEXT NOT NULL, session TEXT NOT NULL, seq BIGINT NOT NULL,
  event BYTEA NOT NULL,
  PRIMARY KEY (tenant, session, seq));
CREATE TABLE live_participants (
  tenant TEXT NOT NULL, session TEXT NOT NULL, participant TEXT NOT NULL,
  user_id TEXT NOT NULL, nickname TEXT NOT NULL, fold TEXT NOT NULL,
  joined BIGINT NOT NULL, state BIGINT NOT NULL,
  PRIMARY KEY (tenant, session, participant));
CREATE UNIQUE INDEX live_participants_by_fold ON live_participants (tenant, session, fold) WHERE state = 1;
CREATE UNIQUE INDEX live_participants_by_user ON live_participants (tenant, session, user_id) WHERE state = 1;
CREATE INDEX live_participants_banned ON live_participants (tenant, session, user_id) WHERE state = 3;
CREATE TABLE live_answers (
  tenant TEXT NOT NULL, session TEXT NOT NULL, item BIGINT NOT NULL, participant TEXT NOT NULL,
  version BIGINT NOT NULL, response BYTEA NOT NULL, mark BIGINT NOT NULL,
  share BIGINT NOT NULL, net_choices BIGINT NOT NULL,
  answered BIGINT NOT NULL, elapsed BIGINT NOT NULL, told BIGINT NOT NULL,
  PRIMARY KEY (tenant, session, item, participant));
CREATE INDEX live_answers_untold ON live_answers (tenant, session, item) WHERE told = 0;
)";

// `epoch` is the database's when the event was appended (common/sql/epoch.h).
constexpr absl::string_view kLateAnswers = R"(
ALTER TABLE live_answers ADD COLUMN late_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session_events ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;
CREATE TABLE live_ages (
  tenant TEXT NOT NULL, session TEXT NOT NULL, timing_seq BIGINT NOT NULL, age BIGINT NOT NULL,
  PRIMARY KEY (tenant, session));
)";

// Participants that a resume token has made another user's.
constexpr absl::string_view kMoved = R"(
ALTER TABLE live_participants ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;
CREATE INDEX live_participants_moved ON live_participants (tenant, session) WHERE moved = 1;
)";

// What a participant brings to its points and its team's: chosen or granted when it
// joins, and never changed. `first_item` is the first item it could answer; -1 if it
// joined in the lobby.
constexpr absl::string_view kTeamsAndTimes = R"(
ALTER TABLE live_participants ADD COLUMN team TEXT NOT NULL DEFAULT '';
ALTER TABLE live_participants ADD COLUMN time_permille BIGINT NOT NULL DEFAULT 1000;
ALTER TABLE live_participants ADD COLUMN first_item BIGINT NOT NULL DEFAULT -1;
)";

constexpr absl::string_view kMigrations[] = {kTables, kLateAnswers, kMoved, kTeamsAndTimes};

}  // namespace

absl::Status MigrateStore(sql::Database& database) {
  RETURN_IF_ERROR(sql::MigrateEpoch(database));
  return sql::Migrate(database, "quiz_live", kMigrations);
}

}  // namespace lyceum::quiz::live
