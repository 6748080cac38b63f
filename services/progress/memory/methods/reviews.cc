#include "services/progress/memory/methods/reviews.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "services/progress/memory/limits.h"
#include "services/progress/memory/logic/check_entry.h"
#include "services/progress/memory/logic/evidence.h"
#include "services/progress/memory/logic/preset.h"
#include "services/progress/memory/methods/view.h"
#include "services/progress/memory/store/log.h"
#include "services/progress/methods/learner.h"

namespace lyceum::progress::memory {
namespace {

constexpr int kRebuiltTogether = 500;

CardKey KeyOf(absl::string_view name) { return {std::string(Segment(name, 3)), std::string(Segment(name, 5))}; }

// The schedulers of the revisions these cards name.
using Schedulers = std::map<std::pair<PresetKey, int64_t>, std::shared_ptr<const Scheduler>>;
absl::StatusOr<Schedulers> SchedulersOf(sql::Transaction& t, absl::string_view tenant,
                                        const std::map<CardKey, StoredCard>& cards) {
  Schedulers schedulers;
  for (const auto& [key, stored] : cards) {
    const PresetKey preset{key.user, stored.preset};
    const auto [scheduler, is_new] = schedulers.try_emplace({preset, stored.revision});
    if (!is_new) continue;
    ASSIGN_OR_RETURN(const StoredPreset revision, LoadRevision(t, tenant, preset, stored.revision));
    scheduler->second = revision.scheduler;
  }
  return schedulers;
}

absl::StatusOr<std::vector<v1::Card>> Views(sql::Transaction& t, absl::string_view tenant,
                                            const std::map<CardKey, StoredCard>& cards, const DayRule& rule,
                                            absl::Time now) {
  ASSIGN_OR_RETURN(const Schedulers schedulers, SchedulersOf(t, tenant, cards));
  std::vector<v1::Card> views;
  for (const auto& [key, stored] : cards) {
    const Scheduler& scheduler = *schedulers.at({{key.user, stored.preset}, stored.revision});
    views.push_back(CardView(tenant, key, stored, rule, now, &scheduler));
  }
  return views;
}

absl::Status CheckCards(const v1::PutCardsRequest& request) {
  if (request.cards_size() < 1 || request.cards_size() > limits::kMaxCardsInBatch) {
    return InvalidField("cards",
                        absl::StrCat("has ", request.cards_size(), " cards, not 1 to ", limits::kMaxCardsInBatch));
  }
  Violations violations;
  std::set<absl::string_view> names;
  for (int i = 0; i < request.cards_size(); ++i) {
    const std::string path = absl::StrCat("cards[", i, "]");
    CheckCard(request.cards(i), path, request.parent(), violations);
    if (names.insert(request.cards(i).name()).second) continue;
    violations.Add(absl::StrCat(path, ".name"), "stands there twice");
  }
  return violations.ToStatus();
}

// What the caller says of a card; `stored` is what is known of it, if it is there.
StoredCard Wanted(const v1::Card& card, StoredCard stored) {
  stored.preset = card.preset_id().empty() ? kDefaultPreset : card.preset_id();
  stored.note = card.note_id();
  stored.position = card.position();
  stored.source = card.quiz().empty() ? "" : SourceOf(card.quiz(), card.item_id());
  return stored;
}

// Adds and changes the cards; returns them as they are now.
absl::StatusOr<std::map<CardKey, StoredCard>> Put(sql::Transaction& t, const v1::PutCardsRequest& request) {
  const absl::string_view tenant = Segment(request.parent(), 1), user = Segment(request.parent(), 3);
  std::set<CardKey> keys;
  for (const v1::Card& card : request.cards()) keys.insert(KeyOf(card.name()));
  ASSIGN_OR_RETURN(const auto before, LoadCards(t, tenant, keys));

  std::map<CardKey, StoredCard> after;
  std::set<PresetKey> wanted;
  for (const v1::Card& card : request.cards()) {
    const CardKey key = KeyOf(card.name());
    const auto known = before.find(key);
    after[key] = Wanted(card, known != before.end() ? known->second : StoredCard());
    wanted.insert({key.user, after[key].preset});
  }
  ASSIGN_OR_RETURN(const auto presets, LoadPresets(t, tenant, wanted));
  for (auto& [key, stored] : after) {
    const auto preset = presets.find({key.user, stored.preset});
    if (preset == presets.end()) {
      return Error(absl::StatusCode::kFailedPrecondition, "PRESET_MISSING",
                   absl::StrCat(PresetName(tenant, {key.user, stored.preset}), " is not there: make it first"),
                   {{"preset", stored.preset}});
    }
    const auto known = before.find(key);
    if (known == before.end()) {
      stored.revision = preset->second.preset.revision();
    } else if (known->second.preset != stored.preset) {
      RETURN_IF_ERROR(ReplayCard(t, tenant, key, preset->second, stored));
    }
  }
  const auto added = static_cast<int64_t>(after.size() - before.size());
  if (added > 0) {
    ASSIGN_OR_RETURN(const int64_t count, CountCards(t, tenant, user, added));
    if (count > limits::kMaxCards) return LimitExceeded(request.parent(), "kMaxCards", limits::kMaxCards);
  }
  RETURN_IF_ERROR(memory::PutCards(t, tenant, after));
  return after;
}

struct Cursor {
  int64_t us = 0;
  std::string id;
};

absl::StatusOr<Cursor> ReadCursor(absl::string_view text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  if (!absl::SimpleAtoi(parts.first, &cursor.us)) return InvalidField("page_token", "is not of this listing");
  cursor.id = std::string(parts.second);
  return cursor;
}

}  // namespace

absl::StatusOr<v1::PutCardsResponse> Reviews::PutCards(const Caller&, const v1::PutCardsRequest& request) {
  RETURN_IF_ERROR(CheckCards(request));
  const absl::string_view tenant = Segment(request.parent(), 1), user = Segment(request.parent(), 3);
  const absl::Time now = clock_.Now();
  std::map<std::string, v1::Card> views;
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) -> absl::Status {
    views.clear();
    ASSIGN_OR_RETURN(const v1::Profile profile, LoadProfile(t, tenant, user));
    ASSIGN_OR_RETURN(const auto cards, Put(t, request));
    ASSIGN_OR_RETURN(const std::vector<v1::Card> all, Views(t, tenant, cards, RuleOf(profile), now));
    for (const v1::Card& view : all) views[view.name()] = view;
    return absl::OkStatus();
  }));
  v1::PutCardsResponse response;
  for (const v1::Card& card : request.cards()) *response.add_cards() = std::move(views.at(card.name()));
  return response;
}

