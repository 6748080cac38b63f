// The folders of a user's library in the database.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/library.pb.h"

namespace lyceum::content::store {

struct FolderRow {
  std::string tenant, user, id;
  // Id of the folder it lies in; empty at the top.
  std::string parent;
  std::string title;
  int64_t version = 1;
  absl::Time create_time, update_time;

  std::string Name() const;
  std::string Etag() const;
  v1::Folder ToMessage() const;
};

// NOT_FOUND, naming the folder.
absl::StatusOr<FolderRow> FindFolder(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                     absl::string_view id);

struct FolderPage {
  std::vector<FolderRow> folders;
  // Sort keys of the last row, for the next page.
  std::string last_key;
};
// By title (without case), then id; those after the given row.
absl::StatusOr<FolderPage> ListFolders(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                       absl::string_view after_key, absl::string_view after_id, int64_t limit);

absl::Status InsertFolder(sql::Transaction& t, const FolderRow& row);
absl::Status UpdateFolder(sql::Transaction& t, const FolderRow& row);
absl::Status DeleteFolder(sql::Transaction& t, const FolderRow& row);
absl::StatusOr<int64_t> CountFolders(sql::Transaction& t, absl::string_view tenant, absl::string_view user);

// The ids of the folders it lies in, nearest first: none at the top.
absl::StatusOr<std::vector<std::string>> FoldersAbove(sql::Transaction& t, const FolderRow& row);

// Those below it, level by level, nearest first.
absl::StatusOr<std::vector<std::vector<FolderRow>>> FoldersBelow(sql::Transaction& t, const FolderRow& row);

}  // namespace lyceum::content::store
