#include "services/quiz/logic/slider.h"

#include <algorithm>
#include <cmath>

namespace lyceum::quiz {
namespace {

constexpr double kSlack = 1e-6;  // of a step

// How many steps fit between the ends; `step` is above 0.
double Steps(const v1::Numeric::Slider& slider) {
  return std::floor((slider.to() - slider.from()) / slider.step() + kSlack);
}

}  // namespace

bool IsPosition(const v1::Numeric::Slider& slider, double value) {
  if (slider.step() <= 0) return value >= slider.from() && value <= slider.to();
  const double steps = (value - slider.from()) / slider.step();
  return std::fabs(steps - std::round(steps)) <= kSlack && steps >= -kSlack && steps <= Steps(slider) + kSlack;
}

double NearestPosition(const v1::Numeric::Slider& slider, double value) {
  if (slider.step() <= 0) return std::clamp(value, slider.from(), slider.to());
  const double steps = std::round((value - slider.from()) / slider.step());
  return slider.from() + std::clamp(steps, 0.0, Steps(slider)) * slider.step();
}

std::vector<double> Positions(const v1::Numeric::Slider& slider) {
  std::vector<double> positions;
  if (slider.step() <= 0) return positions;
  for (double steps = 0; steps <= Steps(slider); ++steps) positions.push_back(slider.from() + steps * slider.step());
  return positions;
}

}  // namespace lyceum::quiz
