// The store of live sessions, on every engine, races included.
#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/store/answers.h"
#include "services/quiz/live/store/participants.h"
#include "services/quiz/live/store/schema.h"
#include "services/quiz/live/store/sessions.h"
#include "tests/support/engines.h"

namespace lyceum::quiz::live {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class QuizLiveStoreTest : public testing::TestWithParam<tests::Engine> {
 protected:
  QuizLiveStoreTest() { EXPECT_TRUE(MigrateStore(*database_).ok()); }

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

  bool Insert(const std::string& id, const std::string& pin) {
    StoredSession session;
    session.tenant = "t";
    session.id = id;
    session.pin = pin;
    session.host = "hana";
    session.quiz = "q";
    session.revision = 3;
    session.created = kNow;
    session.secret = std::string("\0\x01", 2);
    session.settings.set_podium_size(3);
    const auto inserted = Write([&](sql::Transaction& t) { return InsertSession(t, session); });
    EXPECT_TRUE(inserted.ok()) << inserted.status();
    return inserted.value_or(false);
  }

  absl::StatusOr<bool> Append(State& state, const v1::LogEvent& event) {
    auto appended = Write([&](sql::Transaction& t) { return AppendEvents(t, key_, state, {event}, kNow); });
    v1::LogEvent stored = event;
    stored.set_epoch(1);  // of a database that was never restored
    if (appended.ok() && *appended) Apply(state, stored);
    return appended;
  }

  // A session whose first item is open.
  State Open() {
    EXPECT_TRUE(Insert("s", "12345678"));
    State state;
    EXPECT_TRUE(*Append(state, Created(2, 0)));
    v1::LogEvent opened;
    opened.mutable_opened()->set_lasts_micros(20'000'000);
    EXPECT_TRUE(*Append(state, opened));
    return state;
  }

  static v1::LogEvent Closed() {
    v1::LogEvent event;
    event.mutable_closed()->set_item(0);
    return event;
  }

  absl::StatusOr<bool> Join(const std::string& id, const std::string& user, const std::string& fold,
                            bool late_too = true) {
    const StoredParticipant participant{id, user, "Nick " + id, kNow, Presence::kIn};
    return Write([&](sql::Transaction& t) { return InsertParticipant(t, key_, participant, fold, late_too); });
  }

  static StoredAnswer Make(const std::string& participant, const std::string& response, int64_t version = 0) {
    StoredAnswer answer;
    answer.answer = {participant, 0, 1'500'000, {kWholeShare, 2, false}};
    answer.version = version;
    answer.response = response;
    answer.mark = 1'000'000;
    answer.answered = kNow;
    return answer;
  }

  absl::StatusOr<bool> Put(const StoredAnswer& answer, bool may_change = false) {
    return Write([&](sql::Transaction& t) { return WriteAnswer(t, key_, answer, may_change, kFirst); });
  }

  std::vector<StoredAnswer> Answers() {
    auto answers = Write([&](sql::Transaction& t) { return ListAnswers(t, key_, 0); });
    EXPECT_TRUE(answers.ok()) << answers.status();
    return answers.value_or(std::vector<StoredAnswer>());
  }

  static constexpr LogPoint kFirst{1, 1};  // the session's first event

  std::unique_ptr<sql::Database> database_ = GetParam().fresh();
  const Key key_{"t", "s"};
};
INSTANTIATE_TEST_SUITE_P(, QuizLiveStoreTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizLiveStoreTest, KeepsSessionsAndTheirLogs) {
  State state = Open();
  const auto session = Write([&](sql::Transaction& t) { return LoadSession(t, key_); });
  ASSERT_TRUE(session.ok() && session->has_value());
  EXPECT_EQ((*session)->secret, std::string("\0\x01", 2));
  EXPECT_EQ((*session)->settings.podium_size(), 3);
  EXPECT_EQ((*session)->seq, 2);
  EXPECT_EQ((*session)->phase, v1::Session::PHASE_ITEM_OPEN);
  const auto events = Write([&](sql::Transaction& t) { return LoadEvents(t, key_, 1); });
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().opened().lasts_micros(), 20'000'000);
  EXPECT_EQ(Write([&](sql::Transaction& t) { return ListOpen(t, 10); })->size(), 1u);
}

