#include "services/quiz/behaviour/count_back.h"

#include <algorithm>
#include <cstddef>

namespace lyceum::quiz {

double CountBackGaps(const std::vector<std::vector<GapStanding>>& tried, const std::vector<GapStanding>& last,
                     double penalty) {
  double sum = 0, weights = 0;
  for (size_t gap = 0; gap < last.size(); ++gap) {
    std::string answer;
    size_t changed = 0;
    for (size_t i = 0; i <= tried.size(); ++i) {
      const std::string& given = (i < tried.size() ? tried[i] : last)[gap].answer;
      if (given == answer) continue;
      answer = given;
      changed = i;
    }
    sum += last[gap].weight * std::max(0.0, last[gap].fraction - static_cast<double>(changed) * penalty);
    weights += last[gap].weight;
  }
  return weights > 0 ? sum / weights : 0;
}

}  // namespace lyceum::quiz
