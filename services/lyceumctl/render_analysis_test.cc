#include "services/lyceumctl/render_analysis.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;

quiz::v1::QuizAnalysis Sample() {
  quiz::v1::QuizAnalysis analysis;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    title: 'Walls' revision: 2 sample: SAMPLE_FIRST
    test { attempts: 40 max_score: 3000000 mean: 1500000 median: 1000000 standard_deviation: 1234567 skewness: -0.256 }
    items { item: 'one' prompt: 'When?' responses: 38 facility: 0.75 random_guess: 0.25 discrimination: 0.412
            answers { kind: KIND_AUTHORED answer: '1961' fraction_micros: 1000000 count: 30 mean_score: 2000000 }
            answers { kind: KIND_AUTHORED answer: '1945' fraction_micros: 0 count: 0 }
            answers { kind: KIND_NONE count: 2 } }
    items { item: 'two' prompt: 'Where \x1b[31m?' responses: 40 facility: 0.5 discrimination: -0.3
            answers { kind: KIND_OTHER answer: 'Bonn' count: 20 } further_answers: 7 })",
                                                            &analysis));
  return analysis;
}

TEST(RenderAnalysis, ShowsTestItemsAndPlot) {
  const std::string text = RenderAnalysis(Sample(), 120, draw::Ink());
  EXPECT_THAT(text, HasSubstr("Walls, revision 2: 40 first attempts\n"));
  EXPECT_THAT(text, HasSubstr("mean 1.5 of 3 · median 1 · standard deviation 1.23 · skewness -0.26 · kurtosis -"));
  EXPECT_THAT(text, testing::ContainsRegex("1  When\\?  +38  +75%  +25%  +-  +-  +-  +0.41  +-\n"));
  EXPECT_THAT(text, HasSubstr("75%\n"));
  EXPECT_THAT(text, HasSubstr("50%  good learners get it wrong: is the key right?\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(RenderAnalysis, SaysWhenThereIsNothingYet) {
  quiz::v1::QuizAnalysis none;
  none.set_title("Walls");
  none.set_revision(1);
  EXPECT_EQ(RenderAnalysis(none, 80, draw::Ink()), "Walls, revision 1: 0 first attempts\n");
}

TEST(RenderAnswers, ListsDistractorsToo) {
  const std::string text = RenderAnswers(Sample().items(0), 1, 80, draw::Ink());
  EXPECT_THAT(text, HasSubstr("1  When?\n"));
  EXPECT_THAT(text, testing::ContainsRegex("1961 +100% +30 +79% +2\n"));
  EXPECT_THAT(text, testing::ContainsRegex("1945 +0% +0 +0% +-\n"));
  EXPECT_THAT(text, HasSubstr("(no answer)"));
  const std::string other = RenderAnswers(Sample().items(1), 2, 80, draw::Ink());
  EXPECT_THAT(other, HasSubstr("(other) Bonn"));
  EXPECT_THAT(other, HasSubstr("and 7 further answers\n"));
}

}  // namespace
}  // namespace lyceum::ctl
