#include "common/sql/sqlite_connection.h"

#include <cerrno>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace lyceum::sql {
namespace {

// Statements a connection keeps prepared. Services have far fewer; the bound is
// against a caller that builds its statements.
constexpr size_t kMaxStatements = 512;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* stmt) : stmt_(stmt) {}
  bool IsNull(int column) const override { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }
  int64_t Int(int column) const override { return sqlite3_column_int64(stmt_, column); }
  double Real(int column) const override { return sqlite3_column_double(stmt_, column); }
  absl::string_view Text(int column) const override {
    const void* data = sqlite3_column_blob(stmt_, column);
    if (data == nullptr) return absl::string_view("", 0);
    return {static_cast<const char*>(data), static_cast<size_t>(sqlite3_column_bytes(stmt_, column))};
  }

 private:
  sqlite3_stmt* stmt_;
};

}  // namespace

absl::Status SqliteError(sqlite3* db) {
  const int system_error = errno;
  const std::string message = absl::StrCat("sqlite: ", sqlite3_errmsg(db));
  const int extended = sqlite3_extended_errcode(db);
  switch (extended) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_UNIQUE: return absl::AlreadyExistsError(message);
    case SQLITE_CONSTRAINT_FOREIGNKEY: return absl::FailedPreconditionError(message);
  }
  switch (extended & 0xff) {
    case SQLITE_FULL: return absl::ResourceExhaustedError(message);
    case SQLITE_IOERR: {
      // A quota or a file size limit is a full disk under another name. (What
      // sqlite3_system_errno tells is 0 after a write.)
      const bool full = system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
      return full ? absl::ResourceExhaustedError(message) : absl::UnavailableError(message);
    }
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY: return absl::UnavailableError(message);
    case SQLITE_TOOBIG: return absl::InvalidArgumentError(message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return absl::DataLossError(message);
  }
  return absl::InternalError(message);
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path, int flags,
                                                                         const std::string& pragmas) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (db == nullptr) return absl::ResourceExhaustedError("sqlite: out of memory");
  auto connection = std::unique_ptr<SqliteConnection>(new SqliteConnection(db));
  if (code != SQLITE_OK) {
    return absl::Status(SqliteError(db).code(), absl::StrCat(path, ": ", SqliteError(db).message()));
  }
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, 5000);
  if (sqlite3_exec(db, pragmas.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return absl::Status(SqliteError(db).code(), absl::StrCat(path, ": ", SqliteError(db).message()));
  }
  return connection;
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close(db_);
}

void SqliteConnection::RollbackIfOpen() {
  if (in_transaction()) Control("ROLLBACK").IgnoreError();
}

// SQLite numbers $1, $2, ... by where they first stand, not by their name, so
// the place each value goes to is looked up by name.
absl::StatusOr<std::unique_ptr<SqliteConnection::Statement>> SqliteConnection::Prepare(absl::string_view text) {
  auto statement = std::make_unique<Statement>();
  const char* rest = nullptr;
  if (sqlite3_prepare_v3(db_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement->stmt, &rest) != SQLITE_OK) {
    return absl::Status(SqliteError(db_).code(), absl::StrCat(SqliteError(db_).message(), " in: ", text));
  }
  if (statement->stmt == nullptr) return absl::InternalError(absl::StrCat("no statement in: ", text));
  const int count = sqlite3_bind_parameter_count(statement->stmt);
  for (int i = 1; i <= count; ++i) {
    const char* name = sqlite3_bind_parameter_name(statement->stmt, i);
    int number = 0;
    if (name == nullptr || name[0] != '$' || !absl::SimpleAtoi(name + 1, &number) || number < 1) {
      return absl::InternalError(absl::StrCat("parameters are written $1, $2, ...: ", text));
    }
    statement->sources.push_back(number - 1);
  }
  return statement;
}

absl::Status SqliteConnection::Bind(Statement& statement, absl::Span<const Value> values) {
  int position = 0;
  for (const int source : statement.sources) {
    ++position;
    if (source >= static_cast<int>(values.size())) {
      return absl::InternalError(absl::StrCat("no value for $", source + 1, " in: ", sqlite3_sql(statement.stmt)));
    }
    const Value& value = values[source];
    int code = SQLITE_OK;
    if (auto* v = std::get_if<int64_t>(&value)) code = sqlite3_bind_int64(statement.stmt, position, *v);
    if (auto* v = std::get_if<double>(&value)) code = sqlite3_bind_double(statement.stmt, position, *v);
    if (auto* v = std::get_if<absl::string_view>(&value)) {
      if (!v->empty() && std::memchr(v->data(), 0, v->size()) != nullptr) {
        return absl::InvalidArgumentError(absl::StrCat("$", source + 1, ": text must not contain a zero byte"));
      }
      code = sqlite3_bind_text64(statement.stmt, position, v->empty() ? "" : v->data(), v->size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    }
    if (auto* v = std::get_if<Bytes>(&value)) {
      code = sqlite3_bind_blob64(statement.stmt, position, v->data.empty() ? "" : v->data.data(), v->data.size(),
                                 SQLITE_STATIC);
    }
    if (std::holds_alternative<Null>(value)) code = sqlite3_bind_null(statement.stmt, position);
    if (code != SQLITE_OK) return SqliteError(db_);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SqliteConnection::Step(Statement& statement, absl::Span<const Value> values,
                                               absl::FunctionRef<void(const Row&)> on_row) {
  RETURN_IF_ERROR(Bind(statement, values));
  const int64_t changes_before = sqlite3_total_changes64(db_);
  statement.running = true;
  int64_t rows = 0;
  int code;
  for (; (code = sqlite3_step(statement.stmt)) == SQLITE_ROW; ++rows) on_row(SqliteRow(statement.stmt));
  statement.running = false;
  const absl::Status status = code == SQLITE_DONE ? absl::OkStatus() : SqliteError(db_);
  sqlite3_reset(statement.stmt);
  if (!status.ok()) return status;
  if (!sqlite3_stmt_readonly(statement.stmt)) changed_ = true;
  if (sqlite3_column_count(statement.stmt) > 0) return rows;
  return sqlite3_total_changes64(db_) == changes_before ? 0 : sqlite3_changes64(db_);
}

absl::StatusOr<int64_t> SqliteConnection::Run(absl::string_view text, absl::Span<const Value> values,
                                              absl::FunctionRef<void(const Row&)> on_row) {
  std::unique_ptr<Statement> once;
  Statement* statement = nullptr;
  const auto found = statements_.find(text);
  if (found != statements_.end() && !found->second->running) {
    statement = found->second.get();
  } else {
    auto prepared = Prepare(text);
    if (!prepared.ok()) return last_error_ = prepared.status();
    statement = prepared->get();
    if (found != statements_.end()) {
      once = *std::move(prepared);  // the cached one is being read right now, further up the stack
    } else {
      if (statements_.size() >= kMaxStatements) {
        absl::erase_if(statements_, [](const auto& entry) { return !entry.second->running; });
      }
      statements_.emplace(text, *std::move(prepared));
    }
  }
  auto rows = Step(*statement, values, on_row);
  if (!rows.ok()) last_error_ = rows.status();
  return rows;
}

}  // namespace lyceum::sql
