// What a client gets, over a real connection, for good and for bad requests.
#include <atomic>
#include <string>
#include <vector>

#include "common/base/limits.h"
#include "common/base/trace.h"
#include "common/rpc/test_client.h"
#include "gmock/gmock.h"

namespace lyceum::rpc {
namespace {

using ::testing::HasSubstr;

TEST_F(AnswersTest, CallsTheMethod) {
  const auto response = Get("tenants/acme/operations/one", issuer_.Token());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->operation().creator(), "ann");
}

TEST_F(AnswersTest, AsksForAToken) {
  EXPECT_EQ(ReasonOf(Get("tenants/acme/operations/one", "").status()), "TOKEN_MISSING");
  const auto status = Get("tenants/acme/operations/one", "a.b.c").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), "TOKEN_INVALID");
  TokenClaims claims;
  claims.user = "ann";
  claims.tenant = "acme";
  claims.roles = {api::v1::ROLE_LEARNER};
  claims.issued = absl::Now() - absl::Hours(9);
  EXPECT_EQ(ReasonOf(Get("tenants/acme/operations/one", *issuer_.issuer().Token(claims)).status()), "TOKEN_EXPIRED");
  EXPECT_EQ(operations_.calls.load(), 0);
}

TEST_F(AnswersTest, AnswersForAnotherTenantWithTheSameBytesAsForAMissingObject) {
  const auto missing = Get("tenants/acme/operations/zzz", issuer_.Token()).status();
  const int calls = operations_.calls.load();
  const auto foreign = Get("tenants/beta/operations/zzz", issuer_.Token()).status();
  EXPECT_EQ(operations_.calls.load(), calls) << "the method must not run";
  EXPECT_EQ(missing, NotFound("tenants/acme/operations/zzz"));
  EXPECT_EQ(foreign, NotFound("tenants/beta/operations/zzz"));
  // What is one's own exists for its tenant only.
  EXPECT_EQ(Get("tenants/acme/operations/one", issuer_.Token("bob", "beta")).status(),
            NotFound("tenants/acme/operations/one"));
}

TEST_F(AnswersTest, NamesTheFieldsThatAreWrong) {
  const auto status = Get("operations/one", issuer_.Token()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_EQ(bad.field_violations(0).field(), "name");
  for (const int page_size : {-1, 1001, 2'000'000'000}) {
    grpc::ClientContext context;
    Prepare(context, issuer_.Token());
    api::v1::ListOperationsRequest request;
    request.set_parent("tenants/acme");
    request.set_page_size(page_size);
    api::v1::ListOperationsResponse response;
    const auto refused = FromGrpc(stub_->ListOperations(&context, request, &response));
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(DetailOf<google::rpc::BadRequest>(refused).field_violations(0).field(), "page_size");
  }
}

TEST_F(AnswersTest, RefusesBytesThatAreNoRequest) {
  std::string cut_off = "\x0a\x7f" "tenants/acme";
  std::string bad_text = "\x0a\x04\xff\xfe\xfd\xfc";
  for (const std::string& bytes : {cut_off, bad_text, std::string("\xff\xff\xff"), std::string("\x0c", 1)}) {
    const auto answer = Send(kGet, bytes, issuer_.Token());
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(answer.status()), "MALFORMED_REQUEST");
  }
  EXPECT_EQ(operations_.calls.load(), 0);
}

// WaitOperationRequest nests by unknown groups, which the parser must count too.
TEST_F(AnswersTest, RefusesDeepNesting) {
  const auto nested = [](int depth) { return std::string(depth, '\x53') + std::string(depth, '\x54'); };
  EXPECT_EQ(ReasonOf(Send(kGet, nested(100), issuer_.Token()).status()), "MALFORMED_REQUEST");
  EXPECT_EQ(ReasonOf(Send(kGet, nested(65), issuer_.Token()).status()), "MALFORMED_REQUEST");
  EXPECT_EQ(ReasonOf(Send(kGet, nested(1'000'000), issuer_.Token()).status()), "MALFORMED_REQUEST");
  EXPECT_EQ(ReasonOf(Send(kGet, nested(60), issuer_.Token()).status()), "INVALID_FIELD") << "only the name is missing";
}

TEST_F(AnswersTest, RefusesMessagesThatAreTooLong) {
  const auto answer = Send(kGet, std::string(limits::kMaxMessageBytes + 1, '\0'), issuer_.Token());
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kResourceExhausted);
  operations_.message_bytes = limits::kMaxMessageBytes;
  const auto response = Get("tenants/acme/operations/one", issuer_.Token());
  EXPECT_EQ(response.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("kMaxMessageBytes"));
}

