// What becomes of calls that wait for a worker.
#include <atomic>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/test_client.h"

namespace lyceum::rpc {
namespace {

using QueueTest = AnswersTest;

TEST_F(QueueTest, TurnsCallersAwayWhenTheQueueIsFull) {
  ServerOptions options = TestOptions(issuer_);
  options.workers = 1;
  options.queue_limit = 1;
  Start(options, operations_.Table());
  const auto wait = [&](api::v1::WaitOperationResponse& response) {
    grpc::ClientContext context;
    Prepare(context, issuer_.Token());
    api::v1::WaitOperationRequest request;
    request.set_name("tenants/acme/operations/one");
    return FromGrpc(stub_->WaitOperation(&context, request, &response));
  };
  std::vector<std::thread> callers;
  std::atomic<int> refused{0}, answered{0};
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      api::v1::WaitOperationResponse response;
      const absl::Status status = wait(response);
      if (status.ok()) {
        answered.fetch_add(1);
        return;
      }
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
      EXPECT_EQ(ReasonOf(status), "SERVER_BUSY");
      EXPECT_GT(DetailOf<google::rpc::RetryInfo>(status).retry_delay().nanos(), 0);
      // One runs, one waits: the six others are turned away.
      if (refused.fetch_add(1) + 1 == 6) operations_.go_on.Notify();
    });
    // The first must have left the queue before the others come.
    while (operations_.calls.load() == 0) absl::SleepFor(absl::Milliseconds(1));
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(refused.load(), 6);
  EXPECT_EQ(answered.load(), 2);
}

TEST_F(QueueTest, DropsCallsWhoseDeadlinePassedInTheQueue) {
  ServerOptions options = TestOptions(issuer_);
  options.workers = 1;
  Start(options, operations_.Table());
  std::thread blocker([&] {
    grpc::ClientContext context;
    Prepare(context, issuer_.Token());
    api::v1::WaitOperationRequest request;
    request.set_name("tenants/acme/operations/one");
    api::v1::WaitOperationResponse response;
    EXPECT_TRUE(stub_->WaitOperation(&context, request, &response).ok());
  });
  while (operations_.calls.load() == 0) absl::SleepFor(absl::Milliseconds(1));
  grpc::ClientContext context;
  Prepare(context, issuer_.Token());
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Milliseconds(50)));
  api::v1::GetOperationRequest request;
  request.set_name("tenants/acme/operations/one");
  api::v1::GetOperationResponse response;
  EXPECT_EQ(stub_->GetOperation(&context, request, &response).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // The server counts the 50 ms from when the call reached it.
  absl::SleepFor(absl::Milliseconds(500));
  operations_.go_on.Notify();
  blocker.join();
  // The next call comes after the late one in the queue: had that run, it would be counted.
  EXPECT_TRUE(Get("tenants/acme/operations/one", issuer_.Token()).ok());
  EXPECT_EQ(operations_.calls.load(), 2);
}

}  // namespace
}  // namespace lyceum::rpc
