// Statistics of stored attempts, on every engine.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "services/quiz/statistics/analysis.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz {
namespace {

class QuizAnalysisTest : public QuizWorld {
 protected:
  // The name of a running attempt of that learner.
  std::string StartAs(const std::string& user, const std::string& quiz) {
    v1::StartAttemptRequest request;
    request.set_parent("tenants/t/users/" + user);
    request.set_quiz("tenants/t/quizzes/" + quiz);
    const auto started = here_.attempts.StartAttempt(As(user, api::v1::ROLE_LEARNER), request);
    EXPECT_TRUE(started.ok()) << started.status();
    return started.ok() ? started->attempt().name() : "";
  }

  // Learner n answers by the bits of n, the last item in words; some leave it out.
  void Take(const std::string& quiz, int n) {
    const std::string attempt = StartAs(absl::StrCat("learner-", n), quiz);
    EXPECT_TRUE(Submit(attempt, "one", n % 2 != 0 ? "single_choice: 'b'" : "single_choice: 'a'").ok());
    EXPECT_TRUE(Save(attempt, "two", n % 4 < 2 ? "true_false: true" : "true_false: false").ok());
    const std::string words = n % 3 == 0 ? "short_text: 'Berlin'" : "short_text: 'Bonn'";
    if (n % 5 != 0) {
      EXPECT_TRUE(Submit(attempt, "three", words).ok());
    }
    EXPECT_TRUE(Finish(attempt).ok());
  }
  static std::vector<int64_t> MarksOf(int n) {
    return {n % 2 != 0 ? 1'000'000 : 0, n % 4 < 2 ? 2'000'000 : 0, n % 5 != 0 && n % 3 == 0 ? 1'000'000 : 0};
  }

  absl::StatusOr<v1::QuizAnalysis> Analyse(Replica& replica, const std::string& quiz,
                                           v1::QuizAnalysis::Sample sample = v1::QuizAnalysis::SAMPLE_FIRST,
                                           int64_t revision = 0) {
    v1::GetItemAnalysisRequest request;
    request.set_name("tenants/t/quizzes/" + quiz);
    request.set_sample(sample);
    request.set_revision(revision);
    const auto response = replica.analyses.GetItemAnalysis(teacher_, request);
    if (!response.ok()) return response.status();
    return response->analysis();
  }
};
INSTANTIATE_TEST_SUITE_P(, QuizAnalysisTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizAnalysisTest, FollowsAttemptsAndEqualsReadingThemAllAtOnce) {
  Create("walls");
  Publish("walls");
  const auto none = Analyse(here_, "walls");
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_EQ(none->test().attempts(), 0);
  EXPECT_FALSE(none->test().has_mean());

  constexpr int kLearners = 150;  // more than are read in one transaction
  Analysis expected({1'000'000, 2'000'000, 1'000'000});
  for (int n = 0; n < kLearners; ++n) {
    Take("walls", n);
    const std::vector<int64_t> marks = MarksOf(n);
    expected.Add(marks, marks[0] + marks[1] + marks[2]);
    if (n % 40 == 0) {
      EXPECT_EQ(Analyse(here_, "walls")->test().attempts(), n + 1);
    }
  }
  StartAs("dawdler", "walls");  // is not over: does not count

  const auto followed = Analyse(here_, "walls");
  const auto at_once = Analyse(there_, "walls");
  ASSERT_TRUE(followed.ok()) << followed.status();
  ASSERT_TRUE(at_once.ok()) << at_once.status();
  EXPECT_EQ(followed->SerializeAsString(), at_once->SerializeAsString());
  const v1::QuizAnalysis figures = expected.Calculate();
  EXPECT_EQ(followed->test().SerializeAsString(), figures.test().SerializeAsString());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(followed->items(i).discrimination(), figures.items(i).discrimination());
    EXPECT_EQ(followed->items(i).facility(), figures.items(i).facility());
    EXPECT_EQ(followed->items(i).effective_weight(), figures.items(i).effective_weight());
  }
  EXPECT_EQ(followed->title(), "Walls");
  EXPECT_EQ(followed->items(0).item(), "one");
  EXPECT_EQ(followed->items(0).random_guess(), 0.5);
  EXPECT_EQ(followed->items(2).responses(), kLearners - kLearners / 5);
  std::map<std::string, int64_t> answers;
  for (const v1::AnswerCount& row : followed->items(2).answers()) answers[row.answer()] = row.count();
  EXPECT_EQ(answers, (std::map<std::string, int64_t>{{"Berlin", 40}, {"Bonn", 80}, {"", 30}}));
}

TEST_P(QuizAnalysisTest, CountsFirstAttemptsUnlessAllAreAskedFor) {
  Create("walls");
  Publish("walls");
  Take("walls", 1);
  Take("walls", 1);
  Take("walls", 2);
  EXPECT_EQ(Analyse(here_, "walls")->test().attempts(), 2);
  EXPECT_EQ(Analyse(here_, "walls", v1::QuizAnalysis::SAMPLE_ALL)->test().attempts(), 3);
}

TEST_P(QuizAnalysisTest, KeepsRevisionsApart) {
  Create("walls");
  Publish("walls");
  Take("walls", 1);
  v1::UpdateQuizRequest update;
  *update.mutable_quiz() = Text<v1::Quiz>("name: 'tenants/t/quizzes/walls' title: 'Fences'");
  update.mutable_update_mask()->add_paths("title");
  ASSERT_TRUE(here_.authoring.UpdateQuiz(author_, update).ok());
  const int64_t second = Publish("walls").revision();
  Take("walls", 2);
  EXPECT_EQ(Analyse(here_, "walls")->title(), "Fences");
  EXPECT_EQ(Analyse(here_, "walls")->revision(), second);
  EXPECT_EQ(Analyse(here_, "walls")->test().attempts(), 1);
  EXPECT_EQ(Analyse(here_, "walls", {}, second - 1)->title(), "Walls");
  EXPECT_EQ(Analyse(here_, "walls", {}, second - 1)->test().mean(), 3'000'000);
}

TEST_P(QuizAnalysisTest, ForgetsWhatARestoreTookAway) {
  Create("walls");
  Publish("walls");
  for (int n = 0; n < 4; ++n) Take("walls", n);
  EXPECT_EQ(Analyse(here_, "walls")->test().attempts(), 4);
  const absl::Status lost = database_->Write([](sql::Transaction& t) {
    return t.Run("DELETE FROM attempts WHERE user_id = 'learner-3'", std::initializer_list<sql::Value>{}).status();
  });
  ASSERT_TRUE(lost.ok()) << lost;
  EXPECT_EQ(Analyse(here_, "walls")->SerializeAsString(), Analyse(there_, "walls")->SerializeAsString());
  EXPECT_EQ(Analyse(here_, "walls")->test().attempts(), 3);
}

TEST_P(QuizAnalysisTest, RefusesWhatIsNotThere) {
  Create("draft");
  EXPECT_EQ(Analyse(here_, "draft").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Analyse(here_, "nothing").status().code(), absl::StatusCode::kNotFound);
  Publish("draft");
  EXPECT_EQ(Analyse(here_, "draft", {}, 77).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Analyse(here_, "draft", {}, -1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Analyse(here_, "draft", static_cast<v1::QuizAnalysis::Sample>(9)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace lyceum::quiz
