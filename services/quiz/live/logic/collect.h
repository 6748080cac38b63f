// What a class answered to one item, counted: the distractor table of a graded
// item; the result of a poll, a scale, a word cloud or an open question.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/session.pb.h"

namespace lyceum::quiz::live {

// How often one answer was given.
struct ResponseTally {
  std::string response;  // serialized
  int count = 0;
  bool correct = false;  // wholly right
};

using ResponseCounts = google::protobuf::RepeatedPtrField<v1::ResponseCount>;

struct Collected {
  // As ItemRevealed.responses and ItemRevealed.shown, without ids. `shown` is
  // empty for what is graded or open-ended.
  ResponseCounts rows;
  ResponseCounts shown;
  // Of a scale that was answered, in millionths, rounded half up.
  std::optional<int64_t> mean_micros;
  // Of an open-ended item: the texts, most frequent first, then by their bytes; at
  // most limits::kMaxOpenResponses.
  std::vector<std::string> texts;
};

// The order of `tallies` does not matter. Words of `hidden` (folded) are left out
// of what is shown.
Collected Collect(const v1::Item& item, uint64_t paper_seed, const std::vector<ResponseTally>& tallies,
                  const std::set<std::string>& hidden);

}  // namespace lyceum::quiz::live
