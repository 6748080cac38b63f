// Long-running operations, on every engine.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status.h"
#include "common/ops/operations.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::ops {
namespace {

using api::v1::Operation;
using Result = google::rpc::ErrorInfo;  // any message will do

Caller Who(absl::string_view user, api::v1::Role role = api::v1::ROLE_AUTHOR, absl::string_view tenant = "t") {
  Caller caller;
  caller.tenant = std::string(tenant);
  caller.user = std::string(user);
  caller.roles.Add(role);
  return caller;
}

class OperationsTest : public testing::TestWithParam<tests::Engine> {
 protected:
  void SetUp() override { ASSERT_TRUE(Operations::Migrate(*database_).ok()); }

  std::unique_ptr<Operations> Make(Work work, int threads = 1) {
    return std::make_unique<Operations>(*database_, clock_, std::map<std::string, Work>{{"test.work", std::move(work)}},
                                        threads);
  }
  std::string Start(Operations& operations, absl::string_view request, const Caller& caller = Who("ada")) {
    std::string name;
    const absl::Status status = database_->Write([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(const Operation operation, operations.Start(t, caller, "test.work", request));
      name = operation.name();
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return name;
  }
  Operation Get(Operations& operations, const std::string& name, const Caller& caller = Who("ada")) {
    api::v1::GetOperationRequest request;
    request.set_name(name);
    const auto response = operations.GetOperation(caller, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->operation() : Operation();
  }
  Operation Wait(Operations& operations, const std::string& name) {
    api::v1::WaitOperationRequest request;
    request.set_name(name);
    const auto response = operations.WaitOperation(Who("ada"), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->operation() : Operation();
  }
  Operation Cancel(Operations& operations, const std::string& name) {
    api::v1::CancelOperationRequest request;
    request.set_name(name);
    const auto response = operations.CancelOperation(Who("ada"), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->operation() : Operation();
  }

  std::unique_ptr<sql::Database> database_ = GetParam().fresh();
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
};
INSTANTIATE_TEST_SUITE_P(, OperationsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

// Counts to the number in the request, from the checkpoint on.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Count(const std::string& request,
                                                                 const std::string& checkpoint, Progress& progress) {
  int64_t total = 0, done = 0;
  if (!absl::SimpleAtoi(request, &total)) return InvalidField("count", "must be a number");
  if (!checkpoint.empty() && !absl::SimpleAtoi(checkpoint, &done)) return absl::DataLossError(checkpoint);
  for (; done < total; ++done) {
    RETURN_IF_ERROR(progress.Report(done, total, absl::StrCat("at ", done), absl::StrCat(done)));
  }
  RETURN_IF_ERROR(progress.Report(total, total, "counted", absl::StrCat(total)));
  auto result = std::make_unique<Result>();
  result->set_reason(absl::StrCat("counted to ", total));
  return result;
}

TEST_P(OperationsTest, RunsAndKeepsTheResult) {
  auto operations = Make([](const Caller& caller, const std::string& request, const std::string& checkpoint,
                            Progress& progress) {
    EXPECT_EQ(caller.user, "ada");
    EXPECT_EQ(caller.tenant, "t");
    EXPECT_TRUE(caller.roles.Has(api::v1::ROLE_AUTHOR));
    EXPECT_FALSE(caller.roles.Has(api::v1::ROLE_ADMIN));
    return Count(request, checkpoint, progress);
  });
  const std::string name = Start(*operations, "25");
  const Operation done = Wait(*operations, name);
  EXPECT_EQ(done.state(), Operation::STATE_SUCCEEDED) << done.ShortDebugString();
  EXPECT_EQ(done.done_units(), 25);
  EXPECT_EQ(done.total_units(), 25);
  EXPECT_EQ(done.message(), "counted");
  EXPECT_EQ(done.kind(), "test.work");
  EXPECT_EQ(done.creator(), "ada");
  EXPECT_EQ(done.create_time().seconds(), 1'700'000'000);
  Result result;
  ASSERT_TRUE(done.result().UnpackTo(&result));
  EXPECT_EQ(result.reason(), "counted to 25");
}

TEST_P(OperationsTest, DoesNotRunWhatWasNotCommitted) {
  std::atomic<int> runs = 0;
  auto operations = Make([&](const Caller&, const std::string&, const std::string&, Progress&) {
    ++runs;
    return std::make_unique<Result>();
  });
  EXPECT_FALSE(database_
                   ->Write([&](sql::Transaction& t) -> absl::Status {
                     RETURN_IF_ERROR(operations->Start(t, Who("ada"), "test.work", "").status());
                     return absl::FailedPreconditionError("no");
                   })
                   .ok());
  Wait(*operations, Start(*operations, ""));
  EXPECT_EQ(runs, 1);
}

TEST_P(OperationsTest, KeepsTheErrorWithItsDetails) {
  auto operations = Make([](const Caller&, const std::string& request, const std::string& checkpoint,
                            Progress& progress) { return Count(request, checkpoint, progress); });
  const Operation failed = Wait(*operations, Start(*operations, "many"));
  EXPECT_EQ(failed.state(), Operation::STATE_FAILED);
  EXPECT_EQ(failed.error().code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  google::rpc::BadRequest details;
  bool found = false;
  for (const auto& detail : failed.error().details()) found = found || detail.UnpackTo(&details);
  ASSERT_TRUE(found) << failed.ShortDebugString();
  EXPECT_EQ(details.field_violations(0).field(), "count");
}

TEST_P(OperationsTest, KeepsAnOutcomeWhoseTextIsNotUtf8) {
  auto operations = Make([](const Caller&, const std::string&, const std::string&,
                            Progress&) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
    return absl::InternalError("bad \xff text");
  });
  const Operation failed = Wait(*operations, Start(*operations, ""));
  EXPECT_EQ(failed.state(), Operation::STATE_FAILED);
  EXPECT_EQ(failed.error().message(), "bad \\xff text");
}

TEST_P(OperationsTest, StopsWhenCancelled) {
  absl::Notification started;
  auto operations = Make([&](const Caller&, const std::string&, const std::string&,
                             Progress& progress) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
    for (int64_t i = 0;; ++i) {
      RETURN_IF_ERROR(progress.Report(i, 0, "working"));
      if (i == 0) started.Notify();
      absl::SleepFor(absl::Milliseconds(1));
    }
  });
  const std::string running = Start(*operations, "");
  started.WaitForNotification();
  const std::string queued = Start(*operations, "");
  EXPECT_EQ(Cancel(*operations, queued).state(), Operation::STATE_CANCELLED);
  EXPECT_EQ(Cancel(*operations, running).state(), Operation::STATE_RUNNING);
  const Operation cancelled = Wait(*operations, running);
  EXPECT_EQ(cancelled.state(), Operation::STATE_CANCELLED);
  EXPECT_EQ(cancelled.error().code(), static_cast<int>(absl::StatusCode::kCancelled));
  EXPECT_EQ(Cancel(*operations, running).state(), Operation::STATE_CANCELLED);
}

TEST_P(OperationsTest, LeavesWhatIsDoneAsItIs) {
  auto operations = Make([](const Caller&, const std::string&, const std::string&, Progress&) {
    return std::make_unique<Result>();
  });
  const std::string name = Start(*operations, "");
  Wait(*operations, name);
  EXPECT_EQ(Cancel(*operations, name).state(), Operation::STATE_SUCCEEDED);
}

TEST_P(OperationsTest, ResumesFromTheCheckpointAfterAShutdown) {
  absl::Notification halfway, stopping;
  std::string name;
  {
    auto operations = Make([&](const Caller&, const std::string&, const std::string&,
                               Progress& progress) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
      RETURN_IF_ERROR(progress.Report(5, 10, "half", "5"));
      halfway.Notify();
      stopping.WaitForNotification();
      while (true) {
        RETURN_IF_ERROR(progress.Report(6, 10, "more", "6"));
        absl::SleepFor(absl::Milliseconds(1));
      }
    });
    name = Start(*operations, "10");
    halfway.WaitForNotification();
    EXPECT_EQ(Get(*operations, name).done_units(), 5);
    stopping.Notify();
  }
  std::atomic<int> first_unit = -1;
  auto operations = Make([&](const Caller&, const std::string& request, const std::string& checkpoint,
                             Progress& progress) {
    int unit = 0;
    EXPECT_TRUE(absl::SimpleAtoi(checkpoint, &unit)) << checkpoint;
    first_unit = unit;
    return Count(request, checkpoint, progress);
  });
  EXPECT_EQ(Wait(*operations, name).state(), Operation::STATE_SUCCEEDED);
  EXPECT_EQ(first_unit, 6);
}

// The first process hangs; when its lease has run out, the second takes over,
// and what the first says afterwards no longer counts.
TEST_P(OperationsTest, TakesOverFromAProcessThatIsSilent) {
  absl::Notification reported, go_on, refused;
  auto hanging = Make([&](const Caller&, const std::string&, const std::string&,
                          Progress& progress) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
    RETURN_IF_ERROR(progress.Report(3, 10, "three", "3"));
    reported.Notify();
    go_on.WaitForNotification();
    absl::Status status;
    while (status.ok()) {
      status = progress.Report(4, 10, "a ghost", "4");
      absl::SleepFor(absl::Milliseconds(1));
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted) << status;
    refused.Notify();
    return status;
  });
  const std::string name = Start(*hanging, "10");
  reported.WaitForNotification();
  clock_.Advance(absl::Seconds(31));
  std::string resumed_from;
  auto other = Make([&](const Caller&, const std::string& request, const std::string& checkpoint, Progress& progress) {
    resumed_from = checkpoint;
    return Count(request, checkpoint, progress);
  });
  EXPECT_EQ(Wait(*other, name).state(), Operation::STATE_SUCCEEDED);
  EXPECT_EQ(resumed_from, "3");
  go_on.Notify();
  refused.WaitForNotification();
  hanging.reset();
  const Operation after = Get(*other, name);
  EXPECT_EQ(after.state(), Operation::STATE_SUCCEEDED);
  EXPECT_EQ(after.message(), "counted");
}

TEST_P(OperationsTest, GivesUpOnWorkThatEndsItsProcessAgainAndAgain) {
  std::string name;
  for (int round = 0; round < 5; ++round) {
    // A process that dies leaves a lease that runs out.
    absl::Notification begun, end;
    auto operations = Make([&](const Caller&, const std::string&, const std::string&,
                               Progress&) -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
      begun.Notify();
      end.WaitForNotification();
      return absl::InternalError("of a dead process");
    });
    if (round == 0) name = Start(*operations, "");
    begun.WaitForNotification();
    ASSERT_TRUE(database_
                    ->Write([](sql::Transaction& t) {
                      return t.Run("UPDATE operations SET lease = $1", {sql::Bytes{"of a dead process"}}).status();
                    })
                    .ok());
    end.Notify();
    operations.reset();
    clock_.Advance(absl::Seconds(31));
  }
  auto operations = Make([](const Caller&, const std::string&, const std::string&, Progress&) {
    ADD_FAILURE() << "ran once more";
    return std::make_unique<Result>();
  });
  const Operation failed = Wait(*operations, name);
  EXPECT_EQ(failed.state(), Operation::STATE_FAILED);
  EXPECT_EQ(failed.error().code(), static_cast<int>(absl::StatusCode::kInternal));
}

TEST_P(OperationsTest, RunsEachOnceAmongReplicas) {
  constexpr int kOperations = 30;
  std::vector<std::atomic<int>> runs(kOperations);
  const Work work = [&](const Caller&, const std::string& request, const std::string&, Progress& progress)
      -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
    int index = 0;
    if (!absl::SimpleAtoi(request, &index)) return absl::InternalError(request);
    ++runs[index];
    RETURN_IF_ERROR(progress.Report(1, 1, "done"));
    return std::make_unique<Result>();
  };
  auto one = Make(work, 2), two = Make(work, 2);
  std::vector<std::string> names;
  for (int i = 0; i < kOperations; ++i) names.push_back(Start(*(i % 2 == 0 ? one : two), absl::StrCat(i)));
  for (const std::string& name : names) EXPECT_EQ(Wait(*one, name).state(), Operation::STATE_SUCCEEDED);
  for (int i = 0; i < kOperations; ++i) EXPECT_EQ(runs[i], 1) << i;
}

TEST_P(OperationsTest, ShowsEachCallerTheirOwnNewestFirst) {
  auto operations = Make([](const Caller&, const std::string&, const std::string&, Progress&) {
    return std::make_unique<Result>();
  });
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(absl::Milliseconds(2));
    names.push_back(Start(*operations, ""));
  }
  const std::string foreign = Start(*operations, "", Who("bob"));
  const auto list = [&](const Caller& caller) {
    std::vector<std::string> seen;
    api::v1::ListOperationsRequest request;
    request.set_parent("tenants/t");
    request.set_page_size(2);
    do {
      const auto response = operations->ListOperations(caller, request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) break;
      for (const Operation& operation : response->operations()) seen.push_back(operation.name());
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return seen;
  };
  EXPECT_EQ(list(Who("ada")), (std::vector<std::string>{names[4], names[3], names[2], names[1], names[0]}));
  EXPECT_EQ(list(Who("bob", api::v1::ROLE_TEACHER)), std::vector<std::string>{foreign});
  EXPECT_EQ(list(Who("root", api::v1::ROLE_ADMIN)).size(), 6u);
  EXPECT_TRUE(list(Who("ada", api::v1::ROLE_ADMIN, "other")).empty());

  api::v1::GetOperationRequest get;
  get.set_name(foreign);
  const absl::Status hidden = operations->GetOperation(Who("ada"), get).status();
  EXPECT_EQ(hidden, NotFound(foreign));
  api::v1::CancelOperationRequest cancel;
  cancel.set_name(foreign);
  EXPECT_EQ(operations->CancelOperation(Who("ada"), cancel).status(), NotFound(foreign));
  api::v1::WaitOperationRequest wait;
  wait.set_name(foreign);
  EXPECT_EQ(operations->WaitOperation(Who("ada"), wait).status(), NotFound(foreign));

  api::v1::ListOperationsRequest bad;
  bad.set_parent("tenants/t");
  bad.set_page_token("nonsense");
  EXPECT_EQ(operations->ListOperations(Who("ada"), bad).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_P(OperationsTest, WaitsNoLongerThanToldAndRefusesTooLong) {
  absl::Notification end;
  auto operations = Make([&](const Caller&, const std::string&, const std::string&, Progress&) {
    end.WaitForNotification();
    return std::make_unique<Result>();
  });
  api::v1::WaitOperationRequest request;
  request.set_name(Start(*operations, ""));
  request.mutable_timeout()->set_seconds(limits::kMaxWaitSeconds + 1);
  EXPECT_EQ(operations->WaitOperation(Who("ada"), request).status().code(), absl::StatusCode::kInvalidArgument);
  request.mutable_timeout()->set_seconds(-1);
  EXPECT_EQ(operations->WaitOperation(Who("ada"), request).status().code(), absl::StatusCode::kInvalidArgument);
  request.mutable_timeout()->set_seconds(0);
  request.mutable_timeout()->set_nanos(1'000'000);
  auto response = operations->WaitOperation(Who("ada"), request);
  ASSERT_TRUE(response.ok());
  EXPECT_NE(response->operation().state(), Operation::STATE_SUCCEEDED);
  Caller hurried = Who("ada");
  hurried.deadline = absl::Now() + absl::Milliseconds(100);
  request.clear_timeout();
  EXPECT_TRUE(operations->WaitOperation(hurried, request).ok());
  end.Notify();
  EXPECT_EQ(operations->WaitOperation(Who("ada"), request)->operation().state(), Operation::STATE_SUCCEEDED);
}

TEST_P(OperationsTest, BoundsHowManyATenantMayQueue) {
  auto operations = std::make_unique<Operations>(*database_, clock_, std::map<std::string, Work>{});
  const absl::Status filled = database_->Write([&](sql::Transaction& t) -> absl::Status {
    for (int i = 0; i < limits::kMaxOperationsQueued; ++i) {
      RETURN_IF_ERROR(operations->Start(t, Who("ada"), "test.work", "").status());
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(filled.ok()) << filled;
  EXPECT_EQ(database_
                ->Write([&](sql::Transaction& t) {
                  return operations->Start(t, Who("ada"), "test.work", "").status();
                })
                .code(),
            absl::StatusCode::kResourceExhausted);
  Start(*operations, "", Who("zoe", api::v1::ROLE_AUTHOR, "elsewhere"));
}

}  // namespace
}  // namespace lyceum::ops
