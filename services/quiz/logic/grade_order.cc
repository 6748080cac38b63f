// Ordering.
#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/paper_order.h"

namespace lyceum::quiz {
namespace {

// The places in the key of the learner's entries, in the learner's order.
std::vector<int> Places(const v1::Item& item, uint64_t paper_seed, const v1::OrderingResponse& response) {
  const std::vector<int> paper = PaperEntries(item, paper_seed);
  std::vector<int> places;
  for (const std::string& id : response.entries()) {
    const int at = IndexOfId(id, 'e', static_cast<int>(paper.size()));
    if (at >= 0) places.push_back(paper[at]);
  }
  return places;
}

// A common subsequence with 0, 1, 2, ... is an increasing one.
int LongestIncreasing(const std::vector<int>& places) {
  std::vector<int> tails;  // tails[k]: the smallest end of an increasing run of k + 1
  for (const int place : places) {
    const auto at = std::lower_bound(tails.begin(), tails.end(), place);
    if (at == tails.end()) {
      tails.push_back(place);
    } else {
      *at = place;
    }
  }
  return static_cast<int>(tails.size());
}

int RightNeighbours(const std::vector<int>& places) {
  int right = 0;
  for (size_t i = 1; i < places.size(); ++i) right += places[i] == places[i - 1] + 1;
  return right;
}

}  // namespace

absl::Status CheckOrdering(const v1::Item& item, const v1::OrderingResponse& response) {
  const int count = item.ordering().entries_size();
  std::set<std::string> seen;
  for (int i = 0; i < response.entries_size(); ++i) {
    const std::string field = absl::StrCat("response.ordering.entries[", i, "]");
    if (IndexOfId(response.entries(i), 'e', count) < 0) {
      return InvalidField(field, "must be the id of one of the paper's entries");
    }
    if (!seen.insert(response.entries(i)).second) return InvalidField(field, "must not repeat an entry");
  }
  if (response.entries_size() == count) return absl::OkStatus();
  return InvalidField("response.ordering.entries", absl::StrCat("must have all ", count, " entries"));
}

Judgement GradeOrdering(const v1::Item& item, uint64_t paper_seed, const v1::OrderingResponse& response) {
  const std::vector<int> places = Places(item, paper_seed, response);
  const int count = item.ordering().entries_size();
  if (static_cast<int>(places.size()) != count || count < 2) return {};
  const int steps = count - 1;
  switch (item.ordering().credit()) {
    case v1::Ordering::CREDIT_ADJACENT_PAIRS: return {Share{RightNeighbours(places), steps}, ""};
    case v1::Ordering::CREDIT_LONGEST_SUBSEQUENCE: return {Share{LongestIncreasing(places) - 1, steps}, ""};
    default: return {RightNeighbours(places) == steps ? kEverything : kNothing, ""};
  }
}

}  // namespace lyceum::quiz
