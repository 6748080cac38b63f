#include "services/content/store/listings.h"

#include <unicode/unistr.h>

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "common/base/status.h"

namespace lyceum::content::store {
namespace {

std::string CaseFold(const std::string& text) {
  std::string folded;
  icu::UnicodeString::fromUTF8(text).foldCase().toUTF8String(folded);
  return folded;
}

// A WHERE clause that grows with its values.
struct Conditions {
  std::vector<std::string> all;
  std::vector<sql::Value> values;

  std::string Parameter(sql::Value value) {
    values.push_back(value);
    return absl::StrCat("$", values.size());
  }
  void Add(absl::string_view left, sql::Value value) { all.push_back(absl::StrCat(left, " ", Parameter(value))); }
};

v1::Explanation Parse(absl::string_view bytes) {
  v1::Explanation explanation;
  explanation.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  return explanation;
}

}  // namespace

std::string TopicKey(const v1::Explanation& explanation) {
  return explanation.topic_path().empty() ? "" : absl::StrCat(absl::StrJoin(explanation.topic_path(), "/"), "/");
}

std::string AfterPrefix(absl::string_view prefix) {
  std::string after(prefix);
  if (!after.empty()) ++after.back();
  return after;
}

absl::StatusOr<std::vector<ListingRow>> ListExplanations(sql::Transaction& t, const ListingQuery& query) {
  using Order = ListingQuery::Order;
  const bool by_time = query.order == Order::kNewest || query.order == Order::kOldest;
  const bool down = query.order == Order::kNewest || query.order == Order::kTitleDescending;
  const std::string after_topic = AfterPrefix(query.topic);
  const std::string key = by_time ? "update_time" : "title_key";

  Conditions where;
  where.Add("tenant =", absl::string_view(query.tenant));
  where.Add("view =", static_cast<int64_t>(query.view));
  if (!query.show_deleted) where.all.push_back("deleted = 0");
  if (!query.topic.empty()) {
    where.Add("topic >=", absl::string_view(query.topic));
    where.Add("topic <", absl::string_view(after_topic));
  }
  if (!query.language.empty()) where.Add("language =", absl::string_view(query.language));
  if (query.state == v1::Explanation::STATE_DELETED) {
    where.all.push_back("deleted = 1");
  } else if (query.state != v1::Explanation::STATE_UNSPECIFIED) {
    where.Add("deleted = 0 AND state =", static_cast<int64_t>(query.state));
  }
  if (!query.after_id.empty()) {
    int64_t after_time = 0;
    if (by_time && !absl::SimpleAtoi(query.after_key, &after_time)) return InvalidField("page_token", "is damaged");
    const std::string last =
        where.Parameter(by_time ? sql::Value(after_time) : sql::Value(absl::string_view(query.after_key)));
    const std::string id = where.Parameter(absl::string_view(query.after_id));
    where.all.push_back(absl::StrCat("(", key, ", id) ", down ? "< (" : "> (", last, ", ", id, ")"));
  }
  const std::string limit = where.Parameter(query.limit);
  const std::string order = down ? " DESC" : "";
  std::vector<ListingRow> rows;
  RETURN_IF_ERROR(t.Run(absl::StrCat("SELECT id, ", key, ", summary FROM listings WHERE ",
                                     absl::StrJoin(where.all, " AND "), " ORDER BY ", key, order, ", id", order,
                                     " LIMIT ", limit),
                        where.values,
                        [&](const sql::Row& row) {
                          std::string last_key = by_time ? absl::StrCat(row.Int(1)) : std::string(row.Text(1));
                          rows.push_back({Parse(row.Text(2)), std::move(last_key), std::string(row.Text(0))});
                        })
                      .status());
  return rows;
}

absl::Status SaveListing(sql::Transaction& t, const ExplanationFacts& facts, const v1::Explanation& shown,
                         bool published) {
  v1::Explanation summary = shown;
  summary.clear_sections();
  const std::string bytes = summary.SerializeAsString();
  const int64_t state = facts.published_revision > 0 ? v1::Explanation::STATE_PUBLISHED : v1::Explanation::STATE_DRAFT;
  return t.Post(absl::StrCat("INSERT INTO listings (tenant, view, id, deleted, state, title_key, language, topic, "
                             "update_time, summary) VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9)",
                             published ? ", ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9)" : "",
                             " ON CONFLICT (tenant, view, id) DO UPDATE SET deleted = excluded.deleted, "
                             "state = excluded.state, title_key = excluded.title_key, language = excluded.language, "
                             "topic = excluded.topic, update_time = excluded.update_time, summary = excluded.summary"),
                {facts.tenant, facts.id, int64_t{facts.deleted}, state, CaseFold(shown.title()), shown.language(),
                 TopicKey(shown), sql::Micros(facts.update_time), sql::Bytes{bytes}});
}

absl::Status SetListingDeleted(sql::Transaction& t, const ExplanationFacts& facts) {
  return t
      .Run("UPDATE listings SET deleted = $3 WHERE tenant = $1 AND id = $2 AND view >= 0",
           {facts.tenant, facts.id, int64_t{facts.deleted}})
      .status();
}

absl::StatusOr<v1::Explanation> PublishedSummary(sql::Transaction& t, absl::string_view tenant, absl::string_view id) {
  v1::Explanation summary;
  ASSIGN_OR_RETURN(const int64_t rows,
                   t.Run("SELECT summary FROM listings WHERE tenant = $1 AND view = 1 AND id = $2 AND deleted = 0",
                         {tenant, id}, [&](const sql::Row& row) { summary = Parse(row.Text(0)); }));
  if (rows == 0) return NotFound(absl::StrCat("tenants/", tenant, "/explanations/", id));
  return summary;
}

}  // namespace lyceum::content::store
