// Answers that were received in time and could not be stored, clocks that jump,
// and histories of the database that come to nothing: live sessions when their
// ground gives way, over replicas on one database.
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "common/base/status.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/telling.h"
#include "services/quiz/live/store/schema.h"
#include "services/quiz/methods/facts.h"
#include "tests/contract/quiz_world.h"
#include "tests/support/flaky_database.h"

namespace lyceum::quiz::live {
namespace {

class QuizLiveReceiptsTest : public QuizWorld {
 protected:
  // What one process has.
  struct Node {
    Node(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published)
        : hub(database, clock, published, nullptr), sessions(database, clock, pointers, published, hub) {}
    Hub hub;
    Sessions sessions;
  };

  QuizLiveReceiptsTest() {
    EXPECT_TRUE(MigrateStore(*database_).ok());
    Create("walls");
    Publish("walls");
  }

  void Begin(const std::string& settings = "") {
    auto request = Text<v1::CreateSessionRequest>("parent: 'tenants/t' quiz: 'tenants/t/quizzes/walls'");
    *request.mutable_settings() = Text<v1::SessionSettings>(settings);
    session_ = a_.sessions.CreateSession(teacher_, request)->session().name();
    ann_in_ = In(ann_, "Ann");
    bob_in_ = In(bob_, "Bob");
    // Both are known to both replicas, as those who watch are.
    for (Node* node : {&a_, &b_}) {
      State(*node, ann_, ann_in_);
      State(*node, bob_, bob_in_);
    }
    Do(a_, "start {}");
    ASSERT_TRUE(a_.hub.Round().ok() && b_.hub.Round().ok());
  }
  std::string In(const Caller& caller, const std::string& nickname) {
    v1::JoinSessionRequest request;
    request.set_name(session_);
    request.set_nickname(nickname);
    const auto joined = a_.sessions.JoinSession(caller, request);
    EXPECT_TRUE(joined.ok()) << joined.status();
    return joined.ok() ? joined->participant().name() : "";
  }
  v1::SessionState State(Node& node, const Caller& caller, const std::string& participant) {
    v1::GetSessionStateRequest request;
    request.set_name(session_);
    request.set_participant(participant);
    const auto state = node.sessions.GetSessionState(caller, request);
    EXPECT_TRUE(state.ok()) << state.status();
    return state.ok() ? state->state() : v1::SessionState();
  }
  void Do(Node& node, const std::string& action) {
    auto request = Text<v1::ControlSessionRequest>(action);
    request.set_name(session_);
    request.set_expected_seq(State(node, teacher_, "").session().seq());
    const auto done = node.sessions.ControlSession(teacher_, request);
    EXPECT_TRUE(done.ok()) << action << ": " << done.status();
  }
  absl::StatusOr<v1::SubmitAnswerResponse> Say(Node& node, const Caller& caller, const std::string& participant,
                                               const std::string& response, const std::string& stamp = "",
                                               int64_t version = 0) {
    v1::SubmitAnswerRequest request;
    request.set_name(participant);
    request.set_item("one");
    *request.mutable_response() = Text<v1::Response>(response);
    request.set_receipt_stamp(stamp);
    request.set_version(version);
    return node.sessions.SubmitAnswer(caller, request);
  }
  std::vector<v1::SessionEvent> Seen(Node& node, const Caller& caller, const std::string& participant) {
    EXPECT_TRUE(node.hub.Round().ok());
    State(node, caller, participant);  // takes in what is new
    const auto stream = Watch(node, caller, participant, 0);
    std::vector<v1::SessionEvent> events;
    EXPECT_TRUE(stream.ok()) << stream.status();
    while (stream.ok()) {
      const auto next = (*stream)->Next();
      if (!next.ok() || !next->has_value()) break;
      v1::WatchSessionResponse response;
      EXPECT_TRUE(response.ParseFromString(***next));
      events.push_back(response.event());
    }
    return events;
  }
  absl::StatusOr<std::unique_ptr<rpc::Stream>> Watch(Node& node, const Caller& caller, const std::string& participant,
                                                     int64_t after_seq, int64_t epoch = 0) {
    v1::WatchSessionRequest request;
    request.set_name(session_);
    request.set_participant(participant);
    request.set_after_seq(after_seq);
    request.set_epoch(epoch);
    return node.sessions.WatchSession(caller, request);
  }

