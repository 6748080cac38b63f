#include "services/lyceumctl/session_host.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "services/lyceumctl/files.h"
#include "services/lyceumctl/session_desk.h"
#include "services/lyceumctl/session_screen.h"
#include "services/lyceumctl/session_view.h"
#include "services/lyceumctl/terminal.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::ControlSessionRequest;

constexpr absl::Duration kTick = absl::Milliseconds(100);
constexpr int kExtensionSeconds = 10;

// One host at work.
class Host {
 public:
  Host(Session& session, Replicas& replicas, const quiz::v1::Session& live, const HostOptions& options)
      : session_(session), desk_(replicas, live), by_itself_(options.by_itself >= 0) {
    plan_.linger = absl::Seconds(std::max(0.0, options.by_itself));
    plan_.participants = options.participants;
    if (!session.json() && OutputIsTerminal() && InputIsTerminal()) screen_ = std::make_unique<Screen>();
  }

  absl::Status Run() {
    while (!left_) {
      Draw();
      const int keys = keys_over_ || (by_itself_ && screen_ == nullptr) ? -1 : STDIN_FILENO;
      if (WaitReadable(desk_.fd(), keys, kTick)) ReadKeys();
      const SessionWatch::News news = desk_.Take();
      for (const auto& event : news.events) Show(event);
      trouble_ = news.trouble;
      if (news.over && !trouble_.ok()) return trouble_;
      // The podium stays on a screen until a key is pressed.
      if (news.over && (screen_ == nullptr || by_itself_)) break;
      if (by_itself_) RETURN_IF_ERROR(desk_.Advance(plan_));
    }
    if (screen_ == nullptr) return absl::OkStatus();
    const std::string podium = StandingsText(desk_.stage().standings(), session_.width(), session_.ink());
    screen_.reset();
    if (desk_.stage().ended()) session_.Print(podium);
    return absl::OkStatus();
  }

 private:
  // What the next keys are for.
  enum class Asking { kNothing, kWhomToKick, kWhetherToEnd };

  void Show(const quiz::v1::SessionEvent& event) {
    if (session_.json()) session_.PrintJson(event);
    else if (screen_ == nullptr) session_.Print(EventText(desk_.stage(), event, session_.width(), session_.ink()));
    if (screen_ == nullptr) std::fflush(stdout);
  }

  void Draw() {
    if (screen_ == nullptr) return;
    Frame frame;
    frame.width = screen_->width();
    frame.height = screen_->height();
    frame.now = SteadyNow();
    frame.notice = Notice();
    screen_->Draw(HostLines(desk_.stage(), frame, session_.ink()));
  }

  std::string Notice() const {
    if (asking_ == Asking::kWhomToKick) return absl::StrCat("Number of whom to kick, then Enter: ", typed_);
    if (asking_ == Asking::kWhetherToEnd) return "End the session for everybody? y or n";
    if (!trouble_.ok()) return absl::StrCat("Connecting: ", trouble_.message());
    return notice_;
  }

