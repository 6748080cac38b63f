// Many callers, one transaction: what callers bring at the same time is written
// together, with few statements of many rows.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace lyceum::sql {

// Nobody waits for company: an idle thread takes what is there. While it writes,
// others gather.
template <class Item>
class Batcher {
 public:
  // Writes the items in one transaction and leaves in each what came of it. An
  // error is every item's.
  using Flush = std::function<absl::Status(absl::Span<Item* const>)>;
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // At most `most` items in a batch, and `at_once` batches under way, each on a
  // thread of its own.
  Batcher(int at_once, size_t most, Flush flush) : most_(most), flush_(std::move(flush)) {
    for (int i = 0; i < at_once; ++i) threads_.emplace_back([this] { Loop(); });
  }

  // Writes what was brought, then stops.
  ~Batcher() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
      ready_.SignalAll();
    }
    for (std::thread& thread : threads_) thread.join();
  }

  // `item` lives until `done` is called, by a thread of the batcher, with the
  // status of the batch that it was part of.
  void Write(Item& item, Done done) {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back({&item, std::move(done)});
    ready_.Signal();
  }

  // The same, waiting for it. DEADLINE_EXCEEDED, and nothing done, if no batch has
  // taken it for `patience`.
  absl::Status Write(Item& item, absl::Duration patience = absl::InfiniteDuration()) {
    absl::Status result;
    absl::Notification written;
    Write(item, [&](const absl::Status& status) {
      result = status;
      written.Notify();
    });
    if (written.WaitForNotificationWithTimeout(patience)) return result;
    if (TakeBack(item)) return absl::DeadlineExceededError("earlier writes are still under way");
    written.WaitForNotification();
    return result;
  }

 private:
  struct Waiting {
    Item* item = nullptr;
    Done done;
  };

  // False if a batch has it.
  bool TakeBack(const Item& item) {
    absl::MutexLock lock(&mutex_);
    const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                    [&](const Waiting& waiting) { return waiting.item == &item; });
    if (found == waiting_.end()) return false;
    waiting_.erase(found);
    return true;
  }

  void Loop() {
    while (true) {
      std::vector<Waiting> batch = Take();
      if (batch.empty()) return;
      std::vector<Item*> items;
      for (const Waiting& waiting : batch) items.push_back(waiting.item);
      const absl::Status status = flush_(items);
      for (Waiting& waiting : batch) waiting.done(status);
    }
  }

  // What waits; empty at the end.
  std::vector<Waiting> Take() {
    absl::MutexLock lock(&mutex_);
    while (waiting_.empty() && !stopping_) ready_.Wait(&mutex_);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_));
    std::vector<Waiting> batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    return batch;
  }

  const size_t most_;
  const Flush flush_;
  absl::Mutex mutex_;
  absl::CondVar ready_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

// The sizes in which rows are written, so that a statement of many rows comes in
// few lengths and stays prepared.
inline constexpr std::array<size_t, 4> kRowsTogether = {64, 16, 4, 1};

// How many of `rows` rows, which is 1 or more, go into the next statement.
inline size_t RowsTogether(size_t rows) {
  for (const size_t size : kRowsTogether) {
    if (rows >= size) return size;
  }
  return 1;
}

// The texts of a statement in these sizes.
class RowStatements {
 public:
  explicit RowStatements(std::string (*make)(size_t rows)) {
    for (size_t i = 0; i < kRowsTogether.size(); ++i) texts_[i] = make(kRowsTogether[i]);
  }
  // `rows` is one of kRowsTogether.
  const std::string& Of(size_t rows) const {
    return texts_[std::find(kRowsTogether.begin(), kRowsTogether.end(), rows) - kRowsTogether.begin()];
  }

 private:
  std::array<std::string, kRowsTogether.size()> texts_;
};

}  // namespace lyceum::sql
