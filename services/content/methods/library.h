// The methods of lyceum.content.v1.LibraryService: folders here (library.cc), saved items
// in saved_items.cc.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/library_service.pb.h"

namespace lyceum::content {

class Library {
 public:
  Library(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<v1::CreateFolderResponse> CreateFolder(const Caller&, const v1::CreateFolderRequest&);
  absl::StatusOr<v1::ListFoldersResponse> ListFolders(const Caller&, const v1::ListFoldersRequest&);
  absl::StatusOr<v1::UpdateFolderResponse> UpdateFolder(const Caller&, const v1::UpdateFolderRequest&);
  absl::StatusOr<v1::DeleteFolderResponse> DeleteFolder(const Caller&, const v1::DeleteFolderRequest&);

  absl::StatusOr<v1::SaveItemResponse> SaveItem(const Caller&, const v1::SaveItemRequest&);
  absl::StatusOr<v1::ListSavedItemsResponse> ListSavedItems(const Caller&, const v1::ListSavedItemsRequest&);
  absl::StatusOr<v1::MoveSavedItemResponse> MoveSavedItem(const Caller&, const v1::MoveSavedItemRequest&);
  absl::StatusOr<v1::RemoveSavedItemResponse> RemoveSavedItem(const Caller&, const v1::RemoveSavedItemRequest&);

 private:
  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::content
