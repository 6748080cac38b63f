#include "services/progress/store/statistics.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace lyceum::progress {

absl::StatusOr<std::vector<DayTotals>> ListDays(sql::Transaction& transaction, absl::string_view tenant,
                                                absl::string_view user, Day first, Day last) {
  std::vector<DayTotals> rows;
  RETURN_IF_ERROR(transaction
                      .Run("SELECT day, subject, answers, correct, score, max_score, time_us, activities, started, "
                           "finished FROM daily WHERE tenant = $1 AND user_id = $2 AND day >= $3 AND day <= $4 "
                           "ORDER BY day, subject",
                           {tenant, user, first, last},
                           [&](const sql::Row& row) {
                             rows.push_back({row.Int(0), std::string(row.Text(1)),
                                             {row.Int(2), row.Int(3), row.Int(4), row.Int(5), row.Int(6), row.Int(7),
                                              row.Int(8), row.Int(9)}});
                           })
                      .status());
  return rows;
}

absl::StatusOr<std::vector<Day>> ListActiveDays(sql::Transaction& transaction, absl::string_view tenant,
                                                absl::string_view user) {
  std::vector<Day> days;
  RETURN_IF_ERROR(transaction
                      .Run("SELECT DISTINCT day FROM daily WHERE tenant = $1 AND user_id = $2 ORDER BY day",
                           {tenant, user}, [&](const sql::Row& row) { days.push_back(row.Int(0)); })
                      .status());
  return days;
}

absl::StatusOr<std::vector<TopicRow>> ListTopics(sql::Transaction& transaction, const TopicQuery& query) {
  std::vector<sql::Value> values{query.tenant, query.user, int64_t{query.limit}};
  const auto parameter = [&](sql::Value value) {
    values.push_back(value);
    return absl::StrCat("$", values.size());
  };
  std::string where = "tenant = $1 AND user_id = $2";
  // What is below a topic begins with "topic/", and "0" is the byte after "/".
  const std::string from = absl::StrCat(query.below, "/"), to = absl::StrCat(query.below, "0");
  if (!query.below.empty()) {
    absl::StrAppend(&where, " AND (topic = ", parameter(query.below));
    absl::StrAppend(&where, " OR (topic >= ", parameter(absl::string_view(from)));
    absl::StrAppend(&where, " AND topic < ", parameter(absl::string_view(to)), "))");
  }
  if (!query.after_topic.empty() && query.weakest_first) {
    absl::StrAppend(&where, " AND (mean, topic) > (", parameter(query.after_mean));
    absl::StrAppend(&where, ", ", parameter(query.after_topic), ")");
  } else if (!query.after_topic.empty()) {
    absl::StrAppend(&where, " AND topic > ", parameter(query.after_topic));
  }
  std::vector<TopicRow> topics;
  RETURN_IF_ERROR(transaction
                      .Run(absl::StrCat("SELECT topic, answers, correct, score, max_score, time_us, gained, total, "
                                        "last_us, last_event FROM topics WHERE ",
                                        where, " ORDER BY ", query.weakest_first ? "mean, topic" : "topic",
                                        " LIMIT $3"),
                           values,
                           [&](const sql::Row& row) {
                             topics.push_back({std::string(row.Text(0)),
                                               {row.Int(1), row.Int(2), row.Int(3), row.Int(4), row.Int(5),
                                                {row.Int(6), row.Int(7)}, row.Int(8), std::string(row.Text(9))}});
                           })
                      .status());
  return topics;
}

}  // namespace lyceum::progress
