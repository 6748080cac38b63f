// tsvector and GIN as the index of tokens. The tokens are given as they are, without a
// text search configuration: they are stems already, the same as on SQLite.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
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

  // The index builds the whole list of a common word before it hands out the first text,
  // so common words are recognized in a sample, and only others are counted.
  absl::StatusOr<std::vector<int64_t>> Frequencies(sql::Transaction& t, const Corpus& corpus,
                                                   const std::vector<std::string>& tokens) const override {
    std::vector<int64_t> frequencies(tokens.size(), 0);
    RETURN_IF_ERROR(Sample(t, corpus, tokens, frequencies));
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (frequencies[i] > 0) continue;
      RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM search_documents WHERE words @@ CAST($1 AS tsquery)",
                            {Expression({{tokens[i]}, {}, {}})},
                            [&](const sql::Row& row) { frequencies[i] = row.Int(0); })
                          .status());
    }
    return frequencies;
  }

  absl::Status Load(sql::Transaction& t, absl::string_view tenant, const Corpus& corpus, const TokenQuery& query,
                    double share, int64_t limit, absl::FunctionRef<void(const sql::Row&)> on_row) const override {
    // The tokens are the tenant's own; the comparison is a second lock on the door, written
    // so that the index of tenants is not taken for it.
    if (share < kWalkedShare) {
      return t
          .Run("SELECT id, length, terms FROM search_documents WHERE words @@ CAST($1 AS tsquery) AND "
               "tenant || '' = $2 LIMIT $3",
               {Expression(query), tenant, limit}, on_row)
          .status();
    }
    // The function, unlike the operator, is not looked up in the index.
    return t
        .Run("SELECT id, length, terms FROM search_documents WHERE collection = $4 AND "
             "ts_match_vq(words, (SELECT CAST($1 AS tsquery))) AND tenant || '' = $2 ORDER BY doc LIMIT $3",
             {Expression(query), tenant, limit, corpus.collection}, on_row)
        .status();
  }

 private:
  // From this share on it costs less to walk through the texts.
  static constexpr double kWalkedShare = 0.25;
  // Texts in a sample, so many at each of so many places of the corpus, and how many of
  // them must have a word to tell how common it is.
  static constexpr int64_t kPlaces = 8, kAtEachPlace = 16, kTelling = 4;

  // About how many texts have each token; 0 where the sample does not tell.
  absl::Status Sample(sql::Transaction& t, const Corpus& corpus, const std::vector<std::string>& tokens,
                      std::vector<int64_t>& frequencies) const {
    if (corpus.documents <= kPlaces * kAtEachPlace || tokens.empty()) return absl::OkStatus();
    std::vector<std::string> asked;
    for (const std::string& token : tokens) asked.push_back(Expression({{token}, {}, {}}));
    std::string statement = "SELECT COUNT(*)";
    std::vector<sql::Value> values = {corpus.collection, corpus.first_doc,
                                      (corpus.last_doc - corpus.first_doc) / kPlaces, kPlaces, kAtEachPlace};
    for (const std::string& token : asked) {
      values.push_back(absl::string_view(token));
      absl::StrAppend(&statement, ", COUNT(*) FILTER (WHERE ts_match_vq(words, (SELECT CAST($", values.size(),
                      " AS tsquery))))");
    }
    absl::StrAppend(&statement,
                    " FROM generate_series(0, $4 - 1) AS place CROSS JOIN LATERAL (SELECT words FROM search_documents "
                    "WHERE collection = $1 AND doc >= $2 + place * $3 ORDER BY doc LIMIT $5) AS looked");
    return t
        .Run(statement, values,
             [&](const sql::Row& row) {
               for (size_t i = 0; i < tokens.size(); ++i) {
                 const int64_t hits = row.Int(static_cast<int>(i) + 1);
                 if (hits >= kTelling) frequencies[i] = std::max<int64_t>(hits * corpus.documents / row.Int(0), 1);
               }
             })
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
};

}  // namespace

const SearchIndex& PostgresSearchIndex() {
  static const Index* const index = new Index;
  return *index;
}

}  // namespace lyceum::content::store
