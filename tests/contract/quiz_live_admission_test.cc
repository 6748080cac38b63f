// Who gets into a live session, who may look on and who may host: as callers see
// it, over two replicas on one database, with a clock that stands still.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/gate.h"
#include "services/quiz/live/methods/guesses.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/store/schema.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz::live {
namespace {

// How long the error says to wait; negative if it does not.
absl::Duration RetryIn(const absl::Status& status) {
  google::rpc::RetryInfo retry;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  if (!payload || !retry.ParseFromString(std::string(*payload))) return absl::Seconds(-1);
  return absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
}

class QuizLiveAdmissionTest : public QuizWorld {
 protected:
  struct Node {
    Node(sql::Database& database, Clock& clock, Replica& replica)
        : hub(database, clock, replica.published, nullptr),
          sessions(database, clock, replica.pointers, replica.published, hub) {}
    Hub hub;
    Sessions sessions;
  };

  // A stream, and how often it was woken.
  struct Watching {
    struct Bell final : rpc::Wakeable {
      void Wake() override { ++rung; }
      int rung = 0;
    };
    std::unique_ptr<rpc::Stream> stream;
    std::shared_ptr<Bell> bell = std::make_shared<Bell>();
    std::vector<v1::SessionEvent> events;
    absl::Status end;  // OK while it goes on

    // Takes all there is.
    Watching& Drain() {
      events.clear();
      while (end.ok()) {
        const auto next = stream->Next();
        if (!next.ok()) end = next.status();
        if (!next.ok() || !next->has_value()) break;
        v1::WatchSessionResponse response;
        EXPECT_TRUE(response.ParseFromString(***next));
        events.push_back(response.event());
      }
      return *this;
    }
  };

