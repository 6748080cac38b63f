#include "common/rpc/dispatch.h"

#include <memory>
#include <string>

#include "common/rpc/test_service.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "testing/ticker.pb.h"

namespace lyceum::rpc {
namespace {

using google::protobuf::DescriptorPool;
using ::testing::HasSubstr;

class DispatchTest : public ::testing::Test {
 protected:
  DispatchTest()
      : jwks_(*Jwks::Open(issuer_.jwks(), clock_)),
        authenticator_(*jwks_, {"lyceum-local", "lyceum"}, clock_),
        metrics_([] { return 0; }),
        feeds_({1, 1, absl::Seconds(10)}, clock_, metrics_) {}

  absl::Status Make(const Methods& methods, const DescriptorPool& pool = *DescriptorPool::generated_pool()) {
    const CallContext context{authenticator_, workers_, feeds_, proxies_, connections_};
    return Dispatch::Make(pool, methods, context, metrics_).status();
  }

  RealClock clock_;
  TestIssuer issuer_;
  std::unique_ptr<Jwks> jwks_;
  Authenticator authenticator_;
  Workers workers_{1, 1};
  Metrics metrics_;
  Feeds feeds_;
  const TrustedProxies proxies_;
  Connections connections_;
  FakeOperations operations_;
};

TEST_F(DispatchTest, ServesATableThatFitsItsContract) { EXPECT_EQ(Make(operations_.Table()), absl::OkStatus()); }

TEST_F(DispatchTest, RefusesUnboundRpcsNamingAll) {
  Methods methods("lyceum.api.v1.OperationService");
  methods.Unary("GetOperation", &FakeOperations::GetOperation, operations_)
      .Inline("ListOperations", [](const Caller&, absl::string_view) { return Bytes(); });
  const absl::Status status = Make(methods);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  const std::string message(status.message());
  for (const char* rpc : {"ListOperations", "WaitOperation", "CancelOperation"}) {
    EXPECT_THAT(message, HasSubstr(std::string(rpc) + " is bound to no method"));
  }
  EXPECT_THAT(message, ::testing::Not(HasSubstr("GetOperation ")));
}

TEST_F(DispatchTest, RefusesMethodsOfOtherTypesAndOfNoRpc) {
  Methods methods = operations_.Table();
  methods.Unary("GetOperation", &FakeOperations::ListOperations, operations_)
      .Unary("DropOperation", &FakeOperations::GetOperation, operations_);
  const std::string message(Make(methods).message());
  EXPECT_THAT(message, HasSubstr("GetOperation takes another request"));
  EXPECT_THAT(message, HasSubstr("has no rpc DropOperation"));
}

TEST_F(DispatchTest, RefusesUnknownServices) {
  EXPECT_THAT(std::string(Make(Methods("lyceum.api.v1.NoService")).message()), HasSubstr("no contract"));
}

TEST_F(DispatchTest, RefusesRpcsWithoutAnAccessRule) {
  DescriptorPool pool(DescriptorPool::generated_pool());
  google::protobuf::FileDescriptorProto file;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    name: "open.proto" package: "open" syntax: "proto3"
    dependency: "lyceum/api/v1/operation.proto" dependency: "lyceum/api/v1/access.proto"
    service {
      name: "OpenService"
      method { name: "Forgotten" input_type: ".lyceum.api.v1.GetOperationRequest"
               output_type: ".lyceum.api.v1.GetOperationResponse" }
      method { name: "Empty" input_type: ".lyceum.api.v1.GetOperationRequest"
               output_type: ".lyceum.api.v1.GetOperationResponse" options { [lyceum.api.v1.access] {} } }
      method { name: "Ruled" input_type: ".lyceum.api.v1.GetOperationRequest"
               output_type: ".lyceum.api.v1.GetOperationResponse"
               options { [lyceum.api.v1.access] { roles: ROLE_LEARNER } } }
    })", &file));
  ASSERT_NE(pool.BuildFile(file), nullptr);
  Methods methods("open.OpenService");
  for (const char* rpc : {"Forgotten", "Empty", "Ruled"}) {
    methods.Unary(rpc, &FakeOperations::GetOperation, operations_);
  }
  EXPECT_EQ(Make(methods, pool).message(),
            "open.OpenService.Forgotten has no access rule; open.OpenService.Empty has no access rule");
}

namespace v1 = lyceum::testing::v1;

struct BadTicker {
  absl::StatusOr<std::unique_ptr<rpc::Stream>> Watch(const Caller&, const v1::WatchTicksRequest&) { return nullptr; }
  absl::StatusOr<std::unique_ptr<rpc::Stream>> Other(const Caller&, const v1::GetTickRequest&) { return nullptr; }
  absl::StatusOr<v1::WatchTicksResponse> NoStream(const Caller&, const v1::WatchTicksRequest&) {
    return v1::WatchTicksResponse();
  }
  absl::StatusOr<v1::GetTickResponse> Get(const Caller&, const v1::GetTickRequest&) { return v1::GetTickResponse(); }
};

TEST_F(DispatchTest, HoldsStreamsToTheirContract) {
  BadTicker ticker;
  const auto refusal = [&](absl::FunctionRef<void(Methods&)> bind) {
    Methods methods("lyceum.testing.v1.TickerService");
    methods.Unary("GetTick", &BadTicker::Get, ticker);
    bind(methods);
    return std::string(Make(methods).message());
  };
  const char watch[] = "WatchTicks";
  EXPECT_EQ(refusal([&](Methods& m) { m.Stream<v1::WatchTicksResponse>(watch, &BadTicker::Watch, ticker); }), "");
  EXPECT_THAT(refusal([](Methods&) {}), HasSubstr("WatchTicks is bound to no method"));
  EXPECT_THAT(refusal([&](Methods& m) { m.Unary(watch, &BadTicker::NoStream, ticker); }),
              HasSubstr("WatchTicks is a stream, but its method is none"));
  EXPECT_THAT(refusal([&](Methods& m) { m.Stream<v1::WatchTicksResponse>(watch, &BadTicker::Other, ticker); }),
              HasSubstr("WatchTicks takes another request"));
  EXPECT_THAT(refusal([&](Methods& m) { m.Stream<v1::GetTickResponse>(watch, &BadTicker::Watch, ticker); }),
              HasSubstr("WatchTicks gives another response"));
  EXPECT_THAT(refusal([&](Methods& m) {
                m.Stream<v1::WatchTicksResponse>(watch, &BadTicker::Watch, ticker)
                    .Inline(watch, [](const Caller&, absl::string_view) { return Bytes(); });
              }),
              HasSubstr("WatchTicks is bound twice"));
  Methods methods("lyceum.testing.v1.TickerService");
  methods.Stream<v1::WatchTicksResponse>(watch, &BadTicker::Watch, ticker)
      .Stream<v1::GetTickResponse>("GetTick", &BadTicker::Other, ticker);
  EXPECT_THAT(std::string(Make(methods).message()), HasSubstr("GetTick is no stream, but its method is one"));
}

}  // namespace
}  // namespace lyceum::rpc
