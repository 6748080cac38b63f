// Flashcards as cards to remember: how the two are named, added and shown.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lyceum/content/v1/flashcard.pb.h"
#include "lyceum/progress/v1/memory.pb.h"
#include "services/lyceumctl/session.h"

namespace lyceum::ctl {

// The id of the card that stands for a flashcard: "{explanation}~{flashcard}".
std::string CardIdOf(absl::string_view flashcard);

// The flashcard that a card stands for. NOT_FOUND if it stands for none.
absl::StatusOr<content::v1::Flashcard> FlashcardOf(Session& session, const progress::v1::Card& card);

// Adds the flashcards of an explanation to the learner's cards of a preset. Returns
// how many it has.
absl::StatusOr<int> AddFlashcards(Session& session, absl::string_view explanation, absl::string_view preset);

// A line of the log as of now, without what it says.
progress::v1::ReviewEntry NewEntry(absl::string_view card_id);

// Records one line and returns its card as it then is.
absl::StatusOr<progress::v1::Card> Record(Session& session, const progress::v1::ReviewEntry& entry);

// "10m", "3d": how long until it is due.
std::string DueIn(const google::protobuf::Timestamp& due, int interval_days);

}  // namespace lyceum::ctl
