#include "common/redis/address.h"

#include <gtest/gtest.h>

namespace lyceum::redis {
namespace {

TEST(ParseAddress, ReadsEveryPart) {
  const auto address = ParseAddress("redis://learner:p%40ss%3Aword@cache.example:7000/3");
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(address->user, "learner");
  EXPECT_EQ(address->password, "p@ss:word");
  EXPECT_EQ(address->host, "cache.example");
  EXPECT_EQ(address->port, 7000);
  EXPECT_EQ(address->database, 3);
  EXPECT_EQ(address->Name(), "cache.example:7000/3");
}

TEST(ParseAddress, FillsInDefaults) {
  const auto address = ParseAddress("redis://localhost");
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(address->port, 6379);
  EXPECT_EQ(address->database, 0);
  EXPECT_EQ(address->password, "");
}

TEST(ParseAddress, KnowsPasswordsWithoutUserAndVersion6Hosts) {
  EXPECT_EQ(ParseAddress("redis://:secret@h:1")->password, "secret");
  EXPECT_EQ(ParseAddress("redis://secret@h:1")->password, "secret");
  EXPECT_EQ(ParseAddress("redis://[::1]:7001")->host, "::1");
  EXPECT_EQ(ParseAddress("redis://[::1]:7001")->port, 7001);
}

TEST(ParseAddress, RefusesWhatItCannotHonour) {
  for (const char* url : {"", "localhost:6379", "http://h", "rediss://h:1", "redis://", "redis://h:0", "redis://h:65536",
                          "redis://h:x", "redis://h:1/x", "redis://user:@h:1", "redis://a:%4@h:1", "redis://[::1"}) {
    EXPECT_EQ(ParseAddress(url).status().code(), absl::StatusCode::kInvalidArgument) << url;
  }
}

TEST(ParseAddress, DoesNotRepeatThePasswordInErrors) {
  const auto address = ParseAddress("redis://u:hunter2@h:99999");
  ASSERT_FALSE(address.ok());
  EXPECT_EQ(address.status().ToString().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace lyceum::redis
