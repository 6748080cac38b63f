// Group commit for SQLite: one thread owns the only connection of a file that
// writes or checkpoints, takes every body that waits, runs them in one
// transaction and wakes all callers after one fsync. The fsync in progress is
// the window in which the next batch gathers; nobody waits for company.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/types/span.h"
#include "common/sql/database.h"
#include "common/sql/sqlite_connection.h"
#include "common/sql/write_tally.h"

namespace lyceum::sql {

class SqliteWriter {
 public:
  explicit SqliteWriter(std::unique_ptr<SqliteConnection> connection);
  // Nobody may be in Write any more.
  ~SqliteWriter();

  // Runs `body` on the writer's thread and returns when it is durable, or why
  // it is not. An error of one body leaves the others of its batch alone.
  absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> body);

  WriteCounts counts() const { return tally_.counts(); }

 private:
  struct Waiting {
    absl::FunctionRef<absl::Status(Transaction&)> body;
    absl::Status status;
    absl::Notification done;
  };

  void Loop();
  absl::Status Commit(int64_t bodies);
  void Alone(Waiting& waiting);
  void Together(absl::Span<Waiting* const> batch);
  bool RunAll(absl::Span<Waiting* const> batch, bool savepoints);

  std::unique_ptr<SqliteConnection> connection_;
  WriteTally tally_;
  int careful_batches_ = 0;  // how many more batches use savepoints from the start
  absl::Mutex mutex_;
  std::vector<Waiting*> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lyceum::sql
