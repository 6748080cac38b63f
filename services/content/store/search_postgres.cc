// tsvector and GIN as the index of tokens. The tokens are given as they are, without a
// text search configuration: they are stems already, the same as on SQLite.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/content/store/search_index.h"

namespace lyceum::content::store {
namespace {

class Index final : public SearchIndex {
 public:
  absl::Status Add(sql::Transaction& t, const IndexedRow& row, const std::vector<std::string>& tokens) const override {
    return t.Post("INSERT INTO search_documents (tenant, id, collection, length, terms, words) "
                  "VALUES ($1, $2, $3, $4, $5, CAST($6 AS tsvector))",
                  {row.tenant, row.id, row.collection, row.length, sql::Bytes{row.terms}, Joined(tokens, "'", " ")});
  }

  absl::Status Remove(sql::Transaction&, int64_t) const override { return absl::OkStatus(); }  // goes with its row

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

 protected:
  std::string Expression(const TokenQuery& query) const override {
    std::vector<std::string> parts;
    if (!query.all.empty()) parts.push_back(Joined(query.all, "'", " & "));
    if (!query.any.empty()) parts.push_back(absl::StrCat("(", Joined(query.any, "'", " | "), ")"));
    if (!query.none.empty()) parts.push_back(absl::StrCat("!(", Joined(query.none, "'", " | "), ")"));
    return absl::StrJoin(parts, " & ");
  }

  absl::string_view CountStatement() const override {
    return "SELECT COUNT(*), MAX(doc) FROM (SELECT doc FROM search_documents WHERE words @@ CAST($1 AS tsquery) "
           "LIMIT $2) AS found";
  }
};

}  // namespace

const SearchIndex& PostgresSearchIndex() {
  static const Index* const index = new Index;
  return *index;
}

}  // namespace lyceum::content::store
