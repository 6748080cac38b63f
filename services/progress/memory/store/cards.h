// Remembers the learners' cards: what they are and what their log adds up to.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "services/progress/memory/logic/queue.h"
#include "services/progress/memory/logic/replay.h"
#include "services/progress/memory/store/presets.h"

namespace lyceum::progress::memory {

// A card of a user of the tenant.
struct CardKey {
  std::string user;
  std::string card;

  auto operator<=>(const CardKey&) const = default;
};

struct StoredCard {
  std::string preset;
  int64_t revision = 0;  // of the preset, that `card` was computed by
  std::string note;
  int64_t position = 0;
  std::string source;    // "quiz/item" whose answers count for it; empty for none
  Card card;
  int64_t log_us = 0;    // of the newest line of its log
  std::string log_id;
  int64_t undos = 0;     // how many of its lines are kUndo

  bool operator==(const StoredCard&) const = default;
};

// Where a card waits, and by which number it is found there. Numbered for good:
// they are stored.
enum class Waits : int64_t {
  kNew = 0,        // by position
  kStep = 1,       // by the microsecond it is due
  kDay = 2,        // by the day it is due
  kSuspended = 3,  // by 0
};

// Those that are there.
absl::StatusOr<std::map<CardKey, StoredCard>> LoadCards(sql::Transaction& t, absl::string_view tenant,
                                                        const std::set<CardKey>& wanted);

// The cards of a user whose names come after `after`, in their order.
absl::StatusOr<std::map<CardKey, StoredCard>> ListCards(sql::Transaction& t, absl::string_view tenant,
                                                        absl::string_view user, absl::string_view after, int limit);

// Adds cards and replaces those that are there.
absl::Status PutCards(sql::Transaction& t, absl::string_view tenant, const std::map<CardKey, StoredCard>& cards);

// Counts `added` more cards of a user. Returns how many there are then.
absl::StatusOr<int64_t> CountCards(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                   int64_t added);

// For each of these (user, source) the cards whose answers come from it.
absl::StatusOr<std::map<CardKey, std::vector<std::string>>> CardsOfSources(sql::Transaction& t,
                                                                           absl::string_view tenant,
                                                                           const std::set<CardKey>& sources);

// Cards of a preset that wait there with a number in [from, to], by that number; at
// most `limit`, without those buried beyond `today`.
absl::StatusOr<std::vector<StudyCard>> Waiting(sql::Transaction& t, absl::string_view tenant, const PresetKey& key,
                                               Waits where, int64_t from, int64_t to, Day today, int limit);

// What was done today with cards of the preset.
absl::StatusOr<Done> DoneToday(sql::Transaction& t, absl::string_view tenant, const PresetKey& key, Day today);

}  // namespace lyceum::progress::memory
