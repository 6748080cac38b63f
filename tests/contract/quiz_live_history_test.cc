// What the store of live sessions promises about histories of the database, late
// answers and the ages of items, on every engine.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "gtest/gtest.h"
#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/logic/late_answer.h"
#include "services/quiz/live/store/ages.h"
#include "services/quiz/live/store/answers.h"
#include "services/quiz/live/store/schema.h"
#include "services/quiz/live/store/sessions.h"
#include "tests/support/engines.h"

namespace lyceum::quiz::live {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class QuizLiveHistoryTest : public testing::TestWithParam<tests::Engine> {
 protected:
  QuizLiveHistoryTest() {
    EXPECT_TRUE(MigrateStore(*database_).ok());
    StoredSession session;
    session.tenant = key_.tenant;
    session.id = key_.session;
    session.pin = "12345678";
    session.created = kNow;
    EXPECT_TRUE(*Write([&](sql::Transaction& t) { return InsertSession(t, session); }));
    EXPECT_TRUE(Append(state_, Created(2, 0)));
    v1::LogEvent opened;
    opened.mutable_opened()->set_lasts_micros(20'000'000);
    EXPECT_TRUE(Append(state_, opened));
  }

  // Runs `body` in a write transaction; what it returns.
  template <class Body>
  auto Write(Body body) -> decltype(body(std::declval<sql::Transaction&>())) {
    decltype(body(std::declval<sql::Transaction&>())) result = absl::UnknownError("did not run");
    const absl::Status status = database_->Write([&](sql::Transaction& t) {
      result = body(t);
      return result.status();
    });
    if (!status.ok()) return status;
    return result;
  }
  void Run(const std::string& statement) {
    EXPECT_TRUE(Write([&](sql::Transaction& t) { return t.Run(statement, {}); }).ok()) << statement;
  }

  // Appends at `state`, and follows it as a replica does: by reading.
  bool Append(State& state, const v1::LogEvent& event) {
    const auto appended = Write([&](sql::Transaction& t) { return AppendEvents(t, key_, state, {event}, kNow); });
    EXPECT_TRUE(appended.ok()) << appended.status();
    if (!appended.value_or(false)) return false;
    Apply(state, Events(state.seq).front());
    return true;
  }
  std::vector<v1::LogEvent> Events(int64_t after) {
    auto events = Write([&](sql::Transaction& t) { return LoadEvents(t, key_, after); });
    EXPECT_TRUE(events.ok()) << events.status();
    return events.value_or(std::vector<v1::LogEvent>());
  }
  static v1::LogEvent Locked() {
    v1::LogEvent event;
    event.mutable_locked()->set_locked(true);
    return event;
  }
  static v1::LogEvent Closed() {
    v1::LogEvent event;
    event.mutable_closed()->set_item(0);
    return event;
  }
  static StoredAnswer Make(const std::string& participant, const std::string& response, int64_t late_seq = 0) {
    StoredAnswer answer;
    answer.answer = {participant, 0, 1'500'000, {kWholeShare, 2, false}};
    answer.response = response;
    answer.answered = kNow;
    answer.late_seq = late_seq;
    return answer;
  }

  LogPoint Last() const { return {state_.seq, state_.epoch}; }

  // As after a restore from a backup that was made at this seq.
  void GoBackTo(int64_t seq) {
    Run(absl::StrCat("DELETE FROM session_events WHERE seq > ", seq));
    Run(absl::StrCat("UPDATE live_sessions SET seq = ", seq));
    Run("UPDATE database_epoch SET epoch = epoch + 1");
  }

  std::unique_ptr<sql::Database> database_ = GetParam().fresh();
  const Key key_{"t", "s"};
  State state_;
};
INSTANTIATE_TEST_SUITE_P(, QuizLiveHistoryTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizLiveHistoryTest, StoresTheEpochWithEveryEvent) {
  EXPECT_EQ(state_.epoch, 1);
  GoBackTo(2);
  ASSERT_TRUE(Append(state_, Locked()));
  EXPECT_EQ(state_.epoch, 2);
  const auto events = Events(0);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[1].epoch(), 1);
  EXPECT_EQ(events[2].epoch(), 2);
}

TEST_P(QuizLiveHistoryTest, RefusesToAppendToALostHistory) {
  State stale = state_;
  ASSERT_TRUE(Append(stale, Locked()));
  GoBackTo(2);
  EXPECT_FALSE(Append(stale, Closed())) << "seq 3 is not there";
  ASSERT_TRUE(Append(state_, Locked()));
  EXPECT_EQ(state_.seq, stale.seq);
  EXPECT_FALSE(Append(stale, Closed())) << "seq 3 is another event";
  EXPECT_EQ(Events(0).size(), 3u);
  EXPECT_TRUE(Append(state_, Closed()));
}

