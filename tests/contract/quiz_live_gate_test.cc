// What a live session asks of who comes new, and what guessing costs.
#include "tests/contract/quiz_live_admission.h"

namespace lyceum::quiz::live {
namespace {

class QuizLiveGateTest : public QuizLiveAdmissionTest {};
INSTANTIATE_TEST_SUITE_P(, QuizLiveGateTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizLiveGateTest, AsksForTheJoinCodeOfTheHostsScreen) {
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

TEST_P(QuizLiveGateTest, LetsNobodyTryManyJoinCodes) {
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

TEST_P(QuizLiveGateTest, AsksForWork) {
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

TEST_P(QuizLiveGateTest, LetsAClassBehindOneAddressMistypeOnce) {
  const std::string pin = Begin().pin();
  std::vector<Caller> pupils;
  for (int i = 0; i < 40; ++i) {
    pupils.push_back(At(As(absl::StrCat("pupil-", i), api::v1::ROLE_LEARNER), "192.0.2.1"));
  }
  for (const Caller& pupil : pupils) EXPECT_TRUE(absl::IsNotFound(Resolve(a_, pupil, "10000001").status()));
  for (const Caller& pupil : pupils) EXPECT_TRUE(Resolve(a_, pupil, pin).ok());
}

TEST_P(QuizLiveGateTest, LetsNobodyGuessPins) {
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
