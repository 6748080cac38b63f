// Attempts from start to grade, on every engine.
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz {
namespace {

using v1::Attempt;
using v1::ItemState;

class QuizAttemptTest : public QuizWorld {
 protected:
  absl::StatusOr<v1::QuizGrade> Grade(const std::string& quiz) {
    v1::GetQuizGradeRequest request;
    request.set_parent("tenants/t/users/ann");
    request.set_quiz("tenants/t/quizzes/" + quiz);
    auto response = here_.attempts.GetQuizGrade(ann_, request);
    if (!response.ok()) return response.status();
    return response->grade();
  }
};
INSTANTIATE_TEST_SUITE_P(, QuizAttemptTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizAttemptTest, RunsFromStartToReview) {
  const std::string attempt = Begin("review_after_finish: true");
  ASSERT_TRUE(Submit(attempt, "one", "single_choice: 'a'").ok());
  ASSERT_TRUE(Save(attempt, "two", "true_false: false").ok());
  ASSERT_TRUE(Save(attempt, "two", "true_false: true").ok());
  const Attempt running = Get(attempt);
  EXPECT_EQ(running.state(), Attempt::STATE_IN_PROGRESS);
  EXPECT_EQ(running.items(0).state(), ItemState::STATE_SUBMITTED);
  EXPECT_EQ(running.items(0).time_spent().seconds(), 4);
  EXPECT_EQ(running.items(1).state(), ItemState::STATE_SAVED);
  EXPECT_TRUE(running.items(1).response().true_false());
  EXPECT_EQ(running.items(2).state(), ItemState::STATE_UNANSWERED);
  EXPECT_FALSE(running.has_score());
  EXPECT_EQ(Reason(Review(attempt, ann_).status()), "ATTEMPT_IN_PROGRESS");

  const auto finished = Finish(attempt);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->state(), Attempt::STATE_FINISHED);
  EXPECT_EQ(finished->score(), 2'000'000);
  EXPECT_EQ(finished->max_score(), 4'000'000);
  EXPECT_EQ(finished->items(1).mark(), 2'000'000);
  EXPECT_EQ(Finish(attempt)->SerializeAsString(), finished->SerializeAsString());

  const auto review = Review(attempt, ann_);
  ASSERT_TRUE(review.ok()) << review.status();
  EXPECT_EQ(review->items(0).mark(), 0);
  EXPECT_EQ(review->items(0).response_text(), "1945");
  EXPECT_EQ(review->items(0).reveal().correct_text(), "1961");
  EXPECT_EQ(review->items(0).reveal().reread().quote(), "It was built in 1961.");
  EXPECT_EQ(review->items(2).reveal().correct_text(), "Berlin");
  EXPECT_EQ(Reason(Save(attempt, "three", "short_text: 'Berlin'").status()), "ATTEMPT_OVER");
  EXPECT_EQ(Reason(Submit(attempt, "three", "short_text: 'Berlin'").status()), "ATTEMPT_OVER");
  EXPECT_TRUE(Submit(attempt, "one", "single_choice: 'a'").ok());  // a late retry of what was acknowledged
}

TEST_P(QuizAttemptTest, TellsProgressEachFactOnce) {
  const std::string attempt = Begin("");
  const std::string id = attempt.substr(attempt.rfind('/') + 1);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Submit(attempt, "one", "single_choice: 'b'").ok());
  ASSERT_TRUE(Save(attempt, "three", "short_text: 'Berlim'").ok());
  EXPECT_EQ(Events().size(), 2u);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(Finish(attempt).ok());
  const auto events = Events();
  ASSERT_EQ(events.size(), 4u);
  const auto& answer = events.at(id + ".0").answer_submitted();
  EXPECT_EQ(events.at(id + ".0").user(), "tenants/t/users/ann");
  EXPECT_EQ(answer.item_id(), "one");
  EXPECT_EQ(answer.score_micros(), 1'000'000);
  EXPECT_EQ(answer.attempt(), attempt);
  EXPECT_EQ(answer.time_on_item().seconds(), 4);
  EXPECT_EQ(answer.explanation(), "tenants/t/explanations/e");
  EXPECT_THAT(answer.topic_path(), testing::ElementsAre("history", "cold-war"));
  EXPECT_EQ(events.at(id + ".2").answer_submitted().score_micros(), 1'000'000);
  EXPECT_EQ(events.at(id + ".started").attempt_started().quiz_revision(), 1);
  EXPECT_EQ(events.at(id + ".finished").attempt_finished().score_micros(), 2'000'000);
}

