// What a slider must be.
#include <cmath>

#include "absl/strings/str_cat.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz {

void ValidateSlider(const v1::Numeric& item, const std::string& path, Violations& violations) {
  const v1::Numeric::Slider& slider = item.slider();
  if (!std::isfinite(slider.from()) || !std::isfinite(slider.to()) || !(slider.from() < slider.to())) {
    return violations.Add(path + ".slider", "must go from a finite number to a higher one");
  }
  const bool too_many = slider.step() > 0 && (slider.to() - slider.from()) / slider.step() > limits::kMaxSliderSteps;
  if (!(slider.step() >= 0) || too_many) {
    return violations.Add(path + ".slider.step", absl::StrCat("must be 0, or give at most ", limits::kMaxSliderSteps,
                                                              " steps (kMaxSliderSteps)"));
  }
  if (!item.units().empty()) violations.Add(path + ".units", "must be empty with a slider");
  v1::Item whole;
  *whole.mutable_numeric() = item;
  const Share share = ShareOf(whole, 0, CorrectResponse(whole, 0));
  if (share.num != share.den) violations.Add(path + ".slider", "must have a position that is worth all points");
}

}  // namespace lyceum::quiz