TEST_P(QuizLiveStoreTest, GivesAPinToOneSessionUntilItEnds) {
  ASSERT_TRUE(Insert("s", "12345678"));
  EXPECT_FALSE(Insert("z", "12345678"));
  const auto find = [&](sql::Transaction& t) { return FindPin(t, "t", "12345678"); };
  EXPECT_EQ(**Write(find), "s");
  State state;
  v1::LogEvent ended;
  ended.mutable_ended();
  ASSERT_TRUE(*Append(state, Created(2, 0)));
  ASSERT_TRUE(*Append(state, ended));
  EXPECT_FALSE(Write(find)->has_value());
  EXPECT_TRUE(Insert("z", "12345678"));
  EXPECT_FALSE((*Write([&](sql::Transaction& t) { return LoadSession(t, key_); }))->ended == std::nullopt);
}

TEST_P(QuizLiveStoreTest, AppendsOnlyWhereTheLogStillIs) {
  State state = Open(), behind = state;
  ASSERT_TRUE(*Append(state, Closed()));
  EXPECT_FALSE(*Append(behind, Closed()));
  EXPECT_EQ(Write([&](sql::Transaction& t) { return LoadEvents(t, key_, 0); })->size(), 3u);
}

TEST_P(QuizLiveStoreTest, LetsOneOfManyTimersAppend) {
  const State open = Open();
  std::atomic<int> first{0};
  std::vector<std::thread> replicas;
  for (int i = 0; i < 8; ++i) {
    replicas.emplace_back([&, state = open]() mutable {
      const auto appended = Append(state, Closed());
      EXPECT_TRUE(appended.ok()) << appended.status();
      first += appended.value_or(false);
    });
  }
  for (std::thread& replica : replicas) replica.join();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(Write([&](sql::Transaction& t) { return LoadEvents(t, key_, 0); })->size(), 3u);
}

