// Texts with gaps from and to other formats.
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/quiz/formats/export.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz::formats {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::HasSubstr;

Imported Read(v1::QuizFormat format, const std::string& bytes) {
  v1::QuizFile file;
  file.set_file_name("questions");
  file.set_format(format);
  file.set_content(bytes);
  return ImportFile(file, {});
}

TEST(Cloze, BecomesATextWithGaps) {
  const Imported imported = Read(v1::QUIZ_FORMAT_CLOZE,
                                 "It fell in {2:NM:=1989:1} in {1:SA:=Berlin#yes~%50%Germany}; it was "
                                 "{1:MRS:=gr<b>e</b>y~=long~red} and {1:MCV:=old~new}.");
  ASSERT_EQ(imported.outcome.imported_count(), 1) << imported.outcome.DebugString();
  const v1::Item& item = imported.quizzes[0].items(0);
  EXPECT_EQ(item.prompt(), "It fell in {#1} in {#2}; it was {#3} and {#4}.");
  EXPECT_EQ(item.points(), 5'000'000);
  const v1::GapFill& text = item.gap_fill();
  ASSERT_EQ(text.gaps_size(), 4);
  EXPECT_EQ(text.gaps(0).weight(), 2);
  EXPECT_EQ(text.gaps(0).numeric().answers(0).near().absolute_tolerance(), 1);
  EXPECT_EQ(text.gaps(1).short_text().patterns(1).fraction_micros(), 500'000);
  EXPECT_EQ(text.gaps(1).short_text().patterns(0).feedback(), "yes");
  EXPECT_EQ(text.gaps(2).multiple_choice().choices(0).text(), "gr**e**y");
  EXPECT_EQ(text.gaps(2).layout(), v1::GapFill::LAYOUT_VERTICAL);
  EXPECT_EQ(text.gaps(3).single_choice().choices(0).id(), "a");
  EXPECT_THAT(imported.outcome.reports(0).ShortDebugString(), HasSubstr("the order is not mixed"));
}

constexpr char kGaps[] = R"(title: 'Gaps' language: 'en'
  items { id: 'a' prompt: 'In {#1} it was {#2}, *say*\n\n- {#3} or\n- {#4}.' points: 7000000 gap_fill {
    gaps { weight: 3 short_text { accent_sensitive: true case_sensitive: true
           patterns { pattern: 'a } b # c \\ d / "e" <f> & g' }
           patterns { pattern: '=x' fraction_micros: 0 feedback: '50% \\~ of \\# it' }
           patterns { pattern: 'end\\' fraction_micros: 500000 } } }
    gaps { weight: 2 layout: LAYOUT_HORIZONTAL single_choice {
           choices { id: 'a' text: 'a \\~ \\<b\\> & c' correct: true }
           choices { id: 'b' text: '\\=no' feedback: 'no } \\#' }
           choices { id: 'c' text: '50% right' fraction_micros: -500000 } } }
    gaps { layout: LAYOUT_VERTICAL multiple_choice {
           choices { id: 'a' text: 'p' correct: true } choices { id: 'b' text: 'q' correct: true }
           choices { id: 'c' text: 'r' correct: true } choices { id: 'd' text: 's' }
           choices { id: 'e' text: 't' fraction_micros: 0 } } }
    gaps { numeric { answers { near { value: -3.5 absolute_tolerance: 0.25 } feedback: 'ok' } } } } }
  items { id: 'b' prompt: 'The {#1} and the {#2}, the {#3}' points: 1000000 gap_fill { drag: true
    gaps { word: 2 } gaps { word: 1 } gaps { word: 4 }
    words { text: 'sun' group: 1 once: true } words { text: 'moon and sky' group: 1 }
    words { text: 'sea' group: 1 } words { text: 'land' group: 2 } } }
  items { id: 'c' prompt: '{#1}\\[\\[9\\]\\]' points: 2000000 gap_fill {
    gaps { word: 1 } words { text: 'one' group: 1 } words { text: 'two' group: 1 } } }
)";

TEST(Gaps, ComeBackFromMoodleXmlAsTheyWent) {
  const auto quiz = FromText<v1::Quiz>(kGaps);
  const auto exported = ExportQuizzes(v1::QUIZ_FORMAT_MOODLE_XML, {quiz});
  ASSERT_TRUE(exported.ok()) << exported.status();
  EXPECT_EQ(exported->item_count, 3);
  EXPECT_TRUE(exported->reports.empty()) << exported->reports[0].DebugString();
  const Imported back = Read(v1::QUIZ_FORMAT_MOODLE_XML, exported->bytes);
  ASSERT_EQ(back.outcome.imported_count(), 3) << exported->bytes << back.outcome.DebugString();
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals(back.quizzes[0].items(i), quiz.items(i)))
        << back.quizzes[0].items(i).DebugString() << exported->bytes;
  }
  EXPECT_THAT(exported->bytes, HasSubstr("type=\"ddwtos\""));
  EXPECT_THAT(exported->bytes, HasSubstr("type=\"gapselect\""));
}

