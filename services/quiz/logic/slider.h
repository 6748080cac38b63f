// Numbers that are chosen on a slider.
#pragma once

#include <vector>

#include "lyceum/quiz/v1/item.pb.h"

namespace lyceum::quiz {

// Whether `value` is one of the positions, but for the last digits of a double.
bool IsPosition(const v1::Numeric::Slider& slider, double value);

// The position nearest to `value`.
double NearestPosition(const v1::Numeric::Slider& slider, double value);

// All of them, lowest first; none if any number between is one.
std::vector<double> Positions(const v1::Numeric::Slider& slider);

}  // namespace lyceum::quiz
