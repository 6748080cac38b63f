#include "services/content/store/search_index.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"

namespace lyceum::content::store {

const SearchIndex& SearchIndex::Of(sql::Engine engine) {
  return engine == sql::Engine::kSqlite ? SqliteSearchIndex() : PostgresSearchIndex();
}

std::string SearchIndex::Joined(const std::vector<std::string>& tokens, absl::string_view quote,
                                absl::string_view between) {
  return absl::StrJoin(tokens, between, [&](std::string* out, const std::string& token) {
    absl::StrAppend(out, quote, token, quote);
  });
}

}  // namespace lyceum::content::store
