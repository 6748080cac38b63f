#include "common/base/ids.h"

#include <gtest/gtest.h>

#include <set>

namespace lyceum {
namespace {

const absl::Time kNow = absl::FromUnixMillis(1'790'000'000'123);

TEST(NewId, IsAVersion7Uuid) {
  const std::string id = NewId(kNow);
  ASSERT_EQ(id.size(), 16u);
  EXPECT_EQ(static_cast<unsigned char>(id[6]) >> 4, 7);
  EXPECT_EQ(static_cast<unsigned char>(id[8]) >> 6, 2);
}

TEST(NewId, KeepsOrderWithinAMillisecondAndBeyondTheCounter) {
  std::string last;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = NewId(kNow);
    EXPECT_LT(last, id);
    last = id;
  }
}

TEST(IdText, ComesBackAndKeepsOrder) {
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewId(kNow + absl::Milliseconds(i));
    const std::string text = IdText(id);
    EXPECT_EQ(text.size(), 26u);
    EXPECT_EQ(ParseId(text), id);
    EXPECT_LT(last, text);
    last = text;
  }
}

TEST(ParseId, RefusesWhatIsNoId) {
  EXPECT_FALSE(ParseId("").has_value());
  EXPECT_FALSE(ParseId(std::string(25, '0')).has_value());
  EXPECT_FALSE(ParseId(std::string(26, 'u')).has_value());
  EXPECT_FALSE(ParseId("8" + std::string(25, '0')).has_value()) << "beyond 128 bits";
  EXPECT_EQ(ParseId("7" + std::string(25, 'z')), std::string(16, '\xff'));
}

TEST(Segment, CountsFromZero) {
  EXPECT_EQ(Segment("tenants/t/quizzes/q", 1), "t");
  EXPECT_EQ(Segment("tenants/t/quizzes/q", 3), "q");
  EXPECT_EQ(Segment("tenants/t/quizzes/q", 4), "");
}

}  // namespace
}  // namespace lyceum
