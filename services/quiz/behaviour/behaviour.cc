#include "services/quiz/behaviour/behaviour.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lyceum::quiz {
namespace {

using Kind = v1::Behaviour;
using State = v1::ItemProgress;
using Action = Step::Action;

State::State ByHand(State::State graded) {
  switch (graded) {
    case State::STATE_WRONG: return State::STATE_MANUAL_WRONG;
    case State::STATE_PARTIAL: return State::STATE_MANUAL_PARTIAL;
    default: return State::STATE_MANUAL_RIGHT;
  }
}

bool IsAdaptive(Kind::Kind kind) { return kind == Kind::KIND_ADAPTIVE || kind == Kind::KIND_ADAPTIVE_NO_PENALTY; }

double PenaltyOf(const BehaviourRules& rules) {
  return rules.kind == Kind::KIND_ADAPTIVE_NO_PENALTY ? 0 : rules.penalty;
}

// The last response becomes that of the step; if there is none, an interactive item still has its last one graded.
void Take(const BehaviourRules& rules, const Step& step, bool as_try, Standing& now) {
  now.given = step.response;
  if (!step.response && IsInteractive(rules.kind)) return;
  now.assessment = step.assessment;
  now.certainty = step.certainty;
  if (step.certainty > 0) now.last_certainty = step.certainty;
  now.last_was_try = as_try;
}

bool Repeats(const Standing& before, const Step& step) {
  return step.response.value_or("") == before.given.value_or("") && step.certainty == before.last_certainty;
}

void Grade(double fraction, State::State state, Standing& now) {
  now.fraction = fraction;
  now.state = state;
  now.must_try_again = false;
}

// Each part that is right in the end, less the tries until it stayed right; their mean.
double CountBack(const std::vector<std::vector<bool>>& tried, const std::vector<bool>& last, double penalty) {
  double sum = 0;
  for (size_t part = 0; part < last.size(); ++part) {
    if (!last[part]) continue;
    size_t wrong = 0;  // tries up to the last wrong one
    for (size_t i = 0; i < tried.size(); ++i) {
      if (part >= tried[i].size() || !tried[i][part]) wrong = i + 1;
    }
    sum += std::max(0.0, 1 - static_cast<double>(wrong) * penalty);
  }
  return sum / static_cast<double>(last.size());
}

// What an interactive item is worth after `tries` tries before this response.
double Interactive(const BehaviourRules& rules, const Standing& before, const Assessment& assessment) {
  if (rules.kind == Kind::KIND_INTERACTIVE_COUNTBACK && !assessment.parts.empty()) {
    return CountBack(before.tried_parts, assessment.parts, rules.penalty);
  }
  if (rules.kind == Kind::KIND_INTERACTIVE_COUNTBACK && !assessment.gaps.empty()) {
    return CountBackGaps(before.tried_gaps, assessment.gaps, rules.penalty);
  }
  return std::max(0.0, assessment.fraction - before.tries * rules.penalty);
}

std::optional<Standing> Save(const BehaviourRules& rules, const Standing& before, const Step& step) {
  if (before.must_try_again || Repeats(before, step)) return std::nullopt;
  Standing now = before;
  Take(rules, step, false, now);
  const bool deferred = rules.kind == Kind::KIND_DEFERRED || rules.kind == Kind::KIND_UNSPECIFIED ||
                        rules.kind == Kind::KIND_DEFERRED_CERTAINTY || rules.kind == Kind::KIND_MANUAL;
  now.state = State::STATE_TODO;
  if (!deferred) return now;
  const bool sure = !HasCertainty(rules.kind) || step.certainty > 0;
  if (step.assessment.complete && sure) {
    now.state = State::STATE_COMPLETE;
  } else if (step.assessment.gradable) {
    now.state = State::STATE_INVALID;
  }
  return now;
}

std::optional<Standing> CheckAdaptive(const BehaviourRules& rules, const Standing& before, const Step& step) {
  if (step.response == before.tried) return std::nullopt;
  Standing now = before;
  Take(rules, step, true, now);
  now.tried = step.response;
  const double fraction = step.assessment.fraction - PenaltyOf(rules) * before.tries;
  now.fraction = std::max(before.fraction.value_or(0), fraction);
  ++now.tries;
  now.was_right = before.was_right || StateOf(step.assessment.fraction) == State::STATE_RIGHT;
  now.state = now.was_right ? State::STATE_COMPLETE : State::STATE_TODO;
  return now;
}

std::optional<Standing> CheckInteractive(const BehaviourRules& rules, const Standing& before, const Step& step) {
  Standing now = before;
  Take(rules, step, true, now);
  if (StateOf(step.assessment.fraction) == State::STATE_RIGHT || before.tries + 1 >= rules.tries) {
    Grade(Interactive(rules, before, step.assessment), StateOf(step.assessment.fraction), now);
  } else {
    now.state = State::STATE_TODO;
    now.must_try_again = true;
  }
  ++now.tries;
  now.tried_parts.push_back(step.assessment.parts);
  now.tried_gaps.push_back(step.assessment.gaps);
  return now;
}

std::optional<Standing> Check(const BehaviourRules& rules, const Standing& before, const Step& step) {
  switch (rules.kind) {
    case Kind::KIND_UNSPECIFIED:
    case Kind::KIND_DEFERRED:
    case Kind::KIND_DEFERRED_CERTAINTY:
    case Kind::KIND_MANUAL: return Save(rules, before, step);
    default: break;
  }
  if (before.must_try_again) return std::nullopt;
  const bool enough = HasCertainty(rules.kind) ? step.assessment.gradable && step.certainty > 0
                                               : step.assessment.complete;
  if (!enough) {
    Standing now = before;
    Take(rules, step, false, now);
    now.state = State::STATE_INVALID;
    return now;
  }
  if (IsAdaptive(rules.kind)) return CheckAdaptive(rules, before, step);
  if (IsInteractive(rules.kind)) return CheckInteractive(rules, before, step);
  Standing now = before;
  Take(rules, step, true, now);
  ++now.tries;
  const double fraction = step.assessment.fraction;
  Grade(HasCertainty(rules.kind) ? WithCertainty(fraction, step.certainty) : fraction, StateOf(fraction), now);
  return now;
}

std::optional<Standing> TryAgain(const BehaviourRules& rules, const Standing& before, const Step& step) {
  if (!before.must_try_again) return std::nullopt;
  Standing now = before;
  Take(rules, step, false, now);
  now.must_try_again = false;
  now.state = State::STATE_TODO;
  return now;
}

Standing Finish(const BehaviourRules& rules, const Standing& before) {
  Standing now = before;
  now.must_try_again = false;
  const Assessment& last = before.assessment;
  if (IsAdaptive(rules.kind)) {
    // A response that was tried already is not a further try.
    const int tries = before.tries - (last.gradable && before.last_was_try ? 1 : 0);
    const double fraction = (last.gradable ? last.fraction : 0) - PenaltyOf(rules) * tries;
    Grade(std::max(before.fraction.value_or(0), fraction),
          last.gradable ? StateOf(last.fraction) : State::STATE_GAVE_UP, now);
    return now;
  }
  if (!last.gradable) {
    now.state = State::STATE_GAVE_UP;
  } else if (rules.kind == Kind::KIND_MANUAL) {
    now.state = State::STATE_NEEDS_GRADING;
  } else if (IsInteractive(rules.kind)) {
    Grade(Interactive(rules, before, last), StateOf(last.fraction), now);
  } else if (HasCertainty(rules.kind)) {
    Grade(WithCertainty(last.fraction, std::max(1, before.certainty)), StateOf(last.fraction), now);
  } else {
    Grade(last.fraction, StateOf(last.fraction), now);
  }
  return now;
}

}  // namespace

