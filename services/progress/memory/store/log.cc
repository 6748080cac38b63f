#include "services/progress/memory/store/log.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/status.h"
#include "services/progress/memory/logic/fuzz.h"
#include "services/progress/store/rows.h"

namespace lyceum::progress::memory {
namespace {

// By user and entry id: the first line of each.
using Distinct = std::map<std::pair<absl::string_view, absl::string_view>, size_t>;

// Inserts them in the order of keys, so that two batches that share lines meet in
// the same order, and marks those that were new.
absl::Status Insert(sql::Transaction& t, absl::string_view tenant, absl::Span<const Line> lines,
                    const Distinct& distinct, absl::Time now, std::vector<bool>& fresh) {
  std::vector<sql::Value> cells;
  for (const auto& [key, index] : distinct) {
    const Line& line = lines[index];
    const Entry& entry = line.entry;
    cells.insert(cells.end(), {absl::string_view(line.card.user), absl::string_view(entry.id),
                               absl::string_view(line.card.card), entry.at.us, entry.at.day,
                               static_cast<int64_t>(entry.kind), entry.value, absl::string_view(entry.undoes),
                               entry.spent_us, sql::Micros(now)});
  }
  return RunRows(t, tenant,
                 "INSERT INTO memory_log (tenant, user_id, entry_id, card, at_us, day, kind, value, undoes, spent_us, "
                 "record_us) VALUES ",
                 /*tenant_in_rows=*/true, 10, cells, " ON CONFLICT DO NOTHING RETURNING user_id, entry_id",
                 [&](const sql::Row& row) {
                   if (auto found = distinct.find({row.Text(0), row.Text(1)}); found != distinct.end()) {
                     fresh[found->second] = true;
                   }
                 });
}

bool ComesAfter(const Entry& entry, const StoredCard& stored) {
  return std::tie(entry.at.us, entry.id) > std::tie(stored.log_us, stored.log_id);
}

// Of a row that begins with entry_id, kind, at_us, day, value, undoes, spent_us.
Entry EntryOf(const sql::Row& row) {
  Entry entry;
  entry.id = std::string(row.Text(0));
  entry.kind = static_cast<EntryKind>(row.Int(1));
  entry.at = {row.Int(2), row.Int(3)};
  entry.value = row.Int(4);
  entry.undoes = std::string(row.Text(5));
  entry.spent_us = row.Int(6);
  return entry;
}

void NameNewest(const Entry& entry, StoredCard& stored) {
  if (!ComesAfter(entry, stored)) return;
  stored.log_us = entry.at.us;
  stored.log_id = entry.id;
}

// What the new lines, in their order, make of a card.
absl::Status Fold(sql::Transaction& t, absl::string_view tenant, const CardKey& key, const StoredPreset& preset,
                  const std::vector<const Entry*>& entries, StoredCard& stored) {
  // Whoever has undone something may have done so before it arrived.
  const bool follows_on = stored.undos == 0 && stored.revision == preset.preset.revision() &&
                          ComesAfter(*entries.front(), stored) &&
                          std::none_of(entries.begin(), entries.end(),
                                       [](const Entry* entry) { return entry->kind == EntryKind::kUndo; });
  if (!follows_on) return ReplayCard(t, tenant, key, preset, stored);
  const uint64_t seed = FuzzSeed(key.card);
  for (const Entry* entry : entries) {
    stored.card = Apply(*preset.scheduler, stored.card, *entry, seed);
    NameNewest(*entry, stored);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Appended> AppendLines(sql::Transaction& t, absl::string_view tenant, absl::Span<const Line> lines,
                                     std::map<CardKey, StoredCard> cards, absl::Time now) {
  Appended appended;
  appended.fresh.assign(lines.size(), false);
  appended.cards = std::move(cards);
  Distinct distinct;
  for (size_t i = 0; i < lines.size(); ++i) {
    distinct.emplace(std::pair<absl::string_view, absl::string_view>(lines[i].card.user, lines[i].entry.id), i);
  }
  RETURN_IF_ERROR(Insert(t, tenant, lines, distinct, now, appended.fresh));

  std::map<CardKey, std::vector<const Entry*>> by_card;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (appended.fresh[i]) by_card[lines[i].card].push_back(&lines[i].entry);
  }
  std::set<PresetKey> wanted;
  for (const auto& [key, entries] : by_card) wanted.insert({key.user, appended.cards.at(key).preset});
  ASSIGN_OR_RETURN(const auto presets, LoadPresets(t, tenant, wanted));
  std::map<CardKey, StoredCard> changed;
  for (auto& [key, entries] : by_card) {
    StoredCard& stored = appended.cards.at(key);
    const auto preset = presets.find({key.user, stored.preset});
    if (preset == presets.end()) return absl::DataLossError("a card names a preset that is not there");
    std::sort(entries.begin(), entries.end(), [](const Entry* a, const Entry* b) { return Before(*a, *b); });
    RETURN_IF_ERROR(Fold(t, tenant, key, preset->second, entries, stored));
    changed[key] = stored;
  }
  RETURN_IF_ERROR(PutCards(t, tenant, changed));
  return appended;
}

absl::Status ReplayCard(sql::Transaction& t, absl::string_view tenant, const CardKey& key, const StoredPreset& preset,
                        StoredCard& stored) {
  ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                   ListLines(t, tenant, key, std::numeric_limits<int64_t>::min(), "", std::numeric_limits<int>::max()));
  stored.card = Replay(*preset.scheduler, entries, FuzzSeed(key.card));
  stored.revision = preset.preset.revision();
  stored.log_us = 0;
  stored.log_id.clear();
  stored.undos = 0;
  for (const Entry& entry : entries) {
    NameNewest(entry, stored);
    stored.undos += entry.kind == EntryKind::kUndo;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> RebuildCards(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                         absl::string_view after, int limit) {
  ASSIGN_OR_RETURN(auto cards, ListCards(t, tenant, user, after, limit));
  std::map<std::pair<std::string, int64_t>, StoredPreset> presets;
  for (auto& [key, stored] : cards) {
    const auto [preset, is_new] = presets.try_emplace({stored.preset, stored.revision});
    if (is_new) {
      ASSIGN_OR_RETURN(preset->second, LoadRevision(t, tenant, {key.user, stored.preset}, stored.revision));
    }
    RETURN_IF_ERROR(ReplayCard(t, tenant, key, preset->second, stored));
  }
  RETURN_IF_ERROR(PutCards(t, tenant, cards));
  return static_cast<int>(cards.size()) < limit ? std::string() : cards.rbegin()->first.card;
}

absl::StatusOr<std::vector<Entry>> ListLines(sql::Transaction& t, absl::string_view tenant, const CardKey& key,
                                             int64_t after_us, absl::string_view after_id, int limit) {
  std::vector<Entry> entries;
  RETURN_IF_ERROR(t.Run("SELECT entry_id, kind, at_us, day, value, undoes, spent_us FROM memory_log WHERE tenant = $1 "
                        "AND user_id = $2 AND card = $3 AND (at_us, entry_id) > ($4, $5) "
                        "ORDER BY at_us, entry_id LIMIT $6",
                        {tenant, absl::string_view(key.user), absl::string_view(key.card), after_us, after_id,
                         int64_t{limit}},
                        [&](const sql::Row& row) { entries.push_back(EntryOf(row)); })
                      .status());
  return entries;
}

absl::StatusOr<std::vector<std::vector<Entry>>> ListLogs(sql::Transaction& t, absl::string_view tenant,
                                                         const PresetKey& key, absl::string_view after, int limit,
                                                         std::string& last) {
  const absl::string_view user = key.user, preset = key.preset;
  std::vector<std::string> cards;
  RETURN_IF_ERROR(t.Run("SELECT card FROM memory_cards WHERE tenant = $1 AND user_id = $2 AND card > $3 "
                        "ORDER BY card LIMIT $4",
                        {tenant, user, after, int64_t{limit}},
                        [&](const sql::Row& row) { cards.emplace_back(row.Text(0)); })
                      .status());
  last = static_cast<int>(cards.size()) < limit ? std::string() : cards.back();
  std::vector<std::vector<Entry>> logs;
  if (cards.empty()) return logs;
  std::string card;
  RETURN_IF_ERROR(t.Run("SELECT l.entry_id, l.kind, l.at_us, l.day, l.value, l.undoes, l.spent_us, l.card "
                        "FROM memory_log l JOIN memory_cards c ON c.tenant = l.tenant AND c.user_id = l.user_id "
                        "AND c.card = l.card WHERE l.tenant = $1 AND l.user_id = $2 AND l.card > $3 AND l.card <= $4 "
                        "AND c.preset = $5 ORDER BY l.card, l.at_us, l.entry_id",
                        {tenant, user, after, absl::string_view(cards.back()), preset},
                        [&](const sql::Row& row) {
                          if (logs.empty() || row.Text(7) != card) {
                            card = std::string(row.Text(7));
                            logs.emplace_back();
                          }
                          logs.back().push_back(EntryOf(row));
                        })
                      .status());
  return logs;
}

}  // namespace lyceum::progress::memory