TEST(Gaps, AreReportedByNameWhereAFormatHasNone) {
  const auto quiz = FromText<v1::Quiz>(kGaps);
  for (const auto format :
       {v1::QUIZ_FORMAT_GIFT, v1::QUIZ_FORMAT_AIKEN, v1::QUIZ_FORMAT_KAHOOT, v1::QUIZ_FORMAT_QUIZLET}) {
    const auto exported = ExportQuizzes(format, {quiz});
    ASSERT_TRUE(exported.ok()) << exported.status();
    EXPECT_EQ(exported->item_count, 0);
    ASSERT_EQ(exported->reports.size(), 3u) << format;
    EXPECT_EQ(exported->reports[0].result(), v1::QuestionReport::RESULT_UNSUPPORTED);
  }
  const auto odd = FromText<v1::Quiz>(R"(title: 'Odd' language: 'en'
    items { id: 'a' prompt: '{#1} {#2}' points: 1000000 gap_fill {
    gaps { word: 1 } gaps { short_text { patterns { pattern: 'x' } patterns { pattern: 'a~b' } } }
    words { text: 'one' } words { text: 'two' } } })");
  const auto exported = ExportQuizzes(v1::QUIZ_FORMAT_MOODLE_XML, {odd});
  const std::string said = exported->reports[0].ShortDebugString();
  for (const char* part : {"gaps share their words", "a word with ~", "its points", "accents"}) {
    EXPECT_THAT(said, HasSubstr(part));
  }
}

constexpr char kXml[] = R"(<?xml version="1.0"?><quiz>
<question type="gapselect"><name><text>N</text></name>
 <questiontext format="html"><text><![CDATA[<p>The [[2]] sat on the [[3]].</p>]]></text></questiontext>
 <defaultgrade>2</defaultgrade>
 <selectoption><text>dog</text><group>1</group></selectoption>
 <selectoption><text>cat</text><group>1</group></selectoption>
 <selectoption><text>mat</text><group>2</group></selectoption>
 <selectoption><text>hat</text><group>2</group></selectoption></question>
<question type="ddwtos"><name><text>D</text></name><questiontext format="html"><text>The [[7]].</text></questiontext>
 <dragbox><text>dog</text><group>1</group><infinite/></dragbox></question>
</quiz>)";

TEST(MoodleXml, ReadsWordsThatAreChosenOrDragged) {
  const Imported imported = Read(v1::QUIZ_FORMAT_MOODLE_XML, kXml);
  ASSERT_EQ(imported.outcome.imported_count(), 1) << imported.outcome.DebugString();
  const v1::Item& item = imported.quizzes[0].items(0);
  EXPECT_EQ(item.prompt(), "The {#1} sat on the {#2}.");
  EXPECT_EQ(item.points(), 2'000'000);
  EXPECT_EQ(item.gap_fill().gaps(0).word(), 2);
  EXPECT_EQ(item.gap_fill().gaps(1).word(), 3);
  EXPECT_EQ(item.gap_fill().words(3).group(), 2);
  EXPECT_THAT(imported.outcome.reports(0).ShortDebugString(), HasSubstr("has the gap [[7]], but 1 words"));
}

}  // namespace
}  // namespace lyceum::quiz::formats
