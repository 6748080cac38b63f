#include "services/content/store/search_index.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"

namespace lyceum::content::store {

const SearchIndex& SearchIndex::Of(sql::Engine engine) {
  return engine == sql::Engine::kSqlite ? SqliteSearchIndex() : PostgresSearchIndex();
}

absl::StatusOr<SearchIndex::Spread> SearchIndex::Count(sql::Transaction& t, const TokenQuery& query,
                                                       int64_t limit) const {
  Spread spread;
  RETURN_IF_ERROR(t.Run(CountStatement(), {Expression(query), limit}, [&](const sql::Row& row) {
                     spread = {row.Int(0), row.Int(1)};
                   }).status());
  return spread;
}

std::string SearchIndex::Joined(const std::vector<std::string>& tokens, absl::string_view quote,
                                absl::string_view between) {
  return absl::StrJoin(tokens, between, [&](std::string* out, const std::string& token) {
    absl::StrAppend(out, quote, token, quote);
  });
}

}  // namespace lyceum::content::store
