// The saved items of a user's library in the database.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/library.pb.h"

namespace lyceum::content::store {

struct SavedItemRow {
  std::string tenant, user, id;
  // Id of the folder; empty at the top.
  std::string folder;
  std::string target, title;
  int64_t position = 0;
  int64_t version = 1;
  absl::Time create_time, update_time;

  std::string Name() const;
  std::string Etag() const;
  v1::SavedItem ToMessage() const;
};

// NOT_FOUND, naming the item.
absl::StatusOr<SavedItemRow> FindSavedItem(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                           absl::string_view id);

// The item of a folder with this target; an empty id if there is none.
absl::StatusOr<SavedItemRow> FindSavedTarget(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                             absl::string_view folder, absl::string_view target);

// Of one folder, by position; those after the given one.
absl::StatusOr<std::vector<SavedItemRow>> ListByPosition(sql::Transaction& t, absl::string_view tenant,
                                                         absl::string_view user, absl::string_view folder,
                                                         int64_t after_position, absl::string_view after_id,
                                                         int64_t limit);

// The newest first, those before `before_id`; of one folder, or of all if `folder` is null.
absl::StatusOr<std::vector<SavedItemRow>> ListNewest(sql::Transaction& t, absl::string_view tenant,
                                                     absl::string_view user, const std::string* folder,
                                                     absl::string_view before_id, int64_t limit);

// Greater than every position in the folder.
absl::StatusOr<int64_t> EndOfFolder(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                    absl::string_view folder);

// A position right before that item, making room by renumbering the folder if needed.
absl::StatusOr<int64_t> PositionBefore(sql::Transaction& t, const SavedItemRow& item);

absl::Status InsertSavedItem(sql::Transaction& t, const SavedItemRow& row);
absl::Status UpdateSavedItem(sql::Transaction& t, const SavedItemRow& row);
absl::Status DeleteSavedItem(sql::Transaction& t, const SavedItemRow& row);
absl::StatusOr<int64_t> CountSavedItems(sql::Transaction& t, absl::string_view tenant, absl::string_view user);

}  // namespace lyceum::content::store
