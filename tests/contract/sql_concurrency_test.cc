// What every SQL engine promises to many callers at once.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "common/base/status.h"
#include "common/sql/database.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::sql {
namespace {

class ConcurrencyTest : public testing::TestWithParam<tests::Engine> {
 protected:
  absl::Status Write(absl::string_view statement, std::vector<Value> values = {}) {
    return database_->Write([&](Transaction& t) { return t.Run(statement, values).status(); });
  }
  int64_t ReadInt(absl::string_view statement) {
    int64_t value = -1;
    EXPECT_TRUE(database_
                    ->Read([&](Transaction& t) {
                      return t.Run(statement, {}, [&](const Row& row) { value = row.Int(0); }).status();
                    })
                    .ok());
    return value;
  }

  const std::string url_ = GetParam().fresh_url();
  std::unique_ptr<Database> database_ = *Open(url_);
};
INSTANTIATE_TEST_SUITE_P(, ConcurrencyTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

void InThreads(int count, const std::function<void(int)>& run) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(run, i);
  for (std::thread& thread : threads) thread.join();
}

TEST_P(ConcurrencyTest, CommitsEveryWriteOf64ThreadsOnce) {
  constexpr int kThreads = 64, kWrites = 40;
  ASSERT_TRUE(Write("CREATE TABLE w (thread BIGINT, number BIGINT, PRIMARY KEY (thread, number))").ok());
  std::atomic<int> failed = 0;
  InThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kWrites; ++i) {
      if (!Write("INSERT INTO w VALUES ($1, $2)", {int64_t{thread}, int64_t{i}}).ok()) ++failed;
    }
  });
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM w"), kThreads * kWrites);
}

// Every third body changes something and then fails, every third refuses at
// once: their neighbours in the same commit must not notice.
TEST_P(ConcurrencyTest, KeepsBodiesOfOneCommitApart) {
  constexpr int kThreads = 32, kWrites = 30;
  ASSERT_TRUE(Write("CREATE TABLE k (id BIGINT PRIMARY KEY)").ok());
  std::atomic<int> wrong = 0;
  InThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kWrites; ++i) {
      const int64_t id = thread * kWrites + i;
      const absl::Status status = database_->Write([&](Transaction& t) -> absl::Status {
        if (id % 3 == 1) return absl::NotFoundError("refused");
        RETURN_IF_ERROR(t.Run("INSERT INTO k VALUES ($1)", {id}).status());
        return id % 3 == 2 ? absl::FailedPreconditionError("too late") : absl::OkStatus();
      });
      const absl::StatusCode expected = id % 3 == 0   ? absl::StatusCode::kOk
                                        : id % 3 == 1 ? absl::StatusCode::kNotFound
                                                      : absl::StatusCode::kFailedPrecondition;
      if (status.code() != expected) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM k"), kThreads * kWrites / 3);
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM k WHERE id % 3 <> 0"), 0);
}

TEST_P(ConcurrencyTest, LosesNoIncrementOfACounter) {
  constexpr int kThreads = 8, kTimes = 25;
  ASSERT_TRUE(Write("CREATE TABLE counter (id BIGINT PRIMARY KEY, x BIGINT NOT NULL)").ok());
  ASSERT_TRUE(Write("INSERT INTO counter VALUES (1, 0)").ok());
  std::atomic<int> done = 0;
  InThreads(kThreads, [&](int) {
    for (int i = 0; i < kTimes; ++i) {
      const absl::Status status = database_->Write([&](Transaction& t) -> absl::Status {
        int64_t x = 0;
        RETURN_IF_ERROR(
            t.Run("SELECT x FROM counter WHERE id = 1", {}, [&](const Row& row) { x = row.Int(0); }).status());
        return t.Run("UPDATE counter SET x = $1 WHERE id = 1", {x + 1}).status();
      });
      if (status.ok()) ++done;
    }
  });
  EXPECT_EQ(done, kThreads * kTimes);
  EXPECT_EQ(ReadInt("SELECT x FROM counter"), kThreads * kTimes);
}

// Both see no row and insert: one of the two must see the other's on its second
// run. (Write skew; a check that needs more than a unique key.)
TEST_P(ConcurrencyTest, HoldsARuleThatSpansRows) {
  ASSERT_TRUE(Write("CREATE TABLE attempts (id BIGINT PRIMARY KEY, learner BIGINT NOT NULL)").ok());
  ASSERT_TRUE(Write("CREATE INDEX attempts_learner ON attempts (learner)").ok());
  for (int64_t learner = 0; learner < 20; ++learner) {
    InThreads(4, [&](int thread) {
      database_
          ->Write([&](Transaction& t) -> absl::Status {
            int64_t used = 0;
            RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM attempts WHERE learner = $1", {learner}, [&](const Row& row) {
                               used = row.Int(0);
                             }).status());
            if (used >= 1) return absl::ResourceExhaustedError("no attempts left");
            return t.Run("INSERT INTO attempts VALUES ($1, $2)", {learner * 100 + thread, learner}).status();
          })
          .IgnoreError();
    });
  }
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM attempts"), 20);
}

TEST_P(ConcurrencyTest, ReadsOneSnapshot) {
  ASSERT_TRUE(Write("CREATE TABLE s (x BIGINT)").ok());
  ASSERT_TRUE(Write("INSERT INTO s VALUES (1)").ok());
  int64_t first = 0, second = 0;
  ASSERT_TRUE(database_
                  ->Read([&](Transaction& t) -> absl::Status {
                    const auto sum = [&](int64_t& x) {
                      return t.Run("SELECT SUM(x) FROM s", {}, [&](const Row& row) { x = row.Int(0); }).status();
                    };
                    RETURN_IF_ERROR(sum(first));
                    std::thread([&] { EXPECT_TRUE(Write("INSERT INTO s VALUES (10)").ok()); }).join();
                    return sum(second);
                  })
                  .ok());
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 1);
  EXPECT_EQ(ReadInt("SELECT SUM(x) FROM s"), 11);
}

TEST_P(ConcurrencyTest, ReadsWhileOthersWrite) {
  ASSERT_TRUE(Write("CREATE TABLE pairs (a BIGINT NOT NULL, b BIGINT NOT NULL)").ok());
  ASSERT_TRUE(Write("INSERT INTO pairs VALUES (0, 0)").ok());
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0;
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) {
      EXPECT_TRUE(database_
                      ->Write([](Transaction& t) -> absl::Status {
                        RETURN_IF_ERROR(t.Run("UPDATE pairs SET a = a + 1", {}).status());
                        return t.Run("UPDATE pairs SET b = b + 1", {}).status();
                      })
                      .ok());
    }
    stop = true;
  });
  InThreads(8, [&](int) {
    while (!stop) {
      if (ReadInt("SELECT a - b FROM pairs") != 0) ++torn;
    }
  });
  writer.join();
  EXPECT_EQ(torn, 0);
}

TEST_P(ConcurrencyTest, MigratesFromManyProcessesAtOnce) {
  const absl::string_view migrations[] = {"CREATE TABLE a (x BIGINT)", "INSERT INTO a VALUES (1)"};
  InThreads(6, [&](int) {
    // A SQLite file has one owner; on PostgreSQL each replica brings its own pool.
    std::unique_ptr<Database> own;
    if (database_->engine() == Engine::kPostgres) own = *Open(url_);
    const absl::Status status = Migrate(own == nullptr ? *database_ : *own, "s", migrations);
    EXPECT_TRUE(status.ok()) << status;
  });
  EXPECT_EQ(ReadInt("SELECT SUM(x) FROM a"), 1);
}

}  // namespace
}  // namespace lyceum::sql
