#include "services/quiz/logic/slider.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/paper.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/logic/testing.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

v1::Item Item(const std::string& slider) {
  return FromText<v1::Item>("id: 'i' prompt: 'P' points: 1000000 numeric { answers { near { value: 0.3 "
                            "absolute_tolerance: 0.05 } } slider { " + slider + " } }");
}

std::string Problems(const v1::Item& item) {
  Violations violations;
  ValidateItem(item, "item", violations);
  return std::string(violations.ToStatus().message());
}

TEST(Slider, HasPositionsFromOneEndOn) {
  const auto slider = Item("from: 0 to: 1 step: 0.1").numeric().slider();
  EXPECT_EQ(Positions(slider).size(), 11u);
  EXPECT_TRUE(IsPosition(slider, 0.1 + 0.2));
  EXPECT_FALSE(IsPosition(slider, 0.35));
  EXPECT_FALSE(IsPosition(slider, 1.1));
  EXPECT_FALSE(IsPosition(slider, -0.1));
  EXPECT_DOUBLE_EQ(NearestPosition(slider, 0.44), 0.4);
  EXPECT_DOUBLE_EQ(NearestPosition(slider, 7), 1);
  const auto uneven = Item("from: 1 to: 2 step: 0.4").numeric().slider();
  EXPECT_THAT(Positions(uneven), ElementsAre(1, 1.4, 1.8));
  EXPECT_FALSE(IsPosition(uneven, 2));
  const auto any = Item("from: -1 to: 1").numeric().slider();
  EXPECT_TRUE(IsPosition(any, 0.123));
  EXPECT_TRUE(Positions(any).empty());
}

TEST(Slider, RefusesWhatItCannotSay) {
  const v1::Item item = Item("from: 0 to: 1 step: 0.1");
  const auto check = [&](const std::string& response) {
    return std::string(CheckResponse(item, 0, FromText<v1::Response>(response)).message());
  };
  EXPECT_EQ(check("numeric { value: 0.3 }"), "");
  EXPECT_EQ(check("numeric { text: '0,3' }"), "");
  EXPECT_THAT(check("numeric { value: 0.33 }"), HasSubstr("response.numeric.value: must be 0 to 1 in steps of 0.1"));
  EXPECT_THAT(check("numeric { text: '2' }"), HasSubstr("response.numeric.text"));
  EXPECT_EQ(GradeResponse(item, 0, CorrectResponse(item, 0)).mark, 1'000'000);
  v1::Quiz quiz;
  *quiz.add_items() = item;
  EXPECT_EQ(MakePaper(quiz, 1).items(0).numeric().slider().step(), 0.1);
}

TEST(Slider, IsValidated) {
  EXPECT_EQ(Problems(Item("from: 0 to: 1 step: 0.1")), "");
  EXPECT_EQ(Problems(Item("from: 0 to: 1")), "");
  EXPECT_THAT(Problems(Item("from: 1 to: 1")), HasSubstr("item.numeric.slider: must go from"));
  EXPECT_THAT(Problems(Item("from: 0 to: 1 step: -1")), HasSubstr("item.numeric.slider.step"));
  EXPECT_THAT(Problems(Item("from: 0 to: 2000 step: 1")), HasSubstr("at most 1000 steps (kMaxSliderSteps)"));
  EXPECT_THAT(Problems(Item("from: 0 to: 10 step: 1")), HasSubstr("must have a position that is worth all points"));
  v1::Item units = Item("from: 0 to: 1 step: 0.1");
  units.mutable_numeric()->add_units()->set_name("m");
  units.mutable_numeric()->mutable_units(0)->set_per_unit(1);
  EXPECT_THAT(Problems(units), HasSubstr("item.numeric.units: must be empty with a slider"));
}

}  // namespace
}  // namespace lyceum::quiz
