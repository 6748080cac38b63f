// What a crowd of bots measured in a live session, and whether all went well.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/lyceumctl/session_checker.h"

namespace lyceum::ctl {

// Durations of one kind.
class Series {
 public:
  void Add(absl::Duration duration) { micros_.push_back(absl::ToInt64Microseconds(duration)); }
  void Add(const Series& other) { micros_.insert(micros_.end(), other.micros_.begin(), other.micros_.end()); }
  size_t size() const { return micros_.size(); }
  // In milliseconds: the smallest that at least `share` (0 to 1) of all do not
  // exceed; 0 if there are none.
  double Percentile(double share) const;

 private:
  std::vector<int64_t> micros_;
};

struct SessionFigures {
  // Of one question.
  struct Round {
    // When the first and the last bot received it; those that came back later to
    // a question already open are left out.
    absl::Time first = absl::InfiniteFuture();
    absl::Time last = absl::InfinitePast();
    // Messages between this question's opening and the next one's, without those
    // a bot asked for again and those of changed clocks and participants.
    int64_t frames = 0;
  };

  int64_t joined = 0;
  int64_t removed = 0;
  // Of those that joined: without the session's end.
  int64_t unfinished = 0;
  int64_t answers_acknowledged = 0;
  // Too late for the item.
  int64_t answers_refused = 0;
  int64_t calls_retried = 0;
  int64_t streams_broken = 0;
  // From the first attempt to the acknowledgement.
  Series acknowledgement;
  // From the event's `now`, and from the question's opening, to its receipt; from
  // the reveal's own time to the receipt of the standings. These compare the
  // servers' clocks with this one.
  Series since_now, since_opening, leaderboard;
  // From the break of a stream to the first message of the next.
  Series resume;
  std::map<int, Round> rounds;
  SessionFaults faults;
  // Calls that failed for good, by code, reason and message.
  std::map<std::string, int64_t> errors;

  void Add(const SessionFigures& other);
  // Over all questions: from the first bot's receipt to the last one's.
  Series Spread() const;
  // The most messages a participant got for a question, on average over the joined.
  double FramesPerQuestion() const;
};

// A question costs each participant at most this many messages.
inline constexpr double kMostFramesPerQuestion = 4;

// What went wrong, a line each; nothing if all `participants` joined, saw the
// session to its end, and got what they were promised.
std::vector<std::string> Complaints(const SessionFigures& figures, int participants);

// For people, some lines; for scripts, one object in one line.
std::string FiguresText(const SessionFigures& figures, int participants);
std::string FiguresJson(const SessionFigures& figures, int participants);

}  // namespace lyceum::ctl
