#include "common/redis/bus.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "tests/support/redis_server.h"

namespace lyceum::redis {
namespace {

using std::chrono::milliseconds;
using testing::RedisServer;

// What one subscriber heard.
class Ear {
 public:
  Bus::OnMessage OnMessage() {
    return [this](absl::string_view message) {
      absl::MutexLock lock(&mutex_);
      heard_.emplace_back(message);
    };
  }
  Bus::OnGap OnGap() {
    return [this] {
      absl::MutexLock lock(&mutex_);
      ++gaps_;
    };
  }
  void AwaitGaps(int n) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return gaps_ >= n; };
    ASSERT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(60)));
  }
  std::vector<std::string> Await(size_t n) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return heard_.size() >= n; };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(60)));
    return heard_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<std::string> heard_;
  int gaps_ = 0;
};

class BusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = RedisServer::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    nodes_ = *Nodes::Open({server_->url()},
                          {.connect_timeout = milliseconds(500),
                           .command_timeout = milliseconds(5000),
                           .breaker = {3, milliseconds(10), milliseconds(50)}});
    bus_ = MakeBus(nodes_.get(), {.ping_interval = milliseconds(50), .ping_timeout = milliseconds(200)});
  }

  // Publishing has its own connection, which has to notice a restart by itself.
  void PublishWhenPossible(absl::string_view channel, absl::string_view message) {
    while (!nodes_->node(0).Call({"PING"}).ok()) absl::SleepFor(absl::Milliseconds(5));
    ASSERT_TRUE(bus_->Publish(channel, message).ok());
  }

  std::unique_ptr<RedisServer> server_;
  std::unique_ptr<Nodes> nodes_;
  std::unique_ptr<Bus> bus_;
};

TEST_F(BusTest, DeliversToEverySubscriberOfTheChannelInOrder) {
  Ear one, two, elsewhere;
  auto a = bus_->Subscribe("c", one.OnMessage(), one.OnGap());
  one.AwaitGaps(1);
  auto b = bus_->Subscribe("c", two.OnMessage(), two.OnGap());
  auto c = bus_->Subscribe("d", elsewhere.OnMessage(), elsewhere.OnGap());
  two.AwaitGaps(1);
  elsewhere.AwaitGaps(1);
  const std::string binary("\0\r\n\xff", 4);
  PublishWhenPossible("c", "first");
  PublishWhenPossible("c", binary);
  PublishWhenPossible("d", "other");
  EXPECT_EQ(one.Await(2), (std::vector<std::string>{"first", binary}));
  EXPECT_EQ(two.Await(2), (std::vector<std::string>{"first", binary}));
  EXPECT_EQ(elsewhere.Await(1), std::vector<std::string>{"other"});
}

TEST_F(BusTest, StopsWhenTheSubscriptionEnds) {
  Ear one, two;
  auto a = bus_->Subscribe("c", one.OnMessage(), one.OnGap());
  auto b = bus_->Subscribe("c", two.OnMessage(), two.OnGap());
  one.AwaitGaps(1);
  two.AwaitGaps(1);
  a.reset();
  PublishWhenPossible("c", "late");
  EXPECT_EQ(two.Await(1), std::vector<std::string>{"late"});
  EXPECT_TRUE(one.Await(0).empty());
  b.reset();
  auto again = bus_->Subscribe("c", one.OnMessage(), one.OnGap());
  one.AwaitGaps(2);
  PublishWhenPossible("c", "later");
  EXPECT_EQ(one.Await(1), std::vector<std::string>{"later"});
}

TEST_F(BusTest, SubscribesAgainAfterAKillAndSaysSo) {
  Ear ear;
  auto subscription = bus_->Subscribe("c", ear.OnMessage(), ear.OnGap());
  ear.AwaitGaps(1);
  server_->Kill();
  ASSERT_TRUE(server_->Restart().ok());
  ear.AwaitGaps(2);
  PublishWhenPossible("c", "after");
  EXPECT_EQ(ear.Await(1), std::vector<std::string>{"after"});
}

// A paused server keeps the socket open: only the unanswered PING shows it.
TEST_F(BusTest, NoticesAServerThatOnlyLooksAlive) {
  Ear ear;
  auto subscription = bus_->Subscribe("c", ear.OnMessage(), ear.OnGap());
  ear.AwaitGaps(1);
  server_->Pause();
  absl::SleepFor(absl::Milliseconds(600));
  server_->Resume();
  ear.AwaitGaps(2);
  PublishWhenPossible("c", "after");
  EXPECT_EQ(ear.Await(1).back(), "after");
}

TEST(LocalBus, ConnectsTheThreadsOfOneProcess) {
  auto bus = MakeBus(nullptr);
  Ear ear;
  auto subscription = bus->Subscribe("c", ear.OnMessage(), ear.OnGap());
  ear.AwaitGaps(1);
  ASSERT_TRUE(bus->Publish("c", "m").ok());
  ASSERT_TRUE(bus->Publish("d", "n").ok());
  EXPECT_EQ(ear.Await(1), std::vector<std::string>{"m"});
}

}  // namespace
}  // namespace lyceum::redis
