#include "services/quiz/live/logic/scoring.h"

#include <algorithm>

#include "absl/numeric/int128.h"

namespace lyceum::quiz::live {
namespace {

using v1::ScoringRule;

constexpr int64_t kFullUntilMicros = 500'000;  // Kahoot's half second

// num / den, rounded half up; neither is negative.
int64_t Rounded(absl::int128 num, absl::int128 den) { return static_cast<int64_t>((2 * num + den) / (2 * den)); }

// The share of the points that is left after `t` of `limit`: num / den.
struct Fraction {
  int64_t num, den;
};
Fraction SpeedShare(const ScoringRule& rule, int64_t t, int64_t limit) {
  switch (rule.speed()) {
    case ScoringRule::SPEED_KAHOOT: return t < kFullUntilMicros ? Fraction{1, 1} : Fraction{2 * limit - t, 2 * limit};
    case ScoringRule::SPEED_LINEAR: return {limit - t, limit};
    case ScoringRule::SPEED_STEPPED:
      for (const v1::SpeedStep& step : rule.steps()) {
        if (absl::int128(t) * kWholeShare <= absl::int128(step.until_micros()) * limit) {
          return {step.share_micros(), kWholeShare};
        }
      }
      return {0, 1};
    default: return {1, 1};
  }
}

}  // namespace

Verdict MakeVerdict(const v1::Item& item, const v1::Response& response, int64_t mark_micros) {
  Verdict verdict;
  if (item.points() > 0) verdict.share_micros = Rounded(absl::int128(mark_micros) * kWholeShare, item.points());
  // A share that only rounds to the whole is not wholly right.
  if (mark_micros < item.points()) verdict.share_micros = std::min(verdict.share_micros, kWholeShare - 1);
  if (!item.has_multiple_choice()) return verdict;
  verdict.multiple_choice = true;
  for (const std::string& id : response.multiple_choice().choices()) {
    for (const v1::Choice& choice : item.multiple_choice().choices()) {
      if (choice.id() == id) verdict.net_choices += choice.correct() ? 1 : -1;
    }
  }
  return verdict;
}

int64_t PointsFor(const ScoringRule& rule, const ItemRule& item, const Verdict& verdict, int64_t elapsed_micros) {
  const int64_t limit = item.time_limit_micros;
  const Fraction speed = SpeedShare(rule, std::clamp<int64_t>(elapsed_micros, 0, limit), limit);
  if (verdict.multiple_choice && rule.points_per_choice() > 0) {
    const int64_t possible = rule.points_per_choice() * item.multiplier * std::max<int64_t>(verdict.net_choices, 0);
    return Rounded(absl::int128(possible) * speed.num, speed.den);
  }
  const int64_t possible = rule.base_points() * item.multiplier;
  return Rounded(absl::int128(possible) * verdict.share_micros * speed.num, absl::int128(kWholeShare) * speed.den);
}

int64_t StreakBonus(const ScoringRule& rule, const ItemRule& item, int64_t streak) {
  if (!rule.has_streak() || item.multiplier == 0 || streak < rule.streak().first()) return 0;
  return std::min(rule.streak().cap(), rule.streak().step() * (streak - rule.streak().first() + 1));
}

}  // namespace lyceum::quiz::live
