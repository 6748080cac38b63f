#include "services/quiz/formats/trivia.h"

#include <chrono>
#include <map>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/formats/testing.h"

namespace lyceum::quiz::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Trivia, EveryRealQuestionImportsOrIsReported) {
  v1::QuizFile file;
  file.set_file_name("questions.jsonl");
  file.set_content(SharedFile("content/trivia/questions.jsonl"));
  if (file.content().empty()) GTEST_SKIP();
  const auto begin = std::chrono::steady_clock::now();
  const Imported imported = ImportFile(file, {});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const v1::QuizImportOutcome& outcome = imported.outcome;
  EXPECT_EQ(outcome.format(), v1::QUIZ_FORMAT_TRIVIA) << "found by itself";
  EXPECT_EQ(outcome.problem(), "");
  EXPECT_EQ(outcome.question_count(), 17'933);
  EXPECT_EQ(outcome.imported_count() + outcome.duplicate_count() + outcome.invalid_count(), 17'933);
  EXPECT_EQ(outcome.invalid_count(), 0);
  // Counted by a script of a few lines: equal questions with equal options in any order and case.
  EXPECT_GE(outcome.duplicate_count(), 64);
  EXPECT_LE(outcome.duplicate_count(), 80);
  EXPECT_GE(outcome.repaired_count(), 300);
  std::set<std::string> titles;
  int64_t items = 0;
  for (const v1::Quiz& quiz : imported.quizzes) {
    EXPECT_TRUE(titles.insert(quiz.title()).second) << quiz.title();
    items += quiz.items_size();
    for (const v1::Item& item : quiz.items()) {
      EXPECT_THAT(item.prompt(), Not(HasSubstr("\u00e2\u20ac"))) << "double-encoded";
    }
  }
  EXPECT_EQ(items, outcome.imported_count());
  std::map<std::string, int> notes;
  for (const v1::QuestionReport& report : outcome.reports()) {
    if (report.result() == v1::QuestionReport::RESULT_DUPLICATE) continue;
    for (const std::string& note : report.notes()) ++notes[note];
  }
  for (const auto& [note, count] : notes) std::cout << "  " << count << " x " << note << "\n";
  std::cout << "trivia: " << outcome.imported_count() << " of " << outcome.question_count() << " imported, "
            << outcome.repaired_count() << " repaired, " << outcome.duplicate_count() << " duplicates, in "
            << imported.quizzes.size() << " quizzes; " << static_cast<int>(17'933 / took.count()) << " items/s\n";
}

TEST(Trivia, RefusesLinesThatAreNone) {
  const Reading reading = ReadTrivia(
      "nothing\n{\"question\": 1}\n{\"question\": \"q\", \"options\": 5}\n"
      "{\"question\": \"q\", \"options\": [\"a\", \"b\"], \"correct\": 2}\n"
      "{\"question\": \"q\", \"options\": [\"a\", 7], \"correct\": 0}\n[[[[\n\n"
      "{\"category\": \"c\", \"question\": \"q\", \"options\": [\"a\", \"\", \"b\"], \"correct\": 0}\n");
  std::vector<std::string> problems;
  for (const Entry& entry : reading.entries) problems.push_back(entry.problem);
  EXPECT_THAT(problems, ElementsAre("is not JSON", HasSubstr("\"question\""), HasSubstr("\"options\""),
                                    HasSubstr("\"correct\", a number from 0 to 1"), HasSubstr("option 2"),
                                    "is not JSON", "", ""));
  EXPECT_EQ(reading.entries.back().place.line, 8);
  EXPECT_THAT(reading.entries.back().repairs, ElementsAre("the empty option 2 was left out"));
  EXPECT_EQ(reading.entries.back().question->answers.size(), 2u);
}

}  // namespace
}  // namespace lyceum::quiz::formats
