#include "services/quiz/store/outcomes.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/sql/batcher.h"

namespace lyceum::quiz {
namespace {

using sql::Bytes;
using sql::Row;

// 1: in progress.
constexpr absl::string_view kAttemptsOver =
    "SELECT attempt, score FROM attempts WHERE tenant = $1 AND quiz = $2 AND revision = $3 AND attempt > $4 "
    "AND state <> 1 AND ($5 = 0 OR number = 1) ORDER BY attempt LIMIT $6";

// 3: submitted.
std::string AnswersStatement(size_t attempts) {
  std::string text =
      "SELECT attempt, item, response, mark FROM responses WHERE tenant = $1 AND state = 3 AND attempt IN (";
  for (size_t i = 0; i < attempts; ++i) absl::StrAppend(&text, i == 0 ? "$" : ", $", i + 2);
  return absl::StrCat(text, ")");
}

}  // namespace

absl::StatusOr<std::vector<AttemptOver>> ListAttemptsOver(sql::Transaction& t, absl::string_view tenant,
                                                          absl::string_view quiz, int64_t revision, bool first_only,
                                                          absl::string_view after, int limit) {
  std::vector<AttemptOver> attempts;
  RETURN_IF_ERROR(
      t.Run(kAttemptsOver, {tenant, quiz, revision, Bytes{after}, int64_t{first_only}, int64_t{limit}},
            [&](const Row& row) { attempts.push_back({std::string(row.Text(0)), row.Int(1)}); })
          .status());
  return attempts;
}

absl::Status ReadAnswers(sql::Transaction& t, absl::string_view tenant, absl::Span<const AttemptOver> attempts,
                         absl::FunctionRef<void(const GradedAnswer&)> on_answer) {
  static const auto& statements = *new sql::RowStatements(&AnswersStatement);
  while (!attempts.empty()) {
    const size_t together = sql::RowsTogether(attempts.size());
    std::vector<sql::Value> values = {tenant};
    for (const AttemptOver& attempt : attempts.first(together)) values.push_back(Bytes{attempt.id});
    RETURN_IF_ERROR(t.Run(statements.Of(together), values,
                          [&](const Row& row) {
                            on_answer({row.Text(0), row.Int(1), row.Text(2), row.Int(3)});
                          })
                        .status());
    attempts.remove_prefix(together);
  }
  return absl::OkStatus();
}

}  // namespace lyceum::quiz