TEST_P(QuizAttemptTest, PinsTheRevisionItStartedWith) {
  const std::string attempt = Begin("");
  v1::UpdateQuizRequest update;
  update.mutable_quiz()->set_name("tenants/t/quizzes/quiz-1");
  *update.mutable_quiz()->add_items() = Text<v1::Item>("id: 'new' prompt: 'New?' true_false {}");
  update.mutable_update_mask()->add_paths("items");
  ASSERT_TRUE(here_.authoring.UpdateQuiz(author_, update).ok());
  EXPECT_EQ(Publish("quiz-1").published_revision(), 2);
  EXPECT_EQ(Get(attempt).quiz_revision(), 1);
  EXPECT_TRUE(Submit(attempt, "one", "single_choice: 'b'").ok());
  EXPECT_TRUE(absl::IsInvalidArgument(Submit(attempt, "new", "true_false: true").status()));
  const auto again = Start("quiz-1");
  EXPECT_TRUE(again->resumed());
  EXPECT_EQ(again->attempt().name(), attempt);
  EXPECT_EQ(again->paper().revision(), 1);
  EXPECT_EQ(Finish(attempt)->score(), 1'000'000);
  const auto next = Start("quiz-1");
  EXPECT_EQ(next->paper().revision(), 2);
  EXPECT_EQ(next->attempt().number(), 2);
}

TEST_P(QuizAttemptTest, AllowsSoManyAttempts) {
  Create("few", "attempts_allowed: 2");
  EXPECT_TRUE(absl::IsNotFound(Start("few").status()));
  Publish("few");
  const auto first = Start("few", "r1");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Start("few", "r1")->attempt().name(), first->attempt().name());
  ASSERT_TRUE(Finish(first->attempt().name()).ok());
  EXPECT_FALSE(Start("few", "r1")->resumed());  // the answer to r1, still
  const auto second = Start("few", "r2");
  ASSERT_TRUE(Finish(second->attempt().name()).ok());
  EXPECT_EQ(Reason(Start("few").status()), "NO_ATTEMPTS_LEFT");
}

TEST_P(QuizAttemptTest, EndsByItselfAfterDeadlineAndGrace) {
  const std::string attempt = Begin("time_limit { seconds: 60 } grace { seconds: 10 } review_after_finish: true");
  EXPECT_EQ(Get(attempt).deadline().seconds() - Get(attempt).start_time().seconds(), 60);
  ASSERT_TRUE(Submit(attempt, "one", "single_choice: 'b'").ok());
  clock_.Advance(absl::Seconds(70));
  EXPECT_EQ(*here_.attempts.FinishOverdue(), 0);
  ASSERT_TRUE(Save(attempt, "two", "true_false: true").ok());  // in the last moment of grace
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(Reason(Save(attempt, "three", "short_text: 'Berlin'").status()), "DEADLINE_PASSED");
  EXPECT_EQ(Reason(Submit(attempt, "three", "short_text: 'Berlin'").status()), "DEADLINE_PASSED");
  EXPECT_TRUE(Submit(attempt, "one", "single_choice: 'b'").ok());
  const Attempt over = Get(attempt);
  EXPECT_EQ(over.state(), Attempt::STATE_EXPIRED);
  EXPECT_EQ(over.score(), 3'000'000);
  EXPECT_EQ(over.finish_time().seconds() - over.start_time().seconds(), 70);
  EXPECT_EQ(Finish(attempt)->state(), Attempt::STATE_EXPIRED);
  EXPECT_TRUE(Review(attempt, ann_).ok());
}

TEST_P(QuizAttemptTest, SweepsOverdueAttempts) {
  const std::string first = Begin("time_limit { seconds: 60 }"), second = Begin("time_limit { seconds: 600 }");
  ASSERT_TRUE(Save(first, "two", "true_false: true").ok());
  clock_.Advance(absl::Seconds(61));
  EXPECT_EQ(*here_.attempts.FinishOverdue(), 1);
  EXPECT_EQ(*here_.attempts.FinishOverdue(), 0);
  EXPECT_EQ(Get(second).state(), Attempt::STATE_IN_PROGRESS);
  const std::string id = first.substr(first.rfind('/') + 1);
  EXPECT_EQ(Events().at(id + ".finished").attempt_finished().score_micros(), 2'000'000);
  EXPECT_EQ(Start("quiz-1")->attempt().number(), 2);  // nothing stands in the way of the next
}

