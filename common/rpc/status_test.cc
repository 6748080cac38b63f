#include "common/rpc/status.h"

#include "common/base/errors.h"
#include "gtest/gtest.h"
#include "google/rpc/status.pb.h"

namespace lyceum::rpc {
namespace {

TEST(ToGrpc, KeepsCodeMessageAndDetailsBothWays) {
  const absl::Status status = RetryAfter(LimitExceeded("tenants/acme", "kMaxQuizzes", 7), absl::Milliseconds(1500));
  const grpc::Status wire = ToGrpc(status);
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(FromGrpc(wire), status);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(wire.error_details()));
  EXPECT_EQ(details.code(), 8);
  EXPECT_EQ(details.details_size(), 3);
}

TEST(ToGrpc, GivesEqualErrorsEqualBytes) {
  const std::string first = ToGrpc(RetryAfter(LimitExceeded("a", "b", 1), absl::Seconds(1))).error_details();
  // Abseil's order of payloads depends on addresses in debug builds.
  for (int i = 0; i < 100; ++i) {
    const auto status = std::make_unique<absl::Status>(RetryAfter(LimitExceeded("a", "b", 1), absl::Seconds(1)));
    EXPECT_EQ(ToGrpc(*status).error_details(), first);
  }
}

TEST(ToGrpc, KeepsOurInsidesToOurselves) {
  for (const absl::Status& status : {absl::InternalError("secret"), absl::UnknownError("secret"),
                                     absl::DataLossError("secret")}) {
    EXPECT_EQ(ToGrpc(status).error_message().find("secret"), std::string::npos);
  }
}

TEST(FromGrpc, ReadsErrorsWithoutDetails) {
  EXPECT_EQ(FromGrpc(grpc::Status::OK), absl::OkStatus());
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::ABORTED, "x")), absl::AbortedError("x"));
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::ABORTED, "x", "\xff junk")), absl::AbortedError("x"));
}

}  // namespace
}  // namespace lyceum::rpc
