// Teams, more time for some, and fair time, as the callers of live sessions see
// them: over two replicas on one database, with a clock that stands still.
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/rpc/plan.h"
#include "common/rpc/validate.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/store/participants.h"
#include "services/quiz/live/store/schema.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz::live {
namespace {

const char kRight[] = "single_choice: 'b'";
const char kWrong[] = "single_choice: 'a'";
const char kTwoTeams[] = "teams { names: 'Red' names: 'Blue' } ";
const char kMoreTimeForAnn[] = "accommodations { user: 'tenants/t/users/ann' time_permille: 1500 } ";

class QuizLiveScoringTest : public QuizWorld {
 protected:
  // What one process has.
  struct Node {
    Node(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published)
        : hub(database, clock, published, nullptr), sessions(database, clock, pointers, published, hub) {}
    Hub hub;
    Sessions sessions;
  };

  QuizLiveScoringTest() {
    EXPECT_TRUE(MigrateStore(*database_).ok());
    Create("walls");
    Publish("walls");
  }

  absl::StatusOr<v1::CreateSessionResponse> Make(const std::string& settings) {
    auto request = Text<v1::CreateSessionRequest>("parent: 'tenants/t' quiz: 'tenants/t/quizzes/walls'");
    *request.mutable_settings() = Text<v1::SessionSettings>(settings);
    return a_.sessions.CreateSession(teacher_, request);
  }
  v1::Session Begin(const std::string& settings) {
    const auto made = Make(settings);
    EXPECT_TRUE(made.ok()) << made.status();
    session_ = made.ok() ? made->session().name() : "";
    return made.ok() ? made->session() : v1::Session();
  }

  absl::StatusOr<v1::JoinSessionResponse> Join(Node& node, const Caller& caller, const std::string& team = "") {
    v1::JoinSessionRequest request;
    request.set_name(session_);
    request.set_nickname(caller.user);
    request.set_team(team);
    return node.sessions.JoinSession(caller, request);
  }
  std::string In(Node& node, const Caller& caller, const std::string& team = "") {
    const auto joined = Join(node, caller, team);
    EXPECT_TRUE(joined.ok()) << joined.status();
    return joined.ok() ? joined->participant().name() : "";
  }

  v1::SessionState State(Node& node, const Caller& caller, const std::string& participant = "") {
    v1::GetSessionStateRequest request;
    request.set_name(session_);
    request.set_participant(participant);
    const auto state = node.sessions.GetSessionState(caller, request);
    EXPECT_TRUE(state.ok()) << state.status();
    return state.ok() ? state->state() : v1::SessionState();
  }
  v1::Session::Phase Phase(Node& node) { return State(node, teacher_).session().phase(); }

  // As the host, from where the session is now.
  void Do(Node& node, const std::string& action) {
    auto request = Text<v1::ControlSessionRequest>(action);
    request.set_name(session_);
    request.set_expected_seq(State(node, teacher_).session().seq());
    const auto done = node.sessions.ControlSession(teacher_, request);
    EXPECT_TRUE(done.ok()) << action << ": " << done.status();
  }

  absl::StatusOr<v1::SubmitAnswerResponse> Say(Node& node, const Caller& caller, const std::string& participant,
                                               const std::string& response) {
    v1::SubmitAnswerRequest request;
    request.set_name(participant);
    request.set_item("one");
    *request.mutable_response() = Text<v1::Response>(response);
    return node.sessions.SubmitAnswer(caller, request);
  }

  // The clock as the viewer is told of it, now and when the item was opened.
  absl::Duration TimeShown(Node& node, const Caller& caller, const std::string& participant) {
    const v1::ItemOpened item = State(node, caller, participant).item();
    v1::WatchSessionRequest request;
    request.set_name(session_);
    request.set_participant(participant);
    auto stream = node.sessions.WatchSession(caller, request);
    EXPECT_TRUE(stream.ok()) << stream.status();
    for (auto next = (*stream)->Next(); next.ok() && next->has_value(); next = (*stream)->Next()) {
      v1::WatchSessionResponse response;
      EXPECT_TRUE(response.ParseFromString(***next));
      if (!response.event().has_item_opened()) continue;
      const v1::ItemOpened& opened = response.event().item_opened();
      EXPECT_EQ(opened.close_time().seconds(), item.close_time().seconds());
    }
    return absl::Seconds(item.close_time().seconds() - item.open_time().seconds());
  }

