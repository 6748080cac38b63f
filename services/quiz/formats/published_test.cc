// Files from outside this project: what the reference platform's own importers made of them, field by field.
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/quiz/formats/cloze.h"
#include "services/quiz/formats/export.h"
#include "services/quiz/formats/from_item.h"
#include "services/quiz/formats/gift.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/formats/testing.h"
#include "services/quiz/formats/to_item.h"

namespace lyceum::quiz::formats {
namespace {

using google::protobuf::util::MessageDifferencer;

v1::QuizFormat FormatOf(const std::string& name) {
  if (name == "gift") return v1::QUIZ_FORMAT_GIFT;
  if (name == "aiken") return v1::QUIZ_FORMAT_AIKEN;
  if (name == "xml") return v1::QUIZ_FORMAT_MOODLE_XML;
  if (name == "missingword") return v1::QUIZ_FORMAT_MISSING_WORD;
  return v1::QUIZ_FORMAT_CLOZE;
}

// The reference turns Aiken's plain text into HTML; the text it means is the same.
void MeanTheSame(const std::string& format, Question& question) {
  const auto to_html = [](Text& text) { text = {EscapeHtml(text.text), Markup::kHtml, {}}; };
  if (format != "aiken") return;
  to_html(question.text);
  for (Answer& answer : question.answers) to_html(answer.text);
}

struct Score {
  int files = 0, same_files = 0, questions = 0, same = 0, items = 0, named = 0;
};

TEST(Published, EveryFileImportsToItsExpectedResult) {
  const std::string text = SharedFile("formats/expected_imports.json");
  if (text.empty()) GTEST_SKIP();
  std::map<std::string, Score> scores;
  for (const json& c : json::parse(text)) {
    const std::string file = c["file"], format = c["format"];
    Score& score = scores[format];
    ++score.files;
    const auto reading = ReadQuestions(FormatOf(format), SharedFile("formats/" + file));
    ASSERT_TRUE(reading.ok()) << file << reading.status();
    std::vector<Question> read;
    std::vector<std::string> problems;
    for (const Entry& entry : reading->entries) {
      if (entry.question) read.push_back(*entry.question);
      if (!entry.question) problems.push_back(entry.problem);
    }
    const json& expected = c["expected_questions"];
    bool all = read.size() == expected.size();
    // A file the reference refuses is refused here, with a reason.
    all &= problems.empty() == (c["importer_messages"] == "");
    for (const std::string& problem : problems) std::cout << "  refused: " << file << ": " << problem << "\n";
    score.questions += static_cast<int>(expected.size());
    for (size_t i = 0; i < read.size() && i < expected.size(); ++i) {
      MeanTheSame(format, read[i]);
      const std::string difference = Difference(read[i], expected[i]).Find();
      if (!difference.empty()) std::cout << "  differs: " << file << " " << i << ": " << difference << "\n";
      score.same += difference.empty();
      all &= difference.empty();
      if (read[i].type == Question::Type::kCategory) continue;
      const MadeItem made = ToItem(read[i]);
      score.items += made.item.has_value();
      score.named += !made.unsupported.empty();
      EXPECT_TRUE(made.item || !made.unsupported.empty() || !made.problem.empty()) << file;
    }
    score.same_files += all;
    EXPECT_TRUE(all) << file;
  }
  for (const auto& [format, s] : scores) {
    std::cout << format << ": " << s.same_files << " of " << s.files << " files, " << s.same << " of " << s.questions
              << " questions as the reference; " << s.items << " became items, " << s.named
              << " are of types reported by name\n";
  }
}

TEST(Published, EmbeddedFilesAreWhole) {
  const std::string xml = SharedFile("formats/moodle_gpl/multichoice.xml");
  if (xml.empty()) GTEST_SKIP();
  std::map<std::string, size_t> expected, found;
  for (const json& c : json::parse(SharedFile("formats/expected_imports.json"))) {
    if (c["file"] != "moodle_gpl/multichoice.xml") continue;
    for (const json& file : c["embedded_files"]) expected[file["name"]] = file["bytes"];
  }
  const auto reading = ReadQuestions(v1::QUIZ_FORMAT_MOODLE_XML, xml);
  ASSERT_TRUE(reading.ok());
  for (const Entry& entry : reading->entries) {
    for (const EmbeddedFile& file : entry.question->text.files) found[file.name] = file.bytes.size();
    for (const Answer& answer : entry.question->answers) {
      for (const EmbeddedFile& file : answer.text.files) found[file.name] = file.bytes.size();
    }
  }
  EXPECT_EQ(found, expected);
}

TEST(Published, GiftPairs) {
  const std::string text = SharedFile("formats/gift_import_export_pairs.json");
  if (text.empty()) GTEST_SKIP();
  int same = 0;
  const json cases = json::parse(text);
  for (const json& c : cases) {
    const std::string gift = c["gift"];
    std::vector<absl::string_view> lines = absl::StrSplit(gift, '\n');
    Reading reading;
    ReadGiftQuestion(lines, 1, reading);
    ASSERT_EQ(reading.entries.size(), 1u) << gift;
    ASSERT_TRUE(reading.entries[0].question) << gift;
    const Question& question = *reading.entries[0].question;
    if (c["op"] == "import") {
      const std::string difference = Difference(question, c["expected"]).Find();
      EXPECT_EQ(difference, "") << c["test"];
      same += difference.empty();
      continue;
    }
    // An export reads back, and is written again as the reference writes it: but for the number in the comment.
    std::vector<std::string> lost;
    std::string written = WriteGift(question, lost);
    written.replace(0, std::string("// question: 0").size(), "// question: 666");
    EXPECT_EQ(written, gift);
    same += written == gift;
  }
  std::cout << "GIFT imports and exports: " << same << " of " << cases.size() << " as the reference\n";
}

bool SameLayout(const Question& gap, const json& expected) {
  if (expected["qtype"] != "multichoice") return !expected.contains("layout");
  return static_cast<int>(gap.layout) == expected["layout"] && gap.shuffle == (expected["shuffleanswers"] == 1) &&
         gap.single == (expected["single"] == 1);
}

TEST(Published, ClozeBecomesItems) {
  const std::vector<json> cases = JsonLines(SharedFile("grading/cloze_parse.jsonl"));
  if (cases.empty()) GTEST_SKIP();
  int valid = 0, items = 0, again = 0;
  for (const json& c : cases) {
    if (!c["errors"].empty()) continue;
    ++valid;
    Question question;
    question.text = {c["text"].get<std::string>(), Markup::kHtml, {}};
    ASSERT_EQ(ReadGaps(question), "");
    const MadeItem made = ToItem(question);
    if (!made.item) {
      std::cout << "  no item: " << made.problem << "\n";
      // Two of the texts are whole XML files; as HTML their CDATA, and the gaps in it, are a comment.
      const bool is_file = absl::StrContains(c["text"].get<std::string>(), "<questiontext");
      EXPECT_TRUE(is_file || absl::StrContains(made.problem, "takes any number")) << made.problem << c["text"];
      continue;
    }
    ++items;
    ASSERT_EQ(made.item->gap_fill().gaps_size(), static_cast<int>(c["subquestions"].size()));
    // Written and read again it asks the same.
    MadeQuestion back = FromItem(*made.item);
    ASSERT_TRUE(back.question) << back.unsupported;
    back.question->text.text = WriteGaps(*back.question);
    back.question->gaps.clear();
    EXPECT_EQ(ReadGaps(*back.question), "") << back.question->text.text;
    const MadeItem second = ToItem(*back.question);
    const bool same = second.item && MessageDifferencer::Equals(second.item->gap_fill(), made.item->gap_fill());
    again += same;
    if (!same) std::cout << "  not the same again: " << c["text"] << "\n    " << back.question->text.text << "\n";
  }
  std::cout << "cloze: " << items << " of " << valid << " valid texts became items, " << again << " of " << items
            << " the same after our own export\n";
  EXPECT_EQ(again, items);
  EXPECT_EQ(valid, 173);
  EXPECT_EQ(items, 168);
}

TEST(Published, Cloze) {
  const std::vector<json> cases = JsonLines(SharedFile("grading/cloze_parse.jsonl"));
  if (cases.empty()) GTEST_SKIP();
  int same = 0;
  for (const json& c : cases) {
    Question question;
    question.text.text = c["text"];
    const std::string problem = ReadGaps(question);
    bool equal = problem.empty() == c["errors"].empty();
    if (problem.empty() && equal) {
      equal = question.text.text == c["template"].get<std::string>() &&
              question.gaps.size() == c["subquestions"].size();
      for (size_t i = 0; equal && i < question.gaps.size(); ++i) {
        const json& expected = c["subquestions"][i];
        const auto& answers = question.gaps[i].answers;
        equal = SameLayout(question.gaps[i], expected) &&
                std::fabs(question.gaps[i].mark - expected["mark"].get<double>()) < 1e-9 &&
                answers.size() == expected["answers"].size();
        for (size_t k = 0; equal && k < answers.size(); ++k) {
          const json& answer = expected["answers"][k];
          equal = answers[k].text.text == answer["answer"].get<std::string>() &&
                  answers[k].feedback.text == answer["feedback"].get<std::string>() &&
                  std::fabs(static_cast<double>(answers[k].fraction) / 1e6 - answer["fraction"].get<double>()) < 2e-6;
        }
      }
    }
    same += equal;
    if (!equal) std::cout << "differs: " << problem << " " << c.dump().substr(0, 600) << "\n";
  }
  std::cout << "cloze: " << same << " of " << cases.size() << " as the reference\n";
  EXPECT_EQ(same, static_cast<int>(cases.size()));
}

TEST(Published, KahootAndQuizlet) {
  const std::string xlsx = SharedFile("formats/kahoot/history_40.xlsx");
  const std::string cards = SharedFile("formats/quizlet/key_terms.tsv");
  if (xlsx.empty() || cards.empty()) GTEST_SKIP();
  const json expected = json::parse(SharedFile("formats/kahoot/history_40.expected.json"));
  const auto reading = ReadQuestions(v1::QUIZ_FORMAT_KAHOOT, xlsx);
  ASSERT_TRUE(reading.ok()) << reading.status();
  ASSERT_EQ(reading->entries.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    const Question& question = *reading->entries[i].question;
    json read = {{"question", question.text.text}, {"time_limit_s", question.time_limit_s}};
    for (size_t k = 0; k < question.answers.size(); ++k) {
      read["answers"].push_back(question.answers[k].text.text);
      if (question.answers[k].fraction == 1'000'000) read["correct"].push_back(k);
    }
    EXPECT_EQ(read, expected[i]) << i;
  }
  const auto terms = ReadQuestions(v1::QUIZ_FORMAT_QUIZLET, cards);
  ASSERT_TRUE(terms.ok());
  ASSERT_EQ(terms->entries.size(), 229u);
  std::istringstream lines(cards);
  for (const Entry& entry : terms->entries) {
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(absl::StrCat(entry.question->answers[0].text.text, "\t", entry.question->text.text), line);
  }
  std::cout << "Kahoot: " << expected.size() << " of " << expected.size() << " rows; Quizlet: 229 of 229 cards\n";
}

}  // namespace
}  // namespace lyceum::quiz::formats
