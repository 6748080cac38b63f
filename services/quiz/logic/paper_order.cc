#include "services/quiz/logic/paper_order.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/quiz/logic/shuffle.h"

namespace lyceum::quiz {

std::vector<std::string> PaperOptions(const v1::Item& item, uint64_t paper_seed) {
  std::vector<std::string> options;
  for (const auto& pair : item.matching().pairs()) options.push_back(pair.option());
  options.insert(options.end(), item.matching().distractors().begin(), item.matching().distractors().end());
  std::sort(options.begin(), options.end());
  options.erase(std::unique(options.begin(), options.end()), options.end());
  Shuffle(options, SeedFor(paper_seed, item.id()));
  return options;
}

std::vector<int> PaperEntries(const v1::Item& item, uint64_t paper_seed) {
  return ShuffledIndices(item.ordering().entries_size(), SeedFor(paper_seed, item.id()));
}

std::string StemId(int index) { return absl::StrCat("s", index + 1); }
std::string OptionId(int index) { return absl::StrCat("o", index + 1); }
std::string EntryId(int index) { return absl::StrCat("e", index + 1); }

int IndexOfId(absl::string_view id, char letter, int count) {
  int number = 0;
  if (id.size() < 2 || id[0] != letter || id[1] < '1' || id[1] > '9') return -1;
  if (!absl::SimpleAtoi(id.substr(1), &number) || number > count) return -1;
  return number - 1;
}

}  // namespace lyceum::quiz
