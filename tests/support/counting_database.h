// A database that counts what it is asked, and can be away, for tests of what a piece of work
// costs and of what is left without one.
#pragma once

#include "common/sql/database.h"

namespace lyceum::tests {

// Forwards to `database`, which must outlive it. For one thread.
class CountingDatabase final : public sql::Database {
 public:
  explicit CountingDatabase(sql::Database& database) : database_(database) {}

  sql::Engine engine() const override { return database_.engine(); }

  absl::Status Write(absl::FunctionRef<absl::Status(sql::Transaction&)> body) override {
    ++writes;
    if (away) return absl::UnavailableError("away");
    return database_.Write([&](sql::Transaction& t) {
      Counting counting(*this, t);
      return body(counting);
    });
  }

  absl::Status Read(absl::FunctionRef<absl::Status(sql::Transaction&)> body) override {
    ++reads;
    if (away) return absl::UnavailableError("away");
    return database_.Read([&](sql::Transaction& t) {
      Counting counting(*this, t);
      return body(counting);
    });
  }

  int writes = 0, reads = 0;  // transactions
  int awaited = 0;            // statements whose answer was waited for
  int posted = 0;             // others
  bool away = false;          // every transaction is UNAVAILABLE

 private:
  struct Counting final : sql::Transaction {
    Counting(CountingDatabase& counts, sql::Transaction& t) : counts(counts), t(t) {}
    sql::Engine engine() const override { return t.engine(); }
    using sql::Transaction::Run;
    absl::StatusOr<int64_t> Run(absl::string_view statement, absl::Span<const sql::Value> values,
                                absl::FunctionRef<void(const sql::Row&)> on_row) override {
      ++counts.awaited;
      return t.Run(statement, values, on_row);
    }
    using sql::Transaction::Post;
    absl::Status Post(absl::string_view statement, absl::Span<const sql::Value> values) override {
      ++counts.posted;
      return t.Post(statement, values);
    }
    CountingDatabase& counts;
    sql::Transaction& t;
  };

  sql::Database& database_;
};

}  // namespace lyceum::tests
