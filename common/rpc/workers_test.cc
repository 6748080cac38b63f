#include "common/rpc/workers.h"

#include <atomic>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

TEST(Workers, FinishWhatTheyAccepted) {
  std::atomic<int> done{0};
  {
    Workers workers(4, 1000);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(workers.Post([&] { done.fetch_add(1); }));
  }
  EXPECT_EQ(done.load(), 1000);
}

TEST(Workers, RefuseMoreThanTheirQueueHolds) {
  absl::Notification go_on;
  absl::BlockingCounter busy(2);
  Workers workers(2, 3);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(workers.Post([&] {
      busy.DecrementCount();
      go_on.WaitForNotification();
    }));
  }
  busy.Wait();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(workers.Post([] {}));
  EXPECT_EQ(workers.waiting(), 3u);
  EXPECT_FALSE(workers.Post([] {}));
  go_on.Notify();
}

}  // namespace
}  // namespace lyceum::rpc
