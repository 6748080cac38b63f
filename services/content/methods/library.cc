#include "services/content/methods/library.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/content/limits.h"
#include "services/content/methods/change.h"
#include "services/content/methods/mask.h"
#include "services/content/methods/names.h"
#include "services/content/store/folders.h"
#include "services/content/store/saved_items.h"

namespace lyceum::content {
namespace {

absl::Status CheckTitle(const std::string& title) {
  const int length = Length(title);
  if (length >= 1 && length <= kMaxFolderTitleChars) return absl::OkStatus();
  return InvalidField("folder.title", absl::StrCat("must be 1 to ", kMaxFolderTitleChars, " characters"));
}


// Puts the folder into the one named by `parent_folder` (empty: to the top), with
// `levels_below` folders below it.
absl::Status PutInto(sql::Transaction& t, const std::string& parent_folder, size_t levels_below,
                     store::FolderRow& row) {
  row.parent.clear();
  if (parent_folder.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(row.parent, IdUnder(absl::StrCat("tenants/", row.tenant, "/users/", row.user), parent_folder,
                                       "tenants/*/users/*/folders/*", "folder.parent_folder"));
  ASSIGN_OR_RETURN(const std::vector<std::string> above, store::FoldersAbove(t, row));
  if (std::find(above.begin(), above.end(), row.id) != above.end()) {
    return InvalidField("folder.parent_folder", "must not lie in the folder itself");
  }
  if (above.size() + 1 + levels_below > kMaxFolderDepth) {
    return InvalidField("folder.parent_folder", absl::StrCat("must leave at most ", kMaxFolderDepth, " levels"));
  }
  return absl::OkStatus();
}

// Takes all items of a folder to the top; one whose target is there already goes.
absl::Status EmptyFolder(sql::Transaction& t, const store::FolderRow& folder, absl::Time now) {
  ASSIGN_OR_RETURN(std::vector<store::SavedItemRow> items,
                   store::ListByPosition(t, folder.tenant, folder.user, folder.id, -1, "", kMaxSavedItems));
  for (store::SavedItemRow& item : items) {
    ASSIGN_OR_RETURN(const store::SavedItemRow twin,
                     store::FindSavedTarget(t, folder.tenant, folder.user, "", item.target));
    if (!twin.id.empty()) {
      RETURN_IF_ERROR(store::DeleteSavedItem(t, item));
      continue;
    }
    item.folder.clear();
    ASSIGN_OR_RETURN(item.position, store::EndOfFolder(t, folder.tenant, folder.user, ""));
    ++item.version;
    item.update_time = now;
    RETURN_IF_ERROR(store::UpdateSavedItem(t, item));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CreateFolderResponse> Library::CreateFolder(const Caller& caller,
                                                               const v1::CreateFolderRequest& request) {
  RETURN_IF_ERROR(CheckTitle(request.folder().title()));
  const absl::Time now = clock_.Now();
  return Change<v1::CreateFolderResponse>(
      database_, caller, request, now, false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::CreateFolderResponse> {
        store::FolderRow row;
        row.tenant = std::string(Segment(request.parent(), 1));
        row.user = std::string(Segment(request.parent(), 3));
        row.id = IdText(NewId(now));
        row.title = request.folder().title();
        row.create_time = row.update_time = now;
        ASSIGN_OR_RETURN(const int64_t count, store::CountFolders(t, row.tenant, row.user));
        if (count >= kMaxFolders) return LimitExceeded(request.parent(), "kMaxFolders", kMaxFolders);
        RETURN_IF_ERROR(PutInto(t, request.folder().parent_folder(), 0, row));
        RETURN_IF_ERROR(store::InsertFolder(t, row));
        v1::CreateFolderResponse response;
        *response.mutable_folder() = row.ToMessage();
        return response;
      });
}

absl::StatusOr<v1::ListFoldersResponse> Library::ListFolders(const Caller&, const v1::ListFoldersRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::string scope = absl::StrCat("ListFolders\n", request.parent());
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  const std::pair<std::string, std::string> after = absl::StrSplit(cursor, absl::MaxSplits('\n', 1));
  store::FolderPage page;
  bool more = false;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    const absl::string_view tenant = Segment(request.parent(), 1), user = Segment(request.parent(), 3);
    ASSIGN_OR_RETURN(page, store::ListFolders(t, tenant, user, after.second, after.first, page_size));
    if (page.folders.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const store::FolderPage next,
                     store::ListFolders(t, tenant, user, page.last_key, page.folders.back().id, 1));
    more = !next.folders.empty();
    return absl::OkStatus();
  }));
  v1::ListFoldersResponse response;
  for (const store::FolderRow& folder : page.folders) *response.add_folders() = folder.ToMessage();
  if (more) {
    response.set_next_page_token(EncodePageToken(scope, absl::StrCat(page.folders.back().id, "\n", page.last_key)));
  }
  return response;
}

absl::StatusOr<v1::UpdateFolderResponse> Library::UpdateFolder(const Caller& caller,
                                                               const v1::UpdateFolderRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::UpdateFolderResponse>(
      database_, caller, request, now, false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::UpdateFolderResponse> {
        ASSIGN_OR_RETURN(store::FolderRow row,
                         store::FindFolder(t, Segment(request.name(), 1), Segment(request.name(), 3),
                                           Segment(request.name(), 5)));
        RETURN_IF_ERROR(CheckEtag(request.folder().etag(), row.Etag(), request.name()));
        v1::Folder folder = row.ToMessage();
        RETURN_IF_ERROR(ApplyMask(request.update_mask(), {"title", "parent_folder"}, request.folder(), folder));
        RETURN_IF_ERROR(CheckTitle(folder.title()));
        ASSIGN_OR_RETURN(const auto below, store::FoldersBelow(t, row));
        row.title = folder.title();
        RETURN_IF_ERROR(PutInto(t, folder.parent_folder(), below.size(), row));
        ++row.version;
        row.update_time = now;
        RETURN_IF_ERROR(store::UpdateFolder(t, row));
        v1::UpdateFolderResponse response;
        *response.mutable_folder() = row.ToMessage();
        return response;
      });
}

absl::StatusOr<v1::DeleteFolderResponse> Library::DeleteFolder(const Caller& caller,
                                                               const v1::DeleteFolderRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::DeleteFolderResponse>(
      database_, caller, request, now, false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::DeleteFolderResponse> {
        ASSIGN_OR_RETURN(const store::FolderRow row,
                         store::FindFolder(t, Segment(request.name(), 1), Segment(request.name(), 3),
                                           Segment(request.name(), 5)));
        RETURN_IF_ERROR(CheckEtag(request.etag(), row.Etag(), request.name()));
        ASSIGN_OR_RETURN(const auto below, store::FoldersBelow(t, row));
        ASSIGN_OR_RETURN(const auto items, store::ListByPosition(t, row.tenant, row.user, row.id, -1, "", 1));
        if (!request.force() && (!below.empty() || !items.empty())) {
          return Error(absl::StatusCode::kFailedPrecondition, "FOLDER_NOT_EMPTY",
                       absl::StrCat(request.name(), " is not empty; empty it first or set force"));
        }
        std::vector<store::FolderRow> all = {row};
        for (const auto& level : below) all.insert(all.end(), level.begin(), level.end());
        for (const store::FolderRow& folder : all) {
          RETURN_IF_ERROR(EmptyFolder(t, folder, now));
          RETURN_IF_ERROR(store::DeleteFolder(t, folder));
        }
        return v1::DeleteFolderResponse();
      });
}

}  // namespace lyceum::content
