#include "services/lyceumctl/memory_cards.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/ids.h"
#include "lyceum/content/v1/flashcard_service.grpc.pb.h"
#include "lyceum/progress/v1/review_service.grpc.pb.h"
#include "services/lyceumctl/draw/progress.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using content::v1::FlashcardService;
using progress::v1::ReviewService;

constexpr int kCardsTogether = 500;

}  // namespace

std::string CardIdOf(absl::string_view flashcard) {
  return absl::StrCat(Segment(flashcard, 3), "~", Segment(flashcard, 5));
}

absl::StatusOr<content::v1::Flashcard> FlashcardOf(Session& session, const progress::v1::Card& card) {
  const std::string id = LastSegment(card.name());
  const std::pair<std::string, std::string> parts = absl::StrSplit(id, absl::MaxSplits('~', 1));
  if (parts.second.empty()) return absl::NotFoundError(absl::StrCat(id, " stands for no flashcard"));
  content::v1::GetFlashcardRequest request;
  ASSIGN_OR_RETURN(const std::string explanation, session.Name("explanations", parts.first));
  request.set_name(absl::StrCat(explanation, "/flashcards/", parts.second));
  ASSIGN_OR_RETURN(auto response, session.Call(&FlashcardService::Stub::GetFlashcard, request));
  return std::move(*response.mutable_flashcard());
}

absl::StatusOr<int> AddFlashcards(Session& session, absl::string_view explanation, absl::string_view preset) {
  content::v1::ListFlashcardsRequest list;
  ASSIGN_OR_RETURN(*list.mutable_parent(), session.Name("explanations", explanation));
  list.set_page_size(kCardsTogether);
  int count = 0;
  do {
    ASSIGN_OR_RETURN(const auto page, session.Call(&FlashcardService::Stub::ListFlashcards, list));
    list.set_page_token(page.next_page_token());
    if (page.flashcards().empty()) break;
    progress::v1::PutCardsRequest put;
    ASSIGN_OR_RETURN(*put.mutable_parent(), session.User());
    for (const content::v1::Flashcard& flashcard : page.flashcards()) {
      progress::v1::Card& card = *put.add_cards();
      card.set_name(absl::StrCat(put.parent(), "/cards/", CardIdOf(flashcard.name())));
      card.set_preset_id(std::string(preset));
      card.set_position(count++);
    }
    RETURN_IF_ERROR(session.Call(&ReviewService::Stub::PutCards, put).status());
  } while (!list.page_token().empty());
  return count;
}

progress::v1::ReviewEntry NewEntry(absl::string_view card_id) {
  const absl::Time now = absl::Now();
  progress::v1::ReviewEntry entry;
  entry.set_entry_id(IdText(NewId(now)));
  entry.set_card_id(std::string(card_id));
  entry.mutable_time()->set_seconds(absl::ToUnixSeconds(now));
  entry.mutable_time()->set_nanos(static_cast<int32_t>(absl::ToUnixMicros(now) % 1'000'000 * 1000));
  return entry;
}

absl::StatusOr<progress::v1::Card> Record(Session& session, const progress::v1::ReviewEntry& entry) {
  progress::v1::RecordReviewsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.User());
  *request.add_entries() = entry;
  ASSIGN_OR_RETURN(const auto response, session.Call(&ReviewService::Stub::RecordReviews, request));
  if (response.cards().empty()) return absl::InternalError("the answer has no card");
  return response.cards(0);
}

std::string DueIn(const google::protobuf::Timestamp& due, int interval_days) {
  if (interval_days > 0) return absl::StrCat(interval_days, "d");
  return draw::ShortDuration(std::max(absl::ZeroDuration(), TimeOf(due) - absl::Now()));
}

}  // namespace lyceum::ctl