absl::StatusOr<v1::GetCardResponse> Reviews::GetCard(const Caller&, const v1::GetCardRequest& request) {
  const absl::string_view tenant = Segment(request.name(), 1);
  const CardKey key = KeyOf(request.name());
  std::vector<v1::Card> views;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const auto cards, LoadCards(t, tenant, {key}));
    ASSIGN_OR_RETURN(const v1::Profile profile, LoadProfile(t, tenant, key.user));
    ASSIGN_OR_RETURN(views, Views(t, tenant, cards, RuleOf(profile), clock_.Now()));
    return absl::OkStatus();
  }));
  if (views.empty()) return NotFound(request.name());
  v1::GetCardResponse response;
  *response.mutable_card() = std::move(views.front());
  return response;
}

absl::StatusOr<v1::ListCardsResponse> Reviews::ListCards(const Caller&, const v1::ListCardsRequest& request) {
  const absl::string_view tenant = Segment(request.parent(), 1), user = Segment(request.parent(), 3);
  const std::string scope = absl::StrCat("ListCards|", request.parent());
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string after, DecodePageToken(scope, request.page_token()));
  std::vector<v1::Card> views;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const v1::Profile profile, LoadProfile(t, tenant, user));
    ASSIGN_OR_RETURN(const auto cards, memory::ListCards(t, tenant, user, after, page_size + 1));
    ASSIGN_OR_RETURN(views, Views(t, tenant, cards, RuleOf(profile), clock_.Now()));
    return absl::OkStatus();
  }));
  v1::ListCardsResponse response;
  if (static_cast<int>(views.size()) > page_size) {
    views.resize(page_size);
    response.set_next_page_token(EncodePageToken(scope, Segment(views.back().name(), 5)));
  }
  for (v1::Card& view : views) *response.add_cards() = std::move(view);
  return response;
}

absl::StatusOr<v1::ListReviewsResponse> Reviews::ListReviews(const Caller&, const v1::ListReviewsRequest& request) {
  const absl::string_view tenant = Segment(request.parent(), 1);
  const CardKey key = KeyOf(request.parent());
  const std::string scope = absl::StrCat("ListReviews|", request.parent());
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string token, DecodePageToken(scope, request.page_token()));
  ASSIGN_OR_RETURN(const Cursor cursor, ReadCursor(token));
  bool known = false;
  std::vector<Entry> entries;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const auto cards, LoadCards(t, tenant, {key}));
    known = !cards.empty();
    ASSIGN_OR_RETURN(entries, ListLines(t, tenant, key, cursor.us, cursor.id, page_size + 1));
    return absl::OkStatus();
  }));
  if (!known) return NotFound(request.parent());
  v1::ListReviewsResponse response;
  if (static_cast<int>(entries.size()) > page_size) {
    entries.resize(page_size);
    response.set_next_page_token(EncodePageToken(scope, absl::StrCat(entries.back().at.us, ":", entries.back().id)));
  }
  for (const Entry& entry : entries) {
    v1::ReviewEntry& message = *response.add_entries();
    message = memory::ToMessage(entry);
    message.set_card_id(key.card);
  }
  return response;
}

absl::StatusOr<v1::RebuildCardsResponse> Reviews::RebuildCards(const Caller&, const v1::RebuildCardsRequest& request) {
  const absl::string_view tenant = Segment(request.user(), 1), user = Segment(request.user(), 3);
  std::string after;
  do {
    std::string last;
    RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(last, memory::RebuildCards(t, tenant, user, after, kRebuiltTogether));
      return absl::OkStatus();
    }));
    after = last;
  } while (!after.empty());
  return v1::RebuildCardsResponse();
}

}  // namespace lyceum::progress::memory
