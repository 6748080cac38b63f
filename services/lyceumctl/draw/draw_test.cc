#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/lyceumctl/draw/bar.h"
#include "services/lyceumctl/draw/heatmap.h"
#include "services/lyceumctl/draw/progress.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/draw/wrap.h"

namespace lyceum::draw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Width, CountsColumnsNotBytes) {
  EXPECT_EQ(Width("abc"), 3);
  EXPECT_EQ(Width("é"), 1);
  EXPECT_EQ(Width("e\u0301"), 1);      // e and a combining acute
  EXPECT_EQ(Width("漢字"), 4);
  EXPECT_EQ(Width("😀"), 2);
  EXPECT_EQ(Width("Хрущёв"), 6);
  EXPECT_EQ(Width("\x1b[1mbold\x1b[0m"), 4);
  EXPECT_EQ(Width("\xff"), 1);
}

TEST(Clean, LetsNothingReachTheTerminalThatMovesIt) {
  EXPECT_EQ(Clean("a\x1b[2Jb"), "a\\u001b[2Jb");
  EXPECT_EQ(Clean("a\nb\tc\r\nd"), "a b c d");
  EXPECT_EQ(CleanLines("a\r\nb\x07"), "a\nb\\u0007");
  EXPECT_EQ(Clean("x\u202Ey"), "x\\u202ey");
  EXPECT_EQ(Clean("\u009B31m"), "\\u009b31m");
  EXPECT_EQ(Clean("bad\xc3"), "bad\uFFFD");
  EXPECT_EQ(Clean(absl::string_view("a\0b", 3)), "a\\u0000b");
}

TEST(Cut, KeepsWholeCharactersWithinTheWidth) {
  EXPECT_EQ(Cut("abcdef", 6), "abcdef");
  EXPECT_EQ(Cut("abcdef", 4), "abc…");
  EXPECT_EQ(Cut("漢字漢字", 4), "漢…");
  EXPECT_EQ(Cut("ae\u0301bcd", 3), "ae\u0301…");
  EXPECT_EQ(Cut("abc", 0), "");
}

TEST(Wrap, BreaksBetweenWords) {
  EXPECT_THAT(Wrap("the quick brown fox", 10), ElementsAre("the quick", "brown fox"));
  EXPECT_THAT(Wrap("", 10), ElementsAre(""));
  EXPECT_THAT(Wrap("one\ntwo", 10), ElementsAre("one", "two"));
  EXPECT_THAT(Wrap("漢字漢字", 4), ElementsAre("漢字", "漢字"));
}

TEST(Wrap, SplitsAWordThatIsWiderThanTheLine) {
  EXPECT_THAT(Wrap("abcdefgh", 4), ElementsAre("abcd", "efgh"));
  EXPECT_THAT(Wrap("ab abcdefgh", 4), ElementsAre("ab a", "bcde", "fgh"));
}

TEST(Wrap, CarriesColourOverLines) {
  const Ink ink(true);
  EXPECT_THAT(Wrap("a " + ink.Bold("bb cc") + " d", 4),
              ElementsAre("a \x1b[1mbb\x1b[0m", "\x1b[1mcc\x1b[0m d"));
  EXPECT_THAT(Wrap(ink.Bold("bb") + " cc", 2), ElementsAre("\x1b[1mbb\x1b[0m", "cc"));
}

TEST(Paragraph, IndentsAndNeverGoesBeyondTheWidth) {
  EXPECT_EQ(Paragraph("the quick brown fox", 12, "- ", "  "), "- the quick\n  brown fox\n");
  std::string text;
  for (int i = 0; i < 200; ++i) text += "word漢字é ";
  for (const absl::string_view line : absl::StrSplit(Paragraph(text, 37), '\n')) EXPECT_LE(Width(line), 37);
}

TEST(Table, LinesUpWideCharactersAndShrinksFlexibleColumns) {
  const std::string table = Table({{"NAME"}, {"TITLE", Align::kLeft, true}, {"N", Align::kRight}},
                                  {{"a", "漢字 und mehr Text", "1"}, {"bb", "kurz", "22"}}, 20, Ink());
  EXPECT_EQ(table,
            "NAME  TITLE        N\n"
            "a     漢字 und …   1\n"
            "bb    kurz        22\n");
}

