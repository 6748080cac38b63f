// Numbers as people type them.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/item.pb.h"

namespace lyceum::quiz {

// The values `text` may mean; empty if it is no number. "1,5" and "1.5" are
// both 1.5; "1.234,5" and "1,234.5" are 1234.5; "1,234" is 1234 or 1.234 unless
// `separator` says which. Groups of thousands have three digits, divided by
// point, comma, apostrophe or space. Powers: "6.02e23", "6,02*10^23",
// "6.02 x 10^23". A `unit` after the number is skipped.
std::vector<double> ReadNumber(absl::string_view text, v1::Numeric::DecimalSeparator separator,
                               absl::string_view unit = "");

// Both included.
struct Interval {
  double min = 0, max = 0;
};

// What is as near to x as the tolerance t >= 0 allows. A border counts as
// inside, with room for the last digits of a double (eps = 1e-14):
//   absolute: t + eps * max(t, |x|, eps) around x; relative: |x| * (t + eps);
//   geometric: from x / q to x * q, q = 1 + t + eps; so nothing if x is below 0.
Interval AbsolutelyNear(double x, double t);
Interval RelativelyNear(double x, double t);
Interval GeometricallyNear(double x, double t);

// Whether `value` is as near as the answer asks.
bool IsNear(const v1::Numeric::Near& near, double value);

}  // namespace lyceum::quiz
