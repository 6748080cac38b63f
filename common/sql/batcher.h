// Many callers, one transaction: what callers bring at the same time is written
// together by one of them, with few statements of many rows.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace lyceum::sql {

// Nobody waits for company: a caller that finds no batch under way takes what
// is there, itself first. While it writes, the others gather.
template <class Item>
class Batcher {
 public:
  // Writes the items in one transaction and leaves in each what came of it. An
  // error is every item's.
  using Flush = std::function<absl::Status(absl::Span<Item* const>)>;

  // At most `most` items in a batch, and `at_once` batches under way.
  Batcher(int at_once, size_t most, Flush flush) : at_once_(at_once), most_(most), flush_(std::move(flush)) {}

  // Returns when the batch that `item` was part of is written, with its status.
  // DEADLINE_EXCEEDED, and nothing done, if no batch has taken it for `patience`.
  absl::Status Write(Item& item, absl::Duration patience = absl::InfiniteDuration()) {
    Waiting self;
    self.item = &item;
    const auto began = std::chrono::steady_clock::now();
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(&self);
    while (!self.done) {
      if (running_ < at_once_ && !self.taken) {
        Lead();
      } else if (self.taken) {
        self.ready.Wait(&mutex_);
      } else if (const auto waited = absl::FromChrono(std::chrono::steady_clock::now() - began); waited < patience) {
        self.ready.WaitWithTimeout(&mutex_, patience - waited);
      } else {
        waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &self));
        return absl::DeadlineExceededError("earlier writes are still under way");
      }
    }
    return std::move(self.status);
  }

 private:
  struct Waiting {
    Item* item = nullptr;
    bool taken = false;
    bool done = false;
    absl::Status status;
    absl::CondVar ready;
  };

  void Lead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t take = std::min(waiting_.size(), most_);
    std::vector<Waiting*> batch(waiting_.begin(), waiting_.begin() + take);
    waiting_.erase(waiting_.begin(), waiting_.begin() + take);
    std::vector<Item*> items;
    for (Waiting* waiting : batch) {
      waiting->taken = true;
      items.push_back(waiting->item);
    }
    ++running_;
    mutex_.Unlock();
    const absl::Status status = flush_(items);
    mutex_.Lock();
    --running_;
    for (Waiting* waiting : batch) {
      waiting->status = status;
      waiting->done = true;
      waiting->ready.Signal();
    }
    // Whoever waits first leads the next batch.
    if (!waiting_.empty()) waiting_.front()->ready.Signal();
  }

  const int at_once_;
  const size_t most_;
  const Flush flush_;
  absl::Mutex mutex_;
  int running_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Waiting*> waiting_ ABSL_GUARDED_BY(mutex_);
};

// The sizes in which `rows` rows are written, so that a statement of many rows
// comes in few lengths and stays prepared: 64, 16, 4 and 1.
inline size_t RowsTogether(size_t rows) {
  for (const size_t size : {size_t{64}, size_t{16}, size_t{4}}) {
    if (rows >= size) return size;
  }
  return 1;
}

}  // namespace lyceum::sql
