// Live sessions as their callers see them, over two replicas on one database (on
// SQLite too: two hubs in one process), with a clock that stands still.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/telling.h"
#include "services/quiz/live/store/schema.h"
#include "services/quiz/methods/facts.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz::live {
namespace {

class QuizLiveTest : public QuizWorld {
 protected:
  // What one process has.
  struct Node {
    Node(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published)
        : hub(database, clock, published, nullptr), sessions(database, clock, pointers, published, hub) {}
    Hub hub;
    Sessions sessions;
  };

  QuizLiveTest() {
    EXPECT_TRUE(MigrateStore(*database_).ok());
    Create("walls");
    Publish("walls");
  }

  v1::Session Begin(const std::string& settings = "") {
    auto request = Text<v1::CreateSessionRequest>("parent: 'tenants/t' quiz: 'tenants/t/quizzes/walls'");
    *request.mutable_settings() = Text<v1::SessionSettings>(settings);
    const auto made = a_.sessions.CreateSession(teacher_, request);
    EXPECT_TRUE(made.ok()) << made.status();
    session_ = made.ok() ? made->session().name() : "";
    return made.ok() ? made->session() : v1::Session();
  }

  absl::StatusOr<v1::JoinSessionResponse> Join(Node& node, const Caller& caller, const std::string& nickname,
                                               const std::string& token = "") {
    v1::JoinSessionRequest request;
    request.set_name(session_);
    request.set_nickname(nickname);
    request.set_resume_token(token);
    return node.sessions.JoinSession(caller, request);
  }
  std::string In(Node& node, const Caller& caller, const std::string& nickname) {
    const auto joined = Join(node, caller, nickname);
    EXPECT_TRUE(joined.ok()) << joined.status();
    return joined.ok() ? joined->participant().name() : "";
  }

  absl::StatusOr<v1::ControlSessionResponse> Try(Node& node, const std::string& action, int64_t seq,
                                                 const Caller& caller) {
    auto request = Text<v1::ControlSessionRequest>(action);
    request.set_name(session_);
    request.set_expected_seq(seq);
    return node.sessions.ControlSession(caller, request);
  }
  // As the host, from where the session is now.
  v1::Session Do(Node& node, const std::string& action) {
    const auto done = Try(node, action, State(node, teacher_, "").session().seq(), teacher_);
    EXPECT_TRUE(done.ok()) << action << ": " << done.status();
    return done.ok() ? done->session() : v1::Session();
  }

  v1::SessionState State(Node& node, const Caller& caller, const std::string& participant) {
    v1::GetSessionStateRequest request;
    request.set_name(session_);
    request.set_participant(participant);
    const auto state = node.sessions.GetSessionState(caller, request);
    EXPECT_TRUE(state.ok()) << state.status();
    return state.ok() ? state->state() : v1::SessionState();
  }

  absl::StatusOr<v1::SubmitAnswerResponse> Say(Node& node, const Caller& caller, const std::string& participant,
                                               const std::string& item, const std::string& response,
                                               int64_t version = 0) {
    v1::SubmitAnswerRequest request;
    request.set_name(participant);
    request.set_item(item);
    *request.mutable_response() = Text<v1::Response>(response);
    request.set_version(version);
    return node.sessions.SubmitAnswer(caller, request);
  }

  absl::StatusOr<std::unique_ptr<rpc::Stream>> Watch(Node& node, const Caller& caller, const std::string& participant,
                                                     int64_t after_seq) {
    v1::WatchSessionRequest request;
    request.set_name(session_);
    request.set_participant(participant);
    request.set_after_seq(after_seq);
    return node.sessions.WatchSession(caller, request);
  }

  // All there is to see now.
  static std::vector<v1::SessionEvent> Drain(rpc::Stream& stream) {
    std::vector<v1::SessionEvent> events;
    while (true) {
      const auto next = stream.Next();
      if (!next.ok() || !next->has_value()) return events;
      v1::WatchSessionResponse response;
      EXPECT_TRUE(response.ParseFromString(***next));
      events.push_back(response.event());
    }
  }

  std::vector<v1::SessionEvent> Seen(Node& node, const Caller& caller, const std::string& participant,
                                     int64_t after_seq = 0) {
    EXPECT_TRUE(node.hub.Round().ok());
    State(node, caller, participant);  // takes in what is new
    const auto stream = Watch(node, caller, participant, after_seq);
    EXPECT_TRUE(stream.ok()) << stream.status();
    return stream.ok() ? Drain(**stream) : std::vector<v1::SessionEvent>();
  }

