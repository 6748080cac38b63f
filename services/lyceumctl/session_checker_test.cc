#include "services/lyceumctl/session_checker.h"

#include "gtest/gtest.h"

namespace lyceum::ctl {
namespace {

quiz::v1::SessionEvent Event(int64_t seq) {
  quiz::v1::SessionEvent event;
  event.set_seq(seq);
  event.mutable_lobby_locked();
  return event;
}

quiz::v1::Response Chosen(const std::string& choice) {
  quiz::v1::Response response;
  response.set_single_choice(choice);
  return response;
}

google::protobuf::Duration Nanos(int nanos) {
  google::protobuf::Duration time;
  time.set_nanos(nanos);
  return time;
}

// A reveal of "item" with an own result and the own points so far.
quiz::v1::SessionEvent Reveal(int64_t seq, int64_t points, int64_t all) {
  quiz::v1::SessionEvent event;
  event.set_seq(seq);
  auto& revealed = *event.mutable_item_revealed();
  revealed.mutable_own()->set_item("item");
  revealed.mutable_own()->set_points(points);
  revealed.mutable_standings()->mutable_own()->set_points(all);
  return event;
}

quiz::v1::SessionEvent WithAnswer(quiz::v1::SessionEvent event, const std::string& choice, int nanos) {
  *event.mutable_item_revealed()->mutable_own()->mutable_response() = Chosen(choice);
  *event.mutable_item_revealed()->mutable_own()->mutable_response_time() = Nanos(nanos);
  return event;
}

TEST(SessionChecker, FindsNothingInACleanLog) {
  SessionChecker checker;
  checker.Opened(0);
  for (int seq = 1; seq <= 4; ++seq) EXPECT_TRUE(checker.Saw(Event(seq)));
  EXPECT_EQ(checker.last_seq(), 4);
  EXPECT_EQ(checker.faults().total(), 0);
}

TEST(SessionChecker, CountsWhatAGapLeavesOut) {
  SessionChecker checker;
  checker.Opened(0);
  checker.Saw(Event(1));
  checker.Saw(Event(4));
  EXPECT_EQ(checker.faults().lost_events, 2);
  EXPECT_EQ(checker.faults().total(), 2);
}

TEST(SessionChecker, CountsARepetition) {
  SessionChecker checker;
  checker.Opened(0);
  checker.Saw(Event(1));
  checker.Saw(Event(2));
  EXPECT_FALSE(checker.Saw(Event(2)));
  EXPECT_EQ(checker.faults().repeated_events, 1);
  EXPECT_EQ(checker.faults().total(), 1);
}

TEST(SessionChecker, TakesUpWhereAStreamBroke) {
  SessionChecker checker;
  checker.Opened(0);
  checker.Saw(Event(1));
  checker.Saw(Event(2));
  checker.Opened(1);
  EXPECT_FALSE(checker.Saw(Event(2)));  // asked for again
  EXPECT_TRUE(checker.Saw(Event(3)));
  EXPECT_EQ(checker.faults().total(), 0);
  // From too early or too late is a fault.
  checker.Opened(3);
  checker.Saw(Event(3));
  EXPECT_EQ(checker.faults().repeated_events, 1);
  checker.Saw(Event(5));
  EXPECT_EQ(checker.faults().lost_events, 1);
}

TEST(SessionChecker, LeavesCountsAlone) {
  SessionChecker checker;
  checker.Opened(0);
  EXPECT_FALSE(checker.Saw(Event(0)));
  EXPECT_FALSE(checker.Saw(Event(0)));
  EXPECT_EQ(checker.faults().total(), 0);
}

TEST(SessionChecker, MissesAnAcknowledgedAnswer) {
  SessionChecker checker;
  checker.Acknowledged("item", Chosen("a"), Nanos(5));
  checker.Saw(Reveal(1, 0, 0));
  EXPECT_EQ(checker.faults().lost_answers, 1);
  EXPECT_EQ(checker.faults().total(), 1);
}

TEST(SessionChecker, FindsAnAnswerWhereverItComesFirst) {
  SessionChecker before, after;
  before.Acknowledged("item", Chosen("a"), Nanos(5));
  before.Saw(WithAnswer(Reveal(1, 7, 7), "a", 5));
  after.Saw(WithAnswer(Reveal(1, 7, 7), "a", 5));
  after.Acknowledged("item", Chosen("a"), Nanos(5));
  EXPECT_EQ(before.faults().total() + after.faults().total(), 0);
  // An answer whose acknowledgement never came may be there all the same.
  SessionChecker unknown;
  unknown.Saw(WithAnswer(Reveal(1, 7, 7), "a", 5));
  EXPECT_EQ(unknown.faults().total(), 0);
}

TEST(SessionChecker, SeesAChangedAnswerOrTime) {
  SessionChecker response, time, late, twice;
  response.Acknowledged("item", Chosen("a"), Nanos(5));
  response.Saw(WithAnswer(Reveal(1, 0, 0), "b", 5));
  time.Acknowledged("item", Chosen("a"), Nanos(5));
  time.Saw(WithAnswer(Reveal(1, 0, 0), "a", 6));
  late.Saw(WithAnswer(Reveal(1, 0, 0), "a", 6));
  late.Acknowledged("item", Chosen("a"), Nanos(5));
  twice.Acknowledged("item", Chosen("a"), Nanos(5));
  twice.Acknowledged("item", Chosen("a"), Nanos(6));
  for (const SessionChecker* checker : {&response, &time, &late, &twice}) {
    EXPECT_EQ(checker->faults().changed_answers, 1);
    EXPECT_EQ(checker->faults().total(), 1);
  }
}

TEST(SessionChecker, AddsPointsUp) {
  SessionChecker checker;
  checker.Saw(Reveal(1, 700, 700));
  checker.Saw(Reveal(2, 300, 1000));
  EXPECT_EQ(checker.faults().total(), 0);
  quiz::v1::SessionEvent end;
  end.set_seq(3);
  end.mutable_ended()->mutable_standings()->mutable_own()->set_points(999);
  checker.Saw(end);
  EXPECT_TRUE(checker.ended());
  EXPECT_EQ(checker.faults().wrong_sums, 1);
}

}  // namespace
}  // namespace lyceum::ctl
