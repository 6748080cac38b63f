// Questions made out of an explanation: from its terms, its timeline and its
// questions with answers. Wrong choices are the right ones of sibling rows.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "lyceum/content/v1/explanation.pb.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/quiz_authoring_service.pb.h"

namespace lyceum::quiz {

struct DeriveOptions {
  // Empty means everything.
  std::set<v1::DeriveQuizRequest::Origin> origins = {};
  // 1 to limits::kMaxItems; of more, an even choice over all origins is kept.
  int max_items = 0;
  uint64_t seed = 0;
};

// Valid, complete items in the order of the explanation's sections, each with
// the sentence to read again. The same arguments give the same items. Empty if
// there is nothing to ask.
std::vector<v1::Item> DeriveItems(const content::v1::Explanation& explanation, const DeriveOptions& options);

}  // namespace lyceum::quiz