  Node a_{*database_, clock_, here_.pointers, here_.published};
  Node b_{*database_, clock_, there_.pointers, there_.published};
  std::string session_;
};
INSTANTIATE_TEST_SUITE_P(, QuizLiveTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

const char kB[] = "single_choice: 'b'";
const char kA[] = "single_choice: 'a'";

TEST_P(QuizLiveTest, PlaysASessionOverTwoReplicas) {
  const v1::Session made = Begin();
  EXPECT_EQ(made.pin().size(), 8u);
  v1::ResolvePinRequest pin;
  pin.set_parent("tenants/t");
  pin.set_pin(made.pin());
  EXPECT_EQ(b_.sessions.ResolvePin(ann_, pin)->session(), session_);

  const std::string ann = In(a_, ann_, "Ann"), bob = In(b_, bob_, "Bob");
  Do(a_, "start {}");
  State(b_, bob_, bob);  // b sees it open
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(Say(a_, ann_, ann, "one", kB)->response_time().seconds(), 5);
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(Say(b_, bob_, bob, "one", kB)->response_time().seconds(), 10);
  EXPECT_EQ(State(b_, teacher_, "").answered_count(), 2);

  clock_.Advance(absl::Seconds(10));
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(State(a_, ann_, ann).session().phase(), v1::Session::PHASE_ITEM_OPEN);
  clock_.Advance(absl::Milliseconds(301));
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(State(a_, ann_, ann).session().phase(), v1::Session::PHASE_ITEM_CLOSED);
  ASSERT_TRUE(a_.hub.Round().ok());

  Do(a_, "reveal {}");
  const auto standings = State(b_, bob_, bob).standings();
  ASSERT_EQ(standings.top_size(), 2);
  EXPECT_EQ(standings.top(0).nickname(), "Ann");
  EXPECT_EQ(standings.top(0).points(), 875);
  EXPECT_EQ(standings.own().points(), 750);
  EXPECT_EQ(standings.own().rank(), 2);

  Do(b_, "next {}");
  EXPECT_TRUE(Say(a_, bob_, bob, "two", "true_false: true").ok());  // a has not seen it yet
  Do(b_, "reveal {}");
  Do(a_, "end {}");
  EXPECT_EQ(State(b_, ann_, ann).standings().top(0).nickname(), "Bob");
  EXPECT_TRUE(absl::IsNotFound(a_.sessions.ResolvePin(ann_, pin).status()));
}

TEST_P(QuizLiveTest, ShowsEveryEventOnceAndNoKeyBeforeTheReveal) {
  Begin();
  const std::string ann = In(a_, ann_, "Ann");
  Do(a_, "start {}");
  ASSERT_TRUE(Say(a_, ann_, ann, "one", kB).ok());
  auto before = Seen(b_, ann_, ann);
  ASSERT_EQ(before.size(), 2u);
  EXPECT_EQ(before[1].item_opened().item().id(), "one");
  EXPECT_EQ(before[1].DebugString().find("correct"), std::string::npos);
  EXPECT_EQ(before[1].DebugString().find("In August"), std::string::npos);

  Do(a_, "reveal {}");
  const auto after = Seen(b_, ann_, ann, 2);
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after[0].seq(), 3);
  EXPECT_EQ(after[0].item_closed().answered_count(), 1);
  EXPECT_EQ(after[1].seq(), 4);
  const v1::ItemRevealed& revealed = after[1].item_revealed();
  EXPECT_EQ(revealed.reveal().correct().single_choice(), "b");
  EXPECT_EQ(revealed.own().points(), 1000);
  EXPECT_EQ(revealed.standings().own().rank(), 1);
  EXPECT_EQ(revealed.responses_size(), 0);
  const auto host = Seen(a_, teacher_, "", 3);
  EXPECT_EQ(host.at(0).item_revealed().responses(0).text(), "1961");
  EXPECT_FALSE(Watch(a_, ann_, ann, 99).ok());
}

TEST_P(QuizLiveTest, WakesItsWatchersAndEndsTheirStreams) {
  struct Bell final : rpc::Wakeable {
    void Wake() override { ++rung; }
    int rung = 0;
  };
  Begin();
  const std::string ann = In(b_, ann_, "Ann");
  auto stream = *Watch(b_, ann_, ann, 0);
  const auto bell = std::make_shared<Bell>();
  stream->Start(rpc::Waker(bell));
  EXPECT_EQ(Drain(*stream).size(), 1u);
  Do(a_, "start {}");
  EXPECT_EQ(bell->rung, 0);
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(bell->rung, 1);
  EXPECT_EQ(Drain(*stream).size(), 1u);
  Do(a_, "end {}");
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(Drain(*stream).size(), 2u);
  EXPECT_TRUE(rpc::IsEndOfStream(stream->Next().status()));
}

TEST_P(QuizLiveTest, TellsTheHostWhoComesAndHowManyAnswered) {
  Begin();
  auto stream = *Watch(a_, teacher_, "", 1);
  stream->Start({});
  Drain(*stream);
  const std::string ann = In(b_, ann_, "Ann");
  ASSERT_TRUE(a_.hub.Round().ok());
  auto events = Drain(*stream);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].lobby_changed().newest(0).nickname(), "Ann");
  Do(a_, "start {}");
  ASSERT_TRUE(Say(b_, ann_, ann, "one", kA).ok());
  ASSERT_TRUE(a_.hub.Round().ok());
  events = Drain(*stream);
  EXPECT_EQ(events.back().answers_counted().answered_count(), 1);
}

