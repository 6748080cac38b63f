// Attempts at quizzes with items that nobody grades, on every engine.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using v1::ItemState;

const char kUngraded[] = R"(
  items { id: 'poll' prompt: 'Tea?' poll { choices { id: 'y' text: 'Yes' } choices { id: 'n' text: 'No' } } }
  items { id: 'cloud' prompt: 'Think of?' word_cloud { max_words: 2 } }
  items { id: 'open' prompt: 'Why?' open_ended {} }
  items { id: 'scale' prompt: 'How sure?' scale { to: 4 } })";

class QuizUngradedTest : public QuizWorld {
 protected:
  absl::StatusOr<v1::CreateQuizResponse> Make(const std::string& id, const std::string& items) {
    v1::CreateQuizRequest request;
    request.set_parent("tenants/t");
    request.set_quiz_id(id);
    *request.mutable_quiz() = Text<v1::Quiz>("title: 'Moods' language: 'en' " + items);
    return here_.authoring.CreateQuiz(author_, request);
  }
  // The name of an attempt at a quiz of these items.
  std::string Take(const std::string& items) {
    EXPECT_TRUE(Make("moods", items).ok());
    Publish("moods");
    const auto started = Start("moods");
    EXPECT_TRUE(started.ok()) << started.status();
    return started.ok() ? started->attempt().name() : "";
  }
  // What progress is told of: "started", "finished", or the place of an item.
  std::set<std::string> Told() {
    std::set<std::string> told;
    const absl::Status read = database_->Read([&](sql::Transaction& t) {
      return t.Run("SELECT event_id FROM outbox", {}, [&](const sql::Row& row) {
        const std::string id(row.Text(0));
        told.insert(id.substr(id.find('.') + 1));
      }).status();
    });
    EXPECT_TRUE(read.ok()) << read;
    return told;
  }
};
INSTANTIATE_TEST_SUITE_P(, QuizUngradedTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizUngradedTest, RecordsAnswersAndScoresTheOthers) {
  const std::string attempt =
      Take("policy { feedback: FEEDBACK_IMMEDIATE review_after_finish: true } "
           "items { id: 'fact' prompt: 'F' true_false { answer: true } }" + std::string(kUngraded));
  const auto poll = Submit(attempt, "poll", "poll { choices: 'n' }");
  ASSERT_TRUE(poll.ok()) << poll.status();
  EXPECT_EQ(poll->item().state(), ItemState::STATE_SUBMITTED);
  EXPECT_TRUE(poll->item().has_mark());
  EXPECT_EQ(poll->item().mark(), 0);
  EXPECT_TRUE(poll->reveal().recorded());
  EXPECT_FALSE(poll->reveal().has_correct());
  EXPECT_EQ(Reason(Submit(attempt, "poll", "poll { choices: 'y' }").status()), "ITEM_SUBMITTED");
  ASSERT_TRUE(Submit(attempt, "cloud", "word_cloud { words: ['Wall', 'Spy'] }").ok());
  ASSERT_TRUE(Submit(attempt, "scale", "scale: 0").ok());
  ASSERT_TRUE(Save(attempt, "open", "open_ended: 'It depends.'").ok());
  ASSERT_TRUE(Submit(attempt, "fact", "true_false: true").ok());

  const auto finished = Finish(attempt);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->score(), 1'000'000);
  EXPECT_EQ(finished->max_score(), 1'000'000);
  EXPECT_THAT(Told(), ElementsAre("0", "finished", "started"));

  const auto review = Review(attempt, ann_);
  ASSERT_TRUE(review.ok()) << review.status();
  const char* texts[] = {"true", "No", "Wall; Spy", "It depends.", "0"};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(review->items(i).response_text(), texts[i]);
    EXPECT_EQ(review->items(i).reveal().recorded(), i > 0);
    EXPECT_EQ(review->items(i).item().points(), i > 0 ? 0 : 1'000'000);
  }
}

TEST_P(QuizUngradedTest, TellsProgressNothingOfThemWhenTheyMayChange) {
  const std::string attempt = Take("policy { allow_change: true }" + std::string(kUngraded));
  ASSERT_TRUE(Submit(attempt, "scale", "scale: 1").ok());
  ASSERT_TRUE(Submit(attempt, "scale", "scale: 4").ok());
  const auto finished = Finish(attempt);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->items(3).response().scale(), 4);
  EXPECT_THAT(Told(), ElementsAre("finished", "started"));
}

TEST_P(QuizUngradedTest, GradesAQuizOfNothingElseAsNothingOfNothing) {
  const std::string attempt = Take(kUngraded);
  ASSERT_TRUE(Submit(attempt, "poll", "poll { choices: 'y' }").ok());
  const auto finished = Finish(attempt);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->score(), 0);
  EXPECT_EQ(finished->max_score(), 0);
  v1::GetQuizGradeRequest request;
  request.set_parent("tenants/t/users/ann");
  request.set_quiz("tenants/t/quizzes/moods");
  const auto grade = here_.attempts.GetQuizGrade(ann_, request);
  ASSERT_TRUE(grade.ok()) << grade.status();
  EXPECT_EQ(grade->grade().score(), 0);
  EXPECT_EQ(grade->grade().max_score(), 0);
}

TEST_P(QuizUngradedTest, RefusesPointsForThem) {
  const auto made = Make("moods", "items { prompt: 'P' points: 1000000 scale { to: 4 } }");
  EXPECT_TRUE(absl::IsInvalidArgument(made.status()));
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("quiz.items[0].points"));
}

TEST_P(QuizUngradedTest, RefusesWhatWouldSpoilTheResultAndStoresNothing) {
  const std::string attempt = Take(kUngraded);
  std::string fifty;
  for (int i = 0; i < 50; ++i) absl::StrAppend(&fifty, "words: 'w", i, "' ");
  const std::string longest(10'000, 'x');
  const std::pair<const char*, std::string> cases[] = {
      {"cloud", "word_cloud { words: '" + longest + "' }"}, {"cloud", "word_cloud { " + fifty + " }"},
      {"cloud", "word_cloud { words: 'a\\033[2J' }"},       {"cloud", "word_cloud { words: ' ' }"},
      {"cloud", "word_cloud {}"},                           {"open", "open_ended: '" + longest + "'"},
      {"open", "open_ended: 'a\\000b'"},                    {"open", "open_ended: ''"},
      {"poll", "poll { choices: ['y', 'n'] }"},             {"poll", "poll { choices: 'maybe' }"},
      {"scale", "scale: 5"},                                {"scale", "scale: -1"},
      {"scale", "open_ended: '3'"}};
  for (const auto& [item, response] : cases) {
    EXPECT_TRUE(absl::IsInvalidArgument(Submit(attempt, item, response).status())) << response.substr(0, 60);
    EXPECT_TRUE(absl::IsInvalidArgument(Save(attempt, item, response).status())) << response.substr(0, 60);
  }
  const v1::Attempt now = Get(attempt);
  for (const ItemState& item : now.items()) EXPECT_EQ(item.state(), ItemState::STATE_UNANSWERED);
}

}  // namespace
}  // namespace lyceum::quiz
