#include "services/progress/logic/facts.h"

#include <gmock/gmock.h>

namespace lyceum::progress {
namespace {

v1::Event Answer() {
  v1::Event event;
  event.set_event_id("0123456789abcdef");
  event.set_user("tenants/t/users/ada");
  event.mutable_occur_time()->set_seconds(100);
  event.mutable_occur_time()->set_nanos(1999);
  v1::AnswerSubmitted& answer = *event.mutable_answer_submitted();
  answer.set_score_micros(500'000);
  answer.set_max_score_micros(1'000'000);
  answer.mutable_time_on_item()->set_seconds(3);
  answer.add_topic_path("history");
  answer.add_topic_path("cold-war");
  return event;
}

TEST(ToFact, ReadsAnAnswer) {
  const Fact fact = ToFact(Answer(), "key", 7);
  EXPECT_EQ(fact.key, "key");
  EXPECT_EQ(fact.user, "ada");
  EXPECT_EQ(fact.kind, Kind::kAnswer);
  EXPECT_EQ(fact.occur_us, 100'000'001);
  EXPECT_EQ(fact.day, 7);
  EXPECT_EQ(fact.topic, "history/cold-war");
  EXPECT_EQ(fact.subject, "history");
  EXPECT_EQ(fact.time_us, 3'000'000);
}

TEST(ToFact, PrefersTheSubjectThatIsGiven) {
  v1::Event event = Answer();
  event.mutable_answer_submitted()->set_subject("Geschichte");
  EXPECT_EQ(ToFact(event, "key", 7).subject, "Geschichte");
}

TEST(TotalsOf, CountsPartialCreditAsNotCorrect) {
  Fact fact = ToFact(Answer(), "key", 7);
  EXPECT_EQ(TotalsOf(fact).correct_answers, 0);
  EXPECT_EQ(TotalsOf(fact).score_micros, 500'000);
  fact.score_micros = 1'000'000;
  EXPECT_EQ(TotalsOf(fact).correct_answers, 1);
}

TEST(TotalsOf, DoesNotCallAnUngradedAnswerCorrect) {
  Fact fact = ToFact(Answer(), "key", 7);
  fact.score_micros = fact.max_score_micros = 0;
  EXPECT_EQ(TotalsOf(fact).answers, 1);
  EXPECT_EQ(TotalsOf(fact).correct_answers, 0);
  EXPECT_FALSE(CountsForMastery(fact));
}

TEST(TotalsOf, DoesNotAddAnAttemptsPointsAgain) {
  v1::Event event = Answer();
  event.mutable_attempt_finished()->set_score_micros(5);
  event.mutable_attempt_finished()->set_max_score_micros(5);
  const Totals totals = TotalsOf(ToFact(event, "key", 7));
  EXPECT_EQ(totals.attempts_finished, 1);
  EXPECT_EQ(totals.max_score_micros, 0);
}

TEST(SumDays, GroupsByUserDayAndSubject) {
  Fact a = ToFact(Answer(), "a", 7), b = a, c = a;
  b.key = "b";
  c.day = 8;
  const auto sums = SumDays({a, b, c});
  ASSERT_EQ(sums.size(), 2);
  EXPECT_EQ((sums.at({"ada", 7, "history"}).answers), 2);
  EXPECT_EQ((sums.at({"ada", 8, "history"}).answers), 1);
}

TEST(Fold, KnowsWhatFollowsOn) {
  Fact fact = ToFact(Answer(), "b", 7);
  TopicState state;
  EXPECT_TRUE(FollowsOn(state, fact));
  Fold(state, fact);
  EXPECT_EQ(state.answers, 1);
  EXPECT_FALSE(FollowsOn(state, fact));
  fact.key = "a";
  EXPECT_FALSE(FollowsOn(state, fact));
  fact.key = "c";
  EXPECT_TRUE(FollowsOn(state, fact));
  fact.key = "a";
  ++fact.occur_us;
  EXPECT_TRUE(FollowsOn(state, fact));
}

TEST(TopicPath, IsTheInverseOfTopicText) {
  EXPECT_THAT(TopicPath("history/cold-war"), testing::ElementsAre("history", "cold-war"));
  EXPECT_THAT(TopicPath(""), testing::ElementsAre());
}

}  // namespace
}  // namespace lyceum::progress
