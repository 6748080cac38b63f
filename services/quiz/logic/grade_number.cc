// Numeric answers.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/text.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/number.h"
#include "services/quiz/logic/quantity.h"
#include "services/quiz/logic/slider.h"

namespace lyceum::quiz {
namespace {

using limits::kWhole;

bool Accepts(const v1::Numeric::Answer& answer, double value) {
  if (answer.has_near()) return IsNear(answer.near(), value);
  return answer.has_range() && value >= answer.range().min() && value <= answer.range().max();
}

std::optional<Quantity> ReadWithUnit(const v1::Numeric& item, const std::string& text) {
  QuantityFormat format;
  format.unit_before = item.unit_before();
  if (item.decimal_separator() == v1::Numeric::DECIMAL_SEPARATOR_COMMA) std::swap(format.decimal, format.thousands);
  return ReadQuantity(text, format);
}

// The values a response may mean, in the unit of the answers.
std::vector<double> ValuesOf(const v1::Numeric& item, const v1::NumericResponse& response) {
  if (response.has_value()) return {response.value()};
  if (item.units().empty()) return ReadNumber(response.text(), item.decimal_separator(), item.unit());
  const std::optional<Quantity> quantity = ReadWithUnit(item, response.text());
  return quantity ? std::vector<double>{quantity->value} : std::vector<double>{};
}

// One of the units named in the text makes one of that of the answers so many times; nothing if it names none of them.
std::optional<double> FactorOf(const v1::Numeric& item, const v1::NumericResponse& response) {
  if (item.units().empty() || !response.has_text()) return std::nullopt;
  const std::optional<Quantity> quantity = ReadWithUnit(item, response.text());
  for (const auto& unit : item.units()) {
    if (quantity && unit.name() == quantity->unit) return 1 / unit.per_unit();
  }
  return std::nullopt;
}

Share LessUnitPenalty(const v1::Numeric& item, int64_t fraction) {
  const int64_t penalty = item.unit_penalty_micros();
  switch (item.unit_penalty()) {
    case v1::Numeric::UNIT_PENALTY_OF_MARK: return {fraction * (kWhole - penalty), kWhole * kWhole};
    case v1::Numeric::UNIT_PENALTY_OF_POINTS: return {std::max<int64_t>(0, fraction - penalty), kWhole};
    default: return {fraction, kWhole};
  }
}

// A number that is no position cannot come from the slider.
absl::Status CheckPosition(const v1::Numeric& item, const std::vector<double>& values, const std::string& at) {
  const v1::Numeric::Slider& slider = item.slider();
  const auto is_position = [&](double value) { return IsPosition(slider, value); };
  if (!item.has_slider() || std::any_of(values.begin(), values.end(), is_position)) return absl::OkStatus();
  const std::string steps = slider.step() > 0 ? absl::StrCat(" in steps of ", slider.step()) : "";
  return InvalidField(at, absl::StrCat("must be ", slider.from(), " to ", slider.to(), steps));
}

}  // namespace

absl::Status CheckNumeric(const v1::Numeric& item, const v1::NumericResponse& response, const std::string& at) {
  switch (response.number_case()) {
    case v1::NumericResponse::kText:
      if (Length(response.text()) > limits::kMaxNumberChars) {
        return InvalidField(at + ".numeric.text",
                            "must have at most " + std::to_string(limits::kMaxNumberChars) + " characters");
      }
      // Refusing what is no number spares the learner a lost point for a slip.
      if (ValuesOf(item, response).empty()) {
        return InvalidField(at + ".numeric.text", "must be a number, such as 1234.5");
      }
      return CheckPosition(item, ValuesOf(item, response), at + ".numeric.text");
    case v1::NumericResponse::kValue:
      if (!std::isfinite(response.value())) return InvalidField(at + ".numeric.value", "must be finite");
      return CheckPosition(item, {response.value()}, at + ".numeric.value");
    case v1::NumericResponse::NUMBER_NOT_SET: break;
  }
  return InvalidField(at + ".numeric", "must have text or value");
}

NumericDecision DecideNumeric(const v1::Numeric& item, const v1::NumericResponse& response) {
  const std::optional<double> factor = FactorOf(item, response);
  const std::vector<double> values = ValuesOf(item, response);
  for (int i = 0; i < item.answers_size(); ++i) {
    for (const double value : values) {
      if (factor && Accepts(item.answers(i), value * *factor)) return {i, true};
      if (Accepts(item.answers(i), value)) return {i, item.units().empty()};
    }
  }
  return {};
}

Judgement GradeNumeric(const v1::Numeric& item, const v1::NumericResponse& response) {
  const NumericDecision decision = DecideNumeric(item, response);
  if (decision.answer < 0) return {};
  const v1::Numeric::Answer& answer = item.answers(decision.answer);
  const int64_t fraction = answer.has_fraction_micros() ? answer.fraction_micros() : kWhole;
  return {decision.unit_right ? Share{fraction, kWhole} : LessUnitPenalty(item, fraction), answer.feedback()};
}

}  // namespace lyceum::quiz
