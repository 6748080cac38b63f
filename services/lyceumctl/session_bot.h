// One participant that nobody is: what it does next follows from what it has
// seen. No I/O, no clock: the crowd (session_crowd.h) runs its errands and tells
// it how they went.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lyceum/quiz/v1/session_service.pb.h"
#include "services/lyceumctl/session_checker.h"
#include "services/lyceumctl/session_figures.h"

namespace lyceum::ctl {

struct BotPlan {
  // tenants/{tenant}/sessions/{session}
  std::string session;
  std::string nickname;
  // How many servers there are to choose from; at least 1.
  int replicas = 1;
  // An item is answered at a random moment of this span after it was seen.
  absl::Duration answer_within = absl::Seconds(5);
  uint64_t seed = 0;
  // Among all bots, from 0; with the seed it decides everything random.
  int index = 0;
};

// Something to do after a while, at one of the replicas.
struct Errand {
  enum What { kJoin, kWatch, kAnswer };
  What what = kJoin;
  absl::Duration after;
  int replica = 0;
  // Of kAnswer: the item's place.
  int item = 0;
};

class Bot {
 public:
  // `figures` are added to and must outlive the bot.
  Bot(BotPlan plan, SessionFigures& figures);

  // Joins after `after`.
  Errand Begin(absl::Duration after);

  quiz::v1::JoinSessionRequest Join() const;
  std::vector<Errand> Joined(const absl::Status& status, const quiz::v1::JoinSessionResponse& response);

  // From one event before the last one seen, so that a stream that works says so
  // at once.
  quiz::v1::WatchSessionRequest Watch();
  std::vector<Errand> Saw(const quiz::v1::SessionEvent& event, absl::Time now);
  // The stream ended with `status`, for whatever reason.
  std::vector<Errand> StreamEnded(const absl::Status& status, absl::Time now);

  // An errand to answer may be too late when its time has come.
  bool StillWanted(int item) const { return pending_.count(item) > 0; }
  quiz::v1::SubmitAnswerRequest Answer(int item, absl::Time now);
  std::vector<Errand> Answered(int item, const absl::Status& status, const quiz::v1::SubmitAnswerResponse& response,
                               absl::Time now);

  bool joined() const { return !participant_.empty(); }
  // The stream has brought something since it was opened last.
  bool watching() const { return watching_; }
  // Nothing is left to do: the session has ended for it, or it has given up.
  bool done() const { return gave_up_ || ((checker_.ended() || removed_) && pending_.empty()); }
  // It has seen the session's end, or was removed.
  bool finished() const { return checker_.ended() || removed_; }
  const SessionFaults& faults() const { return checker_.faults(); }

 private:
  struct Pending {
    std::string item;
    quiz::v1::Response response;
    absl::Time first_sent = absl::InfiniteFuture();
    int attempts = 0;
    // Closed for all the bot knows.
    bool late = false;
  };

  double Random() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  // The errand once more, at another replica than the one that failed.
  Errand Again(Errand errand, const absl::Status& status, int attempt);
  void GiveUp(const absl::Status& status, absl::string_view call);
  void Count(const quiz::v1::SessionEvent& event, absl::Time now);
  std::vector<Errand> Opened(const quiz::v1::ItemOpened& opened);
  void Closed(int item);

  const BotPlan plan_;
  SessionFigures& figures_;
  SessionChecker checker_;
  std::minstd_rand random_;
  int replica_;
  std::string participant_;
  bool watching_ = false, removed_ = false, gave_up_ = false;
  int join_attempts_ = 0, watch_attempts_ = 0;
  int item_ = -1;
  // When the stream broke, until another brings something; when that was.
  absl::Time broken_ = absl::InfinitePast(), back_ = absl::InfinitePast();
  std::map<int, Pending> pending_;
};

}  // namespace lyceum::ctl
