// What each kind of item must be.
#include <cmath>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/civil.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz {
namespace {

using limits::kWhole;

void CheckCount(int count, int min, int max, const std::string& path, Violations& violations) {
  if (count < min || count > max) violations.Add(path, absl::StrCat("must be ", min, " to ", max));
}

// Whether the answer is worth everything; its fraction is checked on the way.
template <class Answer>
bool CheckFraction(const Answer& answer, const std::string& path, Violations& violations) {
  if (!answer.has_fraction_micros()) return true;
  if (answer.fraction_micros() < 0 || answer.fraction_micros() > kWhole) {
    violations.Add(path + ".fraction_micros", absl::StrCat("must be 0 to ", kWhole));
  }
  return answer.fraction_micros() == kWhole;
}

template <class Choices>
void ValidateChoices(const Choices& choices, bool single, const std::string& path, Violations& violations) {
  CheckCount(choices.size(), limits::kMinChoices, limits::kMaxChoices, path, violations);
  std::set<std::string> ids;
  bool any_correct = false, any_whole = false;
  for (int i = 0; i < choices.size(); ++i) {
    const v1::Choice& choice = choices[i];
    const std::string at = absl::StrCat(path, "[", i, "]");
    if (!IsId(choice.id())) violations.Add(at + ".id", "must be 1 to 64 characters of a-z 0-9 -");
    if (!ids.insert(choice.id()).second) violations.Add(at + ".id", "must not be used twice");
    CheckLength(choice.text(), 1, limits::kMaxChoiceChars, at + ".text", violations);
    CheckLength(choice.feedback(), 0, limits::kMaxExplanationChars, at + ".feedback", violations);
    if (choice.fraction_micros() < -kWhole || choice.fraction_micros() > kWhole) {
      violations.Add(at + ".fraction_micros", absl::StrCat("must be ", -kWhole, " to ", kWhole));
    }
    any_correct |= choice.correct();
    any_whole |= choice.has_fraction_micros() ? choice.fraction_micros() == kWhole : choice.correct();
  }
  if (single && !any_whole) violations.Add(path, "must have a choice that is worth all points");
  if (!single && !any_correct) violations.Add(path, "must have a correct choice");
}

void ValidateShortText(const v1::ShortText& item, const std::string& path, Violations& violations) {
  CheckCount(item.patterns_size(), 1, limits::kMaxPatterns, path + ".patterns", violations);
  bool any_whole = false;
  for (int i = 0; i < item.patterns_size(); ++i) {
    const auto& pattern = item.patterns(i);
    const std::string at = absl::StrCat(path, ".patterns[", i, "]");
    CheckLength(pattern.pattern(), 1, limits::kMaxPatternChars, at + ".pattern", violations);
    CheckLength(pattern.feedback(), 0, limits::kMaxExplanationChars, at + ".feedback", violations);
    any_whole |= CheckFraction(pattern, at, violations);
  }
  if (!any_whole) violations.Add(path + ".patterns", "must have one that is worth all points");
}

void ValidateNear(const v1::Numeric::Near& near, const std::string& path, Violations& violations) {
  if (!std::isfinite(near.value())) violations.Add(path + ".value", "must be finite");
  if (!(near.absolute_tolerance() >= 0) || !std::isfinite(near.absolute_tolerance())) {
    violations.Add(path + ".absolute_tolerance", "must be 0 or more, and finite");
  }
  if (!(near.relative_tolerance() >= 0) || !std::isfinite(near.relative_tolerance())) {
    violations.Add(path + ".relative_tolerance", "must be 0 or more, and finite");
  }
  if (!(near.geometric_tolerance() >= 0) || !std::isfinite(near.geometric_tolerance())) {
    violations.Add(path + ".geometric_tolerance", "must be 0 or more, and finite");
  }
  if (near.geometric_tolerance() > 0 && near.value() < 0) {
    violations.Add(path + ".geometric_tolerance", "must be 0 for a value below 0");
  }
  const int tolerances =
      (near.absolute_tolerance() > 0) + (near.relative_tolerance() > 0) + (near.geometric_tolerance() > 0);
  if (tolerances > 1) violations.Add(path, "must have one tolerance, absolute, relative or geometric");
}

void ValidateUnits(const v1::Numeric& item, const std::string& path, Violations& violations) {
  CheckCount(item.units_size(), 0, limits::kMaxUnits, path + ".units", violations);
  if (!item.units().empty() && !item.unit().empty()) violations.Add(path + ".unit", "must be empty if there are units");
  if (item.unit_penalty_micros() < 0 || item.unit_penalty_micros() > limits::kWhole) {
    violations.Add(path + ".unit_penalty_micros", "must be 0 to 1000000");
  }
  std::set<std::string> seen;
  for (int i = 0; i < item.units_size(); ++i) {
    const v1::Numeric::Unit& unit = item.units(i);
    const std::string at = absl::StrCat(path, ".units[", i, "]");
    CheckLength(unit.name(), 1, limits::kMaxUnitChars, at + ".name", violations);
    if (absl::StrContains(unit.name(), ' ')) violations.Add(at + ".name", "must have no spaces");
    if (!seen.insert(unit.name()).second) violations.Add(at + ".name", "must not be used twice");
    if (!(unit.per_unit() > 0) || !std::isfinite(unit.per_unit())) {
      violations.Add(at + ".per_unit", "must be above 0, and finite");
    }
  }
}

void ValidateNumeric(const v1::Numeric& item, const std::string& path, Violations& violations) {
  CheckCount(item.answers_size(), 1, limits::kMaxNumericAnswers, path + ".answers", violations);
  CheckLength(item.unit(), 0, limits::kMaxUnitChars, path + ".unit", violations);
  bool any_whole = false;
  for (int i = 0; i < item.answers_size(); ++i) {
    const auto& answer = item.answers(i);
    const std::string at = absl::StrCat(path, ".answers[", i, "]");
    if (answer.has_near()) ValidateNear(answer.near(), at + ".near", violations);
    if (answer.has_range() && !(std::isfinite(answer.range().min()) && std::isfinite(answer.range().max()) &&
                                answer.range().min() <= answer.range().max())) {
      violations.Add(at + ".range", "must be finite, with min not above max");
    }
    if (answer.accepts_case() == v1::Numeric::Answer::ACCEPTS_NOT_SET) violations.Add(at, "must have near or range");
    CheckLength(answer.feedback(), 0, limits::kMaxExplanationChars, at + ".feedback", violations);
    any_whole |= CheckFraction(answer, at, violations);
  }
  if (!any_whole) violations.Add(path + ".answers", "must have one that is worth all points");
  ValidateUnits(item, path, violations);
  if (item.has_slider()) ValidateSlider(item, path, violations);
}

void ValidateMatching(const v1::Matching& item, const std::string& path, Violations& violations) {
  CheckCount(item.pairs_size(), limits::kMinEntries, limits::kMaxEntries, path + ".pairs", violations);
  CheckCount(item.distractors_size(), 0, limits::kMaxEntries, path + ".distractors", violations);
  std::set<std::string> stems, options;
  for (int i = 0; i < item.pairs_size(); ++i) {
    const std::string at = absl::StrCat(path, ".pairs[", i, "]");
    CheckLength(item.pairs(i).stem(), 1, limits::kMaxChoiceChars, at + ".stem", violations);
    CheckLength(item.pairs(i).option(), 1, limits::kMaxChoiceChars, at + ".option", violations);
    if (!stems.insert(item.pairs(i).stem()).second) violations.Add(at + ".stem", "must not be used twice");
    options.insert(item.pairs(i).option());
  }
  for (int i = 0; i < item.distractors_size(); ++i) {
    const std::string at = absl::StrCat(path, ".distractors[", i, "]");
    CheckLength(item.distractors(i), 1, limits::kMaxChoiceChars, at, violations);
    if (options.count(item.distractors(i)) != 0) violations.Add(at, "must not be the option of a stem");
  }
}

void ValidateOrdering(const v1::Ordering& item, const std::string& path, Violations& violations) {
  CheckCount(item.entries_size(), limits::kMinEntries, limits::kMaxEntries, path + ".entries", violations);
  std::set<std::string> seen;
  for (int i = 0; i < item.entries_size(); ++i) {
    const std::string at = absl::StrCat(path, ".entries[", i, "]");
    CheckLength(item.entries(i), 1, limits::kMaxChoiceChars, at, violations);
    if (!seen.insert(item.entries(i)).second) violations.Add(at, "must not be used twice");
  }
}

void ValidateDate(const v1::DateItem& item, const std::string& path, Violations& violations) {
  const auto earliest = ParseDay(item.earliest()), latest = ParseDay(item.latest());
  if (!earliest) violations.Add(path + ".earliest", "must be a day, such as \"1962-07-01\"");
  if (!latest) violations.Add(path + ".latest", "must be a day, such as \"1962-07-31\"");
  if (earliest && latest && *latest < *earliest) violations.Add(path + ".latest", "must not be before earliest");
  if (item.precision() == v1::DateItem::PRECISION_UNSPECIFIED) {
    violations.Add(path + ".precision", "must be day, month or year");
  }
  CheckLength(item.text(), 0, limits::kMaxDateTextChars, path + ".text", violations);
}

}  // namespace