TEST_P(QuizLiveHistoryTest, KeepsALateAnswerWithItsEvent) {
  const auto put = [&](const StoredAnswer& answer) {
    return *Write([&](sql::Transaction& t) { return WriteLateAnswer(t, key_, answer); });
  };
  ASSERT_TRUE(Append(state_, Closed()));
  EXPECT_FALSE(*Write([&](sql::Transaction& t) { return WriteAnswer(t, key_, Make("p", "a"), false, Last()); }));
  EXPECT_TRUE(put(Make("p", "a", 4)));
  EXPECT_FALSE(put(Make("p", "b", 5)));
  ASSERT_TRUE(Append(state_, LateAnswer("p", 0, 7)));
  EXPECT_EQ(Events(3).front().late_answer().participant(), "p");
  const auto answers = Write([&](sql::Transaction& t) { return ListAnswers(t, key_, 0); });
  ASSERT_EQ(answers->size(), 1u);
  EXPECT_EQ(answers->front().late_seq, 4);
  EXPECT_EQ(answers->front().response, "a");
}

TEST_P(QuizLiveHistoryTest, WritesNoAnswerThatIsTimedByALostHistory) {
  const LogPoint lost = Last();
  GoBackTo(1);
  State again;
  Apply(again, Events(0).front());
  v1::LogEvent opened;
  opened.mutable_opened()->set_lasts_micros(20'000'000);
  ASSERT_TRUE(Append(again, opened));  // the same seq and item, in another epoch
  const auto write = [&](LogPoint timed_by) {
    return *Write([&](sql::Transaction& t) { return WriteAnswer(t, key_, Make("p", "a"), false, timed_by); });
  };
  EXPECT_FALSE(write(lost));
  EXPECT_TRUE(write({1, 1})) << "what both histories have";
}

TEST_P(QuizLiveHistoryTest, CountsTheTimesOfThoseInTimeOnly) {
  StoredAnswer late = Make("late", "a", 4);
  late.answer.elapsed_micros = 19'000'000;
  EXPECT_TRUE(*Write([&](sql::Transaction& t) { return WriteLateAnswer(t, key_, late); }));
  EXPECT_TRUE(*Write([&](sql::Transaction& t) { return WriteAnswer(t, key_, Make("p", "a"), false, Last()); }));
  EXPECT_EQ(*Write([&](sql::Transaction& t) { return CountAnswers(t, key_, 0); }), (AnswerCount{2, 1'500'000}));
}

TEST_P(QuizLiveHistoryTest, WritesManyAnswersAndSaysWhich) {
  ASSERT_TRUE(*Write([&](sql::Transaction& t) { return WriteAnswer(t, key_, Make("p3", "first"), false, Last()); }));
  std::vector<StoredAnswer> rows;
  for (int i = 0; i < 100; ++i) rows.push_back(Make(absl::StrCat("p", i), "a"));
  rows[5].answer.item = 1;  // is not open
  std::vector<NewAnswer> fresh;
  for (const StoredAnswer& row : rows) fresh.push_back({&key_, &row, false, Last()});
  std::vector<NewAnswer*> all;
  for (NewAnswer& one : fresh) all.push_back(&one);
  ASSERT_TRUE(database_->Write([&](sql::Transaction& t) { return WriteAnswers(t, all); }).ok());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(fresh[i].written, i != 3 && i != 5) << i;
  EXPECT_EQ(Write([&](sql::Transaction& t) { return ListAnswers(t, key_, 0); })->size(), 99u);
}

TEST_P(QuizLiveHistoryTest, KeepsTheGreatestAgeOfTheOpenItem) {
  const auto record = [&](const State& state, int64_t age) {
    EXPECT_TRUE(database_->Write([&](sql::Transaction& t) { return RecordAge(t, key_, state, age); }).ok());
  };
  const auto load = [&] { return Write([&](sql::Transaction& t) { return LoadAge(t, key_); }); };
  EXPECT_EQ(load()->age_micros, 0);
  record(state_, 2'000);
  record(state_, 1'000);
  EXPECT_EQ(load()->age_micros, 2'000);
  EXPECT_EQ(load()->timing_seq, 2);
  State behind = state_;
  v1::LogEvent next;
  next.mutable_opened()->set_item(1);
  ASSERT_TRUE(Append(state_, Closed()));
  ASSERT_TRUE(Append(state_, next));
  record(behind, 9'000);
  EXPECT_EQ(load()->age_micros, 2'000);
  record(state_, 500);
  EXPECT_EQ(load()->age_micros, 500);
  EXPECT_EQ(load()->timing_seq, 4);
}

}  // namespace
}  // namespace lyceum::quiz::live