  static std::string Metadata(const absl::Status& status, const std::string& key) {
    google::rpc::ErrorInfo info;
    const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
    if (!payload || !info.ParseFromString(std::string(*payload))) return "";
    return info.metadata().contains(key) ? info.metadata().at(key) : "";
  }
  // The stamp that the refusal carries; "" if there is none.
  static std::string StampOf(const absl::Status& status) {
    std::string stamp;
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_TRUE(absl::Base64Unescape(Metadata(status, "receipt_stamp"), &stamp));
    return stamp;
  }
  // Ann's answer, which comes in time and is not stored.
  std::string Stamp(const std::string& response) {
    flaky_.away = true;
    const auto said = Say(a_, ann_, ann_in_, response);
    flaky_.away = false;
    EXPECT_EQ(Reason(said.status()), "NOT_STORED");
    return StampOf(said.status());
  }
  // As from a backup that was made at this seq, when this was said of the session.
  void Restore(int64_t seq, const std::string& set) {
    const absl::Status restored = database_->Write([&](sql::Transaction& t) -> absl::Status {
      RETURN_IF_ERROR(t.Run("DELETE FROM session_events WHERE seq > $1", {seq}).status());
      RETURN_IF_ERROR(t.Run(absl::StrCat("UPDATE live_sessions SET seq = $1, ", set), {seq}).status());
      return t.Run("UPDATE database_epoch SET epoch = 7", {}).status();
    });
    ASSERT_TRUE(restored.ok()) << restored;
  }
  void CloseByTime() {
    clock_.Advance(absl::Seconds(21));
    ASSERT_TRUE(b_.hub.Round().ok());
    ASSERT_EQ(State(a_, ann_, ann_in_).session().phase(), v1::Session::PHASE_ITEM_CLOSED);
  }