void ValidateKind(const v1::Item& item, const std::string& path, Violations& violations) {
  switch (item.kind_case()) {
    case v1::Item::kSingleChoice:
      return ValidateChoices(item.single_choice().choices(), true, path + ".single_choice.choices", violations);
    case v1::Item::kMultipleChoice:
      return ValidateChoices(item.multiple_choice().choices(), false, path + ".multiple_choice.choices", violations);
    case v1::Item::kTrueFalse: return;
    case v1::Item::kShortText: return ValidateShortText(item.short_text(), path + ".short_text", violations);
    case v1::Item::kNumeric: return ValidateNumeric(item.numeric(), path + ".numeric", violations);
    case v1::Item::kMatching: return ValidateMatching(item.matching(), path + ".matching", violations);
    case v1::Item::kOrdering: return ValidateOrdering(item.ordering(), path + ".ordering", violations);
    case v1::Item::kDate: return ValidateDate(item.date(), path + ".date", violations);
    case v1::Item::kGapFill: return ValidateGaps(item, path + ".gap_fill", violations);
    case v1::Item::kPoll:
    case v1::Item::kWordCloud:
    case v1::Item::kOpenEnded:
    case v1::Item::kScale: return ValidateUngraded(item, path, violations);
    case v1::Item::KIND_NOT_SET: violations.Add(path, "must have a kind, such as single_choice");
  }
}

}  // namespace lyceum::quiz
