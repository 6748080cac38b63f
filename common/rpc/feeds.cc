#include "common/rpc/feeds.h"

#include <chrono>
#include <utility>

#include "common/base/errors.h"
#include "common/base/log.h"

namespace lyceum::rpc {
namespace {

// How often all streams are looked at: ten thousand take about a millisecond.
constexpr absl::Duration kLookEvery = absl::Milliseconds(100);
constexpr absl::Duration kFullDelay = absl::Seconds(1);

absl::Status Draining() {
  return Error(absl::StatusCode::kUnavailable, "DRAINING", "the server is about to stop: resume on another one");
}

}  // namespace

// A stream is in the queue of the workers at most once, so that the queue, as
// long as all streams together, always has room.
Feeds::Feeds(const Options& options, Clock& clock, Metrics& metrics)
    : options_(options), clock_(clock), metrics_(metrics), workers_(options.threads, options.max_streams),
      watch_([this] { Watch(); }) {}

Feeds::~Feeds() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    stop_.SignalAll();
  }
  watch_.join();
}

absl::StatusOr<std::shared_ptr<Feed>> Feeds::Add(grpc::CallbackServerContext& context) {
  auto feed = std::make_shared<Feed>(*this, context);
  absl::MutexLock lock(&mutex_);
  if (draining_) return Draining();
  if (feeds_.size() >= static_cast<size_t>(options_.max_streams)) {
    return RetryAfter(LimitExceeded("this server's open streams", "kMaxStreams", options_.max_streams), kFullDelay);
  }
  metrics_.streams_open.fetch_add(1, std::memory_order_relaxed);
  feeds_.emplace(feed.get(), feed);
  return feed;
}

void Feeds::Remove(Feed& feed) {
  std::shared_ptr<Feed> last;  // may be, so it goes after the lock
  absl::MutexLock lock(&mutex_);
  const auto found = feeds_.find(&feed);
  last = std::move(found->second);
  feeds_.erase(found);
  metrics_.streams_open.fetch_sub(1, std::memory_order_relaxed);
}

void Feeds::Queue(std::shared_ptr<Feed> feed) {
  if (!workers_.Post([feed = std::move(feed)] { feed->Run(); })) log::Error("a stream was lost: the queue is full");
}

std::vector<std::shared_ptr<Feed>> Feeds::AllLocked() const {
  std::vector<std::shared_ptr<Feed>> all;
  all.reserve(feeds_.size());
  for (const auto& [key, feed] : feeds_) all.push_back(feed);
  return all;
}

void Feeds::Drain() {
  std::vector<std::shared_ptr<Feed>> all;
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    all = AllLocked();
  }
  for (const auto& feed : all) feed->End(Draining(), true);
}

void Feeds::Watch() {
  for (;;) {
    std::vector<std::shared_ptr<Feed>> all;
    {
      absl::MutexLock lock(&mutex_);
      if (!stopping_) stop_.WaitWithTimeout(&mutex_, kLookEvery);
      if (stopping_) return;
      all = AllLocked();
    }
    const auto now = std::chrono::steady_clock::now();
    const absl::Time wall_clock = clock_.Now();
    for (const auto& feed : all) feed->Look(now, wall_clock, options_.patience);
  }
}

}  // namespace lyceum::rpc
