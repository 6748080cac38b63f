// What goes out comes in again the same: the reference platform's exports of real questions, and our own.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/quiz/formats/export.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/formats/testing.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz::formats {
namespace {

Imported Read(v1::QuizFormat format, const std::string& bytes) {
  v1::QuizFile file;
  file.set_file_name("questions");
  file.set_format(format);
  file.set_content(bytes);
  ImportOptions options;
  options.keep_duplicates = true;
  return ImportFile(file, options);
}

std::vector<v1::Item> Items(const std::vector<v1::Quiz>& quizzes) {
  std::vector<v1::Item> items;
  for (const v1::Quiz& quiz : quizzes) items.insert(items.end(), quiz.items().begin(), quiz.items().end());
  return items;
}

// How many items come back from a format as they went; ids and titles as well, if it has them.
int CountSame(v1::QuizFormat format, const std::vector<v1::Quiz>& quizzes, bool named) {
  const auto exported = ExportQuizzes(format, quizzes);
  EXPECT_TRUE(exported.ok()) << exported.status();
  if (!exported.ok()) return 0;
  std::vector<v1::Item> before = Items(quizzes), after = Items(Read(format, exported->bytes).quizzes);
  EXPECT_EQ(after.size(), before.size());
  int same = 0, shown = 0;
  for (size_t i = 0; i < before.size() && i < after.size(); ++i) {
    for (v1::Item* item : {&before[i], &after[i]}) {
      if (!named) item->clear_id();
    }
    const bool equal = google::protobuf::util::MessageDifferencer::Equals(before[i], after[i]);
    same += equal;
    if (!equal && ++shown < 4) std::cout << before[i].DebugString() << " is not " << after[i].DebugString();
  }
  return same;
}

TEST(RoundTrip, RealQuestionsFromTheReferencesExports) {
  const std::vector<json> expected = JsonLines(SharedFile("formats/trivia_exports/trivia_845.expected.jsonl"));
  if (expected.empty()) GTEST_SKIP();
  const json aiken = json::parse(SharedFile("formats/trivia_exports/trivia_845.aiken.expected.json"));
  const std::pair<v1::QuizFormat, const char*> files[] = {{v1::QUIZ_FORMAT_GIFT, "gift.txt"},
                                                          {v1::QUIZ_FORMAT_MOODLE_XML, "moodle.xml"},
                                                          {v1::QUIZ_FORMAT_AIKEN, "aiken.txt"}};
  for (const auto& [format, suffix] : files) {
    const auto reading = ReadQuestions(format, SharedFile(absl::StrCat("formats/trivia_exports/trivia_845.", suffix)));
    ASSERT_TRUE(reading.ok()) << reading.status();
    ASSERT_EQ(reading->entries.size(), expected.size()) << suffix;
    int same = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
      const json& want = format == v1::QUIZ_FORMAT_AIKEN ? aiken[i] : expected[i];
      ASSERT_TRUE(reading->entries[i].question) << reading->entries[i].problem;
      const Question& got = *reading->entries[i].question;
      json options = json::array(), right = nullptr;
      for (size_t k = 0; k < got.answers.size(); ++k) {
        options.push_back(got.answers[k].text.text);
        if (got.answers[k].fraction == 1'000'000) right = k;
      }
      const bool equal = got.text.text == absl::StripAsciiWhitespace(want["question"].get<std::string>()) &&
                         options == want["options"] && right == want["correct"];
      same += equal;
      if (!equal) std::cout << "differs: " << got.text.text << " " << options << " " << want << "\n";
    }
    std::cout << suffix << ": " << same << " of " << expected.size() << " real questions\n";
    EXPECT_EQ(same, static_cast<int>(expected.size()));
    const std::vector<v1::Quiz> quizzes =
        Read(format, SharedFile(absl::StrCat("formats/trivia_exports/trivia_845.", suffix))).quizzes;
    EXPECT_EQ(CountSame(format, quizzes, false), static_cast<int>(expected.size())) << "written again";
  }
}

constexpr char kEveryKind[] = R"(title: 'Every kind' language: 'en'
  items { id: 'a' title: 'One' prompt: 'Which *one*: a = b?' explanation: 'Because.\n\n- of this' hints: 'Think'
          tags: ['x', 'y'] points: 2000000 single_choice {
            choices { id: 'a' text: '{curly} # ~ \\ %50%' correct: true feedback: 'yes: it is' }
            choices { id: 'b' text: '[html] in brackets' fraction_micros: 500000 }
            choices { id: 'c' text: 'no' } } }
  items { id: 'b' prompt: 'Which ones?' points: 1000000 multiple_choice {
            choices { id: 'a' text: 'p' correct: true } choices { id: 'b' text: 'q' correct: true }
            choices { id: 'c' text: 'r' correct: true } choices { id: 'd' text: 's' } } }
  items { id: 'c' prompt: 'Is it?' points: 1000000 true_false { answer: true } }
  items { id: 'd' prompt: '// Not a comment' points: 1000000 short_text { accent_sensitive: true
            patterns { pattern: 'Ber*' } patterns { pattern: '\\*' fraction_micros: 250000 feedback: 'a star' } } }
  items { id: 'e' prompt: 'How many?' points: 1000000 numeric {
            answers { near { value: 3.14 absolute_tolerance: 0.01 } }
            answers { range { min: 1 max: 10 } fraction_micros: 100000 feedback: 'about' } } }
  items { id: 'f' prompt: 'Match' points: 1000000 matching {
            pairs { stem: '**Bonn**' option: 'Rhein' } pairs { stem: 'Wien' option: 'Donau' } distractors: 'Elbe' } }
)";

