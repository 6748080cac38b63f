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

TEST(Explained, SaysWhenToComeBackAndNothingOfOurInsides) {
  const absl::Status away = Explained(absl::UnavailableError("postgres: 10.0.0.7 refused"));
  EXPECT_EQ(away.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(std::string(away.message()).find("10.0.0.7"), std::string::npos);
  EXPECT_TRUE(away.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  EXPECT_TRUE(away.GetPayload("type.googleapis.com/google.rpc.ErrorInfo").has_value());
  const absl::Status full = Explained(absl::ResourceExhaustedError("sqlite: database or disk is full"));
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(full.GetPayload("type.googleapis.com/google.rpc.ErrorInfo").has_value());
}

TEST(Explained, KeepsWhatIsExplainedAlready) {
  const absl::Status draining = Error(absl::StatusCode::kUnavailable, "DRAINING", "draining");
  EXPECT_EQ(Explained(draining).message(), "draining");
  EXPECT_TRUE(Explained(draining).GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  for (const absl::Status& status : {absl::OkStatus(), RetryAfter(draining, absl::Seconds(7)),
                                     LimitExceeded("a", "b", 1), absl::NotFoundError("x")}) {
    EXPECT_EQ(Explained(status), status);
  }
}

TEST(FromGrpc, ReadsErrorsWithoutDetails) {
  EXPECT_EQ(FromGrpc(grpc::Status::OK), absl::OkStatus());
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::ABORTED, "x")), absl::AbortedError("x"));
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::ABORTED, "x", "\xff junk")), absl::AbortedError("x"));
}

}  // namespace
}  // namespace lyceum::rpc
