// FTS5 as the index of tokens. The table keeps each text's tokens (so that a row can be
// taken out again) and, with detail = none, only which row has which token.
#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "services/content/limits.h"
#include "services/content/store/search_index.h"

namespace lyceum::content::store {
namespace {

class Index final : public SearchIndex {
 public:
  absl::Status Add(sql::Transaction& t, const IndexedRow& row, const std::vector<std::string>& tokens) const override {
    int64_t doc = 0;
    RETURN_IF_ERROR(t.Run("INSERT INTO search_documents (tenant, id, collection, length, terms) "
                          "VALUES ($1, $2, $3, $4, $5) RETURNING doc",
                          {row.tenant, row.id, row.collection, row.length, sql::Bytes{row.terms}},
                          [&](const sql::Row& added) { doc = added.Int(0); })
                        .status());
    return t.Run("INSERT INTO search_words (rowid, words) VALUES ($1, $2)", {doc, absl::StrJoin(tokens, " ")}).status();
  }

  absl::Status Remove(sql::Transaction& t, int64_t doc) const override {
    return t.Run("DELETE FROM search_words WHERE rowid = $1", {doc}).status();
  }

  // The index hands out texts one by one, so that counting can stop. Beyond, the texts
  // found so far and how far into the corpus they reach tell it closely enough.
  absl::StatusOr<std::vector<int64_t>> Frequencies(sql::Transaction& t, const Corpus& corpus,
                                                   const std::vector<std::string>& tokens) const override {
    std::vector<int64_t> frequencies;
    for (const std::string& token : tokens) {
      int64_t count = 0, last = 0;
      RETURN_IF_ERROR(t.Run("SELECT COUNT(*), MAX(doc) FROM (SELECT rowid AS doc FROM search_words WHERE search_words "
                            "MATCH $1 LIMIT $2)",
                            {Expression({{token}, {}, {}}), int64_t{kMaxSearchCounted} + 1},
                            [&](const sql::Row& row) {
                              count = row.Int(0);
                              last = row.Int(1);
                            })
                          .status());
      if (count > kMaxSearchCounted) {
        const double reached = static_cast<double>(last - corpus.first_doc + 1) /
                               static_cast<double>(corpus.last_doc - corpus.first_doc + 1);
        count = std::clamp(static_cast<int64_t>(std::ceil(static_cast<double>(count) / reached)), count,
                           std::max(count, corpus.documents));
      }
      frequencies.push_back(count);
    }
    return frequencies;
  }

  absl::Status Load(sql::Transaction& t, absl::string_view tenant, const Corpus&, const TokenQuery& query, double,
                    int64_t limit, absl::FunctionRef<void(const sql::Row&)> on_row) const override {
    // CROSS JOIN keeps the order: first the index, then its rows.
    return t
        .Run("SELECT d.id, d.length, d.terms FROM search_words w CROSS JOIN search_documents d ON d.doc = w.rowid "
             "WHERE w.search_words MATCH $1 AND d.tenant = $2 LIMIT $3",
             {Expression(query), tenant, limit}, on_row)
        .status();
  }

 protected:
  std::string Expression(const TokenQuery& query) const override {
    std::vector<std::string> parts;
    if (!query.all.empty()) parts.push_back(absl::StrCat("(", Joined(query.all, "\"", " AND "), ")"));
    if (!query.any.empty()) parts.push_back(absl::StrCat("(", Joined(query.any, "\"", " OR "), ")"));
    std::string expression = absl::StrCat("(", absl::StrJoin(parts, " AND "), ")");
    if (!query.none.empty()) absl::StrAppend(&expression, " NOT (", Joined(query.none, "\"", " OR "), ")");
    return expression;
  }
};

}  // namespace

const SearchIndex& SqliteSearchIndex() {
  static const Index* const index = new Index;
  return *index;
}

}  // namespace lyceum::content::store
