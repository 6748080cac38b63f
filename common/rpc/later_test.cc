// Methods that answer later: no thread waits for them.
#include <set>
#include <vector>

#include "common/rpc/test_ticker.h"
#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

class LaterTest : public StreamTest {
 protected:
  struct Call {
    grpc::ClientContext context;
    GetTickRequest request;
    GetTickResponse response;
    grpc::Status status;
    absl::Notification done;
  };
  void Begin(Call& call) {
    call.context.AddMetadata("authorization", "Bearer " + issuer_.Token());
    call.request.set_name("tenants/acme/tickers/one");
    stub_->async()->GetTick(&call.context, &call.request, &call.response, [&call](grpc::Status status) {
      call.status = std::move(status);
      call.done.Notify();
    });
  }
};

TEST_F(LaterTest, ManyMoreCallsAreOpenThanThereAreThreads) {
  Start(TestOptions(issuer_));
  std::vector<Call> calls(100);  // for 4 workers
  for (Call& call : calls) Begin(call);
  ticker_.AwaitCalls(calls.size());
  ticker_.AnswerAll();
  std::set<int64_t> seqs;
  for (Call& call : calls) {
    call.done.WaitForNotification();
    EXPECT_TRUE(call.status.ok()) << call.status.error_message();
    seqs.insert(call.response.seq());
  }
  EXPECT_EQ(seqs.size(), calls.size()) << "each its own answer";
}

TEST_F(LaterTest, AnErrorArrivesWithItsDetails) {
  Start(TestOptions(issuer_));
  Call call;
  Begin(call);
  ticker_.AwaitCalls(1);
  ticker_.AnswerAll(Error(absl::StatusCode::kFailedPrecondition, "TICKER_BROKEN", "it broke"));
  call.done.WaitForNotification();
  EXPECT_EQ(ReasonOf(FromGrpc(call.status)), "TICKER_BROKEN");
}

TEST_F(LaterTest, AnAnswerToOneWhoHasLeftGoesNowhere) {
  Start(TestOptions(issuer_));
  Call call, next;
  Begin(call);
  ticker_.AwaitCalls(1);
  call.context.TryCancel();
  call.done.WaitForNotification();
  EXPECT_EQ(call.status.error_code(), grpc::StatusCode::CANCELLED);
  Begin(next);
  ticker_.AwaitCalls(2);
  ticker_.AnswerAll();
  next.done.WaitForNotification();
  EXPECT_TRUE(next.status.ok());
}

}  // namespace
}  // namespace lyceum::rpc
