#include "services/content/store/folders.h"

#include <unicode/unistr.h>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/content/limits.h"

namespace lyceum::content::store {
namespace {

using google::protobuf::util::TimeUtil;

constexpr absl::string_view kColumns =
    "SELECT id, parent, title, version, create_time, update_time, title_key FROM folders ";

FolderRow FromRow(absl::string_view tenant, absl::string_view user, const sql::Row& row) {
  FolderRow result;
  result.tenant = std::string(tenant);
  result.user = std::string(user);
  result.id = std::string(row.Text(0));
  result.parent = std::string(row.Text(1));
  result.title = std::string(row.Text(2));
  result.version = row.Int(3);
  result.create_time = absl::FromUnixMicros(row.Int(4));
  result.update_time = absl::FromUnixMicros(row.Int(5));
  return result;
}

std::string TitleKey(const std::string& title) {
  std::string folded;
  icu::UnicodeString::fromUTF8(title).foldCase().toUTF8String(folded);
  return folded;
}

std::string NameOf(absl::string_view tenant, absl::string_view user, absl::string_view id) {
  return absl::StrCat("tenants/", tenant, "/users/", user, "/folders/", id);
}

}  // namespace

std::string FolderRow::Name() const { return NameOf(tenant, user, id); }
std::string FolderRow::Etag() const { return ShortHash(absl::StrCat(id, " ", version)); }

v1::Folder FolderRow::ToMessage() const {
  v1::Folder folder;
  folder.set_name(Name());
  folder.set_title(title);
  if (!parent.empty()) folder.set_parent_folder(NameOf(tenant, user, parent));
  folder.set_etag(Etag());
  *folder.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(sql::Micros(create_time));
  *folder.mutable_update_time() = TimeUtil::MicrosecondsToTimestamp(sql::Micros(update_time));
  return folder;
}

absl::StatusOr<FolderRow> FindFolder(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                     absl::string_view id) {
  FolderRow found;
  ASSIGN_OR_RETURN(const int64_t rows,
                   t.Run(absl::StrCat(kColumns, "WHERE tenant = $1 AND user_id = $2 AND id = $3"), {tenant, user, id},
                         [&](const sql::Row& row) { found = FromRow(tenant, user, row); }));
  if (rows == 0) return NotFound(NameOf(tenant, user, id));
  return found;
}

absl::StatusOr<FolderPage> ListFolders(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                       absl::string_view after_key, absl::string_view after_id, int64_t limit) {
  FolderPage page;
  RETURN_IF_ERROR(t.Run(absl::StrCat(kColumns, "WHERE tenant = $1 AND user_id = $2 AND (title_key, id) > ($3, $4) "
                                               "ORDER BY title_key, id LIMIT $5"),
                        {tenant, user, after_key, after_id, limit},
                        [&](const sql::Row& row) {
                          page.folders.push_back(FromRow(tenant, user, row));
                          page.last_key = std::string(row.Text(6));
                        })
                      .status());
  return page;
}

absl::Status InsertFolder(sql::Transaction& t, const FolderRow& row) {
  return t
      .Run("INSERT INTO folders (tenant, user_id, id, parent, title, title_key, version, create_time, update_time) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
           {row.tenant, row.user, row.id, row.parent, row.title, TitleKey(row.title), row.version,
            sql::Micros(row.create_time), sql::Micros(row.update_time)})
      .status();
}

absl::Status UpdateFolder(sql::Transaction& t, const FolderRow& row) {
  return t
      .Run("UPDATE folders SET parent = $4, title = $5, title_key = $6, version = $7, update_time = $8 "
           "WHERE tenant = $1 AND user_id = $2 AND id = $3",
           {row.tenant, row.user, row.id, row.parent, row.title, TitleKey(row.title), row.version,
            sql::Micros(row.update_time)})
      .status();
}

absl::Status DeleteFolder(sql::Transaction& t, const FolderRow& row) {
  return t
      .Run("DELETE FROM folders WHERE tenant = $1 AND user_id = $2 AND id = $3", {row.tenant, row.user, row.id})
      .status();
}

absl::StatusOr<int64_t> CountFolders(sql::Transaction& t, absl::string_view tenant, absl::string_view user) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM folders WHERE tenant = $1 AND user_id = $2", {tenant, user},
                        [&](const sql::Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

absl::StatusOr<std::vector<std::string>> FoldersAbove(sql::Transaction& t, const FolderRow& row) {
  std::vector<std::string> above;
  std::string parent = row.parent;
  while (!parent.empty() && above.size() <= kMaxFolderDepth) {
    above.push_back(parent);
    ASSIGN_OR_RETURN(const FolderRow folder, FindFolder(t, row.tenant, row.user, parent));
    parent = folder.parent;
  }
  return above;
}

absl::StatusOr<std::vector<std::vector<FolderRow>>> FoldersBelow(sql::Transaction& t, const FolderRow& row) {
  std::vector<std::vector<FolderRow>> levels;
  std::vector<FolderRow> level = {row};
  // A level more than there can be, so that a loop would end too.
  while (!level.empty() && levels.size() <= kMaxFolderDepth) {
    std::vector<FolderRow> next;
    for (const FolderRow& folder : level) {
      RETURN_IF_ERROR(t.Run(absl::StrCat(kColumns, "WHERE tenant = $1 AND user_id = $2 AND parent = $3"),
                            {row.tenant, row.user, folder.id},
                            [&](const sql::Row& r) { next.push_back(FromRow(row.tenant, row.user, r)); })
                          .status());
    }
    if (!next.empty()) levels.push_back(next);
    level = std::move(next);
  }
  return levels;
}

}  // namespace lyceum::content::store
