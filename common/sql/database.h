// The one door to the source of truth. Two engines stand behind it: SQLite
// (sqlite.cc) and PostgreSQL (postgres.cc). Statements are written once, in
// the dialect both share (README.md), with $1, $2, ... for parameters.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <variant>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace lyceum::sql {

enum class Engine { kSqlite, kPostgres };

struct Null {};
struct Bytes {
  absl::string_view data;
};
using Value = std::variant<int64_t, double, absl::string_view, Bytes, Null>;

// Times are BIGINT microseconds since the Unix epoch.
inline int64_t Micros(absl::Time time) { return absl::ToUnixMicros(time); }

// One result row. Views are valid until the row callback returns.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool IsNull(int column) const = 0;
  virtual int64_t Int(int column) const = 0;             // BIGINT; 0 for NULL
  virtual double Real(int column) const = 0;             // DOUBLE PRECISION; 0 for NULL
  virtual absl::string_view Text(int column) const = 0;  // TEXT and BYTEA; "" for NULL
};

class Transaction {
 public:
  virtual ~Transaction() = default;

  virtual Engine engine() const = 0;

  // Runs one statement, hands each row to `on_row`, returns the number of rows
  // read or changed. ALREADY_EXISTS for a broken unique constraint,
  // FAILED_PRECONDITION for a broken foreign key, RESOURCE_EXHAUSTED for a full
  // disk, UNAVAILABLE for a database that is gone or locked.
  virtual absl::StatusOr<int64_t> Run(absl::string_view statement, absl::Span<const Value> values,
                                      absl::FunctionRef<void(const Row&)> on_row) = 0;

  // Runs a statement whose outcome nothing here depends on: at the latest the next Run, or
  // the commit, returns its error. Costs PostgreSQL no round trip of its own.
  virtual absl::Status Post(absl::string_view statement, absl::Span<const Value> values) {
    return Run(statement, values).status();
  }
  absl::Status Post(absl::string_view statement, std::initializer_list<Value> values) {
    return Post(statement, absl::MakeConstSpan(values.begin(), values.size()));
  }

  absl::StatusOr<int64_t> Run(absl::string_view statement, absl::Span<const Value> values) {
    return Run(statement, values, [](const Row&) {});
  }
  absl::StatusOr<int64_t> Run(absl::string_view statement, std::initializer_list<Value> values,
                              absl::FunctionRef<void(const Row&)> on_row) {
    return Run(statement, absl::MakeConstSpan(values.begin(), values.size()), on_row);
  }
  absl::StatusOr<int64_t> Run(absl::string_view statement, std::initializer_list<Value> values) {
    return Run(statement, absl::MakeConstSpan(values.begin(), values.size()));
  }
};

// What the Writes of this process came to since it started.
struct WriteCounts {
  int64_t writes = 0;              // bodies that were committed
  int64_t commits = 0;             // transactions that were: bodies may share one
  int64_t commit_nanoseconds = 0;  // from COMMIT to its answer, fsync included
};

class Database {
 public:
  virtual ~Database() = default;

  virtual Engine engine() const = 0;

  // Runs `body` in one transaction: durably commits if it returns OK, rolls
  // back if not. On a serialization conflict it runs `body` again, so `body`
  // must not touch anything outside the transaction, except to overwrite its
  // own result. May run on another thread; blocks until the outcome is known.
  virtual absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> body) = 0;

  // The same, on a snapshot, for statements that change nothing.
  virtual absl::Status Read(absl::FunctionRef<absl::Status(Transaction&)> body) = 0;

  // All zero where nobody counts.
  virtual WriteCounts counts() const { return {}; }
};

// "sqlite:/var/lib/lyceum/quiz.db", "sqlite::memory:" (for tests) or
// "postgres://...".
absl::StatusOr<std::unique_ptr<Database>> Open(absl::string_view url);

// Applies, in order and once, each migration this database has not seen.
// A migration is statements separated by ";\n"; a statement may begin with
// "-- sqlite\n" or "-- postgres\n" to run on that engine only. `schema` names
// the list, so that several can share a database. Safe to run from several
// processes at once. FAILED_PRECONDITION, and nothing done, for a database that
// has seen more migrations than these.
absl::Status Migrate(Database& database, absl::string_view schema,
                     absl::Span<const absl::string_view> migrations);

}  // namespace lyceum::sql