TEST_P(QuizLiveStoreTest, KeepsOneParticipantForAUserAndForALook) {
  State state = Open();
  EXPECT_TRUE(*Join("p1", "ann", "ann"));
  EXPECT_FALSE(*Join("p2", "bob", "ann"));
  EXPECT_FALSE(*Join("p2", "ann", "other"));
  EXPECT_FALSE(*Join("p2", "bob", "bob", /*late_too=*/false));
  EXPECT_TRUE(*Join("p2", "bob", "bob"));
  EXPECT_EQ(*Write([&](sql::Transaction& t) { return CountParticipants(t, key_); }), 2);
  EXPECT_EQ(Write([&](sql::Transaction& t) { return NewestParticipants(t, key_, 1); })->front().id, "p2");
  EXPECT_TRUE(*Write([&](sql::Transaction& t) { return Remove(t, key_, "p1", Presence::kBanned); }));
  EXPECT_FALSE(*Write([&](sql::Transaction& t) { return Remove(t, key_, "p1", Presence::kBanned); }));
  EXPECT_EQ((*Write([&](sql::Transaction& t) { return FindUser(t, key_, "ann"); }))->presence, Presence::kBanned);
  EXPECT_TRUE(*Join("p3", "cy", "ann"));  // the look is free again
  EXPECT_EQ(Write([&](sql::Transaction& t) { return Rename(t, key_, "p3", "Bob", "bob"); }).status().code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(*Write([&](sql::Transaction& t) { return Rename(t, key_, "p3", "Dee", "dee"); }));
}

TEST_P(QuizLiveStoreTest, TakesABanBackAndNothingElse) {
  Open();
  ASSERT_TRUE(*Join("p1", "ann", "ann") && *Join("p2", "bob", "bob") && *Join("p3", "cy", "cy"));
  const auto unban = [&](const char* id) { return Write([&](sql::Transaction& t) { return Unban(t, key_, id); }); };
  ASSERT_TRUE(*Write([&](sql::Transaction& t) { return Remove(t, key_, "p1", Presence::kBanned); }));
  ASSERT_TRUE(*Write([&](sql::Transaction& t) { return Remove(t, key_, "p2", Presence::kKicked); }));
  EXPECT_TRUE(*unban("p1"));
  for (const char* id : {"p1", "p2", "p3", "p4"}) EXPECT_FALSE(*unban(id)) << id;
  EXPECT_FALSE((*Write([&](sql::Transaction& t) { return FindUser(t, key_, "ann"); })).has_value());
  EXPECT_EQ((*Write([&](sql::Transaction& t) { return LoadParticipant(t, key_, "p1"); }))->presence,
            Presence::kKicked);
  EXPECT_TRUE(*Join("p5", "ann", "ann"));
}

TEST_P(QuizLiveStoreTest, ListsThoseThatChangedHands) {
  Open();
  ASSERT_TRUE(*Join("p1", "ann", "ann") && *Join("p2", "bob", "bob"));
  const auto list = [&](sql::Transaction& t) { return ListMoved(t, key_); };
  EXPECT_TRUE(Write(list)->empty());
  const auto rebind = [&](const char* user) {
    return database_->Write([&](sql::Transaction& t) { return Rebind(t, key_, "p1", user); });
  };
  ASSERT_TRUE(rebind("phone").ok());
  EXPECT_EQ(*Write(list), (std::map<std::string, std::string>{{"p1", "phone"}}));
  ASSERT_TRUE(rebind("ann").ok());
  EXPECT_EQ(*Write(list), (std::map<std::string, std::string>{{"p1", "ann"}}));
  EXPECT_TRUE(absl::IsAlreadyExists(rebind("bob")));
}

TEST_P(QuizLiveStoreTest, LetsOneOfManyJoinUnderALook) {
  Open();
  std::atomic<int> in{0};
  std::vector<std::thread> people;
  for (int i = 0; i < 8; ++i) {
    people.emplace_back([&, i] {
      const auto joined = Join(absl::StrCat("p", i), absl::StrCat("user", i), "ann");
      EXPECT_TRUE(joined.ok()) << joined.status();
      in += joined.value_or(false);
    });
  }
  for (std::thread& person : people) person.join();
  EXPECT_EQ(in, 1);
}

TEST_P(QuizLiveStoreTest, CountsTheFirstAnswer) {
  Open();
  EXPECT_TRUE(*Put(Make("p1", "a")));
  EXPECT_FALSE(*Put(Make("p1", "b", 1)));
  const auto answers = Answers();
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].response, "a");
  EXPECT_EQ(answers[0].answer.elapsed_micros, 1'500'000);
  EXPECT_EQ(answers[0].answer.verdict.net_choices, 2);
  const auto count = Write([&](sql::Transaction& t) { return CountAnswers(t, key_, 0); });
  EXPECT_EQ(count->count, 1);
  EXPECT_EQ(count->latest_micros, 1'500'000);
}

TEST_P(QuizLiveStoreTest, CountsTheLastAnswerWhereChangesAreAllowed) {
  Open();
  EXPECT_TRUE(*Put(Make("p1", "b", 1), true));
  EXPECT_FALSE(*Put(Make("p1", "a", 0), true));  // the older one comes late
  EXPECT_FALSE(*Put(Make("p1", "c", 1), true));
  EXPECT_TRUE(*Put(Make("p1", "d", 2), true));
  ASSERT_EQ(Answers().size(), 1u);
  EXPECT_EQ(Answers()[0].response, "d");
}

