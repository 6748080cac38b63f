// Which texts have which words: the one place where the engines differ. SQLite answers
// by FTS5 (search_sqlite.cc), PostgreSQL by tsvector and GIN (search_postgres.cc). Both
// are given the same tokens and only find candidates; scores are made by us.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"

namespace lyceum::content::store {

// A text as it is indexed.
struct IndexedRow {
  absl::string_view tenant, id;
  int64_t collection = 0;
  // Words of title and body.
  int64_t length = 0;
  // TermCounts::packed.
  absl::string_view terms;
};

// Texts with all of `all`, and any of `any` unless that is empty, and none of `none`.
struct TokenQuery {
  std::vector<std::string> all, any, none;
};

class SearchIndex {
 public:
  virtual ~SearchIndex() = default;

  // The index of an engine; lives for ever.
  static const SearchIndex& Of(sql::Engine engine);

  // Puts a text that is not there into search_documents, to be found by these tokens:
  // letters, digits and "_=/-" only.
  virtual absl::Status Add(sql::Transaction& t, const IndexedRow& row,
                           const std::vector<std::string>& tokens) const = 0;
  // Takes the tokens of a text out that has left search_documents.
  virtual absl::Status Remove(sql::Transaction& t, int64_t doc) const = 0;

  // The texts of one collection.
  struct Corpus {
    int64_t collection = 0;
    int64_t documents = 0;
    int64_t first_doc = 0, last_doc = 0;
  };

  // How many texts have each token: exact while they are few (kMaxSearchCounted),
  // else about as many as said.
  virtual absl::StatusOr<std::vector<int64_t>> Frequencies(sql::Transaction& t, const Corpus& corpus,
                                                           const std::vector<std::string>& tokens) const = 0;

  // Hands out at most `limit` matching texts of the tenant: id, length, terms. `share` is
  // the share of the corpus that is thought to match, 0 if nobody knows: where it is large
  // an engine may walk through the texts rather than ask its index.
  virtual absl::Status Load(sql::Transaction& t, absl::string_view tenant, const Corpus& corpus,
                            const TokenQuery& query, double share, int64_t limit,
                            absl::FunctionRef<void(const sql::Row&)> on_row) const = 0;

 protected:
  // The query in the engine's own language.
  virtual std::string Expression(const TokenQuery& query) const = 0;

  // The tokens in quotes.
  static std::string Joined(const std::vector<std::string>& tokens, absl::string_view quote, absl::string_view between);
};

// Each engine's own.
const SearchIndex& SqliteSearchIndex();
const SearchIndex& PostgresSearchIndex();

}  // namespace lyceum::content::store
