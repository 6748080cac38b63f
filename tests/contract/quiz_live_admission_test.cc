// Who may host a live session, watch it, and who is out: as callers see it.
#include "tests/contract/quiz_live_admission.h"
#include "tests/support/counting_database.h"

namespace lyceum::quiz::live {
namespace {

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
  const std::string bob = In(a_, bob_, "Bob");
  Watching bobs = Watch(b_, bob_, "spectate: true"), anns = Watch(b_, ann_, "spectate: true");
  Do("ban { participant: '" + bob + "' }");
  ASSERT_TRUE(b_.hub.Round().ok());
  bobs.Drain();
  EXPECT_TRUE(bobs.events.back().removed().banned());
  EXPECT_EQ(Reason(bobs.end), "BANNED");
  EXPECT_TRUE(anns.Drain().end.ok());
  EXPECT_EQ(Reason(Look(b_, bob_, "spectate: true").status()), "BANNED");
}

// Their replica is gone, and all of them come to another one.
TEST_P(QuizLiveAdmissionTest, ReadsLittleForManyWhoComeBack) {
  Begin();
  std::vector<std::pair<Caller, std::string>> all;
  for (int i = 0; i < 20; ++i) {
    const Caller caller = As(absl::StrCat("user-", i), api::v1::ROLE_LEARNER);
    all.emplace_back(caller, In(a_, caller, absl::StrCat("Nick ", i)));
  }
  Do("start {}");
  tests::CountingDatabase counting(*database_);
  Node other(counting, clock_, there_);
  ASSERT_TRUE(Look(other, teacher_).ok());  // the session is known there
  counting.reads = 0;
  std::vector<Watching> streams;
  for (const auto& [caller, name] : all) {
    streams.push_back(Watch(other, caller, "participant: '" + name + "' after_seq: 1"));
  }
  EXPECT_LE(counting.reads, 2);
  EXPECT_EQ(counting.writes, 0);
  for (const Watching& stream : streams) ASSERT_EQ(stream.events.size(), 1u);
  const std::string nobody = absl::StrCat("participant: '", session_, "/participants/none'");
  EXPECT_TRUE(absl::IsNotFound(TryWatch(other, ann_, nobody).status()));
}

}  // namespace
}  // namespace lyceum::quiz::live
