#include "services/lyceumctl/failure.h"

#include <nlohmann/json.hpp>

#include "common/rpc/status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "services/lyceumctl/claims.h"

namespace lyceum::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;

grpc::Status Refused() {
  google::rpc::Status status;
  google::rpc::BadRequest bad;
  auto& violation = *bad.add_field_violations();
  violation.set_field("quiz.items[2].prompt");
  violation.set_description("has 12,000 characters; the limit is 10,000");
  google::rpc::ErrorInfo info;
  info.set_reason("INVALID_FIELD");
  info.set_domain("lyceum");
  (*info.mutable_metadata())["limit"] = "10000";
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(500'000'000);
  status.add_details()->PackFrom(bad);
  status.add_details()->PackFrom(info);
  status.add_details()->PackFrom(retry);
  return grpc::Status(grpc::INVALID_ARGUMENT, "the quiz is wrong\x1b[2J", status.SerializeAsString());
}

TEST(ErrorText, SaysFieldsReasonAndWhenToTryAgain) {
  const std::string text = ErrorText(rpc::FromGrpc(Refused()), draw::Ink());
  EXPECT_THAT(text, HasSubstr("INVALID_ARGUMENT: the quiz is wrong\\u001b[2J\n"));
  EXPECT_THAT(text, HasSubstr("  field quiz.items[2].prompt: has 12,000 characters; the limit is 10,000\n"));
  EXPECT_THAT(text, HasSubstr("  reason: INVALID_FIELD (limit=10000)\n"));
  EXPECT_THAT(text, HasSubstr("  try again in: 0.5 s\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(ErrorText, GivesAdviceWhereThereIsSome) {
  EXPECT_THAT(ErrorText(absl::UnauthenticatedError("no token"), draw::Ink()), HasSubstr("--token-file"));
  EXPECT_EQ(ErrorText(UsageError("give --user"), draw::Ink()), "error: give --user\n");
  EXPECT_EQ(ErrorText(AlreadyReported(), draw::Ink()), "");
  EXPECT_EQ(ErrorText(absl::OkStatus(), draw::Ink()), "");
}

TEST(ErrorJson, IsOneLineWithEveryDetail) {
  const nlohmann::json json = nlohmann::json::parse(ErrorJson(rpc::FromGrpc(Refused())));
  EXPECT_EQ(json["error"]["code"], 3);
  EXPECT_EQ(json["error"]["status"], "INVALID_ARGUMENT");
  EXPECT_EQ(json["error"]["details"].size(), 3u);
  EXPECT_THAT(json.dump(), HasSubstr("quiz.items[2].prompt"));
}

TEST(ExitCode, TellsKindsOfFailureApart) {
  EXPECT_EQ(ExitCode(absl::OkStatus()), kOk);
  EXPECT_EQ(ExitCode(absl::NotFoundError("")), kFailed);
  EXPECT_EQ(ExitCode(AlreadyReported()), kFailed);
  EXPECT_EQ(ExitCode(UsageError("")), kUsage);
  EXPECT_EQ(ExitCode(absl::UnauthenticatedError("")), kDenied);
  EXPECT_EQ(ExitCode(absl::PermissionDeniedError("")), kDenied);
  EXPECT_EQ(ExitCode(absl::UnavailableError("")), kUnavailable);
  EXPECT_EQ(ExitCode(absl::DeadlineExceededError("")), kUnavailable);
}

TEST(ReadClaims, ReadsTenantAndUser) {
  // {"alg":"EdDSA"} . {"sub":"ada","tenant":"acme"} . x
  const auto claims = ReadClaims("eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhZGEiLCJ0ZW5hbnQiOiJhY21lIn0.eA");
  ASSERT_TRUE(claims.ok());
  EXPECT_EQ(claims->tenant, "acme");
  EXPECT_EQ(claims->user, "ada");
  for (const char* token : {"", "a.b", "a.!!.c", "a.eA.c", "a.b.c.d"}) EXPECT_FALSE(ReadClaims(token).ok()) << token;
}

}  // namespace
}  // namespace lyceum::ctl
