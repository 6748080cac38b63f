#include "common/redis/connection.h"

#include <gtest/gtest.h>

#include <csignal>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/redis_server.h"

namespace lyceum::redis {
namespace {

using std::chrono::milliseconds;
using testing::RedisServer;

// Long enough for a busy machine: these tests are about order, not about time.
ConnectionOptions Patient() { return {.connect_timeout = milliseconds(5000), .command_timeout = milliseconds(10'000)}; }

ConnectionOptions Hasty() {
  return {.connect_timeout = milliseconds(200),
          .command_timeout = milliseconds(100),
          .breaker = {.failures = 3, .min_backoff = milliseconds(10), .max_backoff = milliseconds(50)}};
}

class ConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = RedisServer::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::unique_ptr<Connection> Connect(ConnectionOptions options) {
    return std::make_unique<Connection>(*ParseAddress(server_->url()), options);
  }

  // Redis is back; the connection finds out by itself.
  static void AwaitAnswer(Connection& connection) {
    for (int i = 0; i < 1000 && !connection.Call({"PING"}).ok(); ++i) absl::SleepFor(absl::Milliseconds(10));
  }

  std::unique_ptr<RedisServer> server_;
};

TEST_F(ConnectionTest, CarriesAnyBytes) {
  auto connection = Connect(Patient());
  const std::string key("k\0 \r\n%s\xff", 9), value("\0v\r\n$5\r\n", 9);
  ASSERT_TRUE(connection->Call({"SET", key, value}).ok());
  const auto reply = connection->Call({"GET", key});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->text, value);
  EXPECT_EQ(connection->Call({"GET", "k"})->kind, Reply::Kind::kNil);
}

TEST_F(ConnectionTest, CarriesLargeValues) {
  auto connection = Connect(Patient());
  const std::string value(8 << 20, 'v');
  ASSERT_TRUE(connection->Call({"SET", "large", value}).ok());
  EXPECT_EQ(connection->Call({"GET", "large"})->text, value);
}

TEST_F(ConnectionTest, TellsWhatRedisRefused) {
  auto connection = Connect(Patient());
  ASSERT_TRUE(connection->Call({"SET", "k", "text"}).ok());
  EXPECT_EQ(connection->Call({"LPUSH", "k", "x"}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(connection->Call({"GET", "k"})->text, "text");
  EXPECT_EQ(connection->failures(), 0);
}

TEST_F(ConnectionTest, GivesEachOfManyCallersItsOwnAnswer) {
  auto connection = Connect(Patient());
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 64; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        const std::string word = absl::StrCat(t, ":", i);
        const auto reply = connection->Call({"ECHO", word});
        if (reply.ok() && reply->text == word) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 6400);
}

// A question timed out while the server was paused, and the next one is under
// way when the server runs again: the late answer must not reach it.
TEST_F(ConnectionTest, NeverGivesALateAnswerToAnotherQuestion) {
  auto connection = Connect(Hasty());
  AwaitAnswer(*connection);
  for (const char* key : {"a", "b"}) ASSERT_TRUE(connection->Call({"SET", key, absl::StrCat("value of ", key)}).ok());
  int answers = 0;
  for (int round = 0; round < 5; ++round) {
    server_->Pause();
    EXPECT_FALSE(connection->Call({"GET", "a"}).ok());
    absl::StatusOr<Reply> during;
    std::thread caller([&] { during = connection->Call({"GET", "b"}); });
    absl::SleepFor(absl::Milliseconds(30));
    server_->Resume();
    caller.join();
    EXPECT_TRUE(!during.ok() || during->text == "value of b") << during->text;
    AwaitAnswer(*connection);
    for (int i = 0; i < 20; ++i) {
      const std::string key(1, "ab"[i % 2]);
      const auto reply = connection->Call({"GET", key});
      if (!reply.ok()) continue;
      ++answers;
      EXPECT_EQ(reply->text, "value of " + key);
    }
  }
  EXPECT_GT(answers, 0);
}

TEST_F(ConnectionTest, SurvivesKillAndRestart) {
  auto connection = Connect(Hasty());
  AwaitAnswer(*connection);
  server_->Kill();
  while (connection->available()) (void)connection->Call({"GET", "a"});
  EXPECT_EQ(connection->Call({"PING"}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(connection->last_failure().ok());
  ASSERT_TRUE(server_->Restart().ok());
  AwaitAnswer(*connection);
  EXPECT_TRUE(connection->available());
  EXPECT_EQ(connection->Call({"GET", "a"})->kind, Reply::Kind::kNil);
}

TEST_F(ConnectionTest, OpensTheBreakerWhilePausedAndClosesItByItself) {
  auto connection = Connect(Hasty());
  AwaitAnswer(*connection);
  server_->Pause();
  while (connection->available()) (void)connection->Call({"GET", "a"});
  EXPECT_EQ(connection->Send({"SET", "a", "1"}).code(), absl::StatusCode::kUnavailable);
  server_->Resume();
  while (!connection->available()) absl::SleepFor(absl::Milliseconds(5));  // nobody has to call for that
  AwaitAnswer(*connection);
  EXPECT_TRUE(connection->Call({"PING"}).ok());
}

TEST_F(ConnectionTest, BoundsWhatIsPending) {
  ConnectionOptions options = Patient();
  options.max_pending = 3;
  auto connection = Connect(options);
  AwaitAnswer(*connection);
  server_->Pause();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(connection->Send({"PING"}).ok());
  EXPECT_EQ(connection->Call({"PING"}).status().code(), absl::StatusCode::kResourceExhausted);
  server_->Resume();
  while (!connection->Call({"PING"}).ok()) absl::SleepFor(absl::Milliseconds(1));
}

TEST_F(ConnectionTest, FailsPendingCommandsWhenClosed) {
  auto connection = Connect(Patient());
  AwaitAnswer(*connection);
  server_->Pause();
  absl::StatusOr<Reply> reply;
  std::thread caller([&] { reply = connection->Call({"PING"}); });
  absl::SleepFor(absl::Milliseconds(50));
  Connection* raw = connection.release();
  delete raw;
  caller.join();
  EXPECT_EQ(reply.status().code(), absl::StatusCode::kUnavailable);
  server_->Resume();
}

TEST(Connection, LogsIn) {
  auto server = RedisServer::Start("let me in");
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string place = absl::StrCat("127.0.0.1:", (*server)->port());
  Connection right(*ParseAddress(absl::StrCat("redis://default:let%20me%20in@", place, "/2")), Patient());
  EXPECT_TRUE(right.Call({"SET", "k", "v"}).ok());
  Connection other_database(*ParseAddress(absl::StrCat("redis://:let%20me%20in@", place)), Patient());
  EXPECT_EQ(other_database.Call({"GET", "k"})->kind, Reply::Kind::kNil);

  for (const std::string& login : {std::string(), std::string("wrong@")}) {
    Connection wrong(*ParseAddress(absl::StrCat("redis://", login, place)), Hasty());
    while (wrong.available()) absl::SleepFor(absl::Milliseconds(5));
    EXPECT_FALSE(wrong.Call({"GET", "k"}).ok());
    EXPECT_EQ(wrong.last_failure().code(), absl::StatusCode::kUnauthenticated);
  }
}

TEST(Connection, IsUnavailableWhereNobodyListens) {
  Connection connection(*ParseAddress("redis://127.0.0.1:1"), Hasty());
  while (connection.available()) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(connection.Call({"PING"}).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace lyceum::redis