  tests::FlakyDatabase flaky_{*database_};
  Node a_{flaky_, clock_, here_.pointers, here_.published};
  Node b_{*database_, clock_, there_.pointers, there_.published};
  std::string session_, ann_in_, bob_in_;
};
INSTANTIATE_TEST_SUITE_P(, QuizLiveReceiptsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

const char kB[] = "single_choice: 'b'";
const char kA[] = "single_choice: 'a'";

TEST_P(QuizLiveReceiptsTest, CountsTheFirstReceiptWhileTheItemIsOpen) {
  Begin();
  clock_.Advance(absl::Seconds(5));
  const std::string stamp = Stamp(kB);
  EXPECT_EQ(stamp.size(), 40u);
  clock_.Advance(absl::Seconds(3));
  EXPECT_EQ(Say(b_, ann_, ann_in_, kB, stamp)->response_time().seconds(), 5);
  EXPECT_EQ(Say(b_, bob_, bob_in_, kB)->response_time().seconds(), 8);
  Do(a_, "reveal {}");
  EXPECT_EQ(State(b_, ann_, ann_in_).standings().own().points(), 875);
}

TEST_P(QuizLiveReceiptsTest, CountsTheFirstReceiptAfterTheClose) {
  Begin();
  clock_.Advance(absl::Seconds(5));
  const std::string stamp = Stamp(kB);
  CloseByTime();
  Do(b_, "reveal {}");
  const auto before = Seen(b_, ann_, ann_in_);
  EXPECT_EQ(before.back().item_revealed().own().points(), 0);
  const auto said = Say(b_, ann_, ann_in_, kB, stamp);
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_EQ(said->response_time().seconds(), 5);
  EXPECT_EQ(Say(a_, ann_, ann_in_, kB, stamp)->response_time().seconds(), 5);  // once more changes nothing

  // What was told before stays what it was, for whoever comes back, on every replica.
  Node fresh(*database_, clock_, there_.pointers, there_.published);
  for (Node* node : {&a_, &b_, &fresh}) {
    const auto after = Seen(*node, ann_, ann_in_);
    ASSERT_EQ(after.size(), before.size() + 1);
    for (size_t i = 0; i < before.size(); ++i) {
      if (before[i].has_item_opened()) continue;  // says what time it is
      EXPECT_EQ(after[i].DebugString(), before[i].DebugString());
    }
    EXPECT_EQ(after.back().late_answer_counted().participant(), ann_in_);
    EXPECT_EQ(Seen(*node, teacher_, "").back().late_answer_counted().participant(), ann_in_);
    EXPECT_EQ(Seen(*node, bob_, bob_in_).back().late_answer_counted().participant(), "");
    EXPECT_EQ(State(*node, ann_, ann_in_).standings().own().points(), 875);
  }
  const auto lag = [&] { return sql::outbox::Lag(*database_, kProgressTopic)->pending; };
  ASSERT_TRUE(TellProgress(*database_, a_.hub).ok());
  EXPECT_EQ(lag(), 1);
  Do(a_, "end {}");
  EXPECT_EQ(Seen(b_, bob_, bob_in_).back().ended().standings().top(0).points(), 875);
}

TEST_P(QuizLiveReceiptsTest, TakesStampsForWhatTheyWereGivenFor) {
  Begin("allow_answer_change: true");
  const std::string stamp = Stamp(kA);
  CloseByTime();
  const auto reason = [&](const std::string& participant, const std::string& response, const std::string& shown,
                          int64_t version = 0) {
    const auto said = Say(b_, participant == bob_in_ ? bob_ : ann_, participant, response, shown, version);
    EXPECT_TRUE(absl::IsInvalidArgument(said.status())) << said.status();
    return Reason(said.status());
  };
  EXPECT_EQ(reason(ann_in_, kB, stamp), "BAD_RECEIPT");
  EXPECT_EQ(reason(bob_in_, kA, stamp), "BAD_RECEIPT");
  EXPECT_EQ(reason(ann_in_, kA, stamp, 1), "BAD_RECEIPT");
  EXPECT_EQ(reason(ann_in_, kA, "x" + stamp.substr(1)), "BAD_RECEIPT");
  EXPECT_EQ(reason(ann_in_, kA, "forged"), "BAD_RECEIPT");
  EXPECT_EQ(reason(ann_in_, kA, std::string(257, 'x')), "INVALID_FIELD");
  EXPECT_EQ(Reason(Say(b_, ann_, ann_in_, kA).status()), "ITEM_CLOSED");
  EXPECT_TRUE(absl::IsNotFound(Say(b_, bob_, ann_in_, kA, stamp).status()));
  Do(b_, "reveal {}");
  Do(b_, "end {}");
  EXPECT_EQ(Reason(Say(b_, ann_, ann_in_, kA, stamp).status()), "SESSION_ENDED");
}

// Who tries every answer while the database is away can prove one.
TEST_P(QuizLiveReceiptsTest, StampsOneResponseOfAParticipant) {
  Begin();
  const std::string stamp = Stamp(kA);
  EXPECT_EQ(Stamp(kB), "");
  EXPECT_EQ(Stamp(kA), stamp);
}

// Its stamp got lost on the way: the deadline of the call had passed.
TEST_P(QuizLiveReceiptsTest, RemembersWhatItReceived) {
  Begin();
  clock_.Advance(absl::Seconds(5));
  EXPECT_NE(Stamp(kB), "");
  CloseByTime();
  EXPECT_EQ(Reason(Say(a_, ann_, ann_in_, kA).status()), "ITEM_CLOSED");
  EXPECT_EQ(Say(a_, ann_, ann_in_, kB)->response_time().seconds(), 5);
}

// Two replicas know it open, and the database knows better.
TEST_P(QuizLiveReceiptsTest, ForgetsWhatCameAfterTheClose) {
  Begin();
  Do(b_, "reveal {}");
  EXPECT_EQ(Reason(Say(a_, ann_, ann_in_, kB).status()), "ITEM_CLOSED");
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(Reason(Say(a_, ann_, ann_in_, kB).status()), "ITEM_CLOSED");
}

TEST_P(QuizLiveReceiptsTest, GivesNoStampForWhatCameTooLate) {
  Begin();
  clock_.Advance(absl::Seconds(21));
  EXPECT_EQ(StampOf([&] {
              flaky_.away = true;
              return Say(a_, ann_, ann_in_, kB).status();
            }()),
            "");
}

// The host revealed it on one replica, and the other cannot see the database.
TEST_P(QuizLiveReceiptsTest, RefusesWhatCameAfterTheHostClosedTheItem) {
  Begin();
  clock_.Advance(absl::Seconds(3));
  Do(b_, "reveal {}");
  clock_.Advance(absl::Seconds(3));
  const std::string stamp = Stamp(kB);
  EXPECT_NE(stamp, "");
  EXPECT_EQ(Reason(Say(a_, ann_, ann_in_, kB, stamp).status()), "ITEM_CLOSED");
}

TEST_P(QuizLiveReceiptsTest, StoresOnceWhatTheDatabaseDidNotConfirm) {
  Begin();
  clock_.Advance(absl::Seconds(5));
  flaky_.silent = true;
  const std::string stamp = StampOf(Say(a_, ann_, ann_in_, kB).status());
  flaky_.silent = false;
  clock_.Advance(absl::Seconds(3));
  EXPECT_EQ(Say(b_, ann_, ann_in_, kB, stamp)->response_time().seconds(), 5);
  EXPECT_EQ(State(b_, teacher_, "").answered_count(), 1);
  CloseByTime();
  EXPECT_EQ(Say(b_, ann_, ann_in_, kB, stamp)->response_time().seconds(), 5);
  EXPECT_EQ(State(b_, teacher_, "").answered_count(), 1);
}

// The timer was quicker than a slow write.
TEST_P(QuizLiveReceiptsTest, KeepsWhatWasOnItsWayWhenTheItemClosed) {
  Begin();
  clock_.Advance(absl::Milliseconds(19'900));
  flaky_.before_write = [&] {
    clock_.Advance(absl::Seconds(1));
    EXPECT_TRUE(b_.hub.Round().ok());
  };
  const auto said = Say(a_, ann_, ann_in_, kB);
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_EQ(said->response_time().seconds(), 19);
  EXPECT_EQ(Seen(b_, teacher_, "").back().late_answer_counted().participant(), ann_in_);
}

TEST_P(QuizLiveReceiptsTest, CountsFromTheArrivalOfTheCall) {
  Begin();
  clock_.Advance(absl::Seconds(21));
  Caller waited = ann_;
  waited.queued = absl::Seconds(2);
  EXPECT_EQ(Say(a_, waited, ann_in_, kB)->response_time().seconds(), 19);
  EXPECT_EQ(Reason(Say(a_, bob_, bob_in_, kB).status()), "ITEM_CLOSED");
}

TEST_P(QuizLiveReceiptsTest, GivesEachOfManyItsOwnOutcome) {
  Begin();
  ASSERT_TRUE(Say(a_, bob_, bob_in_, kA).ok());
  std::vector<Caller> callers;
  std::vector<std::string> names;
  for (int i = 0; i < 16; ++i) {
    callers.push_back(As(absl::StrCat("user", i), api::v1::ROLE_LEARNER));
    names.push_back(In(callers[i], absl::StrCat("Number ", i)));
  }
  std::vector<std::thread> people;
  for (int i = 0; i < 16; ++i) {
    people.emplace_back([&, i] {
      EXPECT_TRUE(Say(a_, callers[i], names[i], kB).ok());
      EXPECT_TRUE(absl::IsInvalidArgument(Say(a_, callers[i], names[i], "true_false: true").status()));
      EXPECT_EQ(Reason(Say(a_, bob_, bob_in_, kB).status()), "ALREADY_ANSWERED");
    });
  }
  for (std::thread& person : people) person.join();
  EXPECT_EQ(State(b_, teacher_, "").answered_count(), 17);
}

// Clocks of replicas may be anywhere, and jump.
TEST_P(QuizLiveReceiptsTest, MindsNoTimeOfDay) {
  Begin();
  clock_.Jump(absl::Hours(1));
  ASSERT_TRUE(a_.hub.Round().ok());
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(Say(a_, ann_, ann_in_, kB)->response_time().seconds(), 5);
  clock_.Jump(absl::Hours(-24));
  ASSERT_TRUE(a_.hub.Round().ok());  // writes down how old the item is
  // One that comes after a crash, whose clock is a day behind the opener's.
  Node fresh(*database_, clock_, there_.pointers, there_.published);
  State(fresh, bob_, bob_in_);
  clock_.Advance(absl::Seconds(3));
  EXPECT_EQ(Say(fresh, bob_, bob_in_, kB)->response_time().seconds(), 8);
  clock_.Advance(absl::Milliseconds(12'200));
  ASSERT_TRUE(fresh.hub.Round().ok());
  EXPECT_EQ(State(a_, ann_, ann_in_).session().phase(), v1::Session::PHASE_ITEM_OPEN);
  clock_.Advance(absl::Milliseconds(101));
  ASSERT_TRUE(fresh.hub.Round().ok());
  EXPECT_EQ(State(a_, ann_, ann_in_).session().phase(), v1::Session::PHASE_ITEM_CLOSED);
}

TEST_P(QuizLiveReceiptsTest, ContinuesNoHistoryThatWasLost) {
  Begin();
  const v1::Session known = State(a_, ann_, ann_in_).session();
  EXPECT_EQ(known.epoch(), 1);
  Do(a_, "reveal {}");  // seq 3 and 4, which the restore takes back
  auto stream = *Watch(a_, ann_, ann_in_, 4, 1);
  stream->Start({});
  Restore(2, "phase = 2");
  // Another event takes the number of a lost one.
  Node fresh(*database_, clock_, there_.pointers, there_.published);
  Do(fresh, "lock { locked: true }");
  Do(fresh, "lock { locked: false }");
  const auto late = Watch(fresh, ann_, ann_in_, 4, 1);
  EXPECT_EQ(Reason(late.status()), "STALE_EPOCH");
  EXPECT_EQ(Metadata(late.status(), "epoch"), "7");
  EXPECT_TRUE(Watch(fresh, ann_, ann_in_, 4, 7).ok());
  EXPECT_TRUE(Watch(fresh, ann_, ann_in_, 2, 1).ok()) << "what both histories have";
  EXPECT_EQ(Reason(Watch(fresh, ann_, ann_in_, 9, 7).status()), "STALE_EPOCH");
  // The replica that remembers the lost one finds out, and its watchers with it.
  ASSERT_TRUE(a_.hub.Round().ok());
  EXPECT_EQ(Reason(stream->Next().status()), "STALE_EPOCH");
  const auto events = Seen(a_, ann_, ann_in_);
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[3].lobby_locked().locked(), false);
  EXPECT_EQ(events[3].epoch(), 7);
  EXPECT_EQ(events[1].epoch(), 1);
}

TEST_P(QuizLiveReceiptsTest, TimesAnAnswerByTheHistoryThatIs) {
  Begin();
  Restore(1, "phase = 1, item = -1");
  clock_.Advance(absl::Seconds(6));
  Node fresh(*database_, clock_, there_.pointers, there_.published);
  Do(fresh, "start {}");  // the same item again, with the same seq
  clock_.Advance(absl::Seconds(1));
  // This replica stood still: it knows the lost opening only, 7 s ago.
  const auto said = Say(a_, ann_, ann_in_, kB);
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_LE(said->response_time().seconds(), 1);
  EXPECT_EQ(State(fresh, ann_, ann_in_).own_response().single_choice(), "b");
}

}  // namespace
}  // namespace lyceum::quiz::live
