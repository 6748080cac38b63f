// Numeric answers.
#include <cmath>
#include <vector>

#include "common/base/errors.h"
#include "common/base/text.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/number.h"

namespace lyceum::quiz {
namespace {

bool Accepts(const v1::Numeric::Answer& answer, double value) {
  if (answer.has_near()) return IsNear(answer.near(), value);
  return answer.has_range() && value >= answer.range().min() && value <= answer.range().max();
}

}  // namespace

absl::Status CheckNumeric(const v1::Numeric& item, const v1::NumericResponse& response) {
  switch (response.number_case()) {
    case v1::NumericResponse::kText:
      if (Length(response.text()) > limits::kMaxNumberChars) {
        return InvalidField("response.numeric.text",
                            "must have at most " + std::to_string(limits::kMaxNumberChars) + " characters");
      }
      // Refusing what is no number spares the learner a lost point for a slip.
      if (ReadNumber(response.text(), item.decimal_separator(), item.unit()).empty()) {
        return InvalidField("response.numeric.text", "must be a number, such as 1234.5");
      }
      return absl::OkStatus();
    case v1::NumericResponse::kValue:
      if (!std::isfinite(response.value())) return InvalidField("response.numeric.value", "must be finite");
      return absl::OkStatus();
    case v1::NumericResponse::NUMBER_NOT_SET: break;
  }
  return InvalidField("response.numeric", "must have text or value");
}

Judgement GradeNumeric(const v1::Numeric& item, const v1::NumericResponse& response) {
  std::vector<double> values;
  if (response.has_text()) values = ReadNumber(response.text(), item.decimal_separator(), item.unit());
  if (response.has_value()) values.push_back(response.value());
  for (const auto& answer : item.answers()) {
    for (const double value : values) {
      if (!Accepts(answer, value)) continue;
      const int64_t fraction = answer.has_fraction_micros() ? answer.fraction_micros() : limits::kWhole;
      return {Share{fraction, limits::kWhole}, answer.feedback()};
    }
  }
  return {};
}

}  // namespace lyceum::quiz
