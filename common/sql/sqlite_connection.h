// One connection to a SQLite file and its prepared statements. Used by one
// thread at a time.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/sql/database.h"

namespace lyceum::sql {

class SqliteConnection final : public Transaction {
 public:
  // `flags` as for sqlite3_open_v2; `pragmas` run first. UNAVAILABLE if the file
  // cannot be opened, DATA_LOSS if it is not a database.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path, int flags,
                                                                const std::string& pragmas);
  ~SqliteConnection() override;

  Engine engine() const override { return Engine::kSqlite; }
  using Transaction::Run;
  absl::StatusOr<int64_t> Run(absl::string_view statement, absl::Span<const Value> values,
                              absl::FunctionRef<void(const Row&)> on_row) override;

  // BEGIN, COMMIT and the like.
  absl::Status Control(absl::string_view statement) { return Run(statement, {}).status(); }

  // Some errors (a full disk, an I/O error) make SQLite roll the whole
  // transaction back by itself; this tells.
  bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  void RollbackIfOpen();

  // Whether a statement has changed the database since ClearChanged.
  bool changed() const { return changed_; }
  void ClearChanged() { changed_ = false; }

  // The last error of a statement, for a body that swallowed it.
  const absl::Status& last_error() const { return last_error_; }
  sqlite3* handle() { return db_; }

 private:
  struct Statement {
    sqlite3_stmt* stmt = nullptr;
    std::vector<int> sources;  // parameter i + 1 takes values[sources[i]]
    bool running = false;
    ~Statement() { sqlite3_finalize(stmt); }
  };

  explicit SqliteConnection(sqlite3* db) : db_(db) {}
  absl::StatusOr<std::unique_ptr<Statement>> Prepare(absl::string_view text);
  absl::StatusOr<int64_t> Step(Statement& statement, absl::Span<const Value> values,
                               absl::FunctionRef<void(const Row&)> on_row);
  absl::Status Bind(Statement& statement, absl::Span<const Value> values);

  sqlite3* db_;
  absl::flat_hash_map<std::string, std::unique_ptr<Statement>> statements_;
  bool changed_ = false;
  absl::Status last_error_;
};

// What went wrong in the last call on `db`, as the status Lyceum uses for it.
absl::Status SqliteError(sqlite3* db);

}  // namespace lyceum::sql
