#include "common/sql/sqlite_writer.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"
#include "common/sql/guard.h"

namespace lyceum::sql {
namespace {

// Bodies in one transaction at most: bounds how long the first waits for the
// last, and the size of the write-ahead log.
constexpr size_t kMaxBatch = 1000;

// After a body had to be rolled back, so many batches use savepoints at once
// instead of finding out again that they are needed.
constexpr int kCarefulBatches = 64;

}  // namespace

SqliteWriter::SqliteWriter(std::unique_ptr<SqliteConnection> connection)
    : connection_(std::move(connection)), thread_([this] { Loop(); }) {}

SqliteWriter::~SqliteWriter() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::Status SqliteWriter::Write(absl::FunctionRef<absl::Status(Transaction&)> body) {
  Waiting waiting{body, absl::OkStatus(), {}};
  {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(&waiting);
  }
  waiting.done.WaitForNotification();
  return std::move(waiting.status);
}

void SqliteWriter::Loop() {
  std::vector<Waiting*> batch;
  const auto something = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !waiting_.empty() || stopping_; };
  while (true) {
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&something));
      if (waiting_.empty()) return;
      const size_t take = std::min(waiting_.size(), kMaxBatch);
      batch.assign(waiting_.begin(), waiting_.begin() + take);
      waiting_.erase(waiting_.begin(), waiting_.begin() + take);
    }
    batch.size() == 1 ? Alone(*batch[0]) : Together(batch);
    for (Waiting* waiting : batch) waiting->done.Notify();
  }
}

absl::Status SqliteWriter::Commit(int64_t bodies) {
  return tally_.Commit(bodies, [this] { return connection_->Control("COMMIT"); });
}

void SqliteWriter::Alone(Waiting& waiting) {
  waiting.status = connection_->Control("BEGIN IMMEDIATE");
  if (!waiting.status.ok()) return;
  waiting.status = RunBody(waiting.body, *connection_);
  // A body may have swallowed an error that cost it the transaction.
  if (waiting.status.ok() && !connection_->in_transaction()) waiting.status = connection_->last_error();
  if (waiting.status.ok()) waiting.status = Commit(1);
  connection_->RollbackIfOpen();
}

// A savepoint costs two statements a body and a copy of every page it touches,
// and most bodies that fail refuse before they change anything. So the first
// try goes without; only when a failed body has left something to undo does the
// batch run again with savepoints.
void SqliteWriter::Together(absl::Span<Waiting* const> batch) {
  const absl::Status begun = connection_->Control("BEGIN IMMEDIATE");
  if (!begun.ok()) {
    for (Waiting* waiting : batch) waiting->status = begun;
    return;
  }
  const bool careful = careful_batches_ > 0;
  if (careful) --careful_batches_;
  bool finished = RunAll(batch, careful);
  if (!finished && !careful && connection_->in_transaction()) {
    careful_batches_ = kCarefulBatches;
    connection_->RollbackIfOpen();
    finished = connection_->Control("BEGIN IMMEDIATE").ok() && RunAll(batch, true);
  }
  if (!finished) {
    // One body's error cost all of them the transaction: each gets its own.
    connection_->RollbackIfOpen();
    for (Waiting* waiting : batch) Alone(*waiting);
    return;
  }
  const auto good = std::count_if(batch.begin(), batch.end(), [](const Waiting* one) { return one->status.ok(); });
  const absl::Status committed = Commit(good);
  connection_->RollbackIfOpen();
  if (committed.ok()) return;
  for (Waiting* waiting : batch) {
    if (waiting->status.ok()) waiting->status = committed;
  }
}

// False if the batch must be run again: with savepoints if the transaction is
// still open, one by one if it is not.
bool SqliteWriter::RunAll(absl::Span<Waiting* const> batch, bool savepoints) {
  for (Waiting* waiting : batch) {
    if (savepoints && !connection_->Control("SAVEPOINT body").ok()) return false;
    connection_->ClearChanged();
    waiting->status = RunBody(waiting->body, *connection_);
    if (!connection_->in_transaction()) return false;
    if (!waiting->status.ok() && connection_->changed()) {
      if (!savepoints) return false;
      if (!connection_->Control("ROLLBACK TO body").ok()) return false;
    }
    if (savepoints && !connection_->Control("RELEASE body").ok()) return false;
  }
  return true;
}

}  // namespace lyceum::sql