bool IsOver(v1::ItemProgress::State state) { return state >= State::STATE_GAVE_UP; }

bool IsInteractive(v1::Behaviour::Kind kind) {
  return kind == Kind::KIND_INTERACTIVE || kind == Kind::KIND_INTERACTIVE_COUNTBACK;
}

bool HasCertainty(v1::Behaviour::Kind kind) {
  return kind == Kind::KIND_DEFERRED_CERTAINTY || kind == Kind::KIND_IMMEDIATE_CERTAINTY;
}

std::optional<Standing> After(const BehaviourRules& rules, const Standing& before, const Step& step) {
  if (step.action == Action::kGradeByHand) {
    Standing now = before;
    if (step.fraction) Grade(*step.fraction, ByHand(StateOf(*step.fraction)), now);
    return now;
  }
  if (IsOver(before.state)) return std::nullopt;
  switch (step.action) {
    case Action::kSave: return Save(rules, before, step);
    case Action::kCheck: return Check(rules, before, step);
    case Action::kTryAgain: return TryAgain(rules, before, step);
    default: return Finish(rules, before);
  }
}

Standing Replay(const BehaviourRules& rules, absl::Span<const Step> steps) {
  Standing standing;
  for (const Step& step : steps) {
    if (auto next = After(rules, standing, step)) standing = *std::move(next);
  }
  return standing;
}

v1::ItemProgress::State StateOf(double fraction) {
  if (fraction < 0.000001) return State::STATE_WRONG;
  return fraction > 0.999999 ? State::STATE_RIGHT : State::STATE_PARTIAL;
}

double WithCertainty(double fraction, int certainty) {
  constexpr double kWrong[] = {0, 0, -2, -6};
  const int at = std::clamp(certainty, 1, 3);
  return fraction <= 0.00001 ? kWrong[at] : fraction * at;
}

FractionRange RangeOf(const BehaviourRules& rules) {
  return HasCertainty(rules.kind) ? FractionRange{-6, 3} : FractionRange{0, 1};
}

}  // namespace lyceum::quiz