TEST_P(QuizAttemptTest, ShowsAnswersAtOnceOnlyWithImmediateFeedback) {
  const std::string deferred = Begin("feedback: FEEDBACK_DEFERRED");
  const auto quiet = Submit(deferred, "one", "single_choice: 'a'");
  ASSERT_TRUE(quiet.ok());
  EXPECT_FALSE(quiet->has_reveal());
  EXPECT_FALSE(quiet->item().has_mark());
  EXPECT_FALSE(Get(deferred).items(0).has_mark());

  const std::string immediate = Begin("feedback: FEEDBACK_IMMEDIATE");
  const auto saved = Save(immediate, "one", "single_choice: 'a'");
  EXPECT_FALSE(saved->item().has_mark());
  const auto shown = Submit(immediate, "one", "single_choice: 'a'");
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->item().mark(), 0);
  EXPECT_TRUE(shown->item().has_mark());
  EXPECT_EQ(shown->reveal().correct().single_choice(), "b");
  EXPECT_EQ(shown->reveal().explanation(), "In August.");
  EXPECT_TRUE(Get(immediate).items(0).has_mark());
  EXPECT_FALSE(Get(immediate).items(1).has_mark());
  EXPECT_EQ(Reason(Submit(immediate, "one", "single_choice: 'b'").status()), "ITEM_SUBMITTED");
  EXPECT_EQ(Reason(Save(immediate, "one", "single_choice: 'b'").status()), "ITEM_SUBMITTED");
  ASSERT_TRUE(Finish(immediate).ok());
  EXPECT_EQ(Reason(Review(immediate, ann_).status()), "REVIEW_CLOSED");
  EXPECT_TRUE(Review(immediate, teacher_).ok());
}

TEST_P(QuizAttemptTest, LeaksNoKeyBeforeTheReveal) {
  const std::string attempt = Begin("feedback: FEEDBACK_DEFERRED");
  std::string seen = Start("quiz-1")->SerializeAsString();
  seen += Submit(attempt, "one", "single_choice: 'a'")->SerializeAsString();
  seen += Submit(attempt, "three", "short_text: 'Rome'")->SerializeAsString();
  seen += Get(attempt).SerializeAsString();
  seen += Finish(attempt)->SerializeAsString();
  for (const char* secret : {"Berlin", "In August.", "It was built"}) {
    EXPECT_EQ(seen.find(secret), std::string::npos) << secret;
  }
}

TEST_P(QuizAttemptTest, LetsAnswersChangeWherePolicyAllows) {
  const std::string attempt = Begin("allow_change: true");
  ASSERT_TRUE(Submit(attempt, "one", "single_choice: 'a'").ok());
  ASSERT_TRUE(Submit(attempt, "one", "single_choice: 'b'").ok());
  EXPECT_EQ(Events().size(), 1u);  // the mark is not final yet
  EXPECT_EQ(Finish(attempt)->score(), 1'000'000);
  EXPECT_EQ(Events().size(), 3u);
}

TEST_P(QuizAttemptTest, CountsTheFirstOfManySubmitsAtOnce) {
  const std::string attempt = Begin("feedback: FEEDBACK_IMMEDIATE");
  std::vector<std::thread> threads;
  std::vector<absl::StatusOr<v1::SubmitResponseResponse>> answers(16, absl::UnknownError("not run"));
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      answers[i] = Submit(attempt, "one", i % 2 == 0 ? "single_choice: 'a'" : "single_choice: 'b'");
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string counted = Get(attempt).items(0).response().single_choice();
  for (int i = 0; i < 16; ++i) {
    if ((i % 2 == 0 ? "a" : "b") == counted) {
      ASSERT_TRUE(answers[i].ok()) << answers[i].status();
      EXPECT_EQ(answers[i]->SerializeAsString(), answers[counted == "a" ? 0 : 1]->SerializeAsString());
    } else {
      EXPECT_EQ(Reason(answers[i].status()), "ITEM_SUBMITTED") << answers[i].status();
    }
  }
  EXPECT_EQ(Events().size(), 2u);
}

TEST_P(QuizAttemptTest, StartsOneAttemptOfManyAtOnce) {
  Create("rush");
  Publish("rush");
  std::vector<std::thread> threads;
  std::vector<std::string> names(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto started = Start("rush");
      names[i] = started.ok() ? started->attempt().name() : started.status().ToString();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& name : names) EXPECT_EQ(name, names[0]);
  EXPECT_EQ(Events().size(), 1u);
}

TEST_P(QuizAttemptTest, HidesAttemptsOfOthers) {
  std::string attempt = Begin("");
  attempt.replace(attempt.find("ann"), 3, "bob");
  v1::GetAttemptRequest get;
  get.set_name(attempt);
  const absl::Status foreign = here_.attempts.GetAttempt(bob_, get).status();
  EXPECT_TRUE(absl::IsNotFound(foreign));
  EXPECT_TRUE(absl::IsNotFound(there_.attempts.GetAttempt(bob_, get).status()));
  EXPECT_TRUE(absl::IsNotFound(Submit(attempt, "one", "single_choice: 'b'").status()));
  get.set_name("tenants/t/users/bob/attempts/nonsense");
  EXPECT_TRUE(absl::IsNotFound(here_.attempts.GetAttempt(bob_, get).status()));
}

