#include "services/lyceumctl/session_bot.h"

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/lyceumctl/session_fate.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::SessionEvent;
using testing::IsEmpty;
using testing::SizeIs;

const absl::Time kNoon = absl::FromUnixSeconds(1'800'000'000);

absl::Status Refusal(const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  absl::Status status = absl::FailedPreconditionError("no");
  status.SetPayload("type.googleapis.com/google.rpc.ErrorInfo", absl::Cord(info.SerializeAsString()));
  return status;
}

SessionEvent Created() {
  SessionEvent event;
  event.set_seq(1);
  event.mutable_created();
  return event;
}

SessionEvent Opened(int64_t seq, int item, absl::Time when = kNoon) {
  SessionEvent event;
  event.set_seq(seq);
  auto& opened = *event.mutable_item_opened();
  opened.set_item_index(item);
  opened.mutable_item()->set_id(std::string("item-") + static_cast<char>('0' + item));
  opened.mutable_item()->mutable_true_false();
  opened.mutable_open_time()->set_seconds(absl::ToUnixSeconds(when));
  *opened.mutable_now() = opened.open_time();
  return event;
}

SessionEvent Closed(int64_t seq, int item) {
  SessionEvent event;
  event.set_seq(seq);
  event.mutable_item_closed()->set_item_index(item);
  return event;
}

struct Fixture : testing::Test {
  SessionFigures figures;
  Bot bot = Make();

  Bot Make() {
    BotPlan plan;
    plan.session = "tenants/t/sessions/s";
    plan.nickname = "Bot 4";
    plan.replicas = 3;
    plan.index = 4;
    return Bot(plan, figures);
  }
  std::vector<Errand> In() {
    quiz::v1::JoinSessionResponse response;
    response.mutable_participant()->set_name("tenants/t/sessions/s/participants/p");
    return bot.Joined(absl::OkStatus(), response);
  }
  // Joined, watching, and asked item 0.
  Errand Asked() {
    In();
    bot.Watch();
    bot.Saw(Created(), kNoon - absl::Seconds(9));
    return bot.Saw(Opened(2, 0), kNoon + absl::Milliseconds(3)).at(0);
  }
};

TEST_F(Fixture, JoinsAndWatchesFromTheBeginning) {
  const Errand join = bot.Begin(absl::ZeroDuration());
  EXPECT_EQ(join.what, Errand::kJoin);
  EXPECT_EQ(join.replica, 1);
  EXPECT_EQ(bot.Join().nickname(), "Bot 4");
  const auto errands = In();
  ASSERT_THAT(errands, SizeIs(1));
  EXPECT_EQ(errands[0].what, Errand::kWatch);
  EXPECT_EQ(bot.Watch().after_seq(), 0);
  EXPECT_EQ(figures.joined, 1);
}

TEST_F(Fixture, TriesElsewhereWhenAReplicaIsGone) {
  bot.Begin(absl::ZeroDuration());
  const auto errands = bot.Joined(absl::UnavailableError("gone"), {});
  ASSERT_THAT(errands, SizeIs(1));
  EXPECT_EQ(errands[0].what, Errand::kJoin);
  EXPECT_EQ(errands[0].replica, 2);
  EXPECT_FALSE(bot.done());
  bot.Joined(Refusal("LOBBY_LOCKED"), {});
  EXPECT_TRUE(bot.done());
  EXPECT_THAT(figures.errors, SizeIs(1));
}

TEST_F(Fixture, AnswersWithinTheWindowAndCountsTheAcknowledgement) {
  const Errand answer = Asked();
  EXPECT_EQ(answer.what, Errand::kAnswer);
  EXPECT_GE(answer.after, absl::ZeroDuration());
  EXPECT_LE(answer.after, absl::Seconds(5));
  const auto request = bot.Answer(0, kNoon + absl::Seconds(1));
  EXPECT_EQ(request.item(), "item-0");
  EXPECT_TRUE(request.response().has_true_false());
  EXPECT_THAT(bot.Answered(0, absl::OkStatus(), {}, kNoon + absl::Seconds(1) + absl::Milliseconds(20)), IsEmpty());
  EXPECT_EQ(figures.answers_acknowledged, 1);
  EXPECT_EQ(figures.acknowledgement.Percentile(0.5), 20);
  EXPECT_EQ(figures.since_opening.Percentile(1), 3);
}

TEST_F(Fixture, SendsTheSameAnswerUntilItIsAcknowledged) {
  Asked();
  const std::string first = bot.Answer(0, kNoon).SerializeAsString();
  const auto again = bot.Answered(0, absl::DeadlineExceededError("slow"), {}, kNoon + absl::Seconds(10));
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].replica, 2);
  EXPECT_EQ(bot.Answer(0, kNoon + absl::Seconds(11)).SerializeAsString(), first);
  // Even after the close: what became of it is not known.
  bot.Saw(Closed(3, 0), kNoon + absl::Seconds(12));
  EXPECT_TRUE(bot.StillWanted(0));
  bot.Answered(0, absl::OkStatus(), {}, kNoon + absl::Seconds(12));
  EXPECT_EQ(figures.acknowledgement.Percentile(1), 12'000);
}

TEST_F(Fixture, LeavesAnItemThatClosedBeforeItAnswered) {
  Asked();
  bot.Saw(Closed(3, 0), kNoon + absl::Seconds(2));
  EXPECT_FALSE(bot.StillWanted(0));
}

