#include "services/content/store/topics.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/content/store/listings.h"

namespace lyceum::content::store {
namespace {

using google::protobuf::util::TimeUtil;

TopicRow FromRow(absl::string_view tenant, const sql::Row& row) {
  TopicRow topic;
  topic.tenant = std::string(tenant);
  topic.path = std::string(row.Text(0));
  topic.title = std::string(row.Text(1));
  topic.description = std::string(row.Text(2));
  topic.version = row.Int(3);
  topic.create_time = absl::FromUnixMicros(row.Int(4));
  topic.update_time = absl::FromUnixMicros(row.Int(5));
  return topic;
}

std::string NameOf(absl::string_view tenant, absl::string_view path) {
  return absl::StrCat("tenants/", tenant, "/topics/",
                      absl::StrReplaceAll(path.substr(0, path.size() - 1), {{"/", "~"}}));
}

constexpr absl::string_view kColumns =
    "SELECT path, title, description, version, create_time, update_time FROM topics WHERE tenant = $1 ";

}  // namespace

std::string TopicRow::Name() const { return NameOf(tenant, path); }

std::string TopicRow::Etag() const {
  return ShortHash(absl::StrCat(path, " ", sql::Micros(create_time), " ", version));
}

v1::Topic TopicRow::ToMessage() const {
  v1::Topic topic;
  topic.set_name(Name());
  for (absl::string_view segment : absl::StrSplit(path, '/', absl::SkipEmpty())) {
    topic.add_path(std::string(segment));
  }
  topic.set_title(title);
  topic.set_description(description);
  topic.set_etag(Etag());
  *topic.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(sql::Micros(create_time));
  *topic.mutable_update_time() = TimeUtil::MicrosecondsToTimestamp(sql::Micros(update_time));
  return topic;
}

absl::StatusOr<TopicRow> FindTopic(sql::Transaction& t, absl::string_view tenant, absl::string_view path) {
  TopicRow found;
  ASSIGN_OR_RETURN(const int64_t rows, t.Run(absl::StrCat(kColumns, "AND path = $2"), {tenant, path},
                                             [&](const sql::Row& row) { found = FromRow(tenant, row); }));
  if (rows == 0) return NotFound(NameOf(tenant, path));
  return found;
}

absl::StatusOr<std::vector<TopicRow>> ListTopics(sql::Transaction& t, absl::string_view tenant,
                                                 absl::string_view under, absl::string_view after, int64_t limit) {
  std::vector<TopicRow> list;
  const std::string end = under.empty() ? "~" : AfterPrefix(under);  // '~' sorts behind every path
  RETURN_IF_ERROR(t.Run(absl::StrCat(kColumns, "AND path >= $2 AND path < $3 AND path > $4 ORDER BY path LIMIT $5"),
                        {tenant, under, end, after, limit},
                        [&](const sql::Row& row) { list.push_back(FromRow(tenant, row)); })
                      .status());
  return list;
}

absl::Status InsertTopic(sql::Transaction& t, const TopicRow& row) {
  ASSIGN_OR_RETURN(const int64_t rows,
                   t.Run("INSERT INTO topics (tenant, path, title, description, version, create_time, update_time) "
                         "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                         {row.tenant, row.path, row.title, row.description, row.version, sql::Micros(row.create_time),
                          sql::Micros(row.update_time)}));
  if (rows > 0) return absl::OkStatus();
  return Error(absl::StatusCode::kAlreadyExists, "NAME_TAKEN", absl::StrCat(row.Name(), " exists already"));
}

absl::Status UpdateTopic(sql::Transaction& t, const TopicRow& row) {
  return t
      .Run("UPDATE topics SET title = $3, description = $4, version = $5, update_time = $6 "
           "WHERE tenant = $1 AND path = $2",
           {row.tenant, row.path, row.title, row.description, row.version, sql::Micros(row.update_time)})
      .status();
}

absl::Status DeleteTopic(sql::Transaction& t, const TopicRow& row) {
  return t.Run("DELETE FROM topics WHERE tenant = $1 AND path = $2", {row.tenant, row.path}).status();
}

absl::StatusOr<int64_t> CountTopics(sql::Transaction& t, absl::string_view tenant) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM topics WHERE tenant = $1", {tenant},
                        [&](const sql::Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

absl::StatusOr<int64_t> CountExplanations(sql::Transaction& t, absl::string_view tenant, absl::string_view path) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM listings WHERE tenant = $1 AND view = 1 AND topic >= $2 AND topic < $3 "
                        "AND deleted = 0",
                        {tenant, path, AfterPrefix(path)}, [&](const sql::Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

}  // namespace lyceum::content::store