TEST_P(QuizAttemptTest, RefusesResponsesThatDoNotFit) {
  const std::string attempt = Begin("");
  EXPECT_TRUE(absl::IsInvalidArgument(Submit(attempt, "one", "true_false: true").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Submit(attempt, "one", "single_choice: 'z'").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Submit(attempt, "one", "").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Save(attempt, "nine", "true_false: true").status()));
  v1::SubmitResponseRequest request;
  request.set_name(attempt);
  request.set_item("one");
  request.mutable_response()->set_single_choice("a");
  request.mutable_time_spent()->set_seconds(-1);
  EXPECT_TRUE(absl::IsInvalidArgument(Answer(&Attempts::SubmitResponse, request).status()));
  request.mutable_time_spent()->set_seconds(24 * 3600 + 1);
  EXPECT_TRUE(absl::IsInvalidArgument(Answer(&Attempts::SubmitResponse, request).status()));
  EXPECT_EQ(Get(attempt).items(0).state(), ItemState::STATE_UNANSWERED);
}

TEST_P(QuizAttemptTest, GradesOverAttemptsAndListsThem) {
  const std::pair<const char*, int64_t> policies[] = {{"GRADING_HIGHEST", 3'000'000},
                                                      {"GRADING_AVERAGE", 2'000'000},
                                                      {"GRADING_FIRST", 3'000'000},
                                                      {"GRADING_LAST", 1'000'000}};
  for (const auto& [policy, expected] : policies) {
    const std::string first = Begin(std::string("grading: ") + policy);
    const std::string quiz = absl::StrCat("quiz-", quizzes_);
    EXPECT_FALSE(Grade(quiz)->has_score());
    ASSERT_TRUE(Submit(first, "one", "single_choice: 'b'").ok());
    ASSERT_TRUE(Submit(first, "two", "true_false: true").ok());
    ASSERT_TRUE(Finish(first).ok());
    clock_.Advance(absl::Seconds(1));
    const std::string second = Start(quiz)->attempt().name();
    ASSERT_TRUE(Submit(second, "one", "single_choice: 'b'").ok());
    ASSERT_TRUE(Finish(second).ok());
    const auto grade = Grade(quiz);
    EXPECT_EQ(grade->score(), expected) << policy;
    EXPECT_EQ(grade->attempts(), 2);
  }
  EXPECT_TRUE(absl::IsNotFound(Grade("never").status()));

  v1::ListAttemptsRequest list;
  list.set_parent("tenants/t/users/ann");
  list.set_page_size(5);
  const auto page = here_.attempts.ListAttempts(ann_, list);
  ASSERT_EQ(page->attempts_size(), 5);
  EXPECT_EQ(page->attempts(0).quiz(), "tenants/t/quizzes/quiz-4");
  EXPECT_EQ(page->attempts(0).number(), 2);
  list.set_page_token(page->next_page_token());
  EXPECT_EQ(here_.attempts.ListAttempts(ann_, list)->attempts_size(), 3);
  list.set_quiz("tenants/t/quizzes/quiz-2");
  EXPECT_TRUE(absl::IsInvalidArgument(here_.attempts.ListAttempts(ann_, list).status()));
  list.clear_page_token();
  EXPECT_EQ(here_.attempts.ListAttempts(ann_, list)->attempts_size(), 2);
}

TEST_P(QuizAttemptTest, ShufflesEachAttemptAsPolicySays) {
  Create("mixed", "shuffle_items: true shuffle_choices: true");
  Publish("mixed");
  std::map<std::string, int> orders;
  for (int i = 0; i < 30; ++i) {
    const auto started = Start("mixed");
    ASSERT_TRUE(started.ok()) << started.status();
    v1::GetAttemptRequest get;
    get.set_name(started->attempt().name());
    EXPECT_EQ(here_.attempts.GetAttempt(ann_, get)->paper().SerializeAsString(), started->paper().SerializeAsString());
    std::string order;
    for (const auto& item : started->attempt().items()) order += item.item() + " ";
    ++orders[order];
    ASSERT_TRUE(Finish(started->attempt().name()).ok());
  }
  EXPECT_GT(orders.size(), 2u);
}

}  // namespace
}  // namespace lyceum::quiz
