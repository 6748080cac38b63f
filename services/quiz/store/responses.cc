#include "services/quiz/store/responses.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/sql/batcher.h"

namespace lyceum::quiz {
namespace {

using sql::Bytes;
using sql::Row;

absl::StatusOr<std::vector<StoredResponse>> Collect(sql::Transaction& t, absl::string_view where,
                                                    std::initializer_list<sql::Value> values) {
  std::vector<StoredResponse> responses;
  const std::string statement =
      absl::StrCat("SELECT item, state, response, mark, time_spent, updated FROM responses WHERE ", where);
  RETURN_IF_ERROR(t.Run(statement, values,
                        [&](const Row& row) {
                          StoredResponse& response = responses.emplace_back();
                          response.item = row.Int(0);
                          response.state = static_cast<v1::ItemState::State>(row.Int(1));
                          response.response = std::string(row.Text(2));
                          response.mark = row.Int(3);
                          response.time_spent = absl::Microseconds(row.Int(4));
                          response.updated = absl::FromUnixMicros(row.Int(5));
                        })
                      .status());
  return responses;
}

constexpr int kColumns = 8;

// 1: the attempt is in progress; 3: the response is submitted.
std::string WriteStatement(size_t rows) {
  std::string text =
      "INSERT INTO responses (tenant, attempt, item, state, response, mark, time_spent, updated) "
      "SELECT column1, column2, column3, column4, column5, column6, column7, column8 FROM (VALUES ";
  for (size_t row = 0, next = 2; row < rows; ++row, next += kColumns) {
    absl::StrAppend(&text, row == 0 ? "(" : ", (");
    for (int i = 0; i < kColumns; ++i) absl::StrAppend(&text, i == 0 ? "$" : ", $", next + i);
    absl::StrAppend(&text, ")");
  }
  absl::StrAppend(&text,
                  ") AS fresh JOIN attempts ON attempts.tenant = column1 AND attempts.attempt = column2 "
                  "WHERE attempts.state = 1 "
                  "ON CONFLICT (tenant, attempt, item) DO UPDATE SET state = excluded.state, "
                  "response = excluded.response, mark = excluded.mark, time_spent = excluded.time_spent, "
                  "updated = excluded.updated WHERE responses.state <> 3 OR $1 = 1 RETURNING attempt, item");
  return text;
}

absl::Status WriteTogether(sql::Transaction& t, absl::Span<NewResponse* const> responses) {
  std::vector<sql::Value> values = {int64_t{responses[0]->replace}};
  std::map<std::pair<absl::string_view, int64_t>, NewResponse*> by_key;
  for (NewResponse* fresh : responses) {
    const StoredResponse& row = *fresh->row;
    values.insert(values.end(),
                  {fresh->tenant, Bytes{fresh->attempt}, row.item, int64_t{row.state}, Bytes{row.response}, row.mark,
                   absl::ToInt64Microseconds(row.time_spent), sql::Micros(row.updated)});
    fresh->written = false;
    by_key[{fresh->attempt, row.item}] = fresh;
  }
  static const auto& statements = *new sql::RowStatements(&WriteStatement);
  return t
      .Run(statements.Of(responses.size()), values,
           [&](const Row& row) {
             if (auto found = by_key.find({row.Text(0), row.Int(1)}); found != by_key.end()) {
               found->second->written = true;
             }
           })
      .status();
}

}  // namespace

absl::Status WriteResponses(sql::Transaction& t, absl::Span<NewResponse* const> responses) {
  while (!responses.empty()) {
    const size_t rows = sql::RowsTogether(responses.size());
    RETURN_IF_ERROR(WriteTogether(t, responses.first(rows)));
    responses.remove_prefix(rows);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<StoredResponse>> LoadResponse(sql::Transaction& t, absl::string_view tenant,
                                                           absl::string_view attempt, int64_t item) {
  ASSIGN_OR_RETURN(auto found,
                   Collect(t, "tenant = $1 AND attempt = $2 AND item = $3", {tenant, Bytes{attempt}, item}));
  if (found.empty()) return std::optional<StoredResponse>();
  return std::optional<StoredResponse>(std::move(found.front()));
}

absl::StatusOr<std::vector<StoredResponse>> LoadResponses(sql::Transaction& t, absl::string_view tenant,
                                                          absl::string_view attempt) {
  return Collect(t, "tenant = $1 AND attempt = $2 ORDER BY item", {tenant, Bytes{attempt}});
}

absl::Status GradeSaved(sql::Transaction& t, absl::string_view tenant, absl::string_view attempt, int64_t item,
                        int64_t mark) {
  return t
      .Run("UPDATE responses SET state = 3, mark = $4 WHERE tenant = $1 AND attempt = $2 AND item = $3",
           {tenant, Bytes{attempt}, item, mark})
      .status();
}

}  // namespace lyceum::quiz
