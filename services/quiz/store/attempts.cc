#include "services/quiz/store/attempts.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace lyceum::quiz {
namespace {

using sql::Bytes;
using sql::Row;
using sql::Value;

constexpr absl::string_view kColumns =
    "tenant, attempt, user_id, quiz, revision, number, state, seed, started, deadline, closes, finished, score, "
    "max_score";

absl::Time TimeAt(const Row& row, int column) {
  return row.IsNull(column) ? absl::InfiniteFuture() : absl::FromUnixMicros(row.Int(column));
}

Value TimeValue(absl::Time time) {
  if (time == absl::InfiniteFuture()) return sql::Null{};
  return sql::Micros(time);
}

StoredAttempt AttemptOf(const Row& row) {
  StoredAttempt attempt;
  attempt.tenant = std::string(row.Text(0));
  attempt.id = std::string(row.Text(1));
  attempt.user = std::string(row.Text(2));
  attempt.quiz = std::string(row.Text(3));
  attempt.revision = row.Int(4);
  attempt.number = row.Int(5);
  attempt.state = static_cast<v1::Attempt::State>(row.Int(6));
  attempt.seed = static_cast<uint64_t>(row.Int(7));
  attempt.started = TimeAt(row, 8);
  attempt.span = {TimeAt(row, 9), TimeAt(row, 10)};
  attempt.finished = TimeAt(row, 11);
  attempt.score = row.Int(12);
  attempt.max_score = row.Int(13);
  return attempt;
}

absl::StatusOr<std::vector<StoredAttempt>> Collect(sql::Transaction& t, absl::string_view where,
                                                   std::initializer_list<Value> values) {
  std::vector<StoredAttempt> attempts;
  RETURN_IF_ERROR(t.Run(absl::StrCat("SELECT ", kColumns, " FROM attempts WHERE ", where), values,
                        [&](const Row& row) { attempts.push_back(AttemptOf(row)); })
                      .status());
  return attempts;
}

std::optional<StoredAttempt> First(std::vector<StoredAttempt> attempts) {
  if (attempts.empty()) return std::nullopt;
  return std::move(attempts.front());
}

}  // namespace

absl::Status InsertAttempt(sql::Transaction& t, const StoredAttempt& a) {
  return t
      .Run(absl::StrCat("INSERT INTO attempts (", kColumns,
                        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"),
           {absl::string_view(a.tenant), Bytes{a.id}, absl::string_view(a.user), absl::string_view(a.quiz), a.revision,
            a.number, int64_t{a.state}, static_cast<int64_t>(a.seed), sql::Micros(a.started),
            TimeValue(a.span.deadline), TimeValue(a.span.closes), TimeValue(a.finished), a.score, a.max_score})
      .status();
}

absl::StatusOr<std::optional<StoredAttempt>> LoadAttempt(sql::Transaction& t, absl::string_view tenant,
                                                         absl::string_view id) {
  ASSIGN_OR_RETURN(auto found, Collect(t, "tenant = $1 AND attempt = $2", {tenant, Bytes{id}}));
  return First(std::move(found));
}

absl::StatusOr<std::optional<StoredAttempt>> RunningAttempt(sql::Transaction& t, absl::string_view tenant,
                                                            absl::string_view user, absl::string_view quiz) {
  ASSIGN_OR_RETURN(auto found,
                   Collect(t, "tenant = $1 AND user_id = $2 AND quiz = $3 AND state = 1", {tenant, user, quiz}));
  return First(std::move(found));
}

absl::StatusOr<int64_t> CountAttempts(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                      absl::string_view quiz) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM attempts WHERE tenant = $1 AND user_id = $2 AND quiz = $3",
                        {tenant, user, quiz}, [&](const Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

absl::StatusOr<std::vector<StoredAttempt>> ListAttempts(sql::Transaction& t, absl::string_view tenant,
                                                        absl::string_view user, absl::string_view quiz,
                                                        absl::string_view before, int limit) {
  const std::string newest(16, '\xff');
  return Collect(t,
                 "tenant = $1 AND user_id = $2 AND attempt < $3 AND ($4 = '' OR quiz = $4) "
                 "ORDER BY attempt DESC LIMIT $5",
                 {tenant, user, Bytes{before.empty() ? absl::string_view(newest) : before}, quiz, int64_t{limit}});
}

absl::StatusOr<std::vector<Score>> LoadScores(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                              absl::string_view quiz) {
  std::vector<Score> scores;
  RETURN_IF_ERROR(t.Run("SELECT score, max_score FROM attempts "
                        "WHERE tenant = $1 AND user_id = $2 AND quiz = $3 AND state <> 1 ORDER BY number",
                        {tenant, user, quiz},
                        [&](const Row& row) { scores.push_back({row.Int(0), row.Int(1)}); })
                      .status());
  return scores;
}

absl::StatusOr<std::vector<StoredAttempt>> OverdueAttempts(sql::Transaction& t, absl::Time now, int limit) {
  return Collect(t, "state = 1 AND closes < $1 ORDER BY closes LIMIT $2", {sql::Micros(now), int64_t{limit}});
}

absl::StatusOr<bool> CloseAttempt(sql::Transaction& t, const StoredAttempt& a) {
  ASSIGN_OR_RETURN(const int64_t closed,
                   t.Run("UPDATE attempts SET state = $3, finished = $4, score = $5 "
                         "WHERE tenant = $1 AND attempt = $2 AND state = 1",
                         {absl::string_view(a.tenant), Bytes{a.id}, int64_t{a.state}, sql::Micros(a.finished),
                          a.score}));
  return closed == 1;
}

}  // namespace lyceum::quiz
