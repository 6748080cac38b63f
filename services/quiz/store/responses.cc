#include "services/quiz/store/responses.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

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

}  // namespace

absl::StatusOr<bool> WriteResponse(sql::Transaction& t, absl::string_view tenant, absl::string_view attempt,
                                   const StoredResponse& response, bool replace) {
  // 1: the attempt is in progress; 3: the response is submitted.
  ASSIGN_OR_RETURN(
      const int64_t written,
      t.Run("INSERT INTO responses (tenant, attempt, item, state, response, mark, time_spent, updated) "
            "SELECT tenant, attempt, $3, $4, $5, $6, $7, $8 FROM attempts "
            "WHERE tenant = $1 AND attempt = $2 AND state = 1 "
            "ON CONFLICT (tenant, attempt, item) DO UPDATE SET state = excluded.state, response = excluded.response, "
            "mark = excluded.mark, time_spent = excluded.time_spent, updated = excluded.updated "
            "WHERE responses.state <> 3 OR $9 = 1",
            {tenant, Bytes{attempt}, response.item, int64_t{response.state}, Bytes{response.response}, response.mark,
             absl::ToInt64Microseconds(response.time_spent), sql::Micros(response.updated), int64_t{replace}}));
  return written == 1;
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
