#include "services/progress/store/events.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/container/flat_hash_set.h"
#include "common/base/status.h"
#include "services/progress/store/aggregates.h"
#include "services/progress/store/rows.h"

namespace lyceum::progress {
namespace {

// One event of each key, in the order of keys: two batches that share events
// meet in the same order and cannot wait for each other in a circle.
std::vector<const NewEvent*> Distinct(absl::Span<const NewEvent> events) {
  std::vector<const NewEvent*> distinct;
  absl::flat_hash_set<absl::string_view> seen;
  for (const NewEvent& event : events) {
    if (seen.insert(event.fact.key).second) distinct.push_back(&event);
  }
  std::sort(distinct.begin(), distinct.end(),
            [](const NewEvent* a, const NewEvent* b) { return a->fact.key < b->fact.key; });
  return distinct;
}

// Inserts, and returns the keys that were new.
absl::StatusOr<absl::flat_hash_set<std::string>> Insert(sql::Transaction& transaction, absl::string_view tenant,
                                                        const std::vector<const NewEvent*>& events, absl::Time now) {
  std::vector<sql::Value> cells;
  for (const NewEvent* event : events) {
    const Fact& fact = event->fact;
    cells.insert(cells.end(),
                 {absl::string_view(fact.key), absl::string_view(fact.user), static_cast<int64_t>(fact.kind),
                  fact.occur_us, sql::Micros(now), fact.day, absl::string_view(fact.subject),
                  absl::string_view(fact.topic), fact.score_micros, fact.max_score_micros, fact.time_us,
                  sql::Bytes{event->data}});
  }
  absl::flat_hash_set<std::string> fresh;
  RETURN_IF_ERROR(RunRows(
      transaction, tenant,
      "INSERT INTO events (tenant, event_id, user_id, kind, occur_us, record_us, day, subject, topic, score, "
      "max_score, time_us, data) VALUES ",
      /*tenant_in_rows=*/true, 12, cells, " ON CONFLICT DO NOTHING RETURNING event_id",
      [&](const sql::Row& row) { fresh.emplace(row.Text(0)); }));
  return fresh;
}

}  // namespace

absl::StatusOr<std::vector<const NewEvent*>> RecordEvents(sql::Transaction& transaction, absl::string_view tenant,
                                                          absl::Span<const NewEvent> events, absl::Time now) {
  const std::vector<const NewEvent*> distinct = Distinct(events);
  ASSIGN_OR_RETURN(const absl::flat_hash_set<std::string> fresh, Insert(transaction, tenant, distinct, now));
  std::vector<const NewEvent*> recorded;
  std::vector<Fact> facts;
  for (const NewEvent* event : distinct) {
    if (!fresh.contains(event->fact.key)) continue;
    recorded.push_back(event);
    facts.push_back(event->fact);
  }
  RETURN_IF_ERROR(AddToDays(transaction, tenant, SumDays(facts)));
  RETURN_IF_ERROR(FoldIntoTopics(transaction, tenant, facts));
  return recorded;
}

absl::StatusOr<int> CountUnknown(sql::Transaction& transaction, absl::string_view tenant,
                                 absl::Span<const NewEvent> events) {
  const std::vector<const NewEvent*> distinct = Distinct(events);
  std::vector<sql::Value> cells;
  for (const NewEvent* event : distinct) cells.push_back(absl::string_view(event->fact.key));
  int known = 0;
  RETURN_IF_ERROR(RunRows(transaction, tenant, "WITH wanted (event_id) AS (VALUES ", /*tenant_in_rows=*/false, 1,
                          cells,
                          ") SELECT 1 FROM wanted JOIN events ON events.tenant = $1 "
                          "AND events.event_id = wanted.event_id",
                          [&](const sql::Row&) { ++known; }));
  return static_cast<int>(distinct.size()) - known;
}

absl::Status Rebuild(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user) {
  std::map<DayKey, Totals> days;
  std::map<TopicKey, TopicState> topics;
  RETURN_IF_ERROR(transaction
                      .Run("SELECT event_id, kind, occur_us, day, subject, topic, score, max_score, time_us "
                           "FROM events WHERE tenant = $1 AND user_id = $2 ORDER BY occur_us, event_id",
                           {tenant, user},
                           [&](const sql::Row& row) {
                             const Fact fact{std::string(row.Text(0)), std::string(user),
                                             static_cast<Kind>(row.Int(1)), row.Int(2), row.Int(3),
                                             std::string(row.Text(4)), std::string(row.Text(5)), row.Int(6),
                                             row.Int(7), row.Int(8)};
                             days[{fact.user, fact.day, fact.subject}] += TotalsOf(fact);
                             if (CountsForMastery(fact)) Fold(topics[{fact.user, fact.topic}], fact);
                           })
                      .status());
  RETURN_IF_ERROR(
      transaction.Run("DELETE FROM daily WHERE tenant = $1 AND user_id = $2", {tenant, user}).status());
  RETURN_IF_ERROR(
      transaction.Run("DELETE FROM topics WHERE tenant = $1 AND user_id = $2", {tenant, user}).status());
  RETURN_IF_ERROR(AddToDays(transaction, tenant, days));
  return PutTopics(transaction, tenant, topics);
}

}  // namespace lyceum::progress
