#include "services/quiz/formats/to_item.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/formats/markup.h"
#include "services/quiz/formats/moodle_xml.h"

namespace lyceum::quiz::formats {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Markdown(const std::string& text, Markup markup, std::vector<std::string>* lost = nullptr) {
  std::vector<std::string> said;
  const auto markdown = ToMarkdown({text, markup, {}}, said);
  if (lost != nullptr) *lost = said;
  return markdown.ok() ? *markdown : std::string(markdown.status().message());
}

TEST(ToMarkdown, ShowsAReaderTheSame) {
  EXPECT_EQ(Markdown("Is 2 * 3 > 5, or _not_?", Markup::kPlain), "Is 2 \\* 3 \\> 5, or \\_not\\_?");
  EXPECT_EQ(Markdown("one\ntwo\n\nthree", Markup::kPlain), "one\\\ntwo\n\nthree");
  EXPECT_EQ(Markdown("Plain, words?", Markup::kPlain), "Plain, words?");
  EXPECT_EQ(Markdown("1. no list", Markup::kPlain), "1\\. no list");
  EXPECT_EQ(Markdown("<p>a <b>b</b> <a href=\"https://x.org\">c</a></p><p>d<br>e</p>", Markup::kHtml),
            "a **b** [c](https://x.org)\n\nd\\\ne");
  EXPECT_EQ(Markdown("<ul><li>a</li><li>b</li></ul><pre>x\n  y</pre>", Markup::kHtml), "- a\n- b\n\n```\nx\n  y\n```");
  EXPECT_EQ(Markdown("a < b\n<i>c</i>", Markup::kMoodle), "a \\< b\\\n*c*");
}

TEST(ToMarkdown, SaysWhatIsLostAndLetsNothingRun) {
  std::vector<std::string> lost;
  const char html[] = "x<script>alert(1)</script><img src=\"a.png\" alt=\"a flag\"> H<sub>2</sub>O";
  EXPECT_EQ(Markdown(html, Markup::kHtml, &lost), "x a flag H2O");
  EXPECT_THAT(lost, ElementsAre("<script>", "the picture a.png", "<sub>"));
  EXPECT_EQ(Markdown("<a href=\"javascript:x()\">y</a>", Markup::kHtml), "y");
  EXPECT_THAT(Markdown("a <script>x</script>", Markup::kMarkdown), HasSubstr("raw HTML"));
  std::string deep;
  for (int i = 0; i < 80'000; ++i) deep += "<b>";
  EXPECT_THAT(Markdown(deep, Markup::kHtml), HasSubstr("kMaxHtmlDepth"));
}

Question Choices(std::vector<int64_t> fractions, bool single) {
  Question question;
  question.type = Question::Type::kMultipleChoice;
  question.single = single;
  question.text.text = "q";
  for (const int64_t fraction : fractions) {
    Answer& answer = question.answers.emplace_back();
    answer.text.text = std::string(1, static_cast<char>('a' + question.answers.size() - 1));
    answer.fraction = fraction;
  }
  return question;
}

TEST(ToItem, LeavesSharesToTheRule) {
  const v1::Item item = *ToItem(Choices({333'333, 333'333, 333'333, -1'000'000}, false)).item;
  EXPECT_TRUE(item.multiple_choice().choices(0).correct());
  EXPECT_FALSE(item.multiple_choice().choices(0).has_fraction_micros());
  EXPECT_FALSE(item.multiple_choice().choices(3).has_fraction_micros());
  const v1::Item two = *ToItem(Choices({1'000'000, 1'000'000, 0}, false)).item;
  EXPECT_FALSE(two.multiple_choice().choices(0).has_fraction_micros()) << "whole marks for both";
  EXPECT_EQ(two.multiple_choice().choices(2).fraction_micros(), 0);
  EXPECT_TRUE(two.multiple_choice().choices(2).has_fraction_micros());
  const v1::Item single = *ToItem(Choices({1'000'000, 500'000, 0}, true)).item;
  EXPECT_TRUE(single.single_choice().choices(0).correct());
  EXPECT_EQ(single.single_choice().choices(1).fraction_micros(), 500'000);
}

TEST(ToItem, NamesWhatItCannotMake) {
  EXPECT_THAT(ToItem(Choices({500'000, 0}, true)).problem, HasSubstr("worth all points"));
  EXPECT_THAT(ToItem(Choices({1'000'000}, true)).problem, HasSubstr("item.single_choice.choices: must be 2 to 50"));
  Question essay;
  essay.type = Question::Type::kEssay;
  EXPECT_EQ(ToItem(essay).unsupported, "essay");
  Question other;
  other.type_name = "calculated";
  EXPECT_EQ(ToItem(other).unsupported, "calculated");
}

constexpr char kXml[] = R"(<?xml version="1.0"?><quiz>
<question type="numerical"><name><text>N</text></name>
 <questiontext format="plain_text"><text>How far?</text></questiontext>
 <defaultgrade>2</defaultgrade><penalty>0.5</penalty><graderinfo><text>secret</text></graderinfo>
 <answer fraction="100"><text>42</text><tolerance>0.5</tolerance></answer>
 <answer fraction="0"><text>*</text><feedback><text>no</text></feedback></answer>
 <units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit>
        <unit><multiplier>1000</multiplier><unit_name>m</unit_name></unit></units></question>
<question type="calculated"><name><text>C</text></name><questiontext><text>x</text></questiontext></question>
<question type="multichoice"><name><text>M</text></name><questiontext><text>x</text></questiontext>
 <answer fraction="1000"><text>a</text></answer></question>
</quiz>)";

TEST(MoodleXml, ReportsEachQuestionWithItsPlace) {
  v1::QuizFile file;
  file.set_file_name("dir/My quiz.xml");
  file.set_content(kXml);
  const Imported imported = ImportFile(file, {});
  const v1::QuizImportOutcome& outcome = imported.outcome;
  EXPECT_EQ(outcome.format(), v1::QUIZ_FORMAT_MOODLE_XML);
  EXPECT_EQ(outcome.question_count(), 3);
  EXPECT_EQ(outcome.imported_count(), 1);
  ASSERT_EQ(outcome.reports_size(), 3);
  EXPECT_EQ(outcome.reports(0).line(), 2);
  EXPECT_EQ(outcome.reports(0).column(), 1);
  const std::vector<std::string> notes(outcome.reports(0).notes().begin(), outcome.reports(0).notes().end());
  EXPECT_THAT(notes, ElementsAre("<graderinfo>", "the feedback for any other number",
                                 "the penalty of 0.5 for a wrong try", "the unit m"));
  EXPECT_EQ(outcome.reports(1).result(), v1::QuestionReport::RESULT_UNSUPPORTED);
  EXPECT_EQ(outcome.reports(1).type(), "calculated");
  EXPECT_EQ(outcome.reports(1).line(), 9);
  EXPECT_EQ(outcome.reports(2).result(), v1::QuestionReport::RESULT_INVALID);
  EXPECT_THAT(outcome.reports(2).notes(0), HasSubstr("fraction \"1000\""));
  ASSERT_EQ(imported.quizzes.size(), 1u);
  EXPECT_EQ(imported.quizzes[0].title(), "My quiz");
  const v1::Item& item = imported.quizzes[0].items(0);
  EXPECT_EQ(item.title(), "N");
  EXPECT_EQ(item.points(), 2'000'000);
  EXPECT_EQ(item.numeric().unit(), "km");
  EXPECT_EQ(item.numeric().answers_size(), 1);
}

TEST(Import, MakesAQuizOfEachCategoryAndSplitsLongOnes) {
  std::string gift = "first{T}\n\n$CATEGORY: $course$/top/Walls\n\n";
  for (int i = 0; i < 501; ++i) gift += "q" + std::to_string(i) + "{T}\n\n";
  gift += "q7 {T}\n\n$CATEGORY: $course$/Walls\n\nlast{F}\n";
  v1::QuizFile file;
  file.set_file_name("all.gift");
  file.set_content(gift);
  const Imported imported = ImportFile(file, {.keep_duplicates = false, .language = "de", .topic_path = {"history"}});
  std::vector<std::string> titles;
  for (const v1::ImportedQuiz& quiz : imported.outcome.quizzes()) {
    titles.push_back(quiz.title() + " " + std::to_string(quiz.item_count()));
  }
  EXPECT_THAT(titles, ElementsAre("all 1", "Walls 500", "Walls (2) 2"));
  EXPECT_EQ(imported.quizzes[0].language(), "de");
  EXPECT_EQ(imported.quizzes[0].topic_path(0), "history");
  EXPECT_EQ(imported.outcome.duplicate_count(), 1);
  EXPECT_THAT(imported.outcome.reports(0).notes(0), HasSubstr("at line 19"));
  ImportOptions all;
  all.keep_duplicates = true;
  EXPECT_EQ(ImportFile(file, all).outcome.duplicate_count(), 0);
}

TEST(DetectFormat, LooksAtNameAndBytes) {
  EXPECT_EQ(DetectFormat("x.txt", "q\nA) a\nB) b\nANSWER: A"), v1::QUIZ_FORMAT_AIKEN);
  EXPECT_EQ(DetectFormat("x.txt", "q {=a ~b}"), v1::QUIZ_FORMAT_GIFT);
  EXPECT_EQ(DetectFormat("x.txt", "q {1:SHORTANSWER:=a}"), v1::QUIZ_FORMAT_CLOZE);
  EXPECT_EQ(DetectFormat("x", "<?xml version='1.0'?>\n<quiz>"), v1::QUIZ_FORMAT_MOODLE_XML);
  EXPECT_EQ(DetectFormat("x", "<qti-assessment-item>"), v1::QUIZ_FORMAT_QTI);
  EXPECT_EQ(DetectFormat("x.xlsx", "PK\x03\x04..."), v1::QUIZ_FORMAT_KAHOOT);
  EXPECT_EQ(DetectFormat("x.zip", "PK\x03\x04..."), v1::QUIZ_FORMAT_QTI);
  EXPECT_EQ(DetectFormat("x", "a\tb\nc\td"), v1::QUIZ_FORMAT_QUIZLET);
  EXPECT_EQ(DetectFormat("x", "{\"title\": \"x\"}"), v1::QUIZ_FORMAT_JSON);
  EXPECT_EQ(DetectFormat("x", "\x0a\x03\xff\xfe"), v1::QUIZ_FORMAT_PROTOBUF);
}

}  // namespace
}  // namespace lyceum::quiz::formats