  std::string Teams(const google::protobuf::RepeatedPtrField<v1::TeamStanding>& teams) {
    std::string line;
    for (const v1::TeamStanding& team : teams) {
      absl::StrAppend(&line, team.team(), " ", team.rank(), ":", team.points(), "/", team.member_count(), " ");
    }
    return line;
  }

  v1::SessionReport Report(Node& node) {
    v1::GetReportRequest request;
    request.set_name(session_);
    const auto report = node.sessions.GetReport(teacher_, request);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? report->report() : v1::SessionReport();
  }

  Node a_{*database_, clock_, here_.pointers, here_.published};
  Node b_{*database_, clock_, there_.pointers, there_.published};
  const Caller cy_ = As("cy", api::v1::ROLE_LEARNER);
  std::string session_;
};
INSTANTIATE_TEST_SUITE_P(, QuizLiveScoringTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizLiveScoringTest, RefusesSettingsThatMakeNoSense) {
  for (const char* settings :
       {"teams { names: 'Red' }", "teams { names: 'Ivan' names: 'lvan' }", "latency_credit { seconds: 1 }",
        "accommodations { user: 'tenants/t/users/ann' time_permille: 900 }"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Make(settings).status())) << settings;
  }
}

TEST_P(QuizLiveScoringTest, AsksForATeam) {
  const v1::Session made = Begin(kTwoTeams);
  EXPECT_EQ(made.settings().teams().mode(), v1::TeamRule::MODE_MEAN);
  v1::ResolvePinRequest pin;
  pin.set_parent("tenants/t");
  pin.set_pin(made.pin());
  EXPECT_EQ(b_.sessions.ResolvePin(ann_, pin)->teams_size(), 2);
  const absl::Status none = Join(a_, ann_).status();
  EXPECT_EQ(Reason(none), "TEAM_REQUIRED");
  EXPECT_NE(none.message().find("Red, Blue"), absl::string_view::npos);
  EXPECT_EQ(Reason(Join(a_, ann_, "Green").status()), "TEAM_UNKNOWN");
  EXPECT_EQ(State(a_, teacher_).session().participant_count(), 0);
  EXPECT_EQ(Join(a_, ann_, "Blue")->participant().team(), "Blue");
  // Coming back changes nothing.
  EXPECT_EQ(Join(b_, ann_, "Red")->participant().team(), "Blue");
  EXPECT_EQ(Join(b_, ann_)->participant().team(), "Blue");
}

TEST_P(QuizLiveScoringTest, TakesTheRostersWordForATeam) {
  Begin(std::string(kTwoTeams) +
        "admission: ADMISSION_ROSTER roster { user: 'tenants/t/users/ann' display_name: 'Ann' team: 'Red' } "
        "roster { user: 'tenants/t/users/bob' display_name: 'Bob' }");
  EXPECT_EQ(Join(a_, ann_)->participant().team(), "Red");
  EXPECT_EQ(Reason(Join(a_, bob_).status()), "TEAM_REQUIRED");
  EXPECT_EQ(Join(a_, bob_, "Blue")->participant().team(), "Blue");
}

TEST_P(QuizLiveScoringTest, RefusesATeamWhereThereAreNone) {
  Begin("");
  EXPECT_TRUE(absl::IsInvalidArgument(Join(a_, ann_, "Red").status()));
  EXPECT_EQ(Join(a_, ann_)->participant().team(), "");
}

TEST_P(QuizLiveScoringTest, RanksTeams) {
  Begin(std::string(kTwoTeams) + "scoring { speed: SPEED_NONE }");
  const std::string ann = In(a_, ann_, "Red"), bob = In(b_, bob_, "Red"), cy = In(b_, cy_, "Blue");
  Do(a_, "start {}");
  ASSERT_TRUE(Say(a_, ann_, ann, kRight).ok());
  ASSERT_TRUE(Say(a_, bob_, bob, kWrong).ok());
  ASSERT_TRUE(Say(a_, cy_, cy, kRight).ok());
  Do(a_, "reveal {}");
  // Joins once nobody can answer any more: it is a member from the next item on.
  const Caller dee = As("dee", api::v1::ROLE_LEARNER);
  In(b_, dee, "Blue");
  for (Node* node : {&a_, &b_}) {
    const v1::Standings standings = State(*node, bob_, bob).standings();
    EXPECT_EQ(Teams(standings.teams()), "Blue 1:1000/1 Red 2:500/2 ");
    EXPECT_EQ(standings.own().team(), "Red");
    EXPECT_EQ(Teams(Report(*node).teams()), "Blue 1:1000/1 Red 2:500/2 ");
  }
  EXPECT_EQ(Report(a_).participants(0).standing().team(), "Red");
  Do(a_, "next {}");
  Do(a_, "reveal {}");
  EXPECT_EQ(Teams(State(b_, teacher_).standings().teams()), "Red 1:500/2 Blue 1:500/2 ");
}

