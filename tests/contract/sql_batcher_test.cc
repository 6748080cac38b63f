// Batches: what callers bring together is written together, and each learns its own outcome.
#include "common/sql/batcher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "tests/support/engines.h"

namespace lyceum::sql {
namespace {

struct Row {
  int64_t number;
  bool fresh = false;
};

class BatcherTest : public testing::TestWithParam<tests::Engine> {
 protected:
  void SetUp() override {
    database_ = GetParam().fresh();
    ASSERT_TRUE(database_->Write([](Transaction& t) {
      return t.Run("CREATE TABLE n (n BIGINT PRIMARY KEY)", {}).status();
    }).ok());
  }
  std::unique_ptr<Database> database_;
};

TEST_P(BatcherTest, WritesEachItemOfManyThreadsOnceAndTellsWhoWasFirst) {
  std::atomic<int> batches = 0;
  Batcher<Row> batcher(2, 64, [&](absl::Span<Row* const> rows) {
    ++batches;
    return database_->Write([&](Transaction& t) -> absl::Status {
      for (Row* row : rows) {
        auto written = t.Run("INSERT INTO n VALUES ($1) ON CONFLICT DO NOTHING", {row->number});
        if (!written.ok()) return written.status();
        row->fresh = *written == 1;
      }
      return absl::OkStatus();
    });
  });
  constexpr int kThreads = 32, kRows = 20;
  std::atomic<int> fresh = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kRows; ++i) {
        Row row{(thread / 2) * kRows + i};  // two threads bring the same rows
        EXPECT_TRUE(batcher.Write(row).ok());
        if (row.fresh) ++fresh;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fresh, kThreads / 2 * kRows);
  EXPECT_LT(batches, kThreads * kRows) << "some went together";
}

TEST_P(BatcherTest, GivesTheErrorOfABatchToAllOfItAndGoesOn) {
  absl::Notification first_in, let_go;
  std::atomic<int> calls = 0;
  Batcher<Row> batcher(1, 64, [&](absl::Span<Row* const> rows) {
    if (++calls == 1) {
      first_in.Notify();
      let_go.WaitForNotification();
      return absl::OkStatus();
    }
    return calls == 2 ? absl::UnavailableError(absl::StrCat(rows.size(), " rows")) : absl::OkStatus();
  });
  Row leader{0}, a{1}, b{2};
  std::thread one([&] { EXPECT_TRUE(batcher.Write(leader).ok()); });
  first_in.WaitForNotification();
  std::atomic<int> failed = 0;
  std::vector<std::thread> rest;
  for (Row* row : {&a, &b}) rest.emplace_back([&, row] { failed += batcher.Write(*row).ok() ? 0 : 1; });
  let_go.Notify();
  one.join();
  for (std::thread& thread : rest) thread.join();
  EXPECT_GE(failed, 1);
  Row later{3};
  EXPECT_TRUE(batcher.Write(later).ok());
}

TEST_P(BatcherTest, LetsGoOfWhatIsNotTakenInTime) {
  absl::Notification first_in, let_go;
  std::atomic<int> written = 0;
  Batcher<Row> batcher(1, 64, [&](absl::Span<Row* const> rows) {
    if (written == 0) {
      first_in.Notify();
      let_go.WaitForNotification();
    }
    written += static_cast<int>(rows.size());
    return absl::OkStatus();
  });
  Row leader{0}, hasty{1}, patient{2};
  // What was taken is waited for to the end, whatever the patience.
  std::thread one([&] {
    absl::Status status;
    do status = batcher.Write(leader, absl::Milliseconds(1));
    while (absl::IsDeadlineExceeded(status));
    EXPECT_TRUE(status.ok()) << status;
  });
  first_in.WaitForNotification();
  std::thread two([&] { EXPECT_TRUE(batcher.Write(patient, absl::Hours(1)).ok()); });
  EXPECT_TRUE(absl::IsDeadlineExceeded(batcher.Write(hasty, absl::Milliseconds(20))));
  EXPECT_TRUE(absl::IsDeadlineExceeded(batcher.Write(hasty, absl::ZeroDuration())));
  let_go.Notify();
  one.join();
  two.join();
  EXPECT_EQ(written, 2);
}

INSTANTIATE_TEST_SUITE_P(Engines, BatcherTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

}  // namespace
}  // namespace lyceum::sql
