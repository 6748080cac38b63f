// What is left of a text with gaps after several tries.
#pragma once

#include <string>
#include <vector>

namespace lyceum::quiz {

struct GapStanding {
  double fraction = 0;  // of the gap's part: 1 is right
  double weight = 1;
  std::string answer;  // the same for the same answer; "" is none
};

// The mean by weight of max(0, fraction - penalty * the index, from 0, of the response that changed the gap last), over
// `tried` in their order and `last` after them. All are of the same gaps. The rule is that of Moodle's embedded
// answers.
double CountBackGaps(const std::vector<std::vector<GapStanding>>& tried, const std::vector<GapStanding>& last,
                     double penalty);

}  // namespace lyceum::quiz