TEST_P(QuizLiveScoringTest, GivesMoreTimeToWhomItWasGranted) {
  Begin(kMoreTimeForAnn);
  const std::string ann = In(a_, ann_), bob = In(b_, bob_);
  Do(a_, "start {}");
  EXPECT_EQ(TimeShown(b_, ann_, ann), absl::Seconds(30));
  EXPECT_EQ(TimeShown(b_, bob_, bob), absl::Seconds(20));
  EXPECT_EQ(TimeShown(b_, teacher_, ""), absl::Seconds(30));
  clock_.Advance(absl::Seconds(15));
  EXPECT_EQ(Say(a_, ann_, ann, kRight)->response_time().seconds(), 15);
  clock_.Advance(absl::Seconds(6));
  ASSERT_TRUE(a_.hub.Round().ok());
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(Phase(a_), v1::Session::PHASE_ITEM_OPEN);
  EXPECT_EQ(Reason(Say(b_, bob_, bob, kRight).status()), "ITEM_CLOSED");
  clock_.Advance(absl::Seconds(9));
  ASSERT_TRUE(a_.hub.Round().ok());
  EXPECT_EQ(Phase(a_), v1::Session::PHASE_ITEM_OPEN);
  clock_.Advance(absl::Milliseconds(301));
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(Phase(a_), v1::Session::PHASE_ITEM_CLOSED);
  Do(a_, "reveal {}");
  EXPECT_EQ(State(b_, ann_, ann).standings().own().points(), 750);  // 15 s of 30 s
}

TEST_P(QuizLiveScoringTest, ShowsAccommodationsToTheHostOnly) {
  Begin(kMoreTimeForAnn);
  const std::string ann = In(a_, ann_), bob = In(a_, bob_);
  EXPECT_EQ(State(a_, teacher_).session().settings().accommodations_size(), 1);
  for (Node* node : {&a_, &b_}) {
    EXPECT_EQ(State(*node, ann_, ann).session().settings().accommodations_size(), 0);
    EXPECT_EQ(State(*node, bob_, bob).session().settings().accommodations_size(), 0);
  }
}

TEST_P(QuizLiveScoringTest, DoesNotWaitForWhoIsNotThere) {
  Begin(kMoreTimeForAnn);
  const std::string bob = In(a_, bob_);
  Do(a_, "start {}");
  EXPECT_EQ(TimeShown(b_, teacher_, ""), absl::Seconds(20));
  // Too late for this item to be open any longer; the next one is.
  const std::string ann = In(b_, ann_);
  EXPECT_EQ(TimeShown(b_, ann_, ann), absl::Seconds(20));
  Do(a_, "reveal {}");
  Do(a_, "next {}");
  EXPECT_EQ(State(b_, teacher_).item().close_time().seconds() - State(b_, teacher_).item().open_time().seconds(), 30);
}

TEST_P(QuizLiveScoringTest, KeepsEachsTimeOverPausesAndExtensions) {
  Begin(kMoreTimeForAnn);
  const std::string ann = In(a_, ann_), bob = In(b_, bob_);
  Do(a_, "start {}");
  clock_.Advance(absl::Seconds(22));
  Do(a_, "pause {}");
  EXPECT_EQ(State(b_, ann_, ann).time_left().seconds(), 8);
  EXPECT_EQ(State(b_, bob_, bob).time_left().seconds(), 0);
  Do(a_, "extend { by { seconds: 10 } }");
  EXPECT_EQ(State(b_, ann_, ann).time_left().seconds(), 23);
  EXPECT_EQ(State(b_, bob_, bob).time_left().seconds(), 8);
  Do(a_, "resume {}");
  State(b_, teacher_);
  clock_.Advance(absl::Seconds(8));
  EXPECT_TRUE(Say(b_, bob_, bob, kRight).ok());
  clock_.Advance(absl::Seconds(15));
  EXPECT_TRUE(Say(b_, ann_, ann, kRight).ok());
}

TEST_P(QuizLiveScoringTest, KeepsTheTimeOfAParticipantThatChangesHands) {
  Begin(kMoreTimeForAnn);
  const auto joined = Join(a_, ann_);
  v1::JoinSessionRequest request;
  request.set_name(session_);
  request.set_resume_token(joined->resume_token());
  const Caller phone = As("guest", api::v1::ROLE_LEARNER);
  ASSERT_TRUE(b_.sessions.JoinSession(phone, request).ok());
  Do(a_, "start {}");
  EXPECT_EQ(TimeShown(a_, phone, joined->participant().name()), absl::Seconds(30));
}

