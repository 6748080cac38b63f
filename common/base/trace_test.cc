#include "common/base/trace.h"

#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace lyceum::trace {
namespace {

constexpr absl::string_view kGood = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(IsValid, TakesWhatTheStandardTakes) {
  EXPECT_TRUE(IsValid(kGood));
  EXPECT_TRUE(IsValid("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"));
  for (const absl::string_view bad :
       {"", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\n"}) {
    EXPECT_FALSE(IsValid(bad)) << bad;
  }
}

TEST(Next, KeepsTheTraceAndChangesTheSpan) {
  const std::string next = Next(kGood);
  EXPECT_TRUE(IsValid(next)) << next;
  EXPECT_EQ(TraceId(next), TraceId(kGood));
  EXPECT_NE(SpanId(next), SpanId(kGood));
  EXPECT_TRUE(absl::EndsWith(next, "-01"));
}

TEST(Next, ReplacesWhatIsMalformed) {
  const std::string first = Next("junk");
  EXPECT_TRUE(IsValid(first)) << first;
  EXPECT_NE(TraceId(first), TraceId(Next("junk")));
}

TEST(Scope, IsTheThreadsTraceWhileItLives) {
  EXPECT_EQ(Current(), "");
  {
    const Scope scope(kGood);
    EXPECT_EQ(Current(), kGood);
  }
  EXPECT_EQ(Current(), "");
}

}  // namespace
}  // namespace lyceum::trace
