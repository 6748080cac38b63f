// Facts come in: once each, in any order, all of a batch or nothing.
#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/contract/progress_fixture.h"

namespace lyceum::progress {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ProgressEventsTest : public ProgressTest {};
INSTANTIATE_TEST_SUITE_P(, ProgressEventsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(ProgressEventsTest, CountsDuplicatesOnce) {
  const std::vector<v1::Event> events = {Answer("ada", clock_.Now(), 1), Reading("ada", clock_.Now())};
  MustRecord(events);
  const auto days = Days(), topics = Topics();

  const auto again = Record(service_, {events[1], events[0], events[0]});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->accepted_count(), 0);
  EXPECT_EQ(again->duplicate_count(), 3);
  EXPECT_EQ(Days(), days);
  EXPECT_EQ(Topics(), topics);

  const v1::Event fresh = Answer("ada", clock_.Now(), 0);
  const auto mixed = Record(service_, {fresh, events[0], fresh});
  EXPECT_EQ(mixed->accepted_count(), 1);
  EXPECT_EQ(mixed->duplicate_count(), 2);
  EXPECT_EQ(TodayOf("ada").totals().answers(), 2);
}

TEST_P(ProgressEventsTest, CountsEachOnceWhenManySendTheSameBatch) {
  std::vector<v1::Event> events;
  for (int i = 0; i < 100; ++i) {
    events.push_back(Answer(i % 2 ? "ada" : "bob", clock_.Now() - absl::Seconds(i), i % 3 == 0, i % 5 ? "x/y" : "z"));
  }
  std::atomic<int> accepted = 0, sent = 0;
  std::vector<std::thread> threads;
  for (int n = 0; n < 16; ++n) {
    threads.emplace_back([&, n] {
      std::vector<v1::Event> mine = events;
      std::rotate(mine.begin(), mine.begin() + n * 6, mine.end());
      absl::StatusOr<v1::RecordEventsResponse> response = Record(service_, mine);
      // As the outbox does: what was not acknowledged is sent again.
      for (int i = 0; i < 50 && !response.ok(); ++i) response = Record(service_, mine);
      ASSERT_TRUE(response.ok()) << response.status();
      accepted += response->accepted_count();
      sent += response->accepted_count() + response->duplicate_count();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(accepted, 100);
  EXPECT_EQ(sent, 1600);
  EXPECT_EQ(TodayOf("ada").totals().answers(), 50);
  EXPECT_EQ(TodayOf("bob").totals().answers(), 50);
}

TEST_P(ProgressEventsTest, ComesToTheSameInAnyOrder) {
  std::vector<v1::Event> events;
  for (int i = 0; i < 40; ++i) {
    events.push_back(Answer("ada", clock_.Now() - absl::Hours(7 * (i / 2)), (i * 7 % 5) / 4.0, i % 3 ? "a/b" : "a"));
  }
  MustRecord(events);
  const auto days = Days(), topics = Topics();

  // The same events into another database, one by one, newest first and from
  // the middle on.
  database_ = GetParam().fresh();
  SetUp();
  Events other(*database_, clock_);
  std::vector<v1::Event> shuffled(events.rbegin(), events.rend());
  std::rotate(shuffled.begin(), shuffled.begin() + 17, shuffled.end());
  for (const v1::Event& event : shuffled) ASSERT_TRUE(other.RecordEvents(service_, Batch({event})).ok());
  EXPECT_EQ(Days(), days);
  EXPECT_EQ(Topics(), topics);
}

TEST_P(ProgressEventsTest, RebuildsTheSameRowsFromEvents) {
  SetZone("ada", "America/New_York");
  std::vector<v1::Event> events;
  for (int i = 0; i < 300; ++i) {
    const absl::Time time = clock_.Now() - absl::Hours(i * 37 % 500);
    events.push_back(Reading("ada", time));
    if (i % 4) events.back() = Answer(i % 7 ? "ada" : "bob", time, i % 3 / 2.0, i % 5 ? "a/b" : "c");
  }
  v1::Event finished = Event("ada", clock_.Now());
  finished.mutable_attempt_finished()->set_quiz("tenants/t/quizzes/q");
  finished.mutable_attempt_finished()->set_quiz_revision(1);
  finished.mutable_attempt_finished()->set_attempt("tenants/t/users/ada/attempts/a");
  events.push_back(finished);
  MustRecord(events);
  SetZone("ada", "Asia/Tokyo");  // moves nothing that is recorded
  const auto days = Days(), topics = Topics();
  ASSERT_THAT(topics, SizeIs(4));

  ASSERT_TRUE(database_
                  ->Write([&](sql::Transaction& t) -> absl::Status {
                    RETURN_IF_ERROR(t.Run("UPDATE daily SET answers = answers + 1", {}).status());
                    return t.Run("DELETE FROM topics", {}).status();
                  })
                  .ok());
  EXPECT_NE(Days(), days);
  for (const char* user : {"ada", "bob"}) {
    const absl::Status rebuilt = database_->Write([&](sql::Transaction& t) { return Rebuild(t, "t", user); });
    ASSERT_TRUE(rebuilt.ok()) << rebuilt;
  }
  EXPECT_EQ(Days(), days);
  EXPECT_EQ(Topics(), topics);
}

TEST_P(ProgressEventsTest, RefusesABatchWithOneBadEventWhole) {
  std::vector<v1::Event> events;
  for (int i = 0; i < 5; ++i) events.push_back(Answer("ada", clock_.Now(), 1));
  events[3].mutable_answer_submitted()->set_score_micros(2'000'000);
  events[4].set_user("tenants/other/users/ada");
  events[4].mutable_answer_submitted()->clear_attempt();
  const absl::Status status = Record(service_, events).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(FaultyFields(status), ElementsAre("events[3].answer_submitted.score_micros", "events[4].user"));
  EXPECT_THAT(Days(), IsEmpty());
  EXPECT_THAT(Dump("events", "event_id"), IsEmpty());
}

TEST_P(ProgressEventsTest, LimitsTheBatch) {
  std::vector<v1::Event> events;
  EXPECT_THAT(FaultyFields(Record(service_, events).status()), ElementsAre("events"));
  for (int i = 0; i < 500; ++i) events.push_back(Answer("ada", clock_.Now(), 1));
  MustRecord(events);
  events.push_back(Answer("ada", clock_.Now(), 1));
  const absl::Status status = Record(service_, events).status();
  EXPECT_THAT(FaultyFields(status), ElementsAre("events"));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("500"));
}

TEST_P(ProgressEventsTest, LetsLearnersRecordTheirOwnActivityOnly) {
  EXPECT_TRUE(Record(learner_, {Reading("ada", clock_.Now())}).ok());

  const absl::Status answer = Record(learner_, {Reading("ada", clock_.Now()), Answer("ada", clock_.Now(), 1)}).status();
  EXPECT_EQ(answer.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(answer.message()), testing::HasSubstr("events[1]"));
  EXPECT_EQ(Record(learner_, {Reading("bob", clock_.Now())}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Record(Who("kim", api::v1::ROLE_TEACHER), {Reading("ada", clock_.Now())}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(Dump("events", "event_id"), SizeIs(1));
}

TEST_P(ProgressEventsTest, GivesLearnersNoPowerOverTheIdsOfServices) {
  v1::Event answer = Answer("ada", clock_.Now(), 1), reading = Reading("ada", clock_.Now());
  reading.set_event_id(answer.event_id());
  EXPECT_EQ(Record(learner_, {reading})->accepted_count(), 1);
  EXPECT_EQ(Record(learner_, {reading})->duplicate_count(), 1);
  EXPECT_EQ(Record(service_, {answer})->accepted_count(), 1);
}

TEST_P(ProgressEventsTest, KeepsTenantsApart) {
  const v1::Event event = Reading("ada", clock_.Now());
  MustRecord({event});
  v1::Event other = event;
  other.set_user("tenants/u/users/ada");
  other.mutable_activity()->clear_resource();
  v1::RecordEventsRequest request = Batch({other});
  request.set_parent("tenants/u");
  Caller caller = service_;
  caller.tenant = "u";
  EXPECT_EQ(events_.RecordEvents(caller, request)->accepted_count(), 1);
  EXPECT_EQ(TodayOf("ada").totals().activities(), 1);
}

TEST_P(ProgressEventsTest, AnswersARepeatedRequestIdAsBefore) {
  v1::RecordEventsRequest request = Batch({Reading("ada", clock_.Now())});
  request.set_request_id("r1");
  EXPECT_EQ(events_.RecordEvents(learner_, request)->accepted_count(), 1);
  EXPECT_EQ(events_.RecordEvents(learner_, request)->accepted_count(), 1);
  request.mutable_events(0)->set_event_id("another-event-id");
  EXPECT_EQ(events_.RecordEvents(learner_, request).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(TodayOf("ada").totals().activities(), 1);
}

TEST_P(ProgressEventsTest, OnlyChecksWhenAsked) {
  const v1::Event known = Reading("ada", clock_.Now()), fresh = Reading("ada", clock_.Now());
  MustRecord({known});
  v1::RecordEventsRequest request = Batch({known, fresh, fresh});
  request.set_validate_only(true);
  const auto response = events_.RecordEvents(service_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->accepted_count(), 1);
  EXPECT_EQ(response->duplicate_count(), 2);
  EXPECT_EQ(TodayOf("ada").totals().activities(), 1);
}

}  // namespace
}  // namespace lyceum::progress
