#include "services/quiz/statistics/guess.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "services/quiz/limits.h"
#include "services/quiz/logic/gaps.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/paper_order.h"
#include "services/quiz/logic/slider.h"

namespace lyceum::quiz {
namespace {

double Whole(int64_t fraction_micros) {
  return std::clamp(static_cast<double>(fraction_micros) / limits::kWhole, 0.0, 1.0);
}

double SingleChoiceGuess(const v1::SingleChoice& item) {
  double sum = 0;
  for (const v1::Choice& choice : item.choices()) {
    sum += choice.has_fraction_micros() ? Whole(choice.fraction_micros()) : choice.correct() ? 1 : 0;
  }
  return item.choices_size() == 0 ? 0 : sum / item.choices_size();
}

double ShortTextGuess(const v1::ShortText& item) {
  for (const auto& pattern : item.patterns()) {
    if (pattern.pattern() == "*") return pattern.has_fraction_micros() ? Whole(pattern.fraction_micros()) : 1;
  }
  return 0;
}

std::optional<double> OrderingGuess(const v1::Ordering& item) {
  const int n = item.entries_size();
  switch (item.credit()) {
    // One entry follows another in (n - 1)! of n! orders, and there are n - 1 pairs of the n - 1 to be right.
    case v1::Ordering::CREDIT_ADJACENT_PAIRS: return 1.0 / std::max(n, 1);
    case v1::Ordering::CREDIT_LONGEST_SUBSEQUENCE: return std::nullopt;
    default: return 1 / std::tgamma(n + 1);
  }
}

double NumericGuess(const v1::Item& item) {
  const std::vector<double> positions = Positions(item.numeric().slider());
  double sum = 0;
  for (const double position : positions) {
    v1::Response response;
    response.mutable_numeric()->set_value(position);
    const Share share = ShareOf(item, 0, response);
    sum += static_cast<double>(share.num) / static_cast<double>(share.den);
  }
  return positions.empty() ? 0 : sum / static_cast<double>(positions.size());
}

std::optional<double> GapsGuess(const v1::Item& item) {
  double sum = 0, weights = 0;
  for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
    const std::optional<double> guess = RandomGuess(GapItem(item, 0, i));
    const int weight = WeightOf(item.gap_fill().gaps(i));
    if (!guess && weight > 0) return std::nullopt;
    sum += guess.value_or(0) * weight;
    weights += weight;
  }
  return weights == 0 ? 0 : sum / weights;
}

}  // namespace

std::optional<double> RandomGuess(const v1::Item& item) {
  switch (item.kind_case()) {
    case v1::Item::kSingleChoice: return SingleChoiceGuess(item.single_choice());
    case v1::Item::kTrueFalse: return 0.5;
    case v1::Item::kMultipleChoice:
      if (!item.multiple_choice().all_or_nothing()) return std::nullopt;
      return std::exp2(-item.multiple_choice().choices_size());
    case v1::Item::kMatching: return 1.0 / std::max<double>(1, static_cast<double>(PaperOptions(item, 0).size()));
    case v1::Item::kOrdering: return OrderingGuess(item.ordering());
    case v1::Item::kShortText: return ShortTextGuess(item.short_text());
    case v1::Item::kGapFill: return GapsGuess(item);
    case v1::Item::kNumeric: return NumericGuess(item);
    case v1::Item::kDate: return 0;
    case v1::Item::kPoll:
    case v1::Item::kWordCloud:
    case v1::Item::kOpenEnded:
    case v1::Item::kScale:
    case v1::Item::KIND_NOT_SET: break;
  }
  return std::nullopt;
}

}  // namespace lyceum::quiz
