#include "services/lyceumctl/session_stage.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/session_view.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::Session;
using quiz::v1::SessionEvent;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// A session of two items on a made-up clock.
struct Class : testing::Test {
  Stage stage{[] {
    Session session;
    session.set_name("tenants/t/sessions/s");
    session.set_pin("12345678");
    return session;
  }()};
  absl::Duration now = absl::Seconds(100);
  int64_t seq = 0;

  SessionEvent& Next(SessionEvent& event) {
    event.set_seq(++seq);
    return event;
  }
  void Apply(const SessionEvent& event) { stage.Apply(event, now); }
  void Create() {
    SessionEvent event;
    Next(event).mutable_created()->set_title("Cold war");
    event.mutable_created()->set_item_count(2);
    Apply(event);
  }
  void People(int count) {
    SessionEvent event;
    event.mutable_lobby_changed()->set_participant_count(count);
    for (int i = count; i >= 1; --i) {
      auto& participant = *event.mutable_lobby_changed()->add_newest();
      participant.set_name(absl::StrCat("tenants/t/sessions/s/participants/p", i));
      participant.set_nickname(absl::StrCat("Pupil ", i));
    }
    Apply(event);
  }
  void Open(int item, int choices = 3) {
    SessionEvent event;
    auto& opened = *Next(event).mutable_item_opened();
    opened.set_item_index(item);
    opened.mutable_item()->set_prompt("Who built the wall?");
    for (int i = 0; i < choices; ++i) {
      auto& choice = *opened.mutable_item()->mutable_single_choice()->add_choices();
      choice.set_id(absl::StrCat("c", i));
      choice.set_text(absl::StrCat("Builder ", i));
    }
    // The session's clock is far from this one's.
    opened.mutable_now()->set_seconds(5'000);
    opened.mutable_close_time()->set_seconds(5'020);
    Apply(event);
  }
  void Count(int item, int answered, int participants) {
    SessionEvent event;
    event.mutable_answers_counted()->set_item_index(item);
    event.mutable_answers_counted()->set_answered_count(answered);
    event.mutable_answers_counted()->set_participant_count(participants);
    Apply(event);
  }
  void Close(int item, bool skipped = false) {
    SessionEvent event;
    Next(event).mutable_item_closed()->set_item_index(item);
    event.mutable_item_closed()->set_skipped(skipped);
    Apply(event);
  }
  void Reveal(int item) {
    SessionEvent event;
    auto& revealed = *Next(event).mutable_item_revealed();
    revealed.set_item_index(item);
    revealed.mutable_reveal()->set_correct_text("Builder 1");
    for (int i = 0; i < 3; ++i) {
      auto& row = *revealed.add_responses();
      row.set_text(absl::StrCat("Builder ", i));
      row.set_count(10 - i);
      row.set_correct(i == 1);
    }
    auto& first = *revealed.mutable_standings()->add_top();
    first.set_rank(1);
    first.set_nickname("Pupil 1");
    first.set_participant("tenants/t/sessions/s/participants/p1");
    first.set_points(950);
    Apply(event);
  }
  std::string Screen(int width = 80, int height = 24) {
    Frame frame;
    frame.width = width;
    frame.height = height;
    frame.now = now;
    const auto lines = HostLines(stage, frame, draw::Ink());
    EXPECT_LE(lines.size(), static_cast<size_t>(height));
    for (const std::string& line : lines) EXPECT_LE(draw::Width(line), width) << line;
    return absl::StrJoin(lines, "\n");
  }
};

TEST_F(Class, CountsDownByTheStreamsClock) {
  Create();
  Open(0);
  EXPECT_EQ(stage.countdown().Left(now), absl::Seconds(20));
  EXPECT_EQ(stage.countdown().Left(now + absl::Seconds(7)), absl::Seconds(13));
  EXPECT_EQ(stage.countdown().Left(now + absl::Seconds(90)), absl::ZeroDuration());
  SessionEvent pause;
  Next(pause).mutable_clock_changed()->set_paused(true);
  pause.mutable_clock_changed()->mutable_time_left()->set_seconds(9);
  Apply(pause);
  EXPECT_EQ(stage.phase(), Session::PHASE_PAUSED);
  EXPECT_EQ(stage.countdown().Left(now + absl::Seconds(60)), absl::Seconds(9));
  SessionEvent resume;
  Next(resume).mutable_clock_changed()->mutable_close_time()->set_seconds(6'000);
  resume.mutable_clock_changed()->mutable_now()->set_seconds(5'991);
  Apply(resume);
  EXPECT_EQ(stage.phase(), Session::PHASE_ITEM_OPEN);
  EXPECT_EQ(stage.countdown().Left(now + absl::Seconds(2)), absl::Seconds(7));
}

TEST_F(Class, KnowsTheNextStepOfEveryPhase) {
  Create();
  EXPECT_TRUE(NextStep(stage).has_start());
  EXPECT_EQ(NextStep(stage).expected_seq(), 1);
  EXPECT_EQ(NextStep(stage).name(), "tenants/t/sessions/s");
  Open(0);
  EXPECT_TRUE(NextStep(stage).has_reveal());
  Close(0);
  EXPECT_TRUE(NextStep(stage).has_reveal());
  Reveal(0);
  EXPECT_TRUE(NextStep(stage).has_next());
  Open(1);
  Close(1, true);
  EXPECT_TRUE(NextStep(stage).has_end());
  SessionEvent end;
  Next(end).mutable_ended();
  Apply(end);
  EXPECT_EQ(NextStep(stage).action_case(), quiz::v1::ControlSessionRequest::ACTION_NOT_SET);
}

TEST_F(Class, PlaysByItselfWhenEverybodyIsInAndHasAnswered) {
  AutoPlan plan;
  plan.linger = absl::Seconds(5);
  plan.participants = 2;
  Create();
  EXPECT_FALSE(StepIsDue(stage, plan, now + absl::Seconds(9)));
  People(2);
  EXPECT_FALSE(StepIsDue(stage, plan, now + absl::Seconds(4)));
  EXPECT_TRUE(StepIsDue(stage, plan, now + absl::Seconds(5)));
  plan.ready = [] { return false; };
  EXPECT_FALSE(StepIsDue(stage, plan, now + absl::Seconds(5)));
  Open(0);
  Count(0, 1, 2);
  EXPECT_FALSE(StepIsDue(stage, plan, now));
  Count(0, 2, 2);
  EXPECT_TRUE(StepIsDue(stage, plan, now));
  Close(0);
  EXPECT_TRUE(StepIsDue(stage, plan, now));
  Reveal(0);
  EXPECT_FALSE(StepIsDue(stage, plan, now + absl::Seconds(1)));
  EXPECT_TRUE(StepIsDue(stage, plan, now + absl::Seconds(5)));
  Open(1);
  Count(0, 2, 2);  // of the item before
  EXPECT_FALSE(StepIsDue(stage, plan, now));
}

TEST_F(Class, NumbersPeopleUntilTheyAreRemoved) {
  Create();
  People(3);
  ASSERT_THAT(stage.people(), SizeIs(3));
  EXPECT_EQ(stage.people()[0].nickname(), "Pupil 1");
  SessionEvent removed;
  Next(removed).mutable_removed()->set_participant(stage.people()[0].name());
  Apply(removed);
  ASSERT_THAT(stage.people(), SizeIs(2));
  EXPECT_EQ(stage.people()[0].nickname(), "Pupil 2");
  EXPECT_EQ(stage.session().participant_count(), 2);
}

TEST_F(Class, TheLobbyShowsPinAndNames) {
  Create();
  People(3);
  const std::string screen = Screen();
  EXPECT_THAT(screen, HasSubstr("1234 5678"));
  EXPECT_THAT(screen, HasSubstr("3. Pupil 3"));
  EXPECT_THAT(screen, HasSubstr("3 here"));
  EXPECT_THAT(screen, HasSubstr("Enter start"));
}

TEST_F(Class, TheQuestionShowsChoicesTimeAndAnswers) {
  Create();
  Open(0);
  Count(0, 7, 20);
  now += absl::Milliseconds(4'200);
  const std::string screen = Screen();
  EXPECT_THAT(screen, HasSubstr("Who built the wall?"));
  EXPECT_THAT(screen, HasSubstr("b) Builder 1"));
  EXPECT_THAT(screen, HasSubstr("16 s"));
  EXPECT_THAT(screen, HasSubstr("7 of 20"));
  EXPECT_THAT(screen, HasSubstr("Question 1 of 2"));
}

TEST_F(Class, TheRevealShowsBarsAndStandings) {
  Create();
  Open(0);
  EXPECT_THAT(Screen(), Not(HasSubstr("✓")));
  Close(0);
  Reveal(0);
  const std::string screen = Screen();
  EXPECT_THAT(screen, HasSubstr("✓ Builder 1"));
  EXPECT_THAT(screen, HasSubstr("1. Pupil 1"));
  EXPECT_THAT(screen, HasSubstr("950"));
}

TEST_F(Class, FitsAnyTerminal) {
  Create();
  People(50);
  for (const int height : {1, 5, 24}) Screen(40, height);
  Open(0, 40);
  for (const int height : {1, 5, 24}) Screen(40, height);
  Reveal(0);
  for (const int height : {1, 5, 24}) Screen(40, height);
}

}  // namespace
}  // namespace lyceum::ctl