TEST(Table, EscapesWhatTheServerSent) {
  EXPECT_THAT(Table({{"A"}}, {{"\x1b]0;owned\x07"}}, 0, Ink()), Not(HasSubstr("\x1b")));
}

TEST(Grid, WrapsCells) {
  EXPECT_EQ(Grid({"A", "B"}, {{"x", "one two three"}}, 17, Ink()),
            "┌───┬───────────┐\n"
            "│ A │ B         │\n"
            "├───┼───────────┤\n"
            "│ x │ one two   │\n"
            "│   │ three     │\n"
            "└───┴───────────┘\n");
}

TEST(Bar, IsAnEighthFine) {
  EXPECT_EQ(Bar(0, 8), "");
  EXPECT_EQ(Bar(1, 4), "████");
  EXPECT_EQ(Bar(2, 4), "████");
  EXPECT_EQ(Bar(0.5, 4), "██");
  EXPECT_EQ(Bar(0.53125, 4), "██▏");
  EXPECT_EQ(Bar(0.0001, 4), "▏");
}

TEST(Bars, AreInProportionToTheLargest) {
  EXPECT_EQ(Bars({{"Mon", 10, "10 min"}, {"Tue", 5, "5 min"}, {"Wed", 0, "-"}}, 25, Ink()),
            "Mon  ████████████  10 min\n"
            "Tue  ██████        5 min\n"
            "Wed                -\n");
}

TEST(Heatmap, PutsWeeksInColumnsAndDaysInRows) {
  const absl::CivilDay first(2024, 1, 1), last(2024, 1, 14);  // two whole weeks from a Monday
  const std::string map = Heatmap(first, last, {{first, 4}, {last, 1}}, 80, Ink());
  EXPECT_EQ(map,
            "    Jan\n"
            "Mon ██·\n"
            "    · ·\n"
            "Wed · ·\n"
            "    · ·\n"
            "Fri · ·\n"
            "    · ·\n"
            "Sun · ░░\n"
            "    less ·  ░░ ▒▒ ▓▓ ██ more\n");
}

TEST(Heatmap, NamesEachMonthOnceAndFitsTheWidth) {
  const std::string year = Heatmap(absl::CivilDay(2024, 1, 1), absl::CivilDay(2024, 12, 31), {}, 120, Ink());
  const std::string months(absl::StrSplit(year, '\n').begin()->data(), year.find('\n'));
  for (const char* month : {"Jan", "Feb", "Jun", "Dec"}) {
    EXPECT_THAT(months, HasSubstr(month));
    EXPECT_EQ(months.find(month), months.rfind(month));
  }
  for (const absl::string_view line :
       absl::StrSplit(Heatmap(absl::CivilDay(2020, 1, 1), absl::CivilDay(2024, 12, 31), {}, 60, Ink()), '\n')) {
    EXPECT_LE(Width(line), 60);
  }
  EXPECT_EQ(Heatmap(absl::CivilDay(2024, 1, 2), absl::CivilDay(2024, 1, 1), {}, 60, Ink()), "");
}

TEST(ProgressLine, ShowsShareCountAndTimeLeft) {
  EXPECT_EQ(ProgressLine("import", 40, 80, absl::Seconds(10), "m1.cnxml", 80),
            "import  ██████████             50%  40/80  10s left  m1.cnxml");
  EXPECT_EQ(ProgressLine("import", 0, 0, absl::Seconds(1), "reading", 80), "import  reading");
  EXPECT_LE(Width(ProgressLine("import", 3, 80, absl::Seconds(1), std::string(200, 'x'), 40)), 40);
}

TEST(ShortDuration, ReadsLikeAClock) {
  EXPECT_EQ(ShortDuration(absl::Milliseconds(300)), "0s");
  EXPECT_EQ(ShortDuration(absl::Seconds(45)), "45s");
  EXPECT_EQ(ShortDuration(absl::Seconds(185)), "3m 05s");
  EXPECT_EQ(ShortDuration(absl::Minutes(130)), "2h 10m");
}

}  // namespace
}  // namespace lyceum::draw
