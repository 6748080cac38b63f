// What operations may take up, on every engine: threads that wait, and rows of the past.
#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/base/limits.h"
#include "common/base/status.h"
#include "common/ops/operations.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::ops {
namespace {

using api::v1::Operation;

Caller Ada() {
  Caller caller;
  caller.tenant = "t";
  caller.user = "ada";
  caller.roles.Add(api::v1::ROLE_AUTHOR);
  return caller;
}

class OperationsBoundsTest : public testing::TestWithParam<tests::Engine> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Operations::Migrate(*database_).ok());
    operations_ = std::make_unique<Operations>(
        *database_, clock_,
        std::map<std::string, Work>{{"test.work", [this](const Caller&, const std::string& request,
                                                         const std::string&, Progress&)
                                         -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
                                       if (request == "wait") end_.WaitForNotification();
                                       if (request == "fail") return absl::InternalError("failed");
                                       return std::make_unique<google::rpc::ErrorInfo>();
                                     }}});
  }

  std::string Start(absl::string_view request) {
    std::string name;
    const absl::Status status = database_->Write([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(const Operation operation, operations_->Start(t, Ada(), "test.work", request));
      name = operation.name();
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return name;
  }
  absl::StatusOr<Operation> Wait(const std::string& name) {
    api::v1::WaitOperationRequest request;
    request.set_name(name);
    ASSIGN_OR_RETURN(const auto response, operations_->WaitOperation(Ada(), request));
    return response.operation();
  }
  absl::StatusOr<Operation> Get(const std::string& name) {
    api::v1::GetOperationRequest request;
    request.set_name(name);
    ASSIGN_OR_RETURN(const auto response, operations_->GetOperation(Ada(), request));
    return response.operation();
  }

  std::unique_ptr<sql::Database> database_ = GetParam().fresh();
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  absl::Notification end_;
  std::unique_ptr<Operations> operations_;
};
INSTANTIATE_TEST_SUITE_P(, OperationsBoundsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(OperationsBoundsTest, AQuarterOfTheWorkersMayWaitAndOthersAreToldAtOnce) {
  operations_->ShareWorkers(8);
  const std::string name = Start("wait");
  constexpr int kCallers = 8;
  std::atomic<int> told = 0, succeeded = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] {
      const auto operation = Wait(name);
      ASSERT_TRUE(operation.ok()) << operation.status();
      operation->state() == Operation::STATE_SUCCEEDED ? ++succeeded : ++told;
    });
  }
  // Those beyond two return though nothing has happened.
  while (told < kCallers - 2) absl::SleepFor(absl::Milliseconds(5));
  end_.Notify();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(succeeded, 2);
  EXPECT_EQ(Wait(name)->state(), Operation::STATE_SUCCEEDED);
}

TEST_P(OperationsBoundsTest, OneMayWaitHoweverFewWorkersThereAre) {
  operations_->ShareWorkers(1);
  const std::string name = Start("wait");
  std::thread waiting([&] { EXPECT_EQ(Wait(name)->state(), Operation::STATE_SUCCEEDED); });
  absl::SleepFor(absl::Milliseconds(20));
  end_.Notify();
  waiting.join();
}

TEST_P(OperationsBoundsTest, ForgetsWhatEndedLongAgoAndNothingElse) {
  end_.Notify();
  const std::string succeeded = Start("");
  const std::string failed = Start("fail");
  ASSERT_EQ(Wait(succeeded)->state(), Operation::STATE_SUCCEEDED);
  ASSERT_EQ(Wait(failed)->state(), Operation::STATE_FAILED);
  // Old, but not at its end: nobody here does this kind of work.
  Operations other(*database_, clock_, {});
  std::string queued;
  ASSERT_TRUE(database_
                  ->Write([&](sql::Transaction& t) -> absl::Status {
                    ASSIGN_OR_RETURN(const Operation operation, other.Start(t, Ada(), "other.work", ""));
                    queued = operation.name();
                    return absl::OkStatus();
                  })
                  .ok());
  clock_.Advance(absl::Hours(24 * limits::kOperationDays) - absl::Seconds(1));
  const std::string recent = Start("");
  ASSERT_EQ(Wait(recent)->state(), Operation::STATE_SUCCEEDED);
  EXPECT_EQ(*operations_->Forget(), 0);
  clock_.Advance(absl::Seconds(2));
  EXPECT_EQ(*operations_->Forget(), 2);
  EXPECT_EQ(Get(succeeded).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Get(failed).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Get(recent).ok());
  EXPECT_TRUE(Get(queued).ok());
}

// More than one bite.
TEST_P(OperationsBoundsTest, ForgetsThemAll) {
  constexpr int64_t kMany = 1201;
  const absl::Status filled = database_->Write([&](sql::Transaction& t) -> absl::Status {
    for (int64_t i = 0; i < kMany; ++i) {
      RETURN_IF_ERROR(t.Post("INSERT INTO operations (tenant, id, kind, state, creator, roles, traceparent, request, "
                             "checkpoint, done_units, total_units, message, result, error, created, updated, "
                             "cancel_requested, tries, lease, lease_until) VALUES ('t', $1, 'k', 3, 'ada', 0, '', $2, "
                             "$2, 0, 0, '', $2, $2, 0, 0, 0, 0, $2, 0)",
                             {absl::StrCat("o", i), sql::Bytes{""}}));
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(filled.ok()) << filled;
  EXPECT_EQ(*operations_->Forget(), kMany);
}

}  // namespace
}  // namespace lyceum::ops