TEST(RoundTrip, EveryKindThatAFormatHas) {
  auto quiz = FromText<v1::Quiz>(kEveryKind);
  EXPECT_EQ(CountSame(v1::QUIZ_FORMAT_JSON, {quiz}, true), 6);
  EXPECT_EQ(CountSame(v1::QUIZ_FORMAT_PROTOBUF, {quiz}, true), 6);
  // Moodle XML has a range as its middle and half its width.
  EXPECT_EQ(CountSame(v1::QUIZ_FORMAT_MOODLE_XML, {quiz}, true), 5);
  quiz.mutable_items(0)->set_points(1'000'000);
  quiz.mutable_items(0)->clear_hints();
  EXPECT_EQ(CountSame(v1::QUIZ_FORMAT_GIFT, {quiz}, true), 6);
}

TEST(RoundTrip, PlainFormats) {
  const auto quiz = FromText<v1::Quiz>(R"(title: 'Plain' language: 'en'
    items { prompt: '2 \\* 2 = ?' points: 1000000 single_choice {
              choices { id: 'a' text: '4' correct: true } choices { id: 'b' text: '\\# 5' } } })");
  EXPECT_EQ(CountSame(v1::QUIZ_FORMAT_AIKEN, {quiz}, false), 1);
  EXPECT_EQ(CountSame(v1::QUIZ_FORMAT_KAHOOT, {quiz}, false), 1);
  const auto card = FromText<v1::Quiz>(R"(title: 'Cards' language: 'en'
    items { prompt: 'a system' points: 1000000
            short_text { accent_sensitive: true patterns { pattern: 'Taylorism \\*' } } })");
  EXPECT_EQ(CountSame(v1::QUIZ_FORMAT_QUIZLET, {card}, false), 1);
}

TEST(RoundTrip, ControlCharactersBecomeBlanks) {
  v1::Quiz quiz;
  quiz.set_title(std::string("a\0b", 3));
  v1::Item& item = *quiz.add_items();
  item.set_prompt(std::string("Is\x01 it\0?", 8));
  item.add_tags("one\ntwo");
  item.mutable_true_false();
  for (const auto format : {v1::QUIZ_FORMAT_GIFT, v1::QUIZ_FORMAT_MOODLE_XML}) {
    const auto exported = ExportQuizzes(format, {quiz});
    const Imported back = Read(format, exported->bytes);
    ASSERT_EQ(back.outcome.imported_count(), 1) << exported->bytes << back.outcome.DebugString();
    EXPECT_EQ(back.quizzes[0].title(), "a b");
  }
}

TEST(Export, ListsWhatAFormatCannotSay) {
  const auto quiz = FromText<v1::Quiz>(kEveryKind);
  const auto aiken = ExportQuizzes(v1::QUIZ_FORMAT_AIKEN, {quiz});
  ASSERT_TRUE(aiken.ok());
  EXPECT_EQ(aiken->item_count, 1);
  ASSERT_EQ(aiken->reports.size(), 6u);
  EXPECT_EQ(aiken->reports[1].result(), v1::QuestionReport::RESULT_UNSUPPORTED);
  EXPECT_NE(aiken->reports[0].ShortDebugString().find("part worth"), std::string::npos);
  const auto gift = ExportQuizzes(v1::QUIZ_FORMAT_GIFT, {quiz});
  ASSERT_EQ(gift->reports.size(), 1u);
  EXPECT_EQ(gift->reports[0].notes_size(), 2) << "hints and mark";
  const auto poll = FromText<v1::Quiz>("items { prompt: 'P' scale { to: 3 } }");
  EXPECT_EQ(ExportQuizzes(v1::QUIZ_FORMAT_GIFT, {poll})->reports[0].type(), "scale");
  EXPECT_TRUE(absl::IsInvalidArgument(ExportQuizzes(v1::QUIZ_FORMAT_QTI, {quiz}).status()));
}

TEST(Convert, KeepsWhatBothFormatsCanSay) {
  const auto reading = ReadQuestions(v1::QUIZ_FORMAT_GIFT, "$CATEGORY: a/b\n\n::N::[html]<b>x</b>{}\n\nBroken {\n");
  const auto xml = ConvertQuestions(v1::QUIZ_FORMAT_MOODLE_XML, *reading);
  ASSERT_TRUE(xml.ok());
  EXPECT_NE(xml->bytes.find("<![CDATA[<b>x</b>]]>"), std::string::npos) << xml->bytes;
  EXPECT_NE(xml->bytes.find("a/b"), std::string::npos);
  ASSERT_EQ(xml->reports.size(), 1u);
  EXPECT_EQ(xml->reports[0].line(), 5);
  const auto back = ReadQuestions(v1::QUIZ_FORMAT_MOODLE_XML, xml->bytes);
  EXPECT_EQ(back->entries[1].question->type, Question::Type::kEssay);
}

}  // namespace
}  // namespace lyceum::quiz::formats
