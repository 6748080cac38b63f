#include "services/quiz/live/logic/collect.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz::live {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ResponseTally Tally(const std::string& response, int count, bool correct = false) {
  return {FromText<v1::Response>(response).SerializeAsString(), count, correct};
}

// "text count", with a ! for wholly right.
std::vector<std::string> Lines(const ResponseCounts& rows) {
  std::vector<std::string> lines;
  for (const v1::ResponseCount& row : rows) {
    lines.push_back(absl::StrCat(row.text(), " ", row.count(), row.correct() ? "!" : ""));
  }
  return lines;
}

Collected From(const std::string& item, const std::vector<ResponseTally>& tallies,
               const std::set<std::string>& hidden = {}) {
  return Collect(FromText<v1::Item>(item), 1, tallies, hidden);
}

TEST(Collect, CountsEachChoiceOfAPollInOrder) {
  const auto collected = From(
      "poll { several: true choices { id: 'a' text: 'tea' } choices { id: 'b' text: 'milk' } "
      "choices { id: 'c' text: 'rum' } }",
      {Tally("poll { choices: ['c', 'a'] }", 2), Tally("poll { choices: 'c' }", 3), Tally("poll { choices: 'z' }", 1)});
  EXPECT_THAT(Lines(collected.rows), ElementsAre("tea 2", "milk 0", "rum 5"));
  EXPECT_THAT(Lines(collected.shown), ElementsAre("tea 2", "milk 0", "rum 5"));
}

TEST(Collect, CountsEachValueOfAScaleAndItsMean) {
  const std::string item = "scale { from: 1 to: 3 }";
  const auto collected = From(item, {Tally("scale: 3", 2), Tally("scale: 1", 1)});
  EXPECT_THAT(Lines(collected.shown), ElementsAre("1 1", "2 0", "3 2"));
  EXPECT_EQ(collected.mean_micros, 2'333'333);
  EXPECT_EQ(From(item, {Tally("scale: 3", 1), Tally("scale: 2", 5)}).mean_micros, 2'166'667);
  EXPECT_EQ(From(item, {Tally("scale: 9", 1)}).mean_micros, std::nullopt);
  EXPECT_THAT(Lines(From(item, {}).shown), ElementsAre("1 0", "2 0", "3 0"));
}

TEST(Collect, PutsFoldedWordsTogetherAndLeavesOutHiddenOnes) {
  const auto collected = From("word_cloud {}",
                              {Tally("word_cloud { words: ['Wall', ' wall '] }", 2),
                               Tally("word_cloud { words: ['WALL', 'spy'] }", 1),
                               Tally("word_cloud { words: ['Rude'] }", 2)},
                              {"rude"});
  EXPECT_THAT(Lines(collected.rows), ElementsAre("wall 3", "rude 2", "spy 1"));
  EXPECT_THAT(Lines(collected.shown), ElementsAre("wall 3", "spy 1"));
}

TEST(Collect, KeepsTablesShort) {
  std::vector<ResponseTally> words, texts;
  for (int i = 0; i < 300; ++i) {
    words.push_back(Tally(absl::StrCat("word_cloud { words: 'w", i, "' }"), 1));
    texts.push_back(Tally(absl::StrCat("open_ended: 't", i, "'"), 1));
  }
  EXPECT_EQ(From("word_cloud {}", words).shown.size(), limits::kMaxResponseCounts);
  EXPECT_EQ(From("word_cloud {}", words, {"w0"}).shown.size(), limits::kMaxResponseCounts);
  EXPECT_EQ(From("open_ended {}", texts).rows.size(), limits::kMaxResponseCounts);
  EXPECT_EQ(From("open_ended {}", texts).texts.size(), static_cast<size_t>(limits::kMaxOpenResponses));
}

TEST(Collect, ShowsNoTextsByItself) {
  const auto collected = From("open_ended {}", {Tally("open_ended: 'no'", 1), Tally("open_ended: 'yes'", 2)});
  EXPECT_THAT(Lines(collected.rows), ElementsAre("yes 2", "no 1"));
  EXPECT_THAT(collected.texts, ElementsAre("yes", "no"));
  EXPECT_THAT(collected.shown, IsEmpty());
}

TEST(Collect, MakesTheDistractorTableOfAGradedItem) {
  const auto collected = From("single_choice { choices { id: 'a' text: '1945' } choices { id: 'b' text: '1961' } }",
                              {Tally("single_choice: 'a'", 1), Tally("single_choice: 'b'", 4, true)});
  EXPECT_THAT(Lines(collected.rows), ElementsAre("1961 4!", "1945 1"));
  EXPECT_THAT(collected.shown, IsEmpty());
}

}  // namespace
}  // namespace lyceum::quiz::live
