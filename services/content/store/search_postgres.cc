// tsvector and GIN as the index of tokens. The tokens are given as they are, without a
// text search configuration: they are stems already, the same as on SQLite.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "services/content/store/search_index.h"

namespace lyceum::content::store {
namespace {

std::string Joined(const std::vector<std::string>& tokens, absl::string_view between) {
  return absl::StrJoin(tokens, between,
                       [](std::string* out, const std::string& token) { absl::StrAppend(out, "'", token, "'"); });
}

std::string Expression(const TokenQuery& query) {
  std::vector<std::string> parts;
  if (!query.all.empty()) parts.push_back(Joined(query.all, " & "));
  if (!query.any.empty()) parts.push_back(absl::StrCat("(", Joined(query.any, " | "), ")"));
  if (!query.none.empty()) parts.push_back(absl::StrCat("!(", Joined(query.none, " | "), ")"));
  return absl::StrJoin(parts, " & ");
}

class Index final : public SearchIndex {
 public:
  absl::Status Put(sql::Transaction& t, int64_t doc, const std::vector<std::string>& tokens) const override {
    return t
        .Run("UPDATE search_documents SET words = CAST($2 AS tsvector) WHERE doc = $1", {doc, Joined(tokens, " ")})
        .status();
  }

  absl::Status Remove(sql::Transaction&, int64_t) const override { return absl::OkStatus(); }  // goes with its row

  absl::StatusOr<Spread> Count(sql::Transaction& t, const TokenQuery& query, int64_t limit) const override {
    Spread spread;
    RETURN_IF_ERROR(t.Run("SELECT COUNT(*), MAX(doc) FROM (SELECT doc FROM search_documents WHERE words @@ "
                          "CAST($1 AS tsquery) LIMIT $2) AS found",
                          {Expression(query), limit},
                          [&](const sql::Row& row) {
                            spread = {row.Int(0), row.Int(1)};
                          })
                        .status());
    return spread;
  }

  absl::Status Load(sql::Transaction& t, absl::string_view tenant, const TokenQuery& query, int64_t limit,
                    absl::FunctionRef<void(const sql::Row&)> on_row) const override {
    // The tokens are the tenant's own; the comparison is a second lock on the door, written
    // so that the index of tenants is not taken for it.
    return t
        .Run("SELECT id, length, terms FROM search_documents WHERE words @@ CAST($1 AS tsquery) AND tenant || '' = $2 "
             "LIMIT $3",
             {Expression(query), tenant, limit}, on_row)
        .status();
  }
};

}  // namespace

const SearchIndex& PostgresSearchIndex() {
  static const Index* const index = new Index;
  return *index;
}

}  // namespace lyceum::content::store
