// The ids of what a learner sorts and matches. In the author's form their order
// is the key, so on paper they are shuffled by a secret seed of the revision and
// numbered in the shuffled order: neither order nor id says anything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/item.pb.h"

namespace lyceum::quiz {

// The different options of a matching item, distractors included, in the order
// of the paper.
std::vector<std::string> PaperOptions(const v1::Item& item, uint64_t paper_seed);

// entries[result[p]] stands at place p of the paper.
std::vector<int> PaperEntries(const v1::Item& item, uint64_t paper_seed);

// "s1", "o1", "e1" for index 0.
std::string StemId(int index);
std::string OptionId(int index);
std::string EntryId(int index);

// The index an id of that letter stands for; -1 if it is none below `count`.
int IndexOfId(absl::string_view id, char letter, int count);

}  // namespace lyceum::quiz