  void ReadKeys() {
    char bytes[256];
    const ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));
    if (count <= 0) {
      keys_over_ = true;
      return;
    }
    for (ssize_t i = 0; i < count; ++i) {
      if (screen_ != nullptr) Key(bytes[i]);
      else LineKey(bytes[i]);
    }
  }

  // Without a screen keys come in lines: an empty one is Enter, in others each
  // character is a key.
  void LineKey(char c) {
    const bool enter = c == '\n' && (line_empty_ || asking_ == Asking::kWhomToKick);
    line_empty_ = c == '\n';
    if (c != '\n' || enter) Key(c);
  }

  void Key(char key) {
    notice_.clear();
    if (asking_ == Asking::kWhomToKick) return TypeNumber(key);
    if (asking_ == Asking::kWhetherToEnd) {
      asking_ = Asking::kNothing;
      if (key == 'y' || key == 'Y') Do([](auto& action) { action.mutable_end(); });
      return;
    }
    if (desk_.stage().ended()) {
      left_ = true;
      return;
    }
    const bool paused = desk_.stage().phase() == quiz::v1::Session::PHASE_PAUSED;
    switch (key) {
      case '\r':
      case '\n':
        // Enter twice, before what the first did is shown, is Enter once.
        if (desk_.Settled()) Do([this](auto& action) { action = NextStep(desk_.stage()); });
        break;
      case 'p':
        Do([&](auto& action) { paused ? void(action.mutable_resume()) : void(action.mutable_pause()); });
        break;
      case '+':
        Do([](auto& action) { action.mutable_extend()->mutable_by()->set_seconds(kExtensionSeconds); });
        break;
      case 's': Do([](auto& action) { action.mutable_skip(); }); break;
      case 'l':
        Do([&](auto& action) { action.mutable_lock()->set_locked(!desk_.stage().session().locked()); });
        break;
      case 'k':
        typed_.clear();
        asking_ = Asking::kWhomToKick;
        break;
      case 'q': asking_ = Asking::kWhetherToEnd; break;
      default: break;
    }
  }

  void TypeNumber(char key) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(key)) && typed_.size() < 6) {
      typed_ += key;
    } else if (key == 0x7f && !typed_.empty()) {
      typed_.pop_back();
    } else if (key == '\r' || key == '\n') {
      asking_ = Asking::kNothing;
      int number = 0;
      const auto& people = desk_.stage().people();
      if (!absl::SimpleAtoi(typed_, &number) || number < 1 || number > static_cast<int>(people.size())) {
        return Tell("Nobody has this number.");
      }
      const std::string name = people[static_cast<size_t>(number - 1)].name();
      Do([&](auto& action) { action.mutable_kick()->set_participant(name); });
    } else if (key == 0x1b) {
      asking_ = Asking::kNothing;
    }
  }

  void Tell(std::string notice) {
    if (screen_ == nullptr) session_.Say(absl::StrCat(notice, "\n"));
    notice_ = std::move(notice);
  }

  template <class Fill>
  void Do(Fill fill) {
    ControlSessionRequest action;
    fill(action);
    const absl::Status status = desk_.Do(std::move(action));
    if (absl::IsAborted(status)) Tell("The session has just changed: look, and press again.");
    else if (!status.ok()) Tell(std::string(status.message()));
  }

  Session& session_;
  HostDesk desk_;
  const bool by_itself_;
  AutoPlan plan_;
  std::unique_ptr<Screen> screen_;
  Asking asking_ = Asking::kNothing;
  std::string typed_, notice_;
  absl::Status trouble_;
  bool line_empty_ = true, keys_over_ = false, left_ = false;
};

}  // namespace

absl::StatusOr<quiz::v1::SessionSettings> ReadSessionSettings(const std::string& file, const std::string& time_limit) {
  quiz::v1::SessionSettings settings;
  if (!file.empty()) {
    ASSIGN_OR_RETURN(const std::string json, ReadFile(file));
    const auto status = google::protobuf::util::JsonStringToMessage(json, &settings);
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(file, ": ", status.ToString()));
  }
  if (time_limit.empty()) return settings;
  absl::Duration limit;
  if (!absl::ParseDuration(time_limit, &limit)) return UsageError("--time-limit is a duration such as 20s");
  settings.mutable_time_limit()->set_seconds(absl::ToInt64Seconds(limit));
  settings.mutable_time_limit()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(limit % absl::Seconds(1))));
  return settings;
}

absl::StatusOr<quiz::v1::Session> OpenSession(Session& session, Replicas& replicas, const std::string& what,
                                              const quiz::v1::SessionSettings& settings) {
  if (absl::StartsWith(what, "sessions/") || absl::StrContains(what, "/sessions/")) {
    quiz::v1::GetSessionStateRequest request;
    ASSIGN_OR_RETURN(*request.mutable_name(), session.Name("sessions", what));
    ASSIGN_OR_RETURN(const auto response, replicas.Call(&Replicas::Stub::GetSessionState, request));
    return response.state().session();
  }
  quiz::v1::CreateSessionRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  ASSIGN_OR_RETURN(*request.mutable_quiz(), session.Name("quizzes", what));
  *request.mutable_settings() = settings;
  ASSIGN_OR_RETURN(const auto response, replicas.Call(&Replicas::Stub::CreateSession, request));
  return response.session();
}

absl::Status HostSession(Session& session, const HostOptions& options) {
  ASSIGN_OR_RETURN(const auto settings, ReadSessionSettings(options.settings, options.time_limit));
  ASSIGN_OR_RETURN(Replicas replicas, Replicas::Open(session, options.replicas));
  ASSIGN_OR_RETURN(const quiz::v1::Session live, OpenSession(session, replicas, options.what, settings));
  const std::string again = absl::StrCat("The session goes on without you. To host it again: lyceumctl session host ",
                                         WithoutTenant(live.name()));
  SetInterruptMessage(again);
  if (session.json()) session.PrintJson(live);
  else if (!OutputIsTerminal()) session.Print(absl::StrCat(WithoutTenant(live.name()), "  PIN ", live.pin(), "\n"));
  std::fflush(stdout);
  const absl::Status status = Host(session, replicas, live, options).Run();
  SetInterruptMessage("");
  return status;
}

}  // namespace lyceum::ctl
