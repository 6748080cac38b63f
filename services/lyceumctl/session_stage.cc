#include "services/lyceumctl/session_stage.h"

#include <algorithm>

#include "google/protobuf/reflection.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {

using quiz::v1::Session;
using quiz::v1::SessionEvent;

absl::Duration Countdown::Left(absl::Duration steady) const {
  const absl::Duration left = paused_ ? left_ : left_ - (steady - since_);
  return std::max(left, absl::ZeroDuration());
}

void Stage::Enter(Session::Phase phase, absl::Duration steady) {
  session_.set_phase(phase);
  since_ = steady;
}

void Stage::Meet(const std::string& participant, const std::string& nickname) {
  for (auto& known : people_) {
    if (known.name() == participant) return known.set_nickname(nickname);
  }
  auto& fresh = people_.emplace_back();
  fresh.set_name(participant);
  fresh.set_nickname(nickname);
}

void Stage::Remove(const std::string& participant) {
  people_.erase(std::remove_if(people_.begin(), people_.end(),
                               [&](const auto& known) { return known.name() == participant; }),
                people_.end());
  session_.set_participant_count(std::max(0, session_.participant_count() - 1));
}

void Stage::Open(const quiz::v1::ItemOpened& opened, absl::Duration steady) {
  Enter(Session::PHASE_ITEM_OPEN, steady);
  session_.set_item_index(opened.item_index());
  item_ = opened.item();
  countdown_.Run(TimeOf(opened.close_time()) - TimeOf(opened.now()), steady);
  skipped_ = false;
  answered_ = 0;
  responses_.clear();
  reveal_.Clear();
}

void Stage::ChangeClock(const quiz::v1::ClockChanged& changed, absl::Duration steady) {
  if (changed.paused()) {
    Enter(Session::PHASE_PAUSED, steady);
    countdown_.Stop(DurationOf(changed.time_left()));
  } else {
    if (phase() == Session::PHASE_PAUSED) Enter(Session::PHASE_ITEM_OPEN, steady);
    countdown_.Run(TimeOf(changed.close_time()) - TimeOf(changed.now()), steady);
  }
}

void Stage::CountAnswers(const quiz::v1::AnswersCounted& counted) {
  session_.set_participant_count(counted.participant_count());
  if (counted.item_index() != session_.item_index()) return;
  answered_ = counted.answered_count();
  // A server that does not count answers one by one yet leaves this out.
  const auto* field = counted.GetDescriptor()->FindFieldByName("responses");
  const auto* wanted = quiz::v1::ResponseCount::descriptor();
  if (field == nullptr || !field->is_repeated() || field->message_type() != wanted) return;
  const auto rows = counted.GetReflection()->GetRepeatedFieldRef<quiz::v1::ResponseCount>(counted, field);
  responses_.clear();
  for (const auto& row : rows) responses_.push_back(row);
}

void Stage::Reveal(const quiz::v1::ItemRevealed& revealed, absl::Duration steady) {
  Enter(Session::PHASE_REVEALED, steady);
  reveal_ = revealed.reveal();
  standings_ = revealed.standings();
  responses_.assign(revealed.responses().begin(), revealed.responses().end());
  for (const auto& row : standings_.top()) Meet(row.participant(), row.nickname());
}

void Stage::Apply(const SessionEvent& event, absl::Duration steady) {
  if (event.seq() > 0) session_.set_seq(event.seq());
  switch (event.event_case()) {
    case SessionEvent::kCreated:
      Enter(Session::PHASE_LOBBY, steady);
      session_.set_title(event.created().title());
      session_.set_item_count(event.created().item_count());
      break;
    case SessionEvent::kLobbyLocked: session_.set_locked(event.lobby_locked().locked()); break;
    case SessionEvent::kLobbyChanged:
      session_.set_participant_count(event.lobby_changed().participant_count());
      for (int i = event.lobby_changed().newest_size() - 1; i >= 0; --i) {
        Meet(event.lobby_changed().newest(i).name(), event.lobby_changed().newest(i).nickname());
      }
      break;
    case SessionEvent::kRenamed: Meet(event.renamed().participant(), event.renamed().nickname()); break;
    case SessionEvent::kRemoved: Remove(event.removed().participant()); break;
    case SessionEvent::kItemOpened: Open(event.item_opened(), steady); break;
    case SessionEvent::kClockChanged: ChangeClock(event.clock_changed(), steady); break;
    case SessionEvent::kAnswersCounted: CountAnswers(event.answers_counted()); break;
    case SessionEvent::kItemClosed:
      Enter(Session::PHASE_ITEM_CLOSED, steady);
      countdown_.Stop(absl::ZeroDuration());
      skipped_ = event.item_closed().skipped();
      answered_ = event.item_closed().answered_count();
      break;
    case SessionEvent::kItemRevealed: Reveal(event.item_revealed(), steady); break;
    case SessionEvent::kEnded:
      Enter(Session::PHASE_ENDED, steady);
      standings_ = event.ended().standings();
      break;
    // Of no concern on this stage.
    case SessionEvent::kLateAnswerCounted:
    case SessionEvent::kCoHostsChanged:
    case SessionEvent::kUnbanned:
    case SessionEvent::kResponseShown:
    case SessionEvent::kWordHidden:
    case SessionEvent::EVENT_NOT_SET: break;
  }
}

quiz::v1::ControlSessionRequest NextStep(const Stage& stage) {
  quiz::v1::ControlSessionRequest step;
  step.set_name(stage.session().name());
  step.set_expected_seq(stage.session().seq());
  const auto on = [&] {
    if (stage.last_item()) step.mutable_end();
    else step.mutable_next();
  };
  switch (stage.phase()) {
    case Session::PHASE_LOBBY: step.mutable_start(); break;
    case Session::PHASE_ITEM_OPEN:
    case Session::PHASE_PAUSED: step.mutable_reveal(); break;
    case Session::PHASE_ITEM_CLOSED:
      if (stage.skipped()) on();
      else step.mutable_reveal();
      break;
    case Session::PHASE_REVEALED: on(); break;
    default: break;
  }
  return step;
}

bool StepIsDue(const Stage& stage, const AutoPlan& plan, absl::Duration steady) {
  const bool lingered = steady - stage.since() >= plan.linger;
  const int participants = stage.session().participant_count();
  switch (stage.phase()) {
    case Session::PHASE_LOBBY:
      return lingered && stage.session().seq() > 0 && participants >= plan.participants &&
             (plan.ready == nullptr || plan.ready());
    case Session::PHASE_ITEM_OPEN: return participants > 0 && stage.answered() >= participants;
    case Session::PHASE_ITEM_CLOSED: return true;
    case Session::PHASE_REVEALED: return lingered;
    default: return false;
  }
}

}  // namespace lyceum::ctl