TEST_P(QuizLiveTest, CountsTheFirstAnswerAndAnswersRepeatsTheSame) {
  Begin();
  const std::string ann = In(a_, ann_, "Ann");
  EXPECT_EQ(Reason(Say(a_, ann_, ann, "one", kB).status()), "ITEM_NOT_OPEN");
  Do(a_, "start {}");
  clock_.Advance(absl::Seconds(2));
  ASSERT_TRUE(Say(a_, ann_, ann, "one", kB).ok());
  clock_.Advance(absl::Seconds(2));
  EXPECT_EQ(Say(a_, ann_, ann, "one", kB)->response_time().seconds(), 2);
  EXPECT_EQ(Reason(Say(b_, ann_, ann, "one", kA).status()), "ALREADY_ANSWERED");
  EXPECT_EQ(Reason(Say(a_, ann_, ann, "two", "true_false: true").status()), "ITEM_NOT_OPEN");
  EXPECT_TRUE(absl::IsInvalidArgument(Say(a_, ann_, ann, "one", "true_false: true").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Say(a_, ann_, ann, "four", kB).status()));
  EXPECT_TRUE(absl::IsNotFound(Say(a_, bob_, ann, "one", kB).status()));
  Do(b_, "reveal {}");
  EXPECT_EQ(Say(a_, ann_, ann, "one", kB)->response_time().seconds(), 2);
  const std::string bob = In(a_, bob_, "Bob");
  EXPECT_EQ(Reason(Say(a_, bob_, bob, "one", kB).status()), "ITEM_CLOSED");
}

TEST_P(QuizLiveTest, TakesChangesWhereTheyAreAllowed) {
  Begin("allow_answer_change: true");
  const std::string ann = In(a_, ann_, "Ann");
  Do(a_, "start {}");
  ASSERT_TRUE(Say(a_, ann_, ann, "one", kA, 0).ok());
  ASSERT_TRUE(Say(b_, ann_, ann, "one", kB, 1).ok());
  ASSERT_TRUE(Say(a_, ann_, ann, "one", kA, 0).ok());  // late, and changes nothing
  EXPECT_EQ(State(a_, ann_, ann).own_response().single_choice(), "b");
}

TEST_P(QuizLiveTest, LetsParticipantsComeBackWithTheirPoints) {
  Begin();
  const auto joined = Join(a_, ann_, "Ann");
  const std::string ann = joined->participant().name();
  Do(a_, "start {}");
  ASSERT_TRUE(Say(a_, ann_, ann, "one", kB).ok());
  Do(a_, "reveal {}");
  EXPECT_TRUE(Join(a_, ann_, "Other")->rejoined());
  const Caller phone = As("guest-2", api::v1::ROLE_LEARNER);
  const auto again = Join(a_, phone, "", joined->resume_token());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->participant().name(), ann);
  EXPECT_EQ(again->points(), 1000);
  Do(a_, "next {}");
  EXPECT_TRUE(Say(b_, phone, ann, "two", "true_false: true").ok());
  EXPECT_TRUE(absl::IsNotFound(Say(a_, ann_, ann, "two", "true_false: true").status()));
  EXPECT_EQ(Reason(Join(a_, bob_, "", joined->resume_token() + "x").status()), "BAD_RESUME_TOKEN");
}