TEST_P(QuizLiveStoreTest, StoresNoAnswerUnlessItsItemIsOpen) {
  State state = Open();
  StoredAnswer other = Make("p1", "a");
  other.answer.item = 1;
  EXPECT_FALSE(*Put(other));
  ASSERT_TRUE(*Append(state, Closed()));
  EXPECT_FALSE(*Put(Make("p1", "a")));
  EXPECT_TRUE(Answers().empty());
}

// What the closing transaction counts is all there will ever be.
TEST_P(QuizLiveStoreTest, LetsNoAnswerSlipPastTheClose) {
  State state = Open();
  std::atomic<int> stored{0};
  std::atomic<bool> closed{false};
  std::vector<std::thread> people;
  for (int i = 0; i < 4; ++i) {
    people.emplace_back([&, i] {
      for (int n = 0; n < 50 && !closed; ++n) {
        const auto put = Put(Make(absl::StrCat("p", i, "-", n), "a"));
        if (put.ok() && *put) ++stored;
      }
    });
  }
  int counted = -1;
  while (stored < 10) std::this_thread::yield();
  while (true) {
    const auto appended = Write([&](sql::Transaction& t) -> absl::StatusOr<bool> {
      const auto count = CountAnswers(t, key_, 0);
      if (!count.ok()) return count.status();
      counted = count->count;
      return AppendEvents(t, key_, state, {Closed()}, kNow);
    });
    if (appended.ok()) {
      EXPECT_TRUE(*appended);
      break;
    }
  }
  closed = true;
  for (std::thread& person : people) person.join();
  EXPECT_EQ(stored, counted);
  EXPECT_EQ(static_cast<int>(Answers().size()), counted);
}

TEST_P(QuizLiveStoreTest, FindsTheAnswersProgressDoesNotKnow) {
  State state = Open();
  for (const char* id : {"p1", "p2", "p3"}) {
    ASSERT_TRUE(*Join(id, absl::StrCat("user-", id), id));
    ASSERT_TRUE(*Put(Make(id, "a")));
  }
  const auto list = [&](sql::Transaction& t) { return ListUntold(t, 10); };
  EXPECT_TRUE(Write(list)->empty());
  ASSERT_TRUE(*Append(state, Closed()));
  const auto untold = Write(list);
  ASSERT_EQ(untold->size(), 1u);
  const auto load = [&](sql::Transaction& t) { return LoadUntold(t, untold->front(), 2); };
  const auto mark = [&](const std::string& last) {
    return database_->Write([&](sql::Transaction& t) { return MarkTold(t, untold->front(), last); });
  };
  auto answers = Write(load);
  ASSERT_EQ(answers->size(), 2u);
  EXPECT_EQ(answers->front().user, "user-p1");
  ASSERT_TRUE(mark(answers->back().answer.answer.participant).ok());
  answers = Write(load);
  ASSERT_EQ(answers->size(), 1u);
  EXPECT_EQ(answers->front().user, "user-p3");
  ASSERT_TRUE(mark("p3").ok());
  EXPECT_TRUE(Write(list)->empty());
}

TEST_P(QuizLiveStoreTest, ListsTheAnswersFromAnItemOnAndThoseThatCameLate) {
  State state = Open();
  for (const char* id : {"p1", "p2"}) ASSERT_TRUE(*Join(id, absl::StrCat("user-", id), id));
  ASSERT_TRUE(*Put(Make("p1", "a")));
  ASSERT_TRUE(*Append(state, Closed()));
  StoredAnswer late = Make("p2", "a");
  late.late_seq = state.seq + 1;
  ASSERT_TRUE(*Write([&](sql::Transaction& t) { return WriteLateAnswer(t, key_, late); }));
  const auto from = [&](int item) { return *Write([&](sql::Transaction& t) { return ListAnswers(t, key_, item); }); };
  EXPECT_EQ(from(0).size(), 2u);
  ASSERT_EQ(from(1).size(), 1u);
  EXPECT_EQ(from(1).front().answer.participant, "p2");
}

}  // namespace
}  // namespace lyceum::quiz::live
