#include "services/quiz/behaviour/assess.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/gaps.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/paper_order.h"

namespace lyceum::quiz {
namespace {

void AssessParts(const v1::Item& item, uint64_t paper_seed, const v1::MatchingResponse& response,
                 Assessment& assessment) {
  const std::vector<std::string> options = PaperOptions(item, paper_seed);
  const int stems = item.matching().pairs_size();
  assessment.parts.assign(stems, false);
  for (const auto& pair : response.pairs()) {
    const int stem = IndexOfId(pair.stem(), 's', stems);
    const int option = IndexOfId(pair.option(), 'o', static_cast<int>(options.size()));
    if (stem < 0 || option < 0) continue;
    assessment.parts[stem] = item.matching().pairs(stem).option() == options[option];
  }
  assessment.gradable = response.pairs_size() > 0;
  assessment.complete = response.pairs_size() == stems;
}

bool IsAnswered(const v1::Response& response) {
  switch (response.kind_case()) {
    case v1::Response::kMultipleChoice: return !response.multiple_choice().choices().empty();
    case v1::Response::kShortText: return !absl::StripAsciiWhitespace(response.short_text()).empty();
    default: return response.kind_case() != v1::Response::KIND_NOT_SET;
  }
}

// Gaps that take words are right or wrong, as parts of a matching are.
void AssessGaps(const v1::Item& item, uint64_t paper_seed, const v1::GapFillResponse& response,
                Assessment& assessment) {
  const std::vector<v1::Response> responses = GapResponses(item, response);
  int answered = 0;
  bool only_words = true;
  for (size_t i = 0; i < responses.size(); ++i) {
    const v1::GapFill::Gap& gap = item.gap_fill().gaps(static_cast<int>(i));
    const bool is_answered = IsAnswered(responses[i]);
    const Share share = ShareOf(GapItem(item, paper_seed, static_cast<int>(i)), paper_seed, responses[i]);
    answered += is_answered;
    only_words &= gap.has_word();
    assessment.parts.push_back(share.num == share.den);
    assessment.gaps.push_back({static_cast<double>(share.num) / static_cast<double>(share.den),
                               static_cast<double>(WeightOf(gap)),
                               is_answered ? responses[i].SerializeAsString() : ""});
  }
  if (only_words) {
    assessment.gaps.clear();
  } else {
    assessment.parts.clear();
  }
  assessment.gradable = answered > 0;
  assessment.complete = answered == item.gap_fill().gaps_size();
}

}  // namespace

BehaviourRules RulesOf(const v1::Behaviour& behaviour, const v1::Item& item) {
  return {behaviour.kind(), static_cast<double>(behaviour.penalty_micros()) / limits::kWhole, item.hints_size() + 1};
}

Assessment Assess(const v1::Item& item, uint64_t paper_seed, const v1::Response& response) {
  Assessment assessment;
  assessment.complete = assessment.gradable = IsAnswered(response);
  if (item.has_matching()) AssessParts(item, paper_seed, response.matching(), assessment);
  if (item.has_gap_fill()) AssessGaps(item, paper_seed, response.gap_fill(), assessment);
  const Share share = ShareOf(item, paper_seed, response);
  assessment.fraction = static_cast<double>(share.num) / static_cast<double>(share.den);
  return assessment;
}

int64_t MarkOf(const Standing& standing, int64_t points) {
  return std::llround(standing.fraction.value_or(0) * static_cast<double>(points));
}

v1::ItemProgress ProgressOf(const BehaviourRules& rules, const Standing& standing, int64_t points) {
  v1::ItemProgress progress;
  progress.set_state(standing.state);
  if (standing.fraction) progress.set_mark(MarkOf(standing, points));
  progress.set_tries(standing.tries);
  progress.set_must_try_again(standing.must_try_again);
  if (IsInteractive(rules.kind) && !IsOver(standing.state)) {
    progress.set_tries_left(std::max(0, rules.tries - standing.tries));
  }
  return progress;
}

}  // namespace lyceum::quiz