TEST_P(QuizLiveTest, LetsInWhomTheHostWants) {
  Begin("refuse_late_join: true");
  const std::string ann = In(a_, ann_, "Ivan");
  EXPECT_EQ(Reason(Join(b_, bob_, "lvan").status()), "NICKNAME_TAKEN");
  EXPECT_TRUE(absl::IsInvalidArgument(Join(b_, bob_, "Bob\u202E").status()));
  Do(a_, "lock { locked: true }");
  EXPECT_EQ(Reason(Join(b_, bob_, "Bob").status()), "LOBBY_LOCKED");
  Do(a_, "lock { locked: false }");
  const std::string bob = In(b_, bob_, "Bob");
  Do(a_, "ban { participant: '" + bob + "' }");
  EXPECT_EQ(Reason(Join(b_, bob_, "Robert").status()), "BANNED");
  Do(a_, "rename { participant: '" + ann + "' nickname: 'Ann' }");
  EXPECT_EQ(Seen(b_, ann_, ann).back().renamed().nickname(), "Ann");
  Do(a_, "start {}");
  EXPECT_EQ(Reason(Join(a_, As("cy", api::v1::ROLE_LEARNER), "Cy").status()), "JOIN_CLOSED");
  Do(a_, "kick { participant: '" + ann + "' }");
  EXPECT_EQ(Reason(Say(a_, ann_, ann, "one", kB).status()), "REMOVED");
  Do(a_, "end {}");
  EXPECT_EQ(Reason(Join(a_, As("cy", api::v1::ROLE_LEARNER), "Cy").status()), "SESSION_ENDED");
}

TEST_P(QuizLiveTest, KnowsItsRoster) {
  Begin("admission: ADMISSION_ROSTER roster { user: 'tenants/t/users/ann' display_name: 'Ann A.' }");
  EXPECT_EQ(Join(a_, ann_, "ignored")->participant().nickname(), "Ann A.");
  EXPECT_EQ(Reason(Join(a_, bob_, "Bob").status()), "NOT_ON_ROSTER");
}

TEST_P(QuizLiveTest, LetsOneOfTwoHostsWin) {
  Begin();
  EXPECT_TRUE(Try(a_, "start {}", 1, teacher_).ok());
  EXPECT_EQ(Reason(Try(b_, "start {}", 1, teacher_).status()), "SEQ_MISMATCH");
  EXPECT_TRUE(absl::IsNotFound(Try(a_, "reveal {}", 2, author_).status()));
  EXPECT_TRUE(Try(a_, "reveal {}", 2, As("root", api::v1::ROLE_ADMIN)).ok());
}

TEST_P(QuizLiveTest, ReportsWhoAnsweredWhat) {
  Begin();
  const std::string ann = In(a_, ann_, "Ann"), bob = In(a_, bob_, "Bob");
  Do(a_, "start {}");
  ASSERT_TRUE(Say(a_, ann_, ann, "one", kB).ok());
  ASSERT_TRUE(Say(a_, bob_, bob, "one", kA).ok());
  Do(a_, "reveal {}");
  v1::GetReportRequest request;
  request.set_name(session_);
  EXPECT_TRUE(absl::IsNotFound(a_.sessions.GetReport(author_, request).status()));
  const auto report = b_.sessions.GetReport(teacher_, request);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->report().participants_size(), 2);
  EXPECT_EQ(report->report().participants(1).user(), "tenants/t/users/bob");
  EXPECT_EQ(report->report().participants(1).results(0).response().single_choice(), "a");
  ASSERT_EQ(report->report().items_size(), 1);
  EXPECT_EQ(report->report().items(0).answered_count(), 2);
  EXPECT_EQ(report->report().items(0).correct_count(), 1);
}

TEST_P(QuizLiveTest, TellsProgressOfEveryAnswerOnce) {
  Begin();
  const std::string ann = In(a_, ann_, "Ann");
  Do(a_, "start {}");
  ASSERT_TRUE(Say(a_, ann_, ann, "one", kB).ok());
  const auto pending = [&] { return sql::outbox::Lag(*database_, kProgressTopic)->pending; };
  ASSERT_TRUE(TellProgress(*database_, a_.hub).ok());
  EXPECT_EQ(pending(), 0);
  Do(a_, "reveal {}");
  ASSERT_TRUE(TellProgress(*database_, a_.hub).ok());
  ASSERT_TRUE(TellProgress(*database_, b_.hub).ok());
  EXPECT_EQ(pending(), 1);
}

}  // namespace
}  // namespace lyceum::quiz::live
