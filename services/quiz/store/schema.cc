#include "services/quiz/store/schema.h"

#include "common/base/status.h"
#include "common/ops/exports.h"
#include "common/sql/once.h"
#include "common/sql/outbox.h"

namespace lyceum::quiz {
namespace {

// Quizzes and revisions are documents (protobuf bytes) with the columns that
// lists and decisions need; attempts and responses are facts. `head` is the quiz
// without its items. A topic is its segments, each followed by "/". Responses
// are keyed by 16-byte attempt and item number: the item's place in the revision.
constexpr absl::string_view kTables = R"(
CREATE TABLE quizzes (
  tenant TEXT NOT NULL, quiz TEXT NOT NULL,
  version BIGINT NOT NULL, state BIGINT NOT NULL, published_revision BIGINT NOT NULL,
  head BYTEA NOT NULL, draft BYTEA NOT NULL,
  PRIMARY KEY (tenant, quiz));
CREATE TABLE quiz_revisions (
  tenant TEXT NOT NULL, quiz TEXT NOT NULL, revision BIGINT NOT NULL,
  topic TEXT NOT NULL, explanation TEXT NOT NULL, paper_seed BIGINT NOT NULL,
  about BYTEA NOT NULL, summary BYTEA NOT NULL, authored BYTEA NOT NULL, paper BYTEA NOT NULL,
  PRIMARY KEY (tenant, quiz, revision));
CREATE TABLE attempts (
  tenant TEXT NOT NULL, attempt BYTEA NOT NULL,
  user_id TEXT NOT NULL, quiz TEXT NOT NULL, revision BIGINT NOT NULL, number BIGINT NOT NULL,
  state BIGINT NOT NULL, seed BIGINT NOT NULL,
  started BIGINT NOT NULL, deadline BIGINT, closes BIGINT, finished BIGINT,
  score BIGINT NOT NULL, max_score BIGINT NOT NULL,
  PRIMARY KEY (tenant, attempt));
CREATE UNIQUE INDEX attempts_running ON attempts (tenant, user_id, quiz) WHERE state = 1;
CREATE UNIQUE INDEX attempts_by_quiz ON attempts (tenant, user_id, quiz, number);
CREATE INDEX attempts_by_user ON attempts (tenant, user_id, attempt);
CREATE INDEX attempts_closing ON attempts (closes) WHERE state = 1;
-- sqlite
CREATE TABLE responses (
  tenant TEXT NOT NULL, attempt BYTEA NOT NULL, item BIGINT NOT NULL,
  state BIGINT NOT NULL, response BYTEA NOT NULL, mark BIGINT NOT NULL,
  time_spent BIGINT NOT NULL, updated BIGINT NOT NULL,
  PRIMARY KEY (tenant, attempt, item)) WITHOUT ROWID;
-- postgres
CREATE TABLE responses (
  tenant TEXT NOT NULL, attempt BYTEA NOT NULL, item BIGINT NOT NULL,
  state BIGINT NOT NULL, response BYTEA NOT NULL, mark BIGINT NOT NULL,
  time_spent BIGINT NOT NULL, updated BIGINT NOT NULL,
  PRIMARY KEY (tenant, attempt, item));
)";

// For the statistics of a revision.
constexpr absl::string_view kAttemptsByRevision =
    "CREATE INDEX attempts_by_revision ON attempts (tenant, quiz, revision, attempt)";

// What was done at items that take several steps; rows are only added.
constexpr absl::string_view kSteps = R"(
-- sqlite
CREATE TABLE steps (
  tenant TEXT NOT NULL, attempt BYTEA NOT NULL, item BIGINT NOT NULL, number BIGINT NOT NULL,
  action BIGINT NOT NULL, response BYTEA NOT NULL, certainty BIGINT NOT NULL,
  mark BIGINT, comment TEXT NOT NULL, grader TEXT NOT NULL, taken BIGINT NOT NULL,
  PRIMARY KEY (tenant, attempt, item, number)) WITHOUT ROWID;
-- postgres
CREATE TABLE steps (
  tenant TEXT NOT NULL, attempt BYTEA NOT NULL, item BIGINT NOT NULL, number BIGINT NOT NULL,
  action BIGINT NOT NULL, response BYTEA NOT NULL, certainty BIGINT NOT NULL,
  mark BIGINT, comment TEXT NOT NULL, grader TEXT NOT NULL, taken BIGINT NOT NULL,
  PRIMARY KEY (tenant, attempt, item, number));
)";

constexpr absl::string_view kMigrations[] = {kTables, kAttemptsByRevision, kSteps};

}  // namespace

absl::Status MigrateStore(sql::Database& database) {
  RETURN_IF_ERROR(sql::MigrateOnce(database));
  RETURN_IF_ERROR(sql::outbox::Migrate(database));
  RETURN_IF_ERROR(ops::MigrateExports(database));
  return sql::Migrate(database, "quiz", kMigrations);
}

}  // namespace lyceum::quiz
