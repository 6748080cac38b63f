// SQLite as a Database: the writer thread and a few read-only connections.
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/status.h"
#include "common/sql/engines.h"
#include "common/sql/guard.h"
#include "common/sql/sqlite_connection.h"
#include "common/sql/sqlite_owner.h"
#include "common/sql/sqlite_writer.h"

namespace lyceum::sql {
namespace {

constexpr int kMaxReaders = 4;
constexpr absl::Duration kBusyWait = absl::Seconds(5);

absl::Status ReadOn(SqliteConnection& connection, absl::FunctionRef<absl::Status(Transaction&)> body) {
  RETURN_IF_ERROR(connection.Control("BEGIN"));
  absl::Status status = RunBody(body, connection);
  connection.RollbackIfOpen();
  return status;
}

class Sqlite final : public Database {
 public:
  Sqlite(std::string path, std::unique_ptr<SqliteOwner> owner, std::unique_ptr<SqliteConnection> writer)
      : path_(std::move(path)), owner_(std::move(owner)), writer_(std::move(writer)) {}

  Engine engine() const override { return Engine::kSqlite; }

  absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> body) override {
    RETURN_IF_ERROR(RefuseNested());
    return writer_.Write(body);
  }

  WriteCounts counts() const override { return writer_.counts(); }

  absl::Status Read(absl::FunctionRef<absl::Status(Transaction&)> body) override {
    RETURN_IF_ERROR(RefuseNested());
    ASSIGN_OR_RETURN(std::unique_ptr<SqliteConnection> reader, TakeReader());
    absl::Status status = ReadOn(*reader, body);
    absl::MutexLock lock(&mutex_);
    idle_.push_back(std::move(reader));
    return status;
  }

 private:
  absl::StatusOr<std::unique_ptr<SqliteConnection>> TakeReader() {
    {
      const auto available = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return !idle_.empty() || readers_ < kMaxReaders;
      };
      absl::MutexLock lock(&mutex_, absl::Condition(&available));
      if (!idle_.empty()) {
        std::unique_ptr<SqliteConnection> reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
      ++readers_;
    }
    auto reader = SqliteConnection::Open(path_, SQLITE_OPEN_READONLY,
                                         "PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON; PRAGMA cache_size=-8192;");
    if (!reader.ok()) {
      absl::MutexLock lock(&mutex_);
      --readers_;
    }
    return reader;
  }

  const std::string path_;
  std::unique_ptr<SqliteOwner> owner_;
  // Declared before the readers, so that it closes last and does the final
  // checkpoint.
  SqliteWriter writer_;
  absl::Mutex mutex_;
  int readers_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<SqliteConnection>> idle_ ABSL_GUARDED_BY(mutex_);
};

// A database in memory lives in its one connection, so everybody takes turns.
class SqliteMemory final : public Database {
 public:
  explicit SqliteMemory(std::unique_ptr<SqliteConnection> connection) : connection_(std::move(connection)) {}

  Engine engine() const override { return Engine::kSqlite; }

  absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> body) override {
    RETURN_IF_ERROR(RefuseNested());
    absl::MutexLock lock(&mutex_);
    RETURN_IF_ERROR(connection_->Control("BEGIN IMMEDIATE"));
    absl::Status status = RunBody(body, *connection_);
    if (status.ok() && !connection_->in_transaction()) status = connection_->last_error();
    if (status.ok()) status = connection_->Control("COMMIT");
    connection_->RollbackIfOpen();
    return status;
  }

  absl::Status Read(absl::FunctionRef<absl::Status(Transaction&)> body) override {
    RETURN_IF_ERROR(RefuseNested());
    absl::MutexLock lock(&mutex_);
    return ReadOn(*connection_, body);
  }

 private:
  absl::Mutex mutex_;
  std::unique_ptr<SqliteConnection> connection_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(absl::string_view path_and_parameters) {
  std::string path(path_and_parameters);
  ASSIGN_OR_RETURN(const int64_t max_pages, TakeParameter(path, "max_pages", 0, int64_t{1} << 32));
  // temp_store=MEMORY keeps what savepoints set aside out of the file system.
  std::string pragmas =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
      "PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-32768;";
  if (max_pages > 0) absl::StrAppend(&pragmas, "PRAGMA max_page_count=", max_pages, ";");
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (path == ":memory:") {
    ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(path, kFlags, pragmas));
    return std::make_unique<SqliteMemory>(std::move(connection));
  }
  auto owner = std::make_unique<SqliteOwner>();
  RETURN_IF_ERROR(owner->Acquire(path, kBusyWait));
  ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(path, kFlags, pragmas));
  return std::make_unique<Sqlite>(std::move(path), std::move(owner), std::move(connection));
}

}  // namespace lyceum::sql
