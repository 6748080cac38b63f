#include "services/progress/store/statistics.h"

#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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

namespace {

constexpr absl::string_view kUnderTenant = "tenant = $1 AND user_id = $2";

// The condition that a query makes, and its parameters. What it is made of must outlive it.
class TopicFilter {
 public:
  explicit TopicFilter(const TopicQuery& query)
      : from_(absl::StrCat(query.below, "/")),
        to_(absl::StrCat(query.below, "0")),
        where_(kUnderTenant),
        values_{query.tenant, query.user} {
    if (query.below.empty()) return;
    // What is below a topic begins with "topic/", and "0" is the byte after "/".
    And({"(topic = ", Parameter(query.below), " OR (topic >= ", Parameter(absl::string_view(from_)), " AND topic < ",
         Parameter(absl::string_view(to_)), "))"});
  }

  std::string Parameter(sql::Value value) {
    values_.push_back(value);
    return absl::StrCat("$", values_.size());
  }
  void And(std::initializer_list<absl::string_view> pieces) {
    absl::StrAppend(&where_, " AND ", absl::StrJoin(pieces, ""));
  }

  const std::string& where() const { return where_; }
  const std::vector<sql::Value>& values() const { return values_; }

 private:
  const std::string from_, to_;
  std::string where_;
  std::vector<sql::Value> values_;
};

}  // namespace

absl::StatusOr<std::vector<TopicRow>> ListTopics(sql::Transaction& transaction, const TopicQuery& query) {
  TopicFilter filter(query);
  if (!query.after_topic.empty() && query.weakest_first) {
    filter.And({"(mean, topic) > (", filter.Parameter(query.after_mean), ", ", filter.Parameter(query.after_topic),
                ")"});
  } else if (!query.after_topic.empty()) {
    filter.And({"topic > ", filter.Parameter(query.after_topic)});
  }
  const std::string limit = filter.Parameter(int64_t{query.limit});
  std::vector<TopicRow> topics;
  RETURN_IF_ERROR(transaction
                      .Run(absl::StrCat("SELECT topic, answers, correct, score, max_score, time_us, gained, total, "
                                        "last_us, last_event FROM topics WHERE ",
                                        filter.where(), " ORDER BY ", query.weakest_first ? "mean, topic" : "topic",
                                        " LIMIT ", limit),
                           filter.values(),
                           [&](const sql::Row& row) {
                             topics.push_back({std::string(row.Text(0)),
                                               {row.Int(1), row.Int(2), row.Int(3), row.Int(4), row.Int(5),
                                                {row.Int(6), row.Int(7)}, row.Int(8), std::string(row.Text(9))}});
                           })
                      .status());
  return topics;
}

absl::StatusOr<TopicState> SumTopics(sql::Transaction& transaction, const TopicQuery& query) {
  const TopicFilter filter(query);
  TopicState sum;
  RETURN_IF_ERROR(transaction
                      .Run(absl::StrCat("SELECT SUM(answers), SUM(correct), SUM(score), SUM(max_score), SUM(time_us), "
                                        "SUM(gained), SUM(total), MAX(last_us) FROM topics WHERE ",
                                        filter.where()),
                           filter.values(),
                           [&](const sql::Row& row) {
                             sum = {row.Int(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4),
                                    {row.Int(5), row.Int(6)}, row.Int(7), ""};
                           })
                      .status());
  return sum;
}

}  // namespace lyceum::progress
