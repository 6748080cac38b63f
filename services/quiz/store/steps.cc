#include "services/quiz/store/steps.h"

#include "common/base/status.h"

namespace lyceum::quiz {
namespace {

using sql::Bytes;
using sql::Row;

// The numbers are in the table: they keep their meaning.
constexpr Step::Action kActions[] = {Step::Action::kSave, Step::Action::kCheck, Step::Action::kTryAgain,
                                     Step::Action::kFinish, Step::Action::kGradeByHand};

int64_t NumberOf(Step::Action action) {
  int64_t number = 0;
  while (kActions[number] != action) ++number;
  return number;
}

StoredStep StepOf(const Row& row) {
  StoredStep step;
  step.item = row.Int(0);
  step.number = row.Int(1);
  step.action = kActions[row.Int(2)];
  step.response = std::string(row.Text(3));
  step.certainty = row.Int(4);
  if (!row.IsNull(5)) step.mark = row.Int(5);
  step.comment = std::string(row.Text(6));
  step.grader = std::string(row.Text(7));
  step.taken = absl::FromUnixMicros(row.Int(8));
  return step;
}

}  // namespace

absl::Status InsertStep(sql::Transaction& t, absl::string_view tenant, absl::string_view attempt,
                        const StoredStep& step) {
  return t
      .Run("INSERT INTO steps "
           "(tenant, attempt, item, number, action, response, certainty, mark, comment, grader, taken) VALUES "
           "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
           {tenant, Bytes{attempt}, step.item, step.number, NumberOf(step.action), Bytes{step.response}, step.certainty,
            step.mark ? sql::Value(*step.mark) : sql::Value(sql::Null{}), absl::string_view(step.comment),
            absl::string_view(step.grader), sql::Micros(step.taken)})
      .status();
}

absl::StatusOr<std::vector<StoredStep>> LoadSteps(sql::Transaction& t, absl::string_view tenant,
                                                  absl::string_view attempt, int64_t item) {
  std::vector<StoredStep> steps;
  RETURN_IF_ERROR(t.Run("SELECT item, number, action, response, certainty, mark, comment, grader, taken FROM steps "
                        "WHERE tenant = $1 AND attempt = $2 AND ($3 = -1 OR item = $3) ORDER BY item, number",
                        {tenant, Bytes{attempt}, item}, [&](const Row& row) { steps.push_back(StepOf(row)); })
                      .status());
  return steps;
}

absl::Status ReplaceMark(sql::Transaction& t, absl::string_view tenant, absl::string_view attempt, int64_t item,
                         int64_t mark, absl::Time now) {
  RETURN_IF_ERROR(
      t.Run("INSERT INTO responses (tenant, attempt, item, state, response, mark, time_spent, updated) "
            "VALUES ($1, $2, $3, 3, $4, $5, 0, $6) "
            "ON CONFLICT (tenant, attempt, item) DO UPDATE SET mark = excluded.mark",
            {tenant, Bytes{attempt}, item, Bytes{""}, mark, sql::Micros(now)})
          .status());
  return t
      .Run("UPDATE attempts SET score = "
           "(SELECT CAST(SUM(mark) AS BIGINT) FROM responses WHERE responses.tenant = $1 AND responses.attempt = $2) "
           "WHERE tenant = $1 AND attempt = $2",
           {tenant, Bytes{attempt}})
      .status();
}

}  // namespace lyceum::quiz
