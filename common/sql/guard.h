// Refuses a transaction inside a transaction: it would wait for itself, on the
// one writer of SQLite and on the last free connection to PostgreSQL.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/sql/database.h"

namespace lyceum::sql {

// True while this thread runs the body of a transaction.
inline bool& InsideTransaction() {
  thread_local bool inside = false;
  return inside;
}

// INTERNAL if this thread is inside a transaction already.
inline absl::Status RefuseNested() {
  if (!InsideTransaction()) return absl::OkStatus();
  return absl::InternalError("a transaction was begun inside another: use the Transaction that was handed in");
}

inline absl::Status RunBody(absl::FunctionRef<absl::Status(Transaction&)> body, Transaction& transaction) {
  InsideTransaction() = true;
  absl::Status status = body(transaction);
  InsideTransaction() = false;
  return status;
}

}  // namespace lyceum::sql
