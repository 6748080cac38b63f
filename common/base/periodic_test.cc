#include "common/base/periodic.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/time/clock.h"

namespace lyceum {
namespace {

TEST(Periodic, GoesOnAfterAFailureAndStopsWhenDestroyed) {
  std::atomic<int> runs = 0;
  absl::Notification third;
  {
    Periodic periodic(absl::Milliseconds(1), "a test", [&] {
      if (++runs == 3) third.Notify();
      return absl::UnavailableError("not now");
    });
    third.WaitForNotification();
  }
  const int after = runs;
  EXPECT_GE(after, 3);
  absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(runs, after);
}

TEST(Periodic, DoesNotWaitForThePeriodToStop) {
  absl::Notification ran;
  Periodic periodic(absl::Hours(1), "a test", [&] {
    ran.Notify();
    return absl::OkStatus();
  });
  ran.WaitForNotification();
}

}  // namespace
}  // namespace lyceum
