// A database that goes away when a test says so.
#pragma once

#include <functional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/sql/database.h"

namespace lyceum::tests {

class FlakyDatabase final : public sql::Database {
 public:
  explicit FlakyDatabase(sql::Database& real) : real_(real) {}
  sql::Engine engine() const override { return real_.engine(); }
  absl::Status Write(absl::FunctionRef<absl::Status(sql::Transaction&)> body) override {
    if (before_write) std::exchange(before_write, nullptr)();
    if (away) return absl::UnavailableError("gone");
    const absl::Status status = real_.Write(body);
    return silent ? absl::UnavailableError("the answer was lost") : status;
  }
  absl::Status Read(absl::FunctionRef<absl::Status(sql::Transaction&)> body) override {
    return away ? absl::UnavailableError("gone") : real_.Read(body);
  }

  bool away = false;                   // does nothing
  bool silent = false;                 // writes, and the outcome is not known
  std::function<void()> before_write;  // of the next one

 private:
  sql::Database& real_;
};

}  // namespace lyceum::tests
