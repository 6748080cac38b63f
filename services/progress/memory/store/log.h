// The review log: lines are appended, each once, and the cards they add up to are
// kept in step in the same transaction.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/sql/database.h"
#include "services/progress/memory/logic/replay.h"
#include "services/progress/memory/store/cards.h"

namespace lyceum::progress::memory {

struct Line {
  CardKey card;
  Entry entry;
};

struct Appended {
  std::vector<bool> fresh;               // for each line given: whether it is recorded now for the first time
  std::map<CardKey, StoredCard> cards;   // of all lines given, as they are now
};

// Appends the lines whose (user, entry id) the tenant does not know; of those with
// the same id the first counts. `cards` are those of the lines, as LoadCards in this
// transaction found them: every line's card is among them. A card with a new line is
// computed by the newest revision of its preset: from what it was where the line
// comes last, else from its whole log.
absl::StatusOr<Appended> AppendLines(sql::Transaction& t, absl::string_view tenant, absl::Span<const Line> lines,
                                     std::map<CardKey, StoredCard> cards, absl::Time now);

// Computes a card again from its whole log, by this revision of its preset.
absl::Status ReplayCard(sql::Transaction& t, absl::string_view tenant, const CardKey& key, const StoredPreset& preset,
                        StoredCard& card);

// Computes the cards of a user whose names come after `after` again, at most
// `limit`, each by the revision it names. Returns the last one; "" if there is no more.
absl::StatusOr<std::string> RebuildCards(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                         absl::string_view after, int limit);

// Lines of a card after the line (us, id), oldest first.
absl::StatusOr<std::vector<Entry>> ListLines(sql::Transaction& t, absl::string_view tenant, const CardKey& key,
                                             int64_t after_us, absl::string_view after_id, int limit);

// The logs of the cards of a preset whose names come after `after`, at most `limit`
// of them; each oldest first, in the order of names. `last` is the last card's name, or
// "" if there is no more.
absl::StatusOr<std::vector<std::vector<Entry>>> ListLogs(sql::Transaction& t, absl::string_view tenant,
                                                         const PresetKey& key, absl::string_view after, int limit,
                                                         std::string& last);

}  // namespace lyceum::progress::memory
