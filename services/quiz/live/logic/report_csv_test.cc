#include "services/quiz/live/logic/report_csv.h"

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz::live {
namespace {

v1::Quiz TwoQuestions() {
  return FromText<v1::Quiz>(R"(
    items { id: 'one' prompt: 'Who said "ich bin ein Berliner", and where?' short_text { patterns { pattern: 'x' } } }
    items { id: 'two' prompt: 'Was it\ntall?' true_false { answer: true } })");
}

v1::ReportedParticipant Reported(const std::string& nickname, const std::string& response) {
  auto reported = FromText<v1::ReportedParticipant>(R"(
    standing { rank: 1 team: 'East, "Side"' } user: 'tenants/t/users/u'
    results { item: 'one' response_time { seconds: 2 nanos: 345678000 } share_micros: 500000 points: 450
              streak_bonus: 50 }
    results { item: 'two' })");
  reported.mutable_standing()->set_nickname(nickname);
  reported.mutable_results(0)->mutable_response()->set_short_text(response);
  return reported;
}

std::string Table(const std::string& nickname, const std::string& response) {
  v1::SessionReport report;
  *report.add_participants() = Reported(nickname, response);
  return ReportCsv(report, TwoQuestions(), 7);
}

TEST(ReportCsv, HasARowForEachParticipantAndItem) {
  EXPECT_EQ(Table("Ann", "Kennedy"),
            "rank,nickname,user,team,item,question,response,share,points,streak_bonus,seconds\r\n"
            "1,Ann,tenants/t/users/u,\"East, \"\"Side\"\"\",1,\"Who said \"\"ich bin ein Berliner\"\", and where?\","
            "Kennedy,0.5,450,50,2.345678\r\n"
            "1,Ann,tenants/t/users/u,\"East, \"\"Side\"\"\",2,\"Was it\ntall?\",,,0,0,\r\n");
}

TEST(ReportCsv, SaysNothingIsRightWhereNobodyGrades) {
  v1::SessionReport report;
  *report.add_participants() = FromText<v1::ReportedParticipant>(
      "standing { rank: 1 nickname: 'Ann' } user: 'u' "
      "results { item: 'p' response { scale: 4 } response_time { seconds: 1 } }");
  const auto quiz = FromText<v1::Quiz>("items { id: 'p' prompt: 'How fast?' scale { from: 1 to: 5 } }");
  EXPECT_NE(ReportCsv(report, quiz, 7).find("\r\n1,Ann,u,,1,How fast?,4,,0,0,1\r\n"), std::string::npos)
      << ReportCsv(report, quiz, 7);
}

TEST(ReportCsv, HasItsHeaderIfNobodyCame) {
  EXPECT_EQ(ReportCsv({}, TwoQuestions(), 7),
            "rank,nickname,user,team,item,question,response,share,points,streak_bonus,seconds\r\n");
}

TEST(ReportCsv, KeepsNamesOfEveryScript) {
  // Right to left, with marks and joined emoji: the bytes are those the participant gave.
  const std::string name = "שָׁלוֹם عمر 👩‍🚀";
  EXPECT_NE(Table(name, "x").find("\r\n1," + name + ",tenants/"), std::string::npos);
}

TEST(CsvCell, QuotesWhatWouldEndACell) {
  EXPECT_EQ(CsvCell("plain text"), "plain text");
  EXPECT_EQ(CsvCell("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvCell("say \"so\""), "\"say \"\"so\"\"\"");
  EXPECT_EQ(CsvCell("two\r\nlines"), "\"two\r\nlines\"");
  EXPECT_EQ(CsvCell("\xE2\x80\xAE" "evil"), "\xE2\x80\xAE" "evil");
}

TEST(CsvCell, LeavesNoFormula) {
  EXPECT_EQ(CsvCell("=1+1"), "'=1+1");
  EXPECT_EQ(CsvCell("+49 30"), "'+49 30");
  EXPECT_EQ(CsvCell("-5"), "'-5");
  EXPECT_EQ(CsvCell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(CsvCell("\t=1"), "'\t=1");
  EXPECT_EQ(CsvCell("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(CsvCell("\n=1"), "\"'\n=1\"");
  EXPECT_EQ(CsvCell("＝1"), "'＝1");
  EXPECT_EQ(CsvCell("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  EXPECT_EQ(CsvCell("1-1"), "1-1");
}

}  // namespace
}  // namespace lyceum::quiz::live
