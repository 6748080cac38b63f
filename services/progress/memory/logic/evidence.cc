#include "services/progress/memory/logic/evidence.h"

#include "absl/strings/str_cat.h"

namespace lyceum::progress::memory {
namespace {

constexpr int64_t kEasyUs = 4'000'000, kHardUs = 30'000'000;

}  // namespace

std::string SourceOf(absl::string_view quiz, absl::string_view item_id) {
  return absl::StrCat(quiz.substr(quiz.rfind('/') + 1), "/", item_id);
}

Rating RatingOf(int64_t score_micros, int64_t max_score_micros, int64_t time_us) {
  if (score_micros < max_score_micros) return 2 * score_micros < max_score_micros ? Rating::kAgain : Rating::kHard;
  if (time_us > kHardUs) return Rating::kHard;
  return time_us > 0 && time_us <= kEasyUs ? Rating::kEasy : Rating::kGood;
}

std::string EvidenceId(absl::string_view event_key, absl::string_view card) {
  return absl::StrCat("event/", event_key, "/", card);
}

}  // namespace lyceum::progress::memory
