#include "services/lyceumctl/session_bots.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/base/ids.h"
#include "services/lyceumctl/session_crowd.h"
#include "services/lyceumctl/session_desk.h"
#include "services/lyceumctl/session_figures.h"
#include "services/lyceumctl/session_host.h"
#include "services/lyceumctl/session_tokens.h"
#include "services/lyceumctl/terminal.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(100);
constexpr int kParticipantsPerConnection = 100;
constexpr int kMostStreamsPerConnection = 240;  // servers take 256 calls at a time

absl::StatusOr<absl::Duration> ReadDuration(const std::string& text, absl::string_view option) {
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) || duration < absl::ZeroDuration()) {
    return UsageError(absl::StrCat(option, " is a duration such as 5s"));
  }
  return duration;
}

// Hosts the session that the bots play, in a thread of its own.
class BotHost {
 public:
  BotHost(Replicas& replicas, const quiz::v1::Session& session, AutoPlan plan)
      : desk_(replicas, session), plan_(std::move(plan)), thread_([this] { status_ = Run(); }) {}
  ~BotHost() { static_cast<void>(Stop()); }

  // OK unless a control failed.
  absl::Status Stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    return status_;
  }
  bool over() const { return over_; }

 private:
  absl::Status Run() {
    absl::Status status;
    while (!stopping_ && status.ok()) {
      WaitReadable(desk_.fd(), -1, kTick);
      const SessionWatch::News news = desk_.Take();
      status = news.over ? news.trouble : desk_.Advance(plan_);
      if (news.over) break;
    }
    over_ = true;
    return status;
  }

  HostDesk desk_;
  const AutoPlan plan_;
  std::atomic<bool> stopping_ = false, over_ = false;
  absl::Status status_;
  std::thread thread_;
};

// All that is known before the first bot comes.
struct Setup {
  CrowdPlan crowd;
  std::string host_token;
  absl::Duration at_most;
  AutoPlan host;
};

absl::Status MakeTokens(Session& session, const BotsOptions& options, Setup& setup) {
  TokenMaking making;
  making.key_file = options.key;
  making.issuer = options.issuer;
  making.audience = options.audience;
  ASSIGN_OR_RETURN(const std::string tenant, session.Tenant());
  making.tenant = LastSegment(tenant);
  ASSIGN_OR_RETURN(const rpc::Issuer issuer, OpenKey(options.key));
  // Other users than those of any other run, in the same session too.
  const std::string run = IdText(NewId(absl::Now()));
  ASSIGN_OR_RETURN(setup.host_token, MakeToken(issuer, making, absl::StrCat("bot-host-", run),
                                               {api::v1::ROLE_TEACHER, api::v1::ROLE_AUTHOR}));
  for (int i = 0; i < options.participants; ++i) {
    ASSIGN_OR_RETURN(std::string token, MakeToken(issuer, making, absl::StrCat("bot-", run, "-", i + 1),
                                                  {api::v1::ROLE_LEARNER}));
    setup.crowd.tokens.push_back(std::move(token));
  }
  return absl::OkStatus();
}

absl::StatusOr<Setup> Prepare(Session& session, const BotsOptions& options) {
  if ((options.pin.empty() ? 0 : 1) + (options.session.empty() ? 0 : 1) + (options.quiz.empty() ? 0 : 1) != 1) {
    return UsageError("give one of: a PIN, --session, --host");
  }
  Setup setup;
  CrowdPlan& crowd = setup.crowd;
  ASSIGN_OR_RETURN(crowd.bot.answer_within, ReadDuration(options.answer_within, "--answer-within"));
  ASSIGN_OR_RETURN(crowd.join_within, ReadDuration(options.join_within, "--join-within"));
  ASSIGN_OR_RETURN(setup.host.linger, ReadDuration(options.linger, "--linger"));
  ASSIGN_OR_RETURN(setup.at_most, ReadDuration(options.at_most, "--at-most"));
  crowd.bot.seed = options.seed;
  crowd.replicas = Replicas::Addresses(session, options.replicas);
  crowd.threads = std::min(2, options.participants);
  crowd.connections = options.connections > 0 ? options.connections
                                              : std::max(2, options.participants / kParticipantsPerConnection);
  // All of them may meet at one replica.
  if (options.participants > crowd.connections * kMostStreamsPerConnection) {
    return UsageError(absl::StrCat("--connections must be at least ",
                                   options.participants / kMostStreamsPerConnection + 1,
                                   ": a server takes 256 calls at a time on each"));
  }
  RETURN_IF_ERROR(MakeTokens(session, options, setup));
  return setup;
}

