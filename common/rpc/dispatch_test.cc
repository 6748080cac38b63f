#include "common/rpc/dispatch.h"

#include <memory>
#include <string>

#include "common/rpc/test_service.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

using google::protobuf::DescriptorPool;
using ::testing::HasSubstr;

class DispatchTest : public ::testing::Test {
 protected:
  DispatchTest()
      : jwks_(*Jwks::Open(issuer_.jwks(), clock_)),
        authenticator_(*jwks_, {"lyceum-local", "lyceum"}, clock_),
        metrics_([] { return 0; }) {}

  absl::Status Make(const Methods& methods, const DescriptorPool& pool = *DescriptorPool::generated_pool()) {
    return Dispatch::Make(pool, methods, CallContext{authenticator_, workers_}, metrics_).status();
  }

  RealClock clock_;
  TestIssuer issuer_;
  std::unique_ptr<Jwks> jwks_;
  Authenticator authenticator_;
  Workers workers_{1, 1};
  Metrics metrics_;
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

}  // namespace
}  // namespace lyceum::rpc
