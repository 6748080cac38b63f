#include "services/content/methods/flashcards.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/content/limits.h"
#include "services/content/methods/cards.h"
#include "services/content/methods/change.h"
#include "services/content/methods/mask.h"
#include "services/content/methods/names.h"
#include "services/content/methods/revisions.h"

namespace lyceum::content {
namespace {

google::protobuf::Timestamp Stamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(sql::Micros(time));
}

absl::Status Check(const v1::Flashcard& card) {
  Violations violations;
  CheckFlashcard(card, violations);
  return violations.ToStatus();
}

// A card of an explanation the caller can see; NOT_FOUND otherwise.
absl::StatusOr<store::FlashcardRow> VisibleCard(sql::Transaction& t, absl::string_view name, bool sees_drafts) {
  const absl::string_view tenant = Segment(name, 1), explanation = Segment(name, 3);
  const absl::Status seen = VisibleFacts(t, tenant, explanation, sees_drafts).status();
  if (absl::IsNotFound(seen)) return NotFound(name);
  RETURN_IF_ERROR(seen);
  return store::FindFlashcard(t, tenant, explanation, Segment(name, 5));
}

}  // namespace

absl::StatusOr<v1::CreateFlashcardResponse> Flashcards::CreateFlashcard(const Caller& caller,
                                                                        const v1::CreateFlashcardRequest& request) {
  RETURN_IF_ERROR(Check(request.flashcard()));
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const std::string id, ChosenId(request.flashcard_id(), "flashcard_id", now));
  return Change<v1::CreateFlashcardResponse>(
      database_, caller, request, now, request.validate_only(),
      [&](sql::Transaction& t) -> absl::StatusOr<v1::CreateFlashcardResponse> {
        store::FlashcardRow row;
        row.tenant = std::string(Segment(request.parent(), 1));
        row.explanation = std::string(Segment(request.parent(), 3));
        row.id = id;
        RETURN_IF_ERROR(VisibleFacts(t, row.tenant, row.explanation, true).status());
        ASSIGN_OR_RETURN(const int64_t count, store::CountFlashcards(t, row.tenant, row.explanation));
        if (count >= kMaxFlashcards) return LimitExceeded(request.parent(), "kMaxFlashcards", kMaxFlashcards);
        row.card = request.flashcard();
        row.card.clear_lineage();
        row.card.set_creator(caller.user);
        *row.card.mutable_create_time() = *row.card.mutable_update_time() = Stamp(now);
        RETURN_IF_ERROR(store::InsertFlashcard(t, row));
        v1::CreateFlashcardResponse response;
        *response.mutable_flashcard() = row.card;
        return response;
      });
}

absl::StatusOr<v1::GetFlashcardResponse> Flashcards::GetFlashcard(const Caller& caller,
                                                                  const v1::GetFlashcardRequest& request) {
  v1::GetFlashcardResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const store::FlashcardRow row, VisibleCard(t, request.name(), SeesDrafts(caller)));
    *response.mutable_flashcard() = row.card;
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListFlashcardsResponse> Flashcards::ListFlashcards(const Caller& caller,
                                                                      const v1::ListFlashcardsRequest& request) {
  const absl::string_view tenant = Segment(request.parent(), 1), explanation = Segment(request.parent(), 3);
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::string scope = absl::StrCat("ListFlashcards\n", request.parent());
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  int64_t after = 0;
  if (!cursor.empty() && !absl::SimpleAtoi(cursor, &after)) return InvalidField("page_token", "is damaged");
  std::vector<store::FlashcardRow> rows;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(VisibleFacts(t, tenant, explanation, SeesDrafts(caller)).status());
    ASSIGN_OR_RETURN(rows, store::ListFlashcards(t, tenant, explanation, after, page_size + 1));
    return absl::OkStatus();
  }));
  v1::ListFlashcardsResponse response;
  for (size_t i = 0; i < rows.size() && i < static_cast<size_t>(page_size); ++i) {
    *response.add_flashcards() = std::move(rows[i].card);
  }
  if (rows.size() > static_cast<size_t>(page_size)) {
    response.set_next_page_token(EncodePageToken(scope, absl::StrCat(rows[page_size - 1].number)));
  }
  return response;
}