// The session to play: an existing one, or a new one of options.quiz.
absl::StatusOr<quiz::v1::Session> FindSession(Session& session, Replicas& replicas, const BotsOptions& options) {
  quiz::v1::Session found;
  if (!options.quiz.empty()) {
    ASSIGN_OR_RETURN(const auto settings, ReadSessionSettings(options.settings, options.time_limit));
    return OpenSession(session, replicas, options.quiz, settings);
  }
  if (!options.session.empty()) {
    ASSIGN_OR_RETURN(*found.mutable_name(), session.Name("sessions", options.session));
    return found;
  }
  quiz::v1::ResolvePinRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  request.set_pin(absl::StrReplaceAll(options.pin, {{" ", ""}, {"-", ""}}));
  ASSIGN_OR_RETURN(const auto response, replicas.Call(&Replicas::Stub::ResolvePin, request));
  found.set_name(response.session());
  return found;
}

void AwaitEnd(Session& session, const Crowd& crowd, const Setup& setup, const BotHost* host) {
  ProgressView progress("bots", session.settings().quiet || session.json());
  const int all = static_cast<int>(setup.crowd.tokens.size());
  const absl::Time end = absl::Now() + setup.at_most;
  absl::Time host_gone = absl::InfiniteFuture();
  while (absl::Now() < end) {
    const Crowd::Count count = crowd.count();
    if (count.done == all) return;
    const bool playing = count.watching > 0 || count.done > 0;
    progress.Show(playing ? count.done : count.joined, all,
                  absl::StrCat(count.joined, " joined, ", count.watching, " watching, ", count.done, " done"));
    // A host that is gone has ended the session, or never will: the bots get a while to hear of it.
    if (host != nullptr && host->over() && host_gone == absl::InfiniteFuture()) host_gone = absl::Now();
    if (absl::Now() - host_gone > absl::Seconds(60)) return;
    absl::SleepFor(kTick);
  }
}

}  // namespace

absl::Status RunBots(Session& session, const BotsOptions& options) {
  ASSIGN_OR_RETURN(Setup setup, Prepare(session, options));
  ASSIGN_OR_RETURN(Replicas replicas, Replicas::Open(session, options.replicas, setup.host_token));
  ASSIGN_OR_RETURN(const quiz::v1::Session live, FindSession(session, replicas, options));
  session.Say(absl::StrCat(WithoutTenant(live.name()), "\n"));
  setup.crowd.bot.session = live.name();
  Crowd crowd(session, setup.crowd);
  crowd.Start();
  std::unique_ptr<BotHost> host;
  if (!options.quiz.empty()) {
    setup.host.participants = 0;
    setup.host.ready = [&crowd, all = options.participants, linger = setup.host.linger,
                        since = absl::InfiniteFuture()]() mutable {
      const Crowd::Count count = crowd.count();
      if (count.watching + count.done < all) return false;
      since = std::min(since, absl::Now());
      return absl::Now() - since >= linger;
    };
    host = std::make_unique<BotHost>(replicas, live, setup.host);
  }
  AwaitEnd(session, crowd, setup, host.get());
  const absl::Status hosted = host == nullptr ? absl::OkStatus() : host->Stop();
  const SessionFigures figures = crowd.Stop();
  session.Print(session.json() ? FiguresJson(figures, options.participants)
                               : FiguresText(figures, options.participants));
  RETURN_IF_ERROR(hosted);
  return Complaints(figures, options.participants).empty() ? absl::OkStatus() : AlreadyReported();
}

}  // namespace lyceum::ctl