  QuizLiveAdmissionTest() {
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

  absl::StatusOr<v1::JoinSessionResponse> Join(Node& node, const Caller& caller, const std::string& rest) {
    auto request = Text<v1::JoinSessionRequest>(rest);
    request.set_name(session_);
    return node.sessions.JoinSession(caller, request);
  }
  std::string In(Node& node, const Caller& caller, const std::string& nickname) {
    const auto joined = Join(node, caller, "nickname: '" + nickname + "'");
    EXPECT_TRUE(joined.ok()) << joined.status();
    return joined.ok() ? joined->participant().name() : "";
  }

  absl::StatusOr<v1::SessionState> Look(Node& node, const Caller& caller, const std::string& rest = "") {
    auto request = Text<v1::GetSessionStateRequest>(rest);
    request.set_name(session_);
    auto response = node.sessions.GetSessionState(caller, request);
    if (!response.ok()) return response.status();
    return response->state();
  }

  absl::Status Control(Node& node, const Caller& caller, const std::string& action) {
    const auto state = Look(node, teacher_);
    if (!state.ok()) return state.status();
    auto request = Text<v1::ControlSessionRequest>(action);
    request.set_name(session_);
    request.set_expected_seq(state->session().seq());
    return node.sessions.ControlSession(caller, request).status();
  }
  void Do(const std::string& action) {
    const absl::Status done = Control(a_, teacher_, action);
    EXPECT_TRUE(done.ok()) << action << ": " << done;
  }

  absl::StatusOr<Watching> TryWatch(Node& node, const Caller& caller, const std::string& rest = "") {
    auto request = Text<v1::WatchSessionRequest>(rest);
    request.set_name(session_);
    auto stream = node.sessions.WatchSession(caller, request);
    if (!stream.ok()) return stream.status();
    Watching watching;
    watching.stream = *std::move(stream);
    watching.stream->Start(rpc::Waker(watching.bell));
    return watching;
  }
  Watching Watch(Node& node, const Caller& caller, const std::string& rest = "") {
    auto watching = TryWatch(node, caller, rest);
    EXPECT_TRUE(watching.ok()) << watching.status();
    if (!watching.ok()) return {};
    watching->Drain();
    return *std::move(watching);
  }

  absl::StatusOr<v1::ResolvePinResponse> Resolve(Node& node, const Caller& caller, const std::string& pin) {
    v1::ResolvePinRequest request;
    request.set_parent("tenants/t");
    request.set_pin(pin);
    return node.sessions.ResolvePin(caller, request);
  }

  static Caller At(Caller caller, const std::string& address) {
    caller.address = address;
    return caller;
  }

  Node a_{*database_, clock_, here_};
  Node b_{*database_, clock_, there_};
  std::string session_;
  const Caller cora_ = As("cora", api::v1::ROLE_TEACHER);
};
INSTANTIATE_TEST_SUITE_P(, QuizLiveAdmissionTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

const char kCora[] = "set_co_hosts { co_hosts: 'tenants/t/users/cora' }";

TEST_P(QuizLiveAdmissionTest, LetsCoHostsHost) {
  const v1::Session made = Begin("co_hosts: 'tenants/t/users/cora' co_hosts: 'tenants/t/users/ann'");
  EXPECT_EQ(made.settings().co_hosts_size(), 2);
  EXPECT_EQ(made.seq(), 2);
  const std::string bob = In(b_, bob_, "Bob");
  EXPECT_EQ(Look(b_, cora_)->session().settings().co_hosts(0), "tenants/t/users/cora");
  EXPECT_EQ(Look(b_, bob_, "participant: '" + bob + "'")->session().settings().co_hosts_size(), 0);
  for (const char* action : {"lock { locked: true }", "start {}", "pause {}", "resume {}", "reveal {}"}) {
    EXPECT_TRUE(Control(b_, cora_, action).ok()) << action;
  }
  v1::GetReportRequest report;
  report.set_name(session_);
  EXPECT_TRUE(b_.sessions.GetReport(cora_, report).ok());
  const auto seen = Watch(b_, cora_).events;
  ASSERT_EQ(seen.size(), 8u);
  EXPECT_EQ(seen[1].co_hosts_changed().co_hosts(1), "tenants/t/users/ann");
  // Named, but no teacher; and a teacher who is not named.
  EXPECT_TRUE(absl::IsNotFound(Look(b_, ann_).status()));
  EXPECT_TRUE(absl::IsNotFound(Look(b_, author_).status()));
  EXPECT_TRUE(absl::IsNotFound(Control(b_, author_, "end {}")));
}

TEST_P(QuizLiveAdmissionTest, LetsOnlyTheHostSayWhoCoHosts) {
  Begin();
  EXPECT_TRUE(absl::IsNotFound(Look(b_, cora_).status()));
  EXPECT_TRUE(absl::IsNotFound(Control(b_, cora_, kCora)));
  Do(kCora);
  EXPECT_TRUE(Look(b_, cora_).ok());  // though b has not heard of it
  EXPECT_EQ(Reason(Control(b_, cora_, "set_co_hosts {}")), "HOST_ONLY");
  EXPECT_TRUE(Control(b_, As("root", api::v1::ROLE_ADMIN), kCora).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(
      Control(a_, teacher_, "set_co_hosts { co_hosts: 'tenants/u/users/cora' }")));
  std::string many;
  for (int i = 0; i <= limits::kMaxCoHosts; ++i) absl::StrAppend(&many, "co_hosts: 'tenants/t/users/u", i, "' ");
  EXPECT_TRUE(absl::IsInvalidArgument(Control(a_, teacher_, "set_co_hosts { " + many + "}")));

  Watching stream = Watch(b_, cora_);
  Do("set_co_hosts {}");
  EXPECT_TRUE(absl::IsNotFound(Control(b_, cora_, "start {}")));
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(Reason(stream.Drain().end), "CO_HOST_REMOVED");
  EXPECT_TRUE(stream.events.empty());
}

TEST_P(QuizLiveAdmissionTest, LetsOneOfTwoHostsWin) {
  Begin("co_hosts: 'tenants/t/users/cora'");
  const auto start = [&](Node& node, const Caller& caller) {
    auto request = Text<v1::ControlSessionRequest>("expected_seq: 2 start {}");
    request.set_name(session_);
    return node.sessions.ControlSession(caller, request).status();
  };
  EXPECT_TRUE(start(b_, cora_).ok());
  EXPECT_EQ(Reason(start(a_, teacher_)), "SEQ_MISMATCH");
}

TEST_P(QuizLiveAdmissionTest, TakesBansBack) {
  Begin();
  const std::string bob = In(b_, bob_, "Bob");
  Do("ban { participant: '" + bob + "' }");
  EXPECT_EQ(Reason(Join(b_, bob_, "nickname: 'Robert'").status()), "BANNED");
  EXPECT_TRUE(absl::IsInvalidArgument(
      Control(a_, teacher_, "unban { participant: 'tenants/t/sessions/z/participants/p' }")));
  Do("unban { participant: '" + bob + "' }");
  EXPECT_TRUE(absl::IsNotFound(Control(a_, teacher_, "unban { participant: '" + bob + "' }")));
  const auto back = Join(b_, bob_, "nickname: 'Bob'");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_FALSE(back->rejoined());
  EXPECT_NE(back->participant().name(), bob);
  const auto host = Watch(a_, teacher_).events;
  ASSERT_GE(host.size(), 3u);
  EXPECT_EQ(host[2].unbanned().participant(), bob);
  const std::string bobs = "participant: '" + back->participant().name() + "'";
  ASSERT_TRUE(Look(b_, bob_, bobs).ok());  // takes in what is new
  const auto own = Watch(b_, bob_, bobs).events;
  ASSERT_EQ(own.size(), 3u);
  EXPECT_EQ(own[2].seq(), 3);
  EXPECT_EQ(own[2].event_case(), v1::SessionEvent::EVENT_NOT_SET);
}

TEST_P(QuizLiveAdmissionTest, EndsTheStreamsOfThoseWhoAreRemoved) {
  Begin();
  const std::string ann = In(b_, ann_, "Ann"), bob = In(b_, bob_, "Bob");
  Watching anns = Watch(b_, ann_, "participant: '" + ann + "'"), bobs = Watch(b_, bob_, "participant: '" + bob + "'");
  Do("kick { participant: '" + ann + "' }");
  Do("start {}");
  ASSERT_TRUE(b_.hub.Round().ok());
  anns.Drain();
  ASSERT_EQ(anns.events.size(), 1u);
  EXPECT_EQ(anns.events[0].removed().participant(), ann);
  EXPECT_EQ(Reason(anns.end), "REMOVED");
  EXPECT_EQ(bobs.Drain().events.size(), 2u);
  EXPECT_TRUE(bobs.end.ok());
  Do("ban { participant: '" + bob + "' }");
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(Reason(bobs.Drain().end), "REMOVED");
  EXPECT_TRUE(bobs.events.at(0).removed().banned());
  EXPECT_EQ(Reason(TryWatch(b_, bob_, "participant: '" + bob + "' after_seq: 4").status()), "REMOVED");
}

TEST_P(QuizLiveAdmissionTest, EndsTheStreamOfAReplicaThatHasYetToHearOfTheRemoval) {
  Begin();
  const std::string ann = In(b_, ann_, "Ann");
  Watch(b_, ann_, "participant: '" + ann + "'");  // b has her in memory
  Do("kick { participant: '" + ann + "' }");      // seq 2, which she was told by a
  Watching again = Watch(b_, ann_, "participant: '" + ann + "' after_seq: 2");
  EXPECT_EQ(Reason(again.Drain().end), "REMOVED");
}

TEST_P(QuizLiveAdmissionTest, EndsTheStreamOfTheUserAParticipantWasTakenFrom) {
  Begin();
  const auto joined = Join(a_, ann_, "nickname: 'Ann'");
  const std::string own = "participant: '" + joined->participant().name() + "'";
  const std::string token = "resume_token: '" + joined->resume_token() + "'";
  Watching here = Watch(a_, ann_, own), there = Watch(b_, ann_, own);
  const Caller phone = As("phone", api::v1::ROLE_LEARNER), tablet = As("tablet", api::v1::ROLE_LEARNER);
  ASSERT_TRUE(Join(a_, phone, token).ok());
  EXPECT_EQ(here.bell->rung, 1);
  EXPECT_EQ(Reason(here.Drain().end), "MOVED");
  Watching phones = Watch(b_, phone, own);  // which has not heard of it
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(there.bell->rung, 1);
  EXPECT_EQ(Reason(there.Drain().end), "MOVED");
  EXPECT_TRUE(phones.Drain().end.ok());
  // On it goes, to a replica that remembers the phone.
  ASSERT_TRUE(Join(a_, tablet, token).ok());
  Watching tablets = Watch(b_, tablet, own);
  EXPECT_TRUE(tablets.end.ok()) << tablets.end;
  ASSERT_TRUE(b_.hub.Round().ok());
  EXPECT_EQ(Reason(phones.Drain().end), "MOVED");
  EXPECT_TRUE(tablets.Drain().end.ok());
  EXPECT_TRUE(absl::IsNotFound(TryWatch(b_, ann_, own).status()));
}

TEST_P(QuizLiveAdmissionTest, ShowsSpectatorsWhatAllParticipantsSee) {
  Begin("co_hosts: 'tenants/t/users/cora'");
  const std::string ann = In(a_, ann_, "Ann");
  Watching stream = Watch(b_, bob_, "spectate: true");
  Do("start {}");
  v1::SubmitAnswerRequest answer;
  answer.set_name(ann);
  answer.set_item("one");
  answer.mutable_response()->set_single_choice("b");
  ASSERT_TRUE(a_.sessions.SubmitAnswer(ann_, answer).ok());
  ASSERT_TRUE(b_.hub.Round().ok());
  stream.Drain();
  ASSERT_EQ(stream.events.size(), 1u);  // no counts
  EXPECT_EQ(stream.events[0].item_opened().item().id(), "one");
  EXPECT_EQ(stream.events[0].DebugString().find("correct"), std::string::npos);
  const auto state = Look(b_, bob_, "spectate: true");
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(state->answered_count(), 0);
  EXPECT_FALSE(state->has_own_response());
  EXPECT_EQ(state->session().settings().co_hosts_size(), 0);
  Do("reveal {}");
  ASSERT_TRUE(b_.hub.Round().ok());
  const v1::ItemRevealed revealed = stream.Drain().events.at(1).item_revealed();
  EXPECT_EQ(revealed.reveal().correct().single_choice(), "b");
  EXPECT_EQ(revealed.standings().top(0).nickname(), "Ann");
  EXPECT_FALSE(revealed.has_own());
  EXPECT_FALSE(revealed.standings().has_own());
  EXPECT_EQ(revealed.responses_size(), 0);
  EXPECT_TRUE(absl::IsInvalidArgument(Look(b_, ann_, "spectate: true participant: '" + ann + "'").status()));
}

TEST_P(QuizLiveAdmissionTest, RefusesSpectatorsWhereTheHostWantsNone) {
  Begin("refuse_spectators: true co_hosts: 'tenants/t/users/cora'");
  EXPECT_EQ(Reason(Look(b_, bob_, "spectate: true").status()), "SPECTATORS_REFUSED");
  EXPECT_EQ(Reason(TryWatch(b_, bob_, "spectate: true").status()), "SPECTATORS_REFUSED");
  EXPECT_TRUE(Look(b_, cora_, "spectate: true").ok());
  EXPECT_TRUE(Look(b_, teacher_, "spectate: true").ok());

  Begin("admission: ADMISSION_ROSTER roster { user: 'tenants/t/users/ann' display_name: 'Ann A.' }");
  EXPECT_TRUE(Look(b_, ann_, "spectate: true").ok());
  EXPECT_EQ(Look(b_, ann_, "spectate: true")->session().settings().roster_size(), 0);
  EXPECT_EQ(Reason(Look(b_, bob_, "spectate: true").status()), "NOT_ON_ROSTER");
  EXPECT_TRUE(Look(b_, teacher_, "spectate: true").ok());

  Begin();
  Do("ban { participant: '" + In(a_, bob_, "Bob") + "' }");
  EXPECT_EQ(Reason(Look(b_, bob_, "spectate: true").status()), "BANNED");
}

TEST_P(QuizLiveAdmissionTest, AsksForTheJoinCodeOfTheHostsScreen) {
  const std::string pin = Begin("join_code: true").pin();
  EXPECT_TRUE(Resolve(b_, ann_, pin)->join_code_required());
  EXPECT_EQ(Reason(Join(b_, ann_, "nickname: 'Ann'").status()), "JOIN_CODE_REQUIRED");
  const auto state = Look(a_, teacher_);
  const std::string code = state->join_code();
  EXPECT_EQ(state->join_code_until().seconds(), 1'800'000'015);
  clock_.Advance(absl::Seconds(20));
  const auto joined = Join(b_, ann_, "nickname: 'Ann' join_code: '" + code + "'");
  ASSERT_TRUE(joined.ok()) << joined.status();
  EXPECT_EQ(Look(b_, ann_, "participant: '" + joined->participant().name() + "'")->join_code(), "");
  EXPECT_EQ(Look(b_, bob_, "spectate: true")->join_code(), "");
  EXPECT_EQ(Reason(Join(b_, bob_, "nickname: 'Bob' join_code: 'none'").status()), "BAD_JOIN_CODE");
  EXPECT_TRUE(Join(a_, ann_, "nickname: 'Ann'")->rejoined());  // not asked again
  EXPECT_TRUE(Join(a_, As("phone", api::v1::ROLE_LEARNER), "resume_token: '" + joined->resume_token() + "'").ok());
  Do("end {}");
  EXPECT_EQ(Look(a_, teacher_)->join_code(), "");
  EXPECT_EQ(Reason(Join(a_, bob_, "nickname: 'Bob'").status()), "SESSION_ENDED");
}

TEST_P(QuizLiveAdmissionTest, LetsNobodyTryManyJoinCodes) {
  Begin("join_code: true");
  absl::Status refusal;
  int tries = 0;
  for (; !absl::IsResourceExhausted(refusal) && tries < 20; ++tries) {
    refusal = Join(a_, bob_, "nickname: 'Bob' join_code: 'none'").status();
  }
  EXPECT_EQ(tries, limits::kMaxJoinCodeMisses + 2);
  EXPECT_EQ(RetryIn(refusal), absl::Seconds(12));
  const std::string right = "nickname: 'Bob' join_code: '" + Look(a_, teacher_)->join_code() + "'";
  EXPECT_TRUE(absl::IsResourceExhausted(Join(a_, bob_, right).status()));
  EXPECT_EQ(Reason(Join(a_, ann_, "nickname: 'Ann' join_code: 'none'").status()), "BAD_JOIN_CODE");
  clock_.Advance(absl::Seconds(12));
  EXPECT_TRUE(Join(a_, bob_, right).ok());
}

TEST_P(QuizLiveAdmissionTest, AsksForWork) {
  const std::string pin = Begin("proof_of_work_bits: 8").pin();
  const auto resolved = Resolve(a_, ann_, pin);
  EXPECT_EQ(resolved->proof_of_work_bits(), 8);
  EXPECT_EQ(Resolve(b_, ann_, pin)->challenge(), resolved->challenge());
  // Good for one challenge and not for the other.
  const auto work = [](const std::string& good, const std::string& bad) {
    int n = 0;
    while (!ProvesWork(good, absl::StrCat(n), 8) || ProvesWork(bad, absl::StrCat(n), 8)) ++n;
    return absl::StrCat("proof_of_work: '", n, "'");
  };
  const std::string anns = resolved->challenge(), bobs = Resolve(a_, bob_, pin)->challenge();
  const std::string proof = work(anns, bobs);
  EXPECT_EQ(Reason(Join(b_, ann_, "nickname: 'Ann'").status()), "PROOF_REQUIRED");
  EXPECT_EQ(Reason(Join(b_, ann_, "nickname: 'Ann' " + work(bobs, anns)).status()), "BAD_PROOF");
  EXPECT_TRUE(absl::IsInvalidArgument(
      Join(b_, ann_, "nickname: 'Ann' proof_of_work: '" + std::string(33, 'x') + "'").status()));
  // Another's proof is worth nothing; what to work for is in the error too.
  const absl::Status refused = Join(b_, bob_, "nickname: 'Bob' " + proof).status();
  EXPECT_EQ(Reason(refused), "BAD_PROOF");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(std::string(*refused.GetPayload("type.googleapis.com/google.rpc.ErrorInfo"))));
  EXPECT_EQ(info.metadata().at("proof_of_work_bits"), "8");
  EXPECT_EQ(info.metadata().at("challenge"), bobs);
  EXPECT_TRUE(Join(b_, bob_, "nickname: 'Bob' " + work(bobs, anns)).ok());
  EXPECT_TRUE(Join(b_, ann_, "nickname: 'Ann' " + proof).ok());
  EXPECT_TRUE(Join(a_, ann_, "nickname: 'Ann'")->rejoined());
}

TEST_P(QuizLiveAdmissionTest, LetsAClassBehindOneAddressMistypeOnce) {
  const std::string pin = Begin().pin();
  std::vector<Caller> pupils;
  for (int i = 0; i < 40; ++i) {
    pupils.push_back(At(As(absl::StrCat("pupil-", i), api::v1::ROLE_LEARNER), "192.0.2.1"));
  }
  for (const Caller& pupil : pupils) EXPECT_TRUE(absl::IsNotFound(Resolve(a_, pupil, "10000001").status()));
  for (const Caller& pupil : pupils) EXPECT_TRUE(Resolve(a_, pupil, pin).ok());
}

TEST_P(QuizLiveAdmissionTest, LetsNobodyGuessPins) {
  const std::string pin = Begin().pin();
  const auto misses = [&](const std::vector<Caller>& callers) {
    int count = 0;
    for (const Caller& caller : callers) count += absl::IsNotFound(Resolve(a_, caller, "10000001").status());
    return count;
  };
  // One user, wherever from.
  std::vector<Caller> everywhere, many, neighbours;
  for (int i = 0; i < 100; ++i) {
    everywhere.push_back(At(bob_, absl::StrCat("198.51.100.", i)));
    many.push_back(At(As(absl::StrCat("bot-", i), api::v1::ROLE_LEARNER), "192.0.2.1"));
    neighbours.push_back(At(As(absl::StrCat("six-", i), api::v1::ROLE_LEARNER), absl::StrCat("2001:db8::", i + 1)));
  }
  EXPECT_EQ(misses(everywhere), limits::kMaxPinMisses + 1);
  const absl::Status refusal = Resolve(a_, bob_, pin).status();
  EXPECT_TRUE(absl::IsResourceExhausted(refusal));
  EXPECT_EQ(RetryIn(refusal), absl::Seconds(6));
  EXPECT_NE(refusal.message().find("kMaxPinMisses"), std::string::npos);
  // Many users at one address, or in one IPv6 network.
  EXPECT_EQ(misses(many), limits::kMaxPinMissesAtOnce + 1);
  EXPECT_EQ(misses(neighbours), limits::kMaxPinMissesAtOnce + 1);
  EXPECT_TRUE(Resolve(a_, At(ann_, "203.0.113.5"), pin).ok());
  clock_.Advance(absl::Seconds(6));
  EXPECT_EQ(misses(many), 1);
  EXPECT_TRUE(Resolve(a_, At(bob_, "203.0.113.5"), pin).ok());
  // What is no PIN is no guess.
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(absl::IsInvalidArgument(Resolve(a_, At(ann_, "203.0.113.6"), "1").status()));
  EXPECT_TRUE(Resolve(a_, At(ann_, "203.0.113.6"), pin).ok());
}

}  // namespace
}  // namespace lyceum::quiz::live
