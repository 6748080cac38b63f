// Exactly-once writes, on every engine. The request is any message that has a
// request_id.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/base/status.h"
#include "common/sql/once.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::sql {
namespace {

using Request = google::rpc::RequestInfo;
using Response = google::rpc::ErrorInfo;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

Caller Learner(absl::string_view user = "u") {
  Caller caller;
  caller.tenant = "t";
  caller.user = std::string(user);
  return caller;
}

Request MakeRequest(absl::string_view id, absl::string_view payload) {
  Request request;
  request.set_request_id(std::string(id));
  request.set_serving_data(std::string(payload));
  return request;
}

class OnceTest : public testing::TestWithParam<tests::Engine> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(MigrateOnce(*database_).ok());
    const absl::string_view migrations[] = {"CREATE TABLE things (id BIGINT PRIMARY KEY, payload TEXT NOT NULL)"};
    ASSERT_TRUE(Migrate(*database_, "things", migrations).ok());
  }

  // Stores a thing and answers with its number.
  absl::StatusOr<Response> Call(const Caller& caller, const Request& request, absl::Time now = kNow) {
    return Once<Response>(*database_, caller, request, now, [&](Transaction& t) -> absl::StatusOr<Response> {
      const int64_t id = next_id_++;
      RETURN_IF_ERROR(t.Run("INSERT INTO things VALUES ($1, $2)", {id, request.serving_data()}).status());
      Response response;
      response.set_reason(absl::StrCat(id));
      return response;
    });
  }

  int64_t Things() {
    int64_t count = -1;
    EXPECT_TRUE(database_
                    ->Read([&](Transaction& t) {
                      return t
                          .Run("SELECT COUNT(*) FROM things", {}, [&](const Row& row) { count = row.Int(0); })
                          .status();
                    })
                    .ok());
    return count;
  }

  std::unique_ptr<Database> database_ = GetParam().fresh();
  std::atomic<int64_t> next_id_ = 1;
};
INSTANTIATE_TEST_SUITE_P(, OnceTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(OnceTest, GivesTheFirstAnswerAgain) {
  const auto first = Call(Learner(), MakeRequest("r1", "x"));
  const auto again = Call(Learner(), MakeRequest("r1", "x"));
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(first->reason(), again->reason());
  EXPECT_EQ(Things(), 1);
}

TEST_P(OnceTest, RefusesAnotherPayload) {
  ASSERT_TRUE(Call(Learner(), MakeRequest("r1", "x")).ok());
  const absl::Status refused = Call(Learner(), MakeRequest("r1", "y")).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  bool reason = false;
  refused.ForEachPayload([&](absl::string_view, const absl::Cord& payload) {
    reason = reason || absl::StrContains(std::string(payload), "REQUEST_ID_REUSED");
  });
  EXPECT_TRUE(reason);
  EXPECT_EQ(Things(), 1);
}

TEST_P(OnceTest, KeepsCallersApartAndRunsEachTimeWithoutAnId) {
  ASSERT_TRUE(Call(Learner("a"), MakeRequest("r1", "x")).ok());
  ASSERT_TRUE(Call(Learner("b"), MakeRequest("r1", "y")).ok());
  ASSERT_TRUE(Call(Learner("a"), MakeRequest("", "x")).ok());
  ASSERT_TRUE(Call(Learner("a"), MakeRequest("", "x")).ok());
  EXPECT_EQ(Things(), 4);
}

TEST_P(OnceTest, RefusesAnIdThatIsTooLong) {
  const std::string longest(limits::kMaxRequestIdBytes, 'r');
  EXPECT_TRUE(Call(Learner(), MakeRequest(longest, "x")).ok());
  EXPECT_EQ(Call(Learner(), MakeRequest(longest + "r", "x")).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Things(), 1);
}

TEST_P(OnceTest, DoesNotRememberAFailure) {
  const auto failing = [&](Transaction& t) -> absl::StatusOr<Response> {
    RETURN_IF_ERROR(t.Run("INSERT INTO things VALUES (77, '')", {}).status());
    return absl::FailedPreconditionError("not now");
  };
  EXPECT_FALSE(Once<Response>(*database_, Learner(), MakeRequest("r1", "x"), kNow, failing).ok());
  EXPECT_EQ(Things(), 0);
  EXPECT_TRUE(Call(Learner(), MakeRequest("r1", "x")).ok());
}

TEST_P(OnceTest, HappensOnceWhen16ThreadsRaceWithOneId) {
  for (int round = 0; round < 10; ++round) {
    std::vector<std::string> answers(16);
    std::vector<std::thread> threads;
    for (std::string& answer : answers) {
      threads.emplace_back([&, round] {
        const auto response = Call(Learner(), MakeRequest(absl::StrCat("race", round), "x"));
        answer = response.ok() ? response->reason() : response.status().ToString();
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& answer : answers) EXPECT_EQ(answer, answers[0]);
    EXPECT_EQ(Things(), round + 1);
  }
}

// A unique key of the thing itself collides first: the loser still gets the
// winner's answer, not ALREADY_EXISTS.
TEST_P(OnceTest, GivesTheFirstAnswerEvenIfTheThingHasAKeyOfItsOwn) {
  for (int64_t round = 0; round < 10; ++round) {
    const auto create = [&](Transaction& t) -> absl::StatusOr<Response> {
      RETURN_IF_ERROR(t.Run("INSERT INTO things VALUES ($1, '')", {round}).status());
      return Response();
    };
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const auto request = MakeRequest(absl::StrCat("own", round), "x");
        if (!Once<Response>(*database_, Learner(), request, kNow, create).ok()) ++failed;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(failed, 0);
  }
  EXPECT_EQ(Things(), 10);
}

TEST_P(OnceTest, RunsManyIdsAtOnce) {
  constexpr int kThreads = 32, kEach = 20;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        const auto answer = Call(Learner(absl::StrCat("u", thread)), MakeRequest(absl::StrCat("r", i), "x"));
        if (!answer.ok() && ++failed == 1) ADD_FAILURE() << answer.status();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(Things(), kThreads * kEach);
}

TEST_P(OnceTest, ForgetsOldRequests) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Call(Learner(), MakeRequest(absl::StrCat("old", i), "x")).ok());
  const absl::Time later = kNow + absl::Hours(24 * limits::kRequestIdDays) + absl::Seconds(1);
  ASSERT_TRUE(Call(Learner(), MakeRequest("new", "x"), later).ok());
  EXPECT_EQ(*ForgetOldRequests(*database_, later), 5);
  ASSERT_TRUE(Call(Learner(), MakeRequest("new", "x"), later).ok());
  EXPECT_EQ(Things(), 6);
}

}  // namespace
}  // namespace lyceum::sql
