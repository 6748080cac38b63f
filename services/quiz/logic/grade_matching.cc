// Matching stems and options.
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/paper_order.h"

namespace lyceum::quiz {

absl::Status CheckMatching(const v1::Item& item, uint64_t paper_seed, const v1::MatchingResponse& response) {
  const int options = static_cast<int>(PaperOptions(item, paper_seed).size());
  std::set<std::string> seen;
  for (int i = 0; i < response.pairs_size(); ++i) {
    const auto& pair = response.pairs(i);
    const std::string field = absl::StrCat("response.matching.pairs[", i, "]");
    if (IndexOfId(pair.stem(), 's', item.matching().pairs_size()) < 0) {
      return InvalidField(field + ".stem", "must be the id of one of the paper's stems");
    }
    if (IndexOfId(pair.option(), 'o', options) < 0) {
      return InvalidField(field + ".option", "must be the id of one of the paper's options");
    }
    if (!seen.insert(pair.stem()).second) return InvalidField(field + ".stem", "must not repeat a stem");
  }
  return absl::OkStatus();
}

Judgement GradeMatching(const v1::Item& item, uint64_t paper_seed, const v1::MatchingResponse& response) {
  const std::vector<std::string> options = PaperOptions(item, paper_seed);
  const int stems = item.matching().pairs_size();
  std::set<int> right;
  for (const auto& pair : response.pairs()) {
    const int stem = IndexOfId(pair.stem(), 's', stems);
    const int option = IndexOfId(pair.option(), 'o', static_cast<int>(options.size()));
    if (stem >= 0 && option >= 0 && item.matching().pairs(stem).option() == options[option]) right.insert(stem);
  }
  return {Share{static_cast<int64_t>(right.size()), stems > 0 ? stems : 1}, ""};
}

}  // namespace lyceum::quiz