absl::StatusOr<v1::UpdateFlashcardResponse> Flashcards::UpdateFlashcard(const Caller& caller,
                                                                        const v1::UpdateFlashcardRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::UpdateFlashcardResponse>(
      database_, caller, request, now, request.validate_only(),
      [&](sql::Transaction& t) -> absl::StatusOr<v1::UpdateFlashcardResponse> {
        ASSIGN_OR_RETURN(store::FlashcardRow row, VisibleCard(t, request.name(), true));
        RETURN_IF_ERROR(CheckEtag(request.flashcard().etag(), row.card.etag(), row.card.name()));
        RETURN_IF_ERROR(ApplyMask(request.update_mask(), {"kind", "front", "back", "cloze_text", "tags"},
                                  request.flashcard(), row.card));
        RETURN_IF_ERROR(Check(row.card));
        ++row.version;
        *row.card.mutable_update_time() = Stamp(now);
        RETURN_IF_ERROR(store::UpdateFlashcard(t, row));
        v1::UpdateFlashcardResponse response;
        *response.mutable_flashcard() = row.card;
        return response;
      });
}

absl::StatusOr<v1::DeleteFlashcardResponse> Flashcards::DeleteFlashcard(const Caller& caller,
                                                                        const v1::DeleteFlashcardRequest& request) {
  return Change<v1::DeleteFlashcardResponse>(
      database_, caller, request, clock_.Now(), false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::DeleteFlashcardResponse> {
        ASSIGN_OR_RETURN(const store::FlashcardRow row, VisibleCard(t, request.name(), true));
        RETURN_IF_ERROR(CheckEtag(request.etag(), row.card.etag(), row.card.name()));
        RETURN_IF_ERROR(store::DeleteFlashcard(t, row));
        return v1::DeleteFlashcardResponse();
      });
}

absl::StatusOr<v1::DeriveFlashcardsResponse> Flashcards::DeriveFlashcards(
    const Caller& caller, const v1::DeriveFlashcardsRequest& request) {
  const absl::Time now = clock_.Now();
  const absl::string_view tenant = Segment(request.parent(), 1), id = Segment(request.parent(), 3);
  return Change<v1::DeriveFlashcardsResponse>(
      database_, caller, request, now, request.validate_only(),
      [&](sql::Transaction& t) -> absl::StatusOr<v1::DeriveFlashcardsResponse> {
        ASSIGN_OR_RETURN(const store::ExplanationFacts facts, VisibleFacts(t, tenant, id, true));
        v1::Explanation source;
        if (request.from_draft()) {
          ASSIGN_OR_RETURN(source, store::LoadDraft(t, tenant, id));
          store::FillFacts(facts, source);
        } else {
          if (facts.published_revision == 0) {
            return Error(absl::StatusCode::kFailedPrecondition, "NOT_PUBLISHED",
                         absl::StrCat(facts.Name(), " has no published revision; publish it or set from_draft"));
          }
          ASSIGN_OR_RETURN(const std::string bytes, store::LoadRevision(t, tenant, id, facts.published_revision));
          if (!source.ParseFromString(bytes)) return absl::DataLossError("a stored revision");
        }
        ASSIGN_OR_RETURN(DerivedCards cards, StoreDerivedCards(t, tenant, id, source, caller.user, now));
        v1::DeriveFlashcardsResponse response;
        for (v1::Flashcard& card : cards.added) {
          if (request.validate_only()) {
            card.clear_name();
            card.clear_etag();
          }
          *response.add_flashcards() = std::move(card);
        }
        response.set_unchanged_count(cards.unchanged_count);
        return response;
      });
}

}  // namespace lyceum::content
