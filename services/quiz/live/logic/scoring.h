// What one answer is worth: session.proto's ScoringRule, in whole points and
// exact integer arithmetic.
#pragma once

#include <cstdint>

#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/response.pb.h"
#include "lyceum/quiz/v1/session.pb.h"
#include "services/quiz/live/logic/rules.h"

namespace lyceum::quiz::live {

inline constexpr int64_t kWholeShare = 1'000'000;

// How right an answer is; stored with it.
struct Verdict {
  int64_t share_micros = 0;  // 0 to kWholeShare
  // Multiple choice only: chosen correct choices less chosen wrong ones.
  int64_t net_choices = 0;
  bool multiple_choice = false;
};

// `mark_micros` is what grading gave of `item.points()` (quiz/logic/grade.h).
Verdict MakeVerdict(const v1::Item& item, const v1::Response& response, int64_t mark_micros);

// Points of an answer given `elapsed_micros` after the opening, without a streak
// bonus. The time counts from 0 to the rule's time limit, whatever it is. Kahoot:
// "How points work", support.kahoot.com article 115002303908.
int64_t PointsFor(const v1::ScoringRule& rule, const ItemRule& item, const Verdict& verdict, int64_t elapsed_micros);

// What the `streak`-th wholly right answer in a row adds.
int64_t StreakBonus(const v1::ScoringRule& rule, const ItemRule& item, int64_t streak);

}  // namespace lyceum::quiz::live
