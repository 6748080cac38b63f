#include "common/redis/two_level_cache.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/redis/metrics.h"
#include "tests/support/redis_server.h"

namespace lyceum::redis {
namespace {

using std::chrono::milliseconds;
using testing::RedisServer;

// Patient where the test counts loads: a slow machine must not look like a dead Redis.
ConnectionOptions Patient() { return {.connect_timeout = milliseconds(5000), .command_timeout = milliseconds(10'000)}; }
ConnectionOptions Hasty() {
  return {.connect_timeout = milliseconds(100),
          .command_timeout = milliseconds(50),
          .breaker = {.failures = 3, .min_backoff = milliseconds(10), .max_backoff = milliseconds(50)}};
}

// One process of a fleet: its own connection and its own level 1.
struct Process {
  explicit Process(const RedisServer* server, Clock& clock, ConnectionOptions connection = Patient(),
                   CacheOptions options = {.lease = absl::Seconds(30), .key_prefix = "test:"}) {
    if (server != nullptr) nodes = *Nodes::Open({server->url()}, connection);
    cache = MakeCache(options, nodes.get(), clock);
  }
  std::unique_ptr<Nodes> nodes;
  std::unique_ptr<CountingCache> cache;
};

class TwoLevelCacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = RedisServer::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::function<absl::StatusOr<std::string>()> Loader(std::string value, absl::Duration takes = absl::ZeroDuration()) {
    return [this, value, takes]() -> absl::StatusOr<std::string> {
      ++loads_;
      absl::SleepFor(takes);
      return value;
    };
  }
  std::function<absl::StatusOr<std::string>()> Failing(absl::Status status) {
    return [this, status]() -> absl::StatusOr<std::string> {
      ++loads_;
      return status;
    };
  }

  // What was sent without waiting is done when a later command is answered.
  static void Settle(Process& process) { (void)process.nodes->node(0).Call({"PING"}); }

  void ManyAtOnce(std::vector<Process*> processes, int threads_each) {
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (Process* process : processes) {
      for (int i = 0; i < threads_each; ++i) {
        threads.emplace_back([&, process] {
          const auto value = process->cache->Get("k", Loader("v", absl::Milliseconds(100)));
          if (value.ok() && **value == "v") ++right;
        });
      }
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, static_cast<int>(processes.size()) * threads_each);
  }

  FakeClock clock_{absl::FromUnixSeconds(1'000'000)};
  std::unique_ptr<RedisServer> server_;
  std::atomic<int> loads_{0};
};

TEST_F(TwoLevelCacheTest, LoadsOnceForAThousandThreads) {
  Process process(server_.get(), clock_);
  ManyAtOnce({&process}, 1000);
  EXPECT_EQ(loads_, 1);
  EXPECT_EQ(process.cache->counters().loads, 1);
}

TEST_F(TwoLevelCacheTest, LoadsOnceForAFleet) {
  Process one(server_.get(), clock_), two(server_.get(), clock_), three(server_.get(), clock_);
  ManyAtOnce({&one, &two, &three}, 100);
  EXPECT_EQ(loads_, 1);
}

TEST_F(TwoLevelCacheTest, LoadsOncePerProcessWithoutRedis) {
  Process one(nullptr, clock_), two(nullptr, clock_);
  ManyAtOnce({&one, &two}, 100);
  EXPECT_EQ(loads_, 2);
}

TEST_F(TwoLevelCacheTest, AnswersFromLevelOneThenLevelTwo) {
  Process one(server_.get(), clock_), two(server_.get(), clock_);
  EXPECT_EQ(one.cache->Peek("k"), nullptr);
  ASSERT_TRUE(one.cache->Get("k", Loader("v")).ok());
  EXPECT_EQ(*one.cache->Peek("k"), "v");
  EXPECT_EQ(**one.cache->Get("k", Loader("other")), "v");
  Settle(one);
  EXPECT_EQ(two.cache->Peek("k"), nullptr);
  EXPECT_EQ(**two.cache->Get("k", Loader("other")), "v");
  EXPECT_EQ(*two.cache->Peek("k"), "v");
  EXPECT_EQ(loads_, 1);
  EXPECT_EQ(one.cache->counters().hits_level1, 2);
  EXPECT_EQ(two.cache->counters().hits_level2, 1);
}

TEST_F(TwoLevelCacheTest, ShowsItsCounters) {
  Process process(server_.get(), clock_);
  ASSERT_TRUE(process.cache->Get("k", Loader("v")).ok());
  CacheMetrics metrics(process.nodes.get());
  metrics.Add("papers", *process.cache);
  std::map<std::string, double> seen;
  for (const auto& family : metrics.Collect()) {
    for (const auto& metric : family.metric) seen[family.name] += metric.counter.value + metric.gauge.value;
  }
  EXPECT_EQ(seen["lyceum_cache_loads_total"], 1);
  EXPECT_EQ(seen["lyceum_redis_available"], 1);
  EXPECT_GT(seen["lyceum_cache_level1_bytes"], 0);
}

TEST_F(TwoLevelCacheTest, RemembersAbsenceForAShortWhile) {
  Process one(server_.get(), clock_), two(server_.get(), clock_);
  EXPECT_EQ(one.cache->Get("k", Failing(absl::NotFoundError("no k"))).status(), absl::NotFoundError("no k"));
  EXPECT_EQ(one.cache->Get("k", Loader("v")).status(), absl::NotFoundError("no k"));
  EXPECT_EQ(one.cache->Peek("k"), nullptr);
  Settle(one);
  EXPECT_EQ(two.cache->Get("k", Loader("v")).status(), absl::NotFoundError("no k"));
  EXPECT_EQ(loads_, 1);
  one.cache->Drop("k");
  EXPECT_EQ(**one.cache->Get("k", Loader("v")), "v");
  clock_.Advance(absl::Seconds(3));  // process two was not told
  EXPECT_EQ(**two.cache->Get("k", Loader("other")), "v");
}

TEST_F(TwoLevelCacheTest, DoesNotRememberOtherErrors) {
  Process process(server_.get(), clock_);
  EXPECT_EQ(process.cache->Get("k", Failing(absl::UnavailableError("db"))).status(), absl::UnavailableError("db"));
  EXPECT_EQ(**process.cache->Get("k", Loader("v")), "v");
  EXPECT_EQ(loads_, 2);
}

TEST_F(TwoLevelCacheTest, TreatsAlteredAndForeignValuesAsMisses) {
  Process writer(server_.get(), clock_);
  ASSERT_TRUE(writer.cache->Get("k", Loader("right")).ok());
  ASSERT_TRUE(writer.cache->Get("other", Loader("wrong")).ok());
  Settle(writer);
  Connection& redis = writer.nodes->node(0);
  const std::string good = redis.Call({"GET", "test:v:k"})->text;
  ASSERT_FALSE(good.empty());
  for (const std::string& bad : {good.substr(0, good.size() - 1), std::string(), std::string("foreign"),
                                 redis.Call({"GET", "test:v:other"})->text}) {
    ASSERT_TRUE(redis.Call({"SET", "test:v:k", bad}).ok());
    Process reader(server_.get(), clock_);
    EXPECT_EQ(**reader.cache->Get("k", Loader("right")), "right");
    EXPECT_EQ(reader.cache->counters().invalid, 1);
    EXPECT_EQ(reader.cache->counters().loads, 1);
    Settle(reader);
    EXPECT_EQ(redis.Call({"GET", "test:v:k"})->text, good) << "mended";
  }
}

TEST_F(TwoLevelCacheTest, KeepsAWrongTypeFromHurting) {
  Process process(server_.get(), clock_);
  ASSERT_TRUE(process.nodes->node(0).Call({"LPUSH", "test:v:k", "x"}).ok());
  EXPECT_EQ(**process.cache->Get("k", Loader("v")), "v");
  EXPECT_EQ(process.cache->counters().errors, 1);
}

TEST_F(TwoLevelCacheTest, DoesNotKeepWhatWasReadBeforeADrop) {
  Process one(server_.get(), clock_), two(server_.get(), clock_);
  absl::Notification reading, go_on;
  std::thread slow([&] {
    const auto value = one.cache->Get("k", [&]() -> absl::StatusOr<std::string> {
      reading.Notify();
      go_on.WaitForNotification();
      return std::string("old");
    });
    EXPECT_EQ(**value, "old");
  });
  reading.WaitForNotification();
  one.cache->Drop("k");
  EXPECT_EQ(**one.cache->Get("k", Loader("new")), "new");
  go_on.Notify();
  slow.join();
  Settle(one);
  // The old value may have erased the new one from level 1, but never replaced it.
  EXPECT_EQ(**one.cache->Get("k", Loader("new")), "new");
  EXPECT_EQ(**two.cache->Get("k", Loader("new")), "new");
}

TEST_F(TwoLevelCacheTest, LoadsItselfWhenTheOneWithTheLeaseIsGone) {
  Process process(server_.get(), clock_, Patient(), {.lease = absl::Milliseconds(100), .key_prefix = "test:"});
  ASSERT_TRUE(process.nodes->node(0).Call({"SET", "test:l:k", "a dead process", "PX", "60000"}).ok());
  EXPECT_EQ(**process.cache->Get("k", Loader("v")), "v");
  EXPECT_EQ(process.nodes->node(0).Call({"GET", "test:l:k"})->text, "a dead process") << "not ours to release";
}

TEST_F(TwoLevelCacheTest, TriesAgainWhenTheOtherCallerGaveUp) {
  Process process(nullptr, clock_);
  absl::Notification reading, go_on;
  std::thread impatient([&] {
    const auto value = process.cache->Get("k", [&]() -> absl::StatusOr<std::string> {
      reading.Notify();
      go_on.WaitForNotification();
      return absl::DeadlineExceededError("mine");
    });
    EXPECT_EQ(value.status().code(), absl::StatusCode::kDeadlineExceeded);
  });
  reading.WaitForNotification();
  std::thread patient([&] { EXPECT_EQ(**process.cache->Get("k", Loader("v")), "v"); });
  while (process.cache->counters().shared_loads == 0) absl::SleepFor(absl::Milliseconds(1));
  go_on.Notify();
  impatient.join();
  patient.join();
}

TEST_F(TwoLevelCacheTest, IsRightWhileRedisIsFlushedPausedAndKilled) {
  // Level 1 keeps nothing.
  const CacheOptions options{.max_bytes = 1, .lease = absl::Milliseconds(20), .key_prefix = "test:"};
  Process process(server_.get(), clock_, Hasty(), options);
  const auto check = [&](int rounds) {
    for (int i = 0; i < rounds; ++i) {
      const std::string key = absl::StrCat("key", i % 10);
      const auto value = process.cache->Get(key, Loader("value of " + key));
      ASSERT_TRUE(value.ok()) << value.status();
      ASSERT_EQ(**value, "value of " + key);
    }
  };
  check(100);
  for (int round = 0; round < 2; ++round) {
    (void)process.nodes->node(0).Call({"FLUSHALL"});
    check(50);
    server_->Pause();
    check(50);
    server_->Resume();
    check(50);
    server_->Kill();
    check(50);
    ASSERT_TRUE(server_->Restart().ok());
    check(50);
  }
  EXPECT_GT(process.cache->counters().errors, 0);
}

}  // namespace
}  // namespace lyceum::redis