TEST_F(AnswersTest, HidesWhatIsOurOwnFault) {
  grpc::ClientContext context;
  Prepare(context, issuer_.Token());
  api::v1::CancelOperationRequest request;
  request.set_name("tenants/acme/operations/one");
  api::v1::CancelOperationResponse response;
  const grpc::Status status = stub_->CancelOperation(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(status.error_message().find("swordfish"), std::string::npos);
}

TEST_F(AnswersTest, SendsTheTraceOn) {
  constexpr char kTrace[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  for (const std::string& sent : {std::string(kTrace), std::string("junk")}) {
    grpc::ClientContext context;
    Prepare(context, issuer_.Token());
    context.AddMetadata("traceparent", sent);
    api::v1::GetOperationRequest request;
    request.set_name("tenants/acme/operations/one");
    api::v1::GetOperationResponse response;
    ASSERT_TRUE(stub_->GetOperation(&context, request, &response).ok());
    EXPECT_TRUE(trace::IsValid(operations_.traceparent)) << operations_.traceparent;
    EXPECT_EQ(trace::TraceId(operations_.traceparent) == trace::TraceId(kTrace), sent == kTrace);
  }
}

TEST_F(AnswersTest, SaysWhereACallComesFrom) {
  const auto address = [&](std::vector<std::string> forwarded) {
    grpc::ClientContext context;
    Prepare(context, issuer_.Token());
    for (const std::string& header : forwarded) context.AddMetadata("x-forwarded-for", header);
    api::v1::GetOperationRequest request;
    request.set_name("tenants/acme/operations/one");
    api::v1::GetOperationResponse response;
    EXPECT_TRUE(stub_->GetOperation(&context, request, &response).ok());
    return operations_.address;
  };
  EXPECT_EQ(address({}), "127.0.0.1");
  EXPECT_EQ(address({"192.0.2.1"}), "127.0.0.1");
  ServerOptions options = TestOptions(issuer_);
  options.trusted_proxies = {"127.0.0.0/8"};
  Start(options, operations_.Table());
  EXPECT_EQ(address({}), "127.0.0.1");
  EXPECT_EQ(address({"203.0.113.9, 192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(address({"203.0.113.9", "192.0.2.1"}), "192.0.2.1");
}

TEST_F(AnswersTest, GivesAnswersInMemoryInline) {
  const Bytes cached = std::make_shared<const std::string>("\x0a\x02\x12\x00", 4);
  std::atomic<int> seen{0};
  Methods methods = operations_.Table();
  methods.Inline("GetOperation", [&](const Caller& caller, absl::string_view request) -> Bytes {
    api::v1::GetOperationRequest parsed;
    EXPECT_TRUE(parsed.ParseFromArray(request.data(), static_cast<int>(request.size())));
    seen.fetch_add(1);
    return caller.tenant == "acme" && parsed.name() == "tenants/acme/operations/hot" ? cached : nullptr;
  });
  Start(TestOptions(issuer_), std::move(methods));
  api::v1::GetOperationRequest hot;
  hot.set_name("tenants/acme/operations/hot");
  const std::string bytes = hot.SerializeAsString(), token = issuer_.Token();
  // The first call of a token goes through a worker, which verifies it.
  EXPECT_EQ(Send(kGet, bytes, token).status(), NotFound(hot.name()));
  EXPECT_EQ(seen.load(), 0);
  for (const size_t pieces : {1, 3}) {
    const auto answer = Send(kGet, bytes, token, pieces);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(*answer, *cached);
  }
  EXPECT_EQ(seen.load(), 2);
  EXPECT_EQ(operations_.calls.load(), 1);
  EXPECT_TRUE(Get("tenants/acme/operations/one", token).ok()) << "a miss goes to the method";
  // Another tenant's token and a service of every tenant get nothing from memory.
  for (const std::string& other : {issuer_.Token("bob", "beta"), issuer_.Token("quiz", "*", {api::v1::ROLE_SERVICE})}) {
    EXPECT_EQ(Send(kGet, bytes, other).status(), NotFound(hot.name()));
    EXPECT_EQ(Send(kGet, bytes, other).status(), NotFound(hot.name()));
  }
}

}  // namespace
}  // namespace lyceum::rpc
