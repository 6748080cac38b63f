// A live session as its host sees it, put together from the events of its
// stream; what the host's next step is, and when a host that plays by itself
// takes it. Pure: times are of a steady clock that the caller reads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "lyceum/quiz/v1/session_service.pb.h"

namespace lyceum::ctl {

// Counts down by what the stream says is left, whatever this machine's clock says.
class Countdown {
 public:
  void Run(absl::Duration left, absl::Duration steady) { left_ = left, since_ = steady, paused_ = false; }
  void Stop(absl::Duration left) { left_ = left, paused_ = true; }
  bool paused() const { return paused_; }
  // Never below 0.
  absl::Duration Left(absl::Duration steady) const;

 private:
  absl::Duration left_, since_;
  bool paused_ = true;
};

class Stage {
 public:
  Stage() = default;
  explicit Stage(quiz::v1::Session session) : session_(std::move(session)) {
    session_.set_seq(0);
    session_.set_item_index(-1);
    session_.set_phase(quiz::v1::Session::PHASE_LOBBY);
  }

  // `steady` is when the event came.
  void Apply(const quiz::v1::SessionEvent& event, absl::Duration steady);

  // Of the session as it was given, with phase, item_index, locked, seq and
  // participant_count as the events have them.
  const quiz::v1::Session& session() const { return session_; }
  quiz::v1::Session::Phase phase() const { return session_.phase(); }
  bool ended() const { return phase() == quiz::v1::Session::PHASE_ENDED; }
  // When the phase began.
  absl::Duration since() const { return since_; }
  const Countdown& countdown() const { return countdown_; }
  // The item that is open or was last.
  const quiz::v1::PaperItem& item() const { return item_; }
  bool skipped() const { return skipped_; }
  bool last_item() const { return session_.item_index() + 1 >= session_.item_count(); }
  // Of the current item, as far as they have been told.
  int answered() const { return answered_; }
  const std::vector<quiz::v1::ResponseCount>& responses() const { return responses_; }
  // Of the last item that was revealed; the podium at the end.
  const quiz::v1::Reveal& reveal() const { return reveal_; }
  const quiz::v1::Standings& standings() const { return standings_; }
  // Everybody the host has seen a name of and not removed, in that order: the
  // numbers it kicks by are places in here, from 1.
  const std::vector<quiz::v1::Participant>& people() const { return people_; }

 private:
  void Enter(quiz::v1::Session::Phase phase, absl::Duration steady);
  void Meet(const std::string& participant, const std::string& nickname);
  void Remove(const std::string& participant);
  void Open(const quiz::v1::ItemOpened& opened, absl::Duration steady);
  void ChangeClock(const quiz::v1::ClockChanged& changed, absl::Duration steady);
  void CountAnswers(const quiz::v1::AnswersCounted& counted);
  void Reveal(const quiz::v1::ItemRevealed& revealed, absl::Duration steady);

  quiz::v1::Session session_;
  absl::Duration since_;
  Countdown countdown_;
  quiz::v1::PaperItem item_;
  bool skipped_ = false;
  int answered_ = 0;
  std::vector<quiz::v1::ResponseCount> responses_;
  quiz::v1::Reveal reveal_;
  quiz::v1::Standings standings_;
  std::vector<quiz::v1::Participant> people_;
};

// What comes next: start; reveal; the next item, or the end after the last one.
// No action once it has ended. Name and expected_seq are set.
quiz::v1::ControlSessionRequest NextStep(const Stage& stage);

struct AutoPlan {
  // How long the lobby and each reveal stay at least.
  absl::Duration linger = absl::Seconds(5);
  // The lobby stays until so many have joined,
  int participants = 1;
  // and until this is true, if it is set.
  std::function<bool()> ready;
};

// Whether a host that plays by itself takes the next step now. An item is
// revealed when everybody has answered, or when its time is over.
bool StepIsDue(const Stage& stage, const AutoPlan& plan, absl::Duration steady);

}  // namespace lyceum::ctl
