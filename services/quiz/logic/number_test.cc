#include "services/quiz/logic/number.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum::quiz {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kAny = v1::Numeric::DECIMAL_SEPARATOR_UNSPECIFIED;
constexpr auto kPoint = v1::Numeric::DECIMAL_SEPARATOR_POINT;
constexpr auto kComma = v1::Numeric::DECIMAL_SEPARATOR_COMMA;

TEST(ReadNumber, ReadsWhatPeopleType) {
  const std::pair<const char*, double> cases[] = {
      {"42", 42},           {"+42", 42},           {"-17.5", -17.5},       {"−17,5", -17.5},   {" 3.14 ", 3.14},
      {"3,14", 3.14},       {".5", 0.5},           {",5", 0.5},            {"5.", 5},          {"1.234,5", 1234.5},
      {"1,234.5", 1234.5},  {"1 234 567", 1234567}, {"1'234.5", 1234.5},    {"1’234’567", 1234567},
      {"1.234.567", 1234567}, {"6.02e23", 6.02e23}, {"6,02*10^23", 6.02e23}, {"6.02 × 10^23", 6.02e23},
      {"1E-3", 1e-3},       {"１２", 12},           {"0001.000", 1},       {"1234.5678", 1234.5678}};
  for (const auto& [text, value] : cases) EXPECT_THAT(ReadNumber(text, kAny), ElementsAre(DoubleEq(value))) << text;
}

TEST(ReadNumber, TakesBothReadingsOfWhatIsUnclear) {
  EXPECT_THAT(ReadNumber("1,234", kAny), ElementsAre(1234, 1.234));
  EXPECT_THAT(ReadNumber("1.234", kAny), ElementsAre(1.234, 1234));
  EXPECT_THAT(ReadNumber("1,234", kPoint), ElementsAre(1234));
  EXPECT_THAT(ReadNumber("1,234", kComma), ElementsAre(1.234));
  EXPECT_THAT(ReadNumber("1.234", kComma), ElementsAre(1234));
}

TEST(ReadNumber, RefusesWhatIsNoNumber) {
  for (const char* text : {"", " ", ",", ".", "-", "abc", "1x", "1,23,4.5", "1.2.3", "12,34.5", "e5", "1e", "1e99999",
                           "1e999", "inf", "nan", "0x10", "--1", "1 km", "½5/"}) {
    EXPECT_THAT(ReadNumber(text, kAny), IsEmpty()) << text;
  }
  EXPECT_THAT(ReadNumber("3,14", kPoint), IsEmpty());
}

TEST(ReadNumber, SkipsTheUnitAskedFor) {
  EXPECT_THAT(ReadNumber("12 km", kAny, "km"), ElementsAre(12));
  EXPECT_THAT(ReadNumber("12KM", kAny, "km"), ElementsAre(12));
  EXPECT_THAT(ReadNumber("12 m", kAny, "km"), IsEmpty());
  EXPECT_THAT(ReadNumber("km", kAny, "km"), IsEmpty());
}

TEST(IsNear, CountsTheBorderAsInside) {
  v1::Numeric::Near near;
  near.set_value(0.3);
  EXPECT_TRUE(IsNear(near, 0.1 + 0.2));  // not the same double
  EXPECT_FALSE(IsNear(near, 0.3001));
  near.set_absolute_tolerance(0.1);
  EXPECT_TRUE(IsNear(near, 0.4));
  EXPECT_TRUE(IsNear(near, 0.2));
  EXPECT_FALSE(IsNear(near, 0.41));
  near.clear_absolute_tolerance();
  near.set_value(-200);
  near.set_relative_tolerance(0.05);
  EXPECT_TRUE(IsNear(near, -190));
  EXPECT_TRUE(IsNear(near, -210));
  EXPECT_FALSE(IsNear(near, -189));
}

}  // namespace
}  // namespace lyceum::quiz