TEST_P(QuizLiveScoringTest, CreditsTheRoundTripTheServerHasMeasured) {
  struct Far final : Connection {
    std::optional<absl::Duration> RoundTrip() const override { return round_trip; }
    std::optional<absl::Duration> round_trip;
  };
  Far far;
  const auto time = [&](const std::string& settings, std::optional<absl::Duration> round_trip, absl::Duration after) {
    Begin(settings);
    Caller ann = ann_;
    far.round_trip = round_trip;
    ann.connection = &far;
    const std::string name = In(a_, ann);
    Do(a_, "start {}");
    clock_.Advance(after);
    const auto said = Say(a_, ann, name, kRight);
    EXPECT_TRUE(said.ok()) << said.status();
    return said.ok() ? absl::Seconds(said->response_time().seconds()) +
                           absl::Nanoseconds(said->response_time().nanos())
                     : absl::InfiniteDuration();
  };
  const char credit[] = "latency_credit { nanos: 200000000 }";
  EXPECT_EQ(time(credit, absl::Milliseconds(80), absl::Seconds(2)), absl::Milliseconds(1920));
  EXPECT_EQ(time(credit, absl::Seconds(9), absl::Seconds(2)), absl::Milliseconds(1800));
  EXPECT_EQ(time(credit, std::nullopt, absl::Seconds(2)), absl::Seconds(2));
  EXPECT_EQ(time(credit, absl::Milliseconds(80), absl::Milliseconds(50)), absl::ZeroDuration());
  EXPECT_EQ(time("", absl::Milliseconds(80), absl::Seconds(2)), absl::Seconds(2));
  // What was sent in time is in time.
  EXPECT_EQ(time(credit, absl::Milliseconds(80), absl::Milliseconds(20'080)), absl::Seconds(20));
}

// What the contract's rule for CreateSession lets through: a teacher names others.
TEST_P(QuizLiveScoringTest, LetsATeacherNameUsers) {
  auto request = Text<v1::CreateSessionRequest>(absl::StrCat(
      "parent: 'tenants/t' quiz: 'tenants/t/quizzes/walls' settings { ", kMoreTimeForAnn,
      "roster { user: 'tenants/t/users/ann' } }"));
  const auto* contracts = google::protobuf::DescriptorPool::generated_pool();
  const auto* rpc = contracts->FindMethodByName("lyceum.quiz.v1.SessionService.CreateSession");
  ASSERT_NE(rpc, nullptr);
  rpc::Plans plans;
  const auto plan = plans.Of(*rpc->input_type());
  ASSERT_TRUE(plan.ok()) << plan.status();
  Caller teacher = teacher_;
  EXPECT_TRUE(rpc::Validate(request, **plan, rpc->options().GetExtension(api::v1::access), teacher).ok());
}

// Whoever could have answered an item is counted by the transaction that closes it,
// so all replicas see the same members.
TEST_P(QuizLiveScoringTest, LetsNobodySlipInPastTheClose) {
  Begin(kTwoTeams);
  Do(a_, "start {}");
  const Key key{"t", session_.substr(session_.rfind('/') + 1)};
  std::atomic<int> joined{0};
  std::atomic<bool> closed{false};
  std::vector<std::thread> people;
  for (int i = 0; i < 4; ++i) {
    people.emplace_back([&, i] {
      for (int n = 0; n < 50 && !closed; ++n) {
        const Caller caller = As(absl::StrCat("p", i, "-", n), api::v1::ROLE_LEARNER);
        joined += Join(i % 2 == 0 ? a_ : b_, caller, "Red").ok();
      }
    });
  }
  while (joined < 5) std::this_thread::yield();
  Do(a_, "reveal {}");
  const int members = State(a_, teacher_).standings().teams(0).member_count();
  closed = true;
  for (std::thread& person : people) person.join();
  int could_answer = 0;
  ASSERT_TRUE(database_->Read([&](sql::Transaction& t) -> absl::Status {
    could_answer = 0;
    const auto all = ListParticipants(t, key);
    if (!all.ok()) return all.status();
    for (const StoredParticipant& participant : *all) could_answer += participant.first_item <= 0;
    return absl::OkStatus();
  }).ok());
  EXPECT_EQ(members, could_answer);
}

}  // namespace
}  // namespace lyceum::quiz::live
