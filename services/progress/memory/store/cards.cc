#include "services/progress/memory/store/cards.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "services/progress/store/rows.h"

namespace lyceum::progress::memory {
namespace {

constexpr absl::string_view kColumns =
    "user_id, card, preset, revision, note, position, source, state, stability, difficulty, sm2_days, sm2_reps, ease, "
    "step, reps, lapses, scheduled_days, due_us, due_day, last_us, last_day, first_day, buried_day, suspended, leech, "
    "log_us, log_id, undos";
constexpr int kColumnCount = 28;

// The columns, `before` before each.
std::string Columns(absl::string_view before) {
  return absl::StrCat(before, absl::StrReplaceAll(kColumns, {{", ", absl::StrCat(", ", before)}}));
}

Card CardOf(const sql::Row& row, int at) {
  Card card;
  card.state = static_cast<State>(row.Int(at));
  card.memory = {row.Real(at + 1), row.Real(at + 2)};
  card.sm2 = {row.Int(at + 3), row.Int(at + 4), row.Real(at + 5)};
  card.step = row.Int(at + 6);
  card.reps = row.Int(at + 7);
  card.lapses = row.Int(at + 8);
  card.scheduled_days = row.Int(at + 9);
  card.due_us = row.Int(at + 10);
  card.due_day = row.Int(at + 11);
  card.last_us = row.Int(at + 12);
  card.last_day = row.Int(at + 13);
  card.first_day = row.Int(at + 14);
  card.buried_day = row.Int(at + 15);
  card.suspended = row.Int(at + 16) != 0;
  card.leech = row.Int(at + 17) != 0;
  return card;
}

// A row of kColumns into the map.
void Take(const sql::Row& row, std::map<CardKey, StoredCard>& cards) {
  StoredCard& stored = cards[{std::string(row.Text(0)), std::string(row.Text(1))}];
  stored.preset = std::string(row.Text(2));
  stored.revision = row.Int(3);
  stored.note = std::string(row.Text(4));
  stored.position = row.Int(5);
  stored.source = std::string(row.Text(6));
  stored.card = CardOf(row, 7);
  stored.log_us = row.Int(25);
  stored.log_id = std::string(row.Text(26));
  stored.undos = row.Int(27);
}

Waits QueueOf(const Card& card) {
  if (card.suspended) return Waits::kSuspended;
  if (card.state == State::kNew) return Waits::kNew;
  return card.due_us > 0 ? Waits::kStep : Waits::kDay;
}

int64_t DueOf(const StoredCard& stored) {
  switch (QueueOf(stored.card)) {
    case Waits::kNew:
      return stored.position;
    case Waits::kStep:
      return stored.card.due_us;
    case Waits::kDay:
      return stored.card.due_day;
    case Waits::kSuspended:
      break;
  }
  return 0;
}

std::vector<sql::Value> Cells(const std::set<CardKey>& keys) {
  std::vector<sql::Value> cells;
  for (const CardKey& key : keys) cells.insert(cells.end(), {absl::string_view(key.user), absl::string_view(key.card)});
  return cells;
}

// "queue = excluded.queue, ..." of all columns but the key.
std::string Replacements() {
  std::string text = "queue = excluded.queue, due = excluded.due";
  for (const absl::string_view column : absl::StrSplit(kColumns, ", ")) {
    if (column == "user_id" || column == "card") continue;
    absl::StrAppend(&text, ", ", column, " = excluded.", column);
  }
  return text;
}

}  // namespace

absl::StatusOr<std::map<CardKey, StoredCard>> LoadCards(sql::Transaction& t, absl::string_view tenant,
                                                        const std::set<CardKey>& wanted) {
  static const auto& after = *new std::string(
      absl::StrCat(") SELECT ", Columns("c."), " FROM wanted w JOIN memory_cards c ON c.tenant = $1 "
                   "AND c.user_id = w.user_id AND c.card = w.card"));
  std::map<CardKey, StoredCard> cards;
  RETURN_IF_ERROR(RunRows(t, tenant, "WITH wanted (user_id, card) AS (VALUES ", /*tenant_in_rows=*/false, 2,
                          Cells(wanted), after, [&](const sql::Row& row) { Take(row, cards); }));
  return cards;
}

absl::StatusOr<std::map<CardKey, StoredCard>> ListCards(sql::Transaction& t, absl::string_view tenant,
                                                        absl::string_view user, absl::string_view after, int limit) {
  static const auto& statement = *new std::string(
      absl::StrCat("SELECT ", kColumns, " FROM memory_cards WHERE tenant = $1 AND user_id = $2 AND card > $3 "
                   "ORDER BY card LIMIT $4"));
  std::map<CardKey, StoredCard> cards;
  RETURN_IF_ERROR(t.Run(statement, {tenant, user, after, int64_t{limit}},
                        [&](const sql::Row& row) { Take(row, cards); })
                      .status());
  return cards;
}

absl::Status PutCards(sql::Transaction& t, absl::string_view tenant, const std::map<CardKey, StoredCard>& cards) {
  std::vector<sql::Value> cells;
  cells.reserve(cards.size() * (kColumnCount + 2));
  for (const auto& [key, stored] : cards) {
    const Card& card = stored.card;
    cells.insert(cells.end(),
                 {static_cast<int64_t>(QueueOf(card)), DueOf(stored), absl::string_view(key.user),
                  absl::string_view(key.card), absl::string_view(stored.preset), stored.revision,
                  absl::string_view(stored.note), stored.position, absl::string_view(stored.source),
                  static_cast<int64_t>(card.state), card.memory.stability, card.memory.difficulty,
                  card.sm2.interval_days, card.sm2.repetitions, card.sm2.ease, card.step, card.reps, card.lapses,
                  card.scheduled_days, card.due_us, card.due_day, card.last_us, card.last_day, card.first_day,
                  card.buried_day, int64_t{card.suspended}, int64_t{card.leech}, stored.log_us,
                  absl::string_view(stored.log_id), stored.undos});
  }
  static const auto& before =
      *new std::string(absl::StrCat("INSERT INTO memory_cards (tenant, queue, due, ", kColumns, ") VALUES "));
  static const auto& after =
      *new std::string(absl::StrCat(" ON CONFLICT (tenant, user_id, card) DO UPDATE SET ", Replacements()));
  return RunRows(t, tenant, before, /*tenant_in_rows=*/true, kColumnCount + 2, cells, after, [](const sql::Row&) {});
}

absl::StatusOr<int64_t> CountCards(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                   int64_t added) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("INSERT INTO memory_counts (tenant, user_id, cards) VALUES ($1, $2, $3) "
                        "ON CONFLICT (tenant, user_id) DO UPDATE SET cards = memory_counts.cards + excluded.cards "
                        "RETURNING cards",
                        {tenant, user, added}, [&](const sql::Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

absl::StatusOr<std::map<CardKey, std::vector<std::string>>> CardsOfSources(sql::Transaction& t,
                                                                           absl::string_view tenant,
                                                                           const std::set<CardKey>& sources) {
  std::map<CardKey, std::vector<std::string>> cards;
  RETURN_IF_ERROR(RunRows(t, tenant, "WITH wanted (user_id, source) AS (VALUES ", /*tenant_in_rows=*/false, 2,
                          Cells(sources),
                          ") SELECT c.user_id, c.source, c.card FROM wanted w JOIN memory_cards c ON c.tenant = $1 "
                          "AND c.user_id = w.user_id AND c.source = w.source WHERE c.source <> ''",
                          [&](const sql::Row& row) {
                            cards[{std::string(row.Text(0)), std::string(row.Text(1))}].emplace_back(row.Text(2));
                          }));
  return cards;
}

absl::StatusOr<std::vector<StudyCard>> Waiting(sql::Transaction& t, absl::string_view tenant, const PresetKey& key,
                                               Waits where, int64_t from, int64_t to, Day today, int limit) {
  std::vector<StudyCard> cards;
  static const auto& statement = *new std::string(absl::StrCat(
      "SELECT ", kColumns,
      " FROM memory_cards WHERE tenant = $1 AND user_id = $2 AND preset = $3 AND queue = $4 AND due >= $5 "
      "AND due <= $6 AND buried_day <= $7 ORDER BY due LIMIT $8"));
  RETURN_IF_ERROR(t.Run(statement,
                        {tenant, absl::string_view(key.user), absl::string_view(key.preset),
                         static_cast<int64_t>(where), from, to, today, int64_t{limit}},
                        [&](const sql::Row& row) {
                          cards.push_back({std::string(row.Text(1)), std::string(row.Text(4)), row.Int(5),
                                           CardOf(row, 7)});
                        })
                      .status());
  return cards;
}

absl::StatusOr<Done> DoneToday(sql::Transaction& t, absl::string_view tenant, const PresetKey& key, Day today) {
  Done done;
  RETURN_IF_ERROR(t.Run("SELECT first_day, note FROM memory_cards WHERE tenant = $1 AND user_id = $2 AND preset = $3 "
                        "AND last_day = $4",
                        {tenant, absl::string_view(key.user), absl::string_view(key.preset), today},
                        [&](const sql::Row& row) {
                          ++(row.Int(0) == today ? done.fresh : done.reviews);
                          if (!row.Text(1).empty()) done.notes.emplace(row.Text(1));
                        })
                      .status());
  return done;
}

}  // namespace lyceum::progress::memory
