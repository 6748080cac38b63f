#include "services/progress/store/aggregates.h"

#include <algorithm>
#include <vector>

#include "common/base/status.h"
#include "services/progress/store/rows.h"

namespace lyceum::progress {
namespace {

// The states as they are stored, of those topics that have one.
absl::StatusOr<std::map<TopicKey, TopicState>> LoadTopics(sql::Transaction& transaction, absl::string_view tenant,
                                                          const std::map<TopicKey, std::vector<Fact>>& wanted) {
  std::vector<sql::Value> cells;
  for (const auto& [key, answers] : wanted) {
    cells.insert(cells.end(), {absl::string_view(key.user), absl::string_view(key.topic)});
  }
  std::map<TopicKey, TopicState> states;
  RETURN_IF_ERROR(RunRows(
      transaction, tenant, "WITH wanted (user_id, topic) AS (VALUES ", /*tenant_in_rows=*/false, 2, cells,
      ") SELECT t.user_id, t.topic, t.answers, t.correct, t.score, t.max_score, t.time_us, t.gained, t.total, "
      "t.last_us, t.last_event FROM wanted w JOIN topics t ON t.tenant = $1 AND t.user_id = w.user_id "
      "AND t.topic = w.topic",
      [&](const sql::Row& row) {
        states[{std::string(row.Text(0)), std::string(row.Text(1))}] = {
            row.Int(2), row.Int(3), row.Int(4), row.Int(5), row.Int(6), {row.Int(7), row.Int(8)}, row.Int(9),
            std::string(row.Text(10))};
      }));
  return states;
}

// From all events of the topic, those just recorded among them.
absl::StatusOr<TopicState> ComputeTopic(sql::Transaction& transaction, absl::string_view tenant, const TopicKey& key) {
  TopicState state;
  RETURN_IF_ERROR(transaction
                      .Run("SELECT event_id, occur_us, score, max_score, time_us FROM events WHERE tenant = $1 "
                           "AND user_id = $2 AND topic = $3 AND kind = $4 AND max_score > 0 "
                           "ORDER BY occur_us, event_id",
                           {tenant, absl::string_view(key.user), absl::string_view(key.topic),
                            static_cast<int64_t>(Kind::kAnswer)},
                           [&](const sql::Row& row) {
                             Fact answer;
                             answer.key = std::string(row.Text(0));
                             answer.occur_us = row.Int(1);
                             answer.score_micros = row.Int(2);
                             answer.max_score_micros = row.Int(3);
                             answer.time_us = row.Int(4);
                             Fold(state, answer);
                           })
                      .status());
  return state;
}

}  // namespace

absl::Status AddToDays(sql::Transaction& transaction, absl::string_view tenant, const std::map<DayKey, Totals>& days) {
  std::vector<sql::Value> cells;
  for (const auto& [key, sum] : days) {
    cells.insert(cells.end(), {absl::string_view(key.user), key.day, absl::string_view(key.subject), sum.answers,
                               sum.correct_answers, sum.score_micros, sum.max_score_micros, sum.time_us,
                               sum.activities, sum.attempts_started, sum.attempts_finished});
  }
  return RunRows(
      transaction, tenant,
      "INSERT INTO daily (tenant, user_id, day, subject, answers, correct, score, max_score, time_us, activities, "
      "started, finished) VALUES ",
      /*tenant_in_rows=*/true, 11, cells,
      " ON CONFLICT (tenant, user_id, day, subject) DO UPDATE SET answers = daily.answers + excluded.answers, "
      "correct = daily.correct + excluded.correct, score = daily.score + excluded.score, "
      "max_score = daily.max_score + excluded.max_score, time_us = daily.time_us + excluded.time_us, "
      "activities = daily.activities + excluded.activities, started = daily.started + excluded.started, "
      "finished = daily.finished + excluded.finished",
      [](const sql::Row&) {});
}

absl::Status PutTopics(sql::Transaction& transaction, absl::string_view tenant,
                       const std::map<TopicKey, TopicState>& topics) {
  std::vector<sql::Value> cells;
  for (const auto& [key, state] : topics) {
    cells.insert(cells.end(),
                 {absl::string_view(key.user), absl::string_view(key.topic), state.answers, state.correct_answers,
                  state.score_micros, state.max_score_micros, state.time_us, state.evidence.gained,
                  state.evidence.total, MeanMicros(state.evidence), state.last_us, absl::string_view(state.last_key)});
  }
  return RunRows(
      transaction, tenant,
      "INSERT INTO topics (tenant, user_id, topic, answers, correct, score, max_score, time_us, gained, total, mean, "
      "last_us, last_event) VALUES ",
      /*tenant_in_rows=*/true, 12, cells,
      " ON CONFLICT (tenant, user_id, topic) DO UPDATE SET answers = excluded.answers, correct = excluded.correct, "
      "score = excluded.score, max_score = excluded.max_score, time_us = excluded.time_us, gained = excluded.gained, "
      "total = excluded.total, mean = excluded.mean, last_us = excluded.last_us, last_event = excluded.last_event",
      [](const sql::Row&) {});
}

absl::Status FoldIntoTopics(sql::Transaction& transaction, absl::string_view tenant, absl::Span<const Fact> facts) {
  std::map<TopicKey, std::vector<Fact>> wanted;
  for (const Fact& fact : facts) {
    if (CountsForMastery(fact)) wanted[{fact.user, fact.topic}].push_back(fact);
  }
  ASSIGN_OR_RETURN(auto states, LoadTopics(transaction, tenant, wanted));
  for (auto& [key, answers] : wanted) {
    std::sort(answers.begin(), answers.end(), GivenBefore);
    TopicState& state = states[key];
    if (!FollowsOn(state, answers.front())) {
      ASSIGN_OR_RETURN(state, ComputeTopic(transaction, tenant, key));
      continue;
    }
    for (const Fact& answer : answers) Fold(state, answer);
  }
  return PutTopics(transaction, tenant, states);
}

}  // namespace lyceum::progress
