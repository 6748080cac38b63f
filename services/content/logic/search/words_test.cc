#include "services/content/logic/search/words.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum::content {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Stems(absl::string_view text, absl::string_view language) {
  std::vector<std::string> stems;
  for (const Word& word : WordReader(language).Read(text)) stems.push_back(word.stem);
  return stems;
}

TEST(WordReader, StemsInTheLanguageOfTheText) {
  EXPECT_THAT(Stems("The Nations' industrial nation", "en"), ElementsAre("the", "nation", "industri", "nation"));
  EXPECT_THAT(Stems("Häuser", "de"), ElementsAre("haus"));
  EXPECT_THAT(Stems("Häuser", "de-AT"), ElementsAre("haus"));
  EXPECT_THAT(Stems("nations", ""), ElementsAre("nations"));
}

TEST(WordReader, ComparesWithoutCaseAndAccents) {
  EXPECT_EQ(Stems("CAFÉ", "en"), Stems("cafe", "en"));
  EXPECT_EQ(Stems("ÉTÉ", "xx"), Stems("ete", "xx"));
  EXPECT_EQ(Stems("worker’s", "en"), Stems("worker's", "en"));
  EXPECT_THAT(Stems("don't", "en"), ElementsAre("dont"));
}

TEST(WordReader, KeepsMarksThatMakeOtherLetters) { EXPECT_NE(Stems("май", "xx"), Stems("маи", "xx")); }

TEST(WordReader, SplitsFrenchAtTheApostrophe) { EXPECT_THAT(Stems("l’homme", "fr"), ElementsAre("l", "homm")); }

TEST(WordReader, PairsCharactersOfScriptsWithoutSpaces) {
  EXPECT_THAT(Stems("冷战时期", "zh"), ElementsAre("冷战", "战时", "时期"));
  EXPECT_THAT(Stems("a 战 b", "zh"), ElementsAre("a", "战", "b"));
}

TEST(WordReader, TellsWhereWordsStandInCodePoints) {
  const std::vector<Word> words = WordReader("en").Read("Über 冷战 the Wall");
  ASSERT_EQ(words.size(), 4u);
  EXPECT_EQ(words[0].start, 0);
  EXPECT_EQ(words[0].end, 4);
  EXPECT_EQ(words[1].start, 5);
  EXPECT_EQ(words[1].end, 7);
  EXPECT_TRUE(words[2].stop);
  EXPECT_EQ(words[3].start, 12);
  EXPECT_EQ(words[3].end, 16);
}

TEST(WordReader, NeverGivesAWordThatAnIndexCouldMistake) {
  for (const absl::string_view text : {"'a'b_c=d/e\"f'", "a\\b|c&d!e:*", "''''", "\xff\xfe"}) {
    for (const std::string& stem : Stems(text, "en")) {
      EXPECT_THAT(stem, testing::Not(testing::ContainsRegex("['\"_=/|&!:*\\\\]"))) << text;
    }
  }
  EXPECT_THAT(Stems(" -- ' \n", "en"), IsEmpty());
  EXPECT_EQ(Stems(std::string(1000, 'x'), "en")[0].size(), static_cast<size_t>(kMaxStemBytes));
}

TEST(WordReader, StopsAtItsLimit) { EXPECT_EQ(WordReader("en").Read("a b c d e", 3).size(), 3u); }

}  // namespace
}  // namespace lyceum::content
