#include "services/content/store/saved_items.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace lyceum::content::store {
namespace {

using google::protobuf::util::TimeUtil;

// Room for 20 items to be put between two neighbours, one before the other.
constexpr int64_t kGap = int64_t{1} << 20;

constexpr absl::string_view kColumns =
    "SELECT id, folder, target, title, position, version, create_time, update_time FROM saved_items "
    "WHERE tenant = $1 AND user_id = $2 ";

SavedItemRow FromRow(absl::string_view tenant, absl::string_view user, const sql::Row& row) {
  SavedItemRow result;
  result.tenant = std::string(tenant);
  result.user = std::string(user);
  result.id = std::string(row.Text(0));
  result.folder = std::string(row.Text(1));
  result.target = std::string(row.Text(2));
  result.title = std::string(row.Text(3));
  result.position = row.Int(4);
  result.version = row.Int(5);
  result.create_time = absl::FromUnixMicros(row.Int(6));
  result.update_time = absl::FromUnixMicros(row.Int(7));
  return result;
}

absl::StatusOr<std::vector<SavedItemRow>> Select(sql::Transaction& t, absl::string_view rest,
                                                 const std::vector<sql::Value>& values) {
  std::vector<SavedItemRow> list;
  const absl::string_view tenant = std::get<absl::string_view>(values[0]);
  const absl::string_view user = std::get<absl::string_view>(values[1]);
  RETURN_IF_ERROR(t.Run(absl::StrCat(kColumns, rest), values, [&](const sql::Row& row) {
                     list.push_back(FromRow(tenant, user, row));
                   }).status());
  return list;
}

}  // namespace

std::string SavedItemRow::Name() const {
  return absl::StrCat("tenants/", tenant, "/users/", user, "/savedItems/", id);
}

std::string SavedItemRow::Etag() const { return ShortHash(absl::StrCat(id, " ", version)); }

v1::SavedItem SavedItemRow::ToMessage() const {
  v1::SavedItem item;
  item.set_name(Name());
  item.set_target(target);
  if (!folder.empty()) item.set_folder(absl::StrCat("tenants/", tenant, "/users/", user, "/folders/", folder));
  item.set_title(title);
  item.set_position(position);
  item.set_etag(Etag());
  *item.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(sql::Micros(create_time));
  *item.mutable_update_time() = TimeUtil::MicrosecondsToTimestamp(sql::Micros(update_time));
  return item;
}

absl::StatusOr<SavedItemRow> FindSavedItem(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                           absl::string_view id) {
  ASSIGN_OR_RETURN(std::vector<SavedItemRow> found, Select(t, "AND id = $3", {tenant, user, id}));
  if (found.empty()) return NotFound(absl::StrCat("tenants/", tenant, "/users/", user, "/savedItems/", id));
  return std::move(found[0]);
}

absl::StatusOr<SavedItemRow> FindSavedTarget(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                             absl::string_view folder, absl::string_view target) {
  ASSIGN_OR_RETURN(std::vector<SavedItemRow> found,
                   Select(t, "AND folder = $3 AND target = $4", {tenant, user, folder, target}));
  if (found.empty()) return SavedItemRow{};
  return std::move(found[0]);
}

absl::StatusOr<std::vector<SavedItemRow>> ListByPosition(sql::Transaction& t, absl::string_view tenant,
                                                         absl::string_view user, absl::string_view folder,
                                                         int64_t after_position, absl::string_view after_id,
                                                         int64_t limit) {
  return Select(t, "AND folder = $3 AND (position, id) > ($4, $5) ORDER BY position, id LIMIT $6",
                {tenant, user, folder, after_position, after_id, limit});
}

absl::StatusOr<std::vector<SavedItemRow>> ListNewest(sql::Transaction& t, absl::string_view tenant,
                                                     absl::string_view user, const std::string* folder,
                                                     absl::string_view before_id, int64_t limit) {
  std::vector<sql::Value> values = {tenant, user, before_id, limit};
  std::string where = "AND ($3 = '' OR id < $3) ";
  if (folder != nullptr) {
    where += "AND folder = $5 ";
    values.push_back(absl::string_view(*folder));
  }
  return Select(t, absl::StrCat(where, "ORDER BY id DESC LIMIT $4"), values);
}

absl::StatusOr<int64_t> EndOfFolder(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                    absl::string_view folder) {
  int64_t last = 0;
  RETURN_IF_ERROR(t.Run("SELECT COALESCE(MAX(position), 0) FROM saved_items WHERE tenant = $1 AND user_id = $2 AND "
                        "folder = $3",
                        {tenant, user, folder}, [&](const sql::Row& row) { last = row.Int(0); })
                      .status());
  return last + kGap;
}

absl::StatusOr<int64_t> PositionBefore(sql::Transaction& t, const SavedItemRow& item) {
  int64_t before = 0;
  RETURN_IF_ERROR(t.Run("SELECT COALESCE(MAX(position), 0) FROM saved_items WHERE tenant = $1 AND user_id = $2 AND "
                        "folder = $3 AND position < $4",
                        {item.tenant, item.user, item.folder, item.position},
                        [&](const sql::Row& row) { before = row.Int(0); })
                      .status());
  if (item.position - before > 1) return before + (item.position - before) / 2;
  RETURN_IF_ERROR(t.Run("UPDATE saved_items SET position = (SELECT numbered.place * $4 FROM (SELECT id, "
                        "ROW_NUMBER() OVER (ORDER BY position, id) AS place FROM saved_items WHERE tenant = $1 AND "
                        "user_id = $2 AND folder = $3) AS numbered WHERE numbered.id = saved_items.id) "
                        "WHERE tenant = $1 AND user_id = $2 AND folder = $3",
                        {item.tenant, item.user, item.folder, kGap})
                      .status());
  ASSIGN_OR_RETURN(const SavedItemRow moved, FindSavedItem(t, item.tenant, item.user, item.id));
  return moved.position - kGap / 2;
}

absl::Status InsertSavedItem(sql::Transaction& t, const SavedItemRow& row) {
  return t
      .Run("INSERT INTO saved_items (tenant, user_id, id, folder, target, title, position, version, create_time, "
           "update_time) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
           {row.tenant, row.user, row.id, row.folder, row.target, row.title, row.position, row.version,
            sql::Micros(row.create_time), sql::Micros(row.update_time)})
      .status();
}

absl::Status UpdateSavedItem(sql::Transaction& t, const SavedItemRow& row) {
  return t
      .Run("UPDATE saved_items SET folder = $4, title = $5, position = $6, version = $7, update_time = $8 "
           "WHERE tenant = $1 AND user_id = $2 AND id = $3",
           {row.tenant, row.user, row.id, row.folder, row.title, row.position, row.version,
            sql::Micros(row.update_time)})
      .status();
}

absl::Status DeleteSavedItem(sql::Transaction& t, const SavedItemRow& row) {
  return t
      .Run("DELETE FROM saved_items WHERE tenant = $1 AND user_id = $2 AND id = $3", {row.tenant, row.user, row.id})
      .status();
}

absl::StatusOr<int64_t> CountSavedItems(sql::Transaction& t, absl::string_view tenant, absl::string_view user) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM saved_items WHERE tenant = $1 AND user_id = $2", {tenant, user},
                        [&](const sql::Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

}  // namespace lyceum::content::store
