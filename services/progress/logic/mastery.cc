#include "services/progress/logic/mastery.h"

namespace lyceum::progress {
namespace {

constexpr int64_t kOne = 1'000'000;
constexpr int64_t kKeptPercent = 95;
constexpr int64_t kPriorGained = kOne;
constexpr int64_t kPriorTotal = 2 * kOne;
constexpr int64_t kCredibilityAnswers = 5;
constexpr int64_t kAnswersToTell = 3;
constexpr int64_t kAnswersToMaster = 8;

// score / max in millionths, rounded down. Both are at most 10^10 micro-points,
// so the product fits.
int64_t Share(int64_t score, int64_t max_score) { return score * kOne / max_score; }

}  // namespace

Evidence AddAnswer(Evidence evidence, int64_t score_micros, int64_t max_score_micros) {
  if (max_score_micros <= 0) return evidence;
  return {evidence.gained * kKeptPercent / 100 + Share(score_micros, max_score_micros),
          evidence.total * kKeptPercent / 100 + kOne};
}

int64_t MeanMicros(const Evidence& evidence) {
  return Share(evidence.gained + kPriorGained, evidence.total + kPriorTotal);
}

double Confidence(int64_t answers) {
  return static_cast<double>(answers) / static_cast<double>(answers + kCredibilityAnswers);
}

Level LevelOf(int64_t mean_micros, int64_t answers) {
  if (answers < kAnswersToTell) return Level::kStarted;
  if (mean_micros < 400'000) return Level::kWeak;
  if (mean_micros < 700'000) return Level::kFamiliar;
  if (mean_micros < 850'000 || answers < kAnswersToMaster) return Level::kProficient;
  return Level::kMastered;
}

}  // namespace lyceum::progress
