// Answers to a quiz's items as evidence for the cards that ask the same.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "services/progress/memory/logic/fsrs.h"

namespace lyceum::progress::memory {

// What a card's `source` is for an item of a quiz: the last segment of the quiz's
// name and the item's id, "quiz/item".
std::string SourceOf(absl::string_view quiz, absl::string_view item_id);

// The rating of a graded answer by its points and the time it took. Points are all
// that is known of an answer that lacks some: below half of them it is Again, else
// Hard. A full answer is Easy within 4 seconds, Hard after more than 30, else Good;
// Good too if the time is not known (0). max_score_micros is above 0.
//
// The limits are ours: a card is shown for some 10 seconds as a rule, and reading an
// item of a quiz takes longer than reading a card.
Rating RatingOf(int64_t score_micros, int64_t max_score_micros, int64_t time_us);

// The id of the line that an event makes in a card's log. No caller can send it.
std::string EvidenceId(absl::string_view event_key, absl::string_view card);

}  // namespace lyceum::progress::memory
