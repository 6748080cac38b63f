// An event as the statistics see it, and what a set of them adds up to.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lyceum/progress/v1/event.pb.h"
#include "services/progress/logic/days.h"
#include "services/progress/logic/mastery.h"
#include "services/progress/logic/totals.h"

namespace lyceum::progress {

// The kinds of events, numbered for good: they are stored.
enum class Kind : int64_t { kAnswer = 1, kAttemptStarted = 2, kAttemptFinished = 3, kActivity = 4 };

struct Fact {
  std::string key;   // unique in the tenant
  std::string user;  // the last segment of its name
  Kind kind = Kind::kActivity;
  int64_t occur_us = 0;
  Day day = 0;
  std::string subject;
  std::string topic;  // the path joined by "/"; empty for none
  int64_t score_micros = 0;
  int64_t max_score_micros = 0;
  int64_t time_us = 0;

  bool operator==(const Fact&) const = default;
};

// "history/cold-war" of {"history", "cold-war"}, and back.
std::string TopicText(const google::protobuf::RepeatedPtrField<std::string>& path);
std::vector<std::string> TopicPath(absl::string_view topic);

// The fact of a checked event. `key` is what makes it unique in the tenant.
Fact ToFact(const v1::Event& event, absl::string_view key, Day day);

// What one fact adds to its day.
Totals TotalsOf(const Fact& fact);

struct DayKey {
  std::string user;
  Day day = 0;
  std::string subject;

  auto operator<=>(const DayKey&) const = default;
};

// Sums by user, day and subject.
std::map<DayKey, Totals> SumDays(absl::Span<const Fact> facts);

struct TopicKey {
  std::string user;
  std::string topic;

  auto operator<=>(const TopicKey&) const = default;
};

// What is known of one topic of one user: sums, and the evidence folded in the
// order of (last_us, last_key).
struct TopicState {
  int64_t answers = 0;
  int64_t correct_answers = 0;
  int64_t score_micros = 0;
  int64_t max_score_micros = 0;
  int64_t time_us = 0;
  Evidence evidence;
  int64_t last_us = 0;   // of the newest answer
  std::string last_key;  // breaks the tie between answers of one instant

  bool operator==(const TopicState&) const = default;
};

// True for a graded answer with a topic: those make mastery.
bool CountsForMastery(const Fact& fact);

// The order in which answers are folded.
bool GivenBefore(const Fact& a, const Fact& b);

// True if the answer is newer than all the state holds, so that Fold is right.
bool FollowsOn(const TopicState& state, const Fact& answer);

// Adds an answer for which FollowsOn holds.
void Fold(TopicState& state, const Fact& answer);

}  // namespace lyceum::progress
