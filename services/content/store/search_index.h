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

// Texts with all of `all`, and any of `any` unless that is empty, and none of `none`.
struct TokenQuery {
  std::vector<std::string> all, any, none;
};

class SearchIndex {
 public:
  virtual ~SearchIndex() = default;

  // The index of an engine; lives for ever.
  static const SearchIndex& Of(sql::Engine engine);

  // Makes the text `doc`, which is in search_documents, found by these tokens: letters,
  // digits and "_=/-" only.
  virtual absl::Status Put(sql::Transaction& t, int64_t doc, const std::vector<std::string>& tokens) const = 0;
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
};

// Each engine's own.
const SearchIndex& SqliteSearchIndex();
const SearchIndex& PostgresSearchIndex();

}  // namespace lyceum::content::store
