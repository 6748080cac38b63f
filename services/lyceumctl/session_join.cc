#include "services/lyceumctl/session_join.h"

#include <unistd.h>

#include <cstdio>
#include <deque>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/lyceumctl/answers.h"
#include "services/lyceumctl/draw/progress.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/draw/wrap.h"
#include "services/lyceumctl/render.h"
#include "services/lyceumctl/review.h"
#include "services/lyceumctl/session_desk.h"
#include "services/lyceumctl/session_entry.h"
#include "services/lyceumctl/session_ticket.h"
#include "services/lyceumctl/session_view.h"
#include "services/lyceumctl/session_watch.h"
#include "services/lyceumctl/terminal.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::Session;
using quiz::v1::SessionEvent;

constexpr absl::Duration kTick = absl::Milliseconds(200);
constexpr int64_t kWholeShare = 1'000'000;

// One participant at play.
class Player {
 public:
  Player(ctl::Session& session, Replicas& replicas, quiz::v1::SessionState state, std::string participant)
      : session_(session),
        replicas_(replicas),
        joined_seq_(state.session().seq()),
        answered_before_(state.has_own_response()),
        stage_(state.session()),
        participant_(std::move(participant)),
        watch_(replicas, state.session().name(), participant_) {}

  absl::Status Run() {
    while (true) {
      if (WaitReadable(watch_.fd(), input_over_ ? -1 : STDIN_FILENO, kTick)) ReadInput();
      const SessionWatch::News news = watch_.Take();
      for (const SessionEvent& event : news.events) RETURN_IF_ERROR(Saw(event));
      if (removed_) return absl::PermissionDeniedError("the host has removed you from the session");
      if (news.over) return news.trouble;
      RETURN_IF_ERROR(AnswerWithLine());
    }
  }

 private:
  draw::Ink ink() const { return session_.ink(); }
  void Show(const std::string& text) {
    if (session_.json()) return;
    session_.Print(text);
    std::fflush(stdout);
  }