TEST_F(Fixture, WaitsThroughAPauseAndTakesALateAnswerForRefused) {
  Asked();
  bot.Answer(0, kNoon);
  const auto later = bot.Answered(0, Refusal("ITEM_NOT_OPEN"), {}, kNoon);
  ASSERT_THAT(later, SizeIs(1));
  EXPECT_GT(later[0].after, absl::ZeroDuration());
  bot.Answer(0, kNoon);
  EXPECT_THAT(bot.Answered(0, Refusal("ITEM_CLOSED"), {}, kNoon), IsEmpty());
  EXPECT_EQ(figures.answers_refused, 1);
  EXPECT_FALSE(bot.StillWanted(0));
  EXPECT_FALSE(bot.done());
}

TEST_F(Fixture, ResumesOneEventBackAndMeasuresIt) {
  Asked();
  const auto errands = bot.StreamEnded(absl::UnavailableError("gone"), kNoon + absl::Seconds(1));
  ASSERT_THAT(errands, SizeIs(1));
  EXPECT_EQ(errands[0].what, Errand::kWatch);
  EXPECT_EQ(errands[0].replica, 2);
  EXPECT_EQ(bot.Watch().after_seq(), 1);
  EXPECT_THAT(bot.Saw(Opened(2, 0), kNoon + absl::Seconds(1.25)), IsEmpty());
  EXPECT_EQ(figures.resume.Percentile(1), 250);
  // What it missed is caught up with, and is no fan-out.
  bot.Saw(Closed(3, 0), kNoon + absl::Seconds(2));
  EXPECT_THAT(bot.Saw(Opened(4, 1), kNoon + absl::Seconds(2)), SizeIs(1));
  EXPECT_EQ(figures.since_opening.size(), 1u);
  EXPECT_EQ(bot.faults().total(), 0);
  EXPECT_EQ(figures.rounds[0].frames, 2);
}

TEST_F(Fixture, IsDoneAtTheEndOrWhenRemoved) {
  Asked();
  SessionEvent end;
  end.set_seq(3);
  end.mutable_ended();
  bot.Answer(0, kNoon);
  bot.Saw(end, kNoon);
  EXPECT_TRUE(bot.finished());
  EXPECT_FALSE(bot.done());  // an answer is under way
  bot.Answered(0, Refusal("ITEM_CLOSED"), {}, kNoon);
  EXPECT_TRUE(bot.done());
  EXPECT_THAT(bot.StreamEnded(absl::OkStatus(), kNoon), IsEmpty());
}

TEST_F(Fixture, GoesWhenItIsRemoved) {
  Asked();
  SessionEvent removed;
  removed.set_seq(3);
  removed.mutable_removed()->set_participant("tenants/t/sessions/s/participants/other");
  bot.Saw(removed, kNoon);
  EXPECT_FALSE(bot.done());
  removed.set_seq(4);
  removed.mutable_removed()->set_participant("tenants/t/sessions/s/participants/p");
  bot.Saw(removed, kNoon);
  EXPECT_TRUE(bot.done());
  EXPECT_EQ(figures.removed, 1);
}

TEST_F(Fixture, TheSameSeedMakesTheSameBot) {
  Bot other = Make();
  other.Joined(absl::OkStatus(), {});
  other.Watch();
  other.Saw(Created(), kNoon);
  const Errand theirs = other.Saw(Opened(2, 0), kNoon).at(0);
  EXPECT_EQ(Asked().after, theirs.after);
}

TEST(Figures, PercentilesAreOfWhatWasMeasured) {
  Series series;
  EXPECT_EQ(series.Percentile(0.5), 0);
  for (int i = 100; i >= 1; --i) series.Add(absl::Milliseconds(i));
  EXPECT_EQ(series.Percentile(0.5), 50);
  EXPECT_EQ(series.Percentile(0.99), 99);
  EXPECT_EQ(series.Percentile(1), 100);
  EXPECT_EQ(series.Percentile(0), 1);
}

TEST(Figures, ComplainOfWhatIsMissing) {
  SessionFigures figures;
  figures.joined = 2;
  figures.rounds[0].frames = 8;
  EXPECT_THAT(Complaints(figures, 2), IsEmpty());
  figures.rounds[0].frames = 9;
  EXPECT_THAT(Complaints(figures, 2), SizeIs(1));
  figures.faults.lost_events = 1;
  figures.errors["JoinSession: x"] = 3;
  EXPECT_THAT(Complaints(figures, 3), SizeIs(4));
}

TEST(Fate, KnowsWhatMayGoBetterElsewhere) {
  EXPECT_TRUE(MayTryAgain(absl::UnavailableError("")));
  EXPECT_FALSE(MayTryAgain(Refusal("ITEM_CLOSED")));
  absl::Status busy = absl::ResourceExhaustedError("busy");
  EXPECT_FALSE(MayTryAgain(busy));
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(2);
  busy.SetPayload("type.googleapis.com/google.rpc.RetryInfo", absl::Cord(retry.SerializeAsString()));
  EXPECT_TRUE(MayTryAgain(busy));
  EXPECT_EQ(Backoff(busy, 1, 0), absl::Seconds(2));
  EXPECT_EQ(Backoff(absl::UnavailableError(""), 1, 1), absl::Milliseconds(100));
  EXPECT_EQ(Backoff(absl::UnavailableError(""), 3, 0.5), absl::Milliseconds(200));
  EXPECT_EQ(Backoff(absl::UnavailableError(""), 50, 1), absl::Seconds(5));
}

}  // namespace
}  // namespace lyceum::ctl
