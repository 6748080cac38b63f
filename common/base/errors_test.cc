#include "common/base/errors.h"

#include <gtest/gtest.h>

namespace lyceum {
namespace {

template <class Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto payload = status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name());
  EXPECT_TRUE(payload.has_value());
  if (payload) detail.ParseFromString(std::string(*payload));
  return detail;
}

TEST(Violations, NamesEveryFieldAtOnce) {
  Violations violations;
  EXPECT_TRUE(violations.ToStatus().ok());
  violations.Add("quiz.title", "must not be empty");
  violations.Add("quiz.items[2].prompt", "must have at most 4000 characters");
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto detail = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(detail.field_violations_size(), 2);
  EXPECT_EQ(detail.field_violations(1).field(), "quiz.items[2].prompt");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "INVALID_FIELD");
}

TEST(LimitExceeded, NamesTheLimitAndItsValue) {
  const absl::Status status = LimitExceeded("tenants/acme", "kMaxFolders", 500);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(status).violations(0).description(), "kMaxFolders = 500");
}

TEST(RetryAfter, CarriesTheDelay) {
  const absl::Status status = RetryAfter(absl::ResourceExhaustedError("busy"), absl::Milliseconds(1500));
  const auto delay = DetailOf<google::rpc::RetryInfo>(status).retry_delay();
  EXPECT_EQ(delay.seconds(), 1);
  EXPECT_EQ(delay.nanos(), 500'000'000);
}

}  // namespace
}  // namespace lyceum
