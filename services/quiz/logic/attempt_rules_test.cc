#include "services/quiz/logic/attempt_rules.h"

#include "gtest/gtest.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz {
namespace {

using v1::Attempt;
using v1::ItemState;

const absl::Time kStart = absl::FromUnixSeconds(1'000'000);

v1::QuizPolicy Policy(const char* text) { return FromText<v1::QuizPolicy>(text); }

TEST(SpanOf, AddsLimitAndGrace) {
  EXPECT_EQ(SpanOf(Policy("grace { seconds: 5 }"), kStart).closes, absl::InfiniteFuture());
  const Span span = SpanOf(Policy("time_limit { seconds: 60 } grace { seconds: 5 }"), kStart);
  EXPECT_EQ(span.deadline, kStart + absl::Seconds(60));
  EXPECT_EQ(span.closes, kStart + absl::Seconds(65));
}

TEST(MayAnswer, EndsAfterTheGrace) {
  const absl::Time closes = kStart + absl::Seconds(65);
  EXPECT_TRUE(MayAnswer(Attempt::STATE_IN_PROGRESS, closes, closes).ok());
  const absl::Time late = closes + absl::Microseconds(1);
  EXPECT_TRUE(absl::IsFailedPrecondition(MayAnswer(Attempt::STATE_IN_PROGRESS, closes, late)));
  EXPECT_FALSE(MayAnswer(Attempt::STATE_FINISHED, closes, kStart).ok());
  EXPECT_FALSE(MayAnswer(Attempt::STATE_EXPIRED, closes, kStart).ok());
  EXPECT_TRUE(MayAnswer(Attempt::STATE_IN_PROGRESS, absl::InfiniteFuture(), kStart).ok());
}

TEST(MayStart, CountsAttempts) {
  EXPECT_TRUE(MayStart(Policy(""), 1'000'000).ok());
  EXPECT_TRUE(MayStart(Policy("attempts_allowed: 2"), 1).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(MayStart(Policy("attempts_allowed: 2"), 2)));
}

TEST(MayReveal, FollowsThePolicy) {
  const auto immediate = Policy("feedback: FEEDBACK_IMMEDIATE"), deferred = Policy("feedback: FEEDBACK_DEFERRED"),
             open = Policy("review_after_finish: true");
  EXPECT_TRUE(MayReveal(immediate, Attempt::STATE_IN_PROGRESS, ItemState::STATE_SUBMITTED));
  EXPECT_FALSE(MayReveal(immediate, Attempt::STATE_IN_PROGRESS, ItemState::STATE_SAVED));
  EXPECT_FALSE(MayReveal(immediate, Attempt::STATE_FINISHED, ItemState::STATE_UNANSWERED));
  EXPECT_FALSE(MayReveal(deferred, Attempt::STATE_IN_PROGRESS, ItemState::STATE_SUBMITTED));
  EXPECT_FALSE(MayReveal(deferred, Attempt::STATE_FINISHED, ItemState::STATE_SUBMITTED));
  EXPECT_FALSE(MayReveal(open, Attempt::STATE_IN_PROGRESS, ItemState::STATE_SUBMITTED));
  EXPECT_TRUE(MayReveal(open, Attempt::STATE_EXPIRED, ItemState::STATE_UNANSWERED));
}

TEST(MayReview, WaitsForTheEnd) {
  const auto open = Policy("review_after_finish: true");
  EXPECT_FALSE(MayReview(open, Attempt::STATE_IN_PROGRESS, true).ok());
  EXPECT_TRUE(MayReview(open, Attempt::STATE_FINISHED, false).ok());
  EXPECT_FALSE(MayReview(Policy(""), Attempt::STATE_FINISHED, false).ok());
  EXPECT_TRUE(MayReview(Policy(""), Attempt::STATE_EXPIRED, true).ok());
}

TEST(MayChange, NeverAfterTheAnswerWasShown) {
  EXPECT_FALSE(MayChange(Policy("")));
  EXPECT_TRUE(MayChange(Policy("allow_change: true")));
  EXPECT_FALSE(MayChange(Policy("allow_change: true feedback: FEEDBACK_IMMEDIATE")));
}

TEST(GradeOverAttempts, CombinesAsAsked) {
  using P = v1::QuizPolicy;
  const std::vector<Score> scores = {{4, 10}, {9, 10}, {6, 10}};
  EXPECT_EQ(GradeOverAttempts(P::GRADING_HIGHEST, scores, 10), 9);
  EXPECT_EQ(GradeOverAttempts(P::GRADING_UNSPECIFIED, scores, 10), 9);
  EXPECT_EQ(GradeOverAttempts(P::GRADING_FIRST, scores, 10), 4);
  EXPECT_EQ(GradeOverAttempts(P::GRADING_LAST, scores, 10), 6);
  EXPECT_EQ(GradeOverAttempts(P::GRADING_AVERAGE, scores, 10), 6);                  // 6.33
  EXPECT_EQ(GradeOverAttempts(P::GRADING_AVERAGE, {{1, 10}, {2, 10}}, 10), 2);       // 1.5
  EXPECT_EQ(GradeOverAttempts(P::GRADING_HIGHEST, {{10, 20}, {6, 10}}, 30), 18);     // scaled to the present maximum
  EXPECT_EQ(GradeOverAttempts(P::GRADING_HIGHEST, {}, 10), std::nullopt);
  EXPECT_EQ(GradeOverAttempts(P::GRADING_LAST, {{0, 0}}, 10), 0);
}

}  // namespace
}  // namespace lyceum::quiz