  void ReadInput() {
    char bytes[4096];
    const ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));
    if (count <= 0) {
      input_over_ = true;
      return;
    }
    for (ssize_t i = 0; i < count; ++i) {
      if (bytes[i] != '\n') {
        line_ += bytes[i];
      } else {
        lines_.push_back(std::move(line_));
        line_.clear();
      }
    }
    // What is typed before the question is none of its answer.
    if (InputIsTerminal() && !Asking()) lines_.clear();
  }

  bool Asking() const { return stage_.phase() == Session::PHASE_ITEM_OPEN && stage_.session().seq() >= joined_seq_; }

  absl::Status Saw(const SessionEvent& event) {
    stage_.Apply(event, SteadyNow());
    if (session_.json()) session_.PrintJson(event);
    std::fflush(stdout);
    if (event.has_removed() && event.removed().participant() == participant_) removed_ = true;
    if (event.has_item_opened()) {
      answers_ = 0;
      if (InputIsTerminal()) lines_.clear();
    }
    if (event.seq() < joined_seq_) return absl::OkStatus();
    if (event.seq() == joined_seq_) {
      // What was missed is not told; what goes on is.
      answers_ = answered_before_ ? 1 : 0;
      if (Asking()) ShowQuestion();
      else if (!stage_.ended()) Show("You are in. Wait for the next question.\n");
      return absl::OkStatus();
    }
    ShowEvent(event);
    return absl::OkStatus();
  }

  void ShowEvent(const SessionEvent& event) {
    switch (event.event_case()) {
      case SessionEvent::kItemOpened: return ShowQuestion();
      case SessionEvent::kClockChanged:
        return Show(event.clock_changed().paused() ? "\nThe host has paused.\n" : absl::StrCat("\n", Prompt()));
      case SessionEvent::kItemClosed:
        return Show(event.item_closed().skipped() ? "\nThe host has skipped this question.\n"
                                                  : "\nThe time is over.\n");
      case SessionEvent::kItemRevealed: return ShowResult(event.item_revealed());
      case SessionEvent::kEnded:
        Show(EventText(stage_, event, session_.width(), ink()));
        return ShowRank();
      default: return;
    }
  }

  std::string Prompt() const {
    const std::string left = draw::ShortDuration(stage_.countdown().Left(SteadyNow()) + absl::Milliseconds(500));
    return absl::StrCat(ink().Yellow(absl::StrCat("[", left, " left] ")),
                        ink().Faint(absl::StrCat("(", draw::Clean(AnswerForm(stage_.item())), ")")), " > ");
  }

  void ShowQuestion() {
    const int number = stage_.session().item_index() + 1, count = stage_.session().item_count();
    Show(absl::StrCat("\n", RenderItem(stage_.item(), number, count, session_.width(), ink()), Prompt()));
  }

  void ShowResult(const quiz::v1::ItemRevealed& revealed) {
    const quiz::v1::LiveResult& own = revealed.own();
    Show(RenderReveal(own.share_micros(), kWholeShare, revealed.reveal(), session_.width(), ink()));
    std::string points = absl::StrCat("+", own.points(), " points");
    if (own.streak_bonus() > 0) absl::StrAppend(&points, ", ", own.streak_bonus(), " of them for the row");
    Show(absl::StrCat(points, "\n"));
    ShowRank();
  }

  void ShowRank() {
    if (!stage_.standings().has_own()) return;
    const quiz::v1::Standing& own = stage_.standings().own();
    Show(absl::StrCat("You have rank ", own.rank(), " of ", stage_.standings().participant_count(), " with ",
                      own.points(), " points.\n"));
  }

  // Takes a line for the question that is open, if there is one.
  absl::Status AnswerWithLine() {
    const bool may = Asking() && (answers_ == 0 || InputIsTerminal());
    if (!may || lines_.empty()) return absl::OkStatus();
    const std::string line = std::move(lines_.front());
    lines_.pop_front();
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (text.empty()) {
      ++answers_;  // leaves it out
      return absl::OkStatus();
    }
    const absl::StatusOr<quiz::v1::Response> response = ParseAnswer(stage_.item(), text);
    if (!response.ok()) {
      session_.Say(absl::StrCat(ink().Yellow(draw::Clean(response.status().message())), "\n"));
      Show(Prompt());
      return absl::OkStatus();
    }
    return Submit(*response);
  }

  absl::Status Submit(const quiz::v1::Response& response) {
    quiz::v1::SubmitAnswerRequest request;
    request.set_name(participant_);
    request.set_item(stage_.item().id());
    *request.mutable_response() = response;
    request.set_version(answers_);
    const auto answer = replicas_.Call(&Replicas::Stub::SubmitAnswer, request);
    if (answer.ok()) {
      ++answers_;
      Show(absl::StrCat("Answered after ", draw::ShortDuration(DurationOf(answer->response_time())), ".\n"));
      return absl::OkStatus();
    }
    if (!absl::IsFailedPrecondition(answer.status())) return answer.status();
    Show(absl::StrCat(ink().Yellow(draw::Clean(answer.status().message())), "\n"));
    return absl::OkStatus();
  }

  ctl::Session& session_;
  Replicas& replicas_;
  const int64_t joined_seq_;  // what came up to it was before this participant's time
  const bool answered_before_;
  Stage stage_;
  const std::string participant_;
  SessionWatch watch_;
  std::string line_;
  std::deque<std::string> lines_;
  int answers_ = 0;  // to the current item
  bool input_over_ = false, removed_ = false;
};

}  // namespace

absl::Status TakePart(ctl::Session& session, const JoinOptions& options) {
  ASSIGN_OR_RETURN(Replicas replicas, Replicas::Open(session, options.replicas));
  ASSIGN_OR_RETURN(const std::string name, FindSession(session, replicas, options.pin));
  ASSIGN_OR_RETURN(const auto joined, Enter(session, replicas, name, options));
  const absl::Status kept = KeepTicket(name, joined.resume_token());
  if (!kept.ok()) session.Say(absl::StrCat("The way back is not kept: ", kept.message(), "\n"));
  if (joined.rejoined()) {
    session.Say(absl::StrCat("Welcome back, ", draw::Clean(joined.participant().nickname()), ": ", joined.points(),
                             " points.\n"));
  }
  quiz::v1::GetSessionStateRequest get;
  get.set_name(name);
  get.set_participant(joined.participant().name());
  ASSIGN_OR_RETURN(const auto now, replicas.Call(&Replicas::Stub::GetSessionState, get));
  SetInterruptMessage(absl::StrCat("To come back with your points: lyceumctl session join ",
                                   now.state().session().pin()));
  RETURN_IF_ERROR(Player(session, replicas, now.state(), joined.participant().name()).Run());
  SetInterruptMessage("");
  DropTicket(name);
  return absl::OkStatus();
}

}  // namespace lyceum::ctl
