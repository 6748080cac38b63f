// The saved items of LibraryService.
#include <array>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/content/limits.h"
#include "services/content/methods/change.h"
#include "services/content/methods/library.h"
#include "services/content/methods/names.h"
#include "services/content/store/folders.h"
#include "services/content/store/saved_items.h"

namespace lyceum::content {
namespace {

absl::Status CheckTarget(const std::string& target, absl::string_view tenant) {
  constexpr std::array<absl::string_view, 3> kPatterns = {
      "tenants/*/explanations/*", "tenants/*/explanations/*/flashcards/*", "tenants/*/quizzes/*"};
  for (const absl::string_view pattern : kPatterns) {
    if (!MatchesPattern(target, pattern)) continue;
    return Segment(target, 1) == tenant ? absl::OkStatus() : NotFound(target);
  }
  return InvalidField("saved_item.target", "must be the name of an explanation, a flashcard or a quiz");
}

// Id of the folder named; empty for the top. NOT_FOUND if there is no such folder.
absl::StatusOr<std::string> FolderId(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                     const std::string& folder, absl::string_view field) {
  if (folder.empty()) return std::string();
  ASSIGN_OR_RETURN(std::string id, IdUnder(absl::StrCat("tenants/", tenant, "/users/", user), folder,
                                           "tenants/*/users/*/folders/*", field));
  RETURN_IF_ERROR(store::FindFolder(t, tenant, user, id).status());
  return id;
}

}  // namespace

absl::StatusOr<v1::SaveItemResponse> Library::SaveItem(const Caller& caller, const v1::SaveItemRequest& request) {
  const absl::string_view tenant = Segment(request.parent(), 1), user = Segment(request.parent(), 3);
  RETURN_IF_ERROR(CheckTarget(request.saved_item().target(), tenant));
  if (Length(request.saved_item().title()) > kMaxSavedTitleChars) {
    return InvalidField("saved_item.title", absl::StrCat("must be at most ", kMaxSavedTitleChars, " characters"));
  }
  const absl::Time now = clock_.Now();
  return Change<v1::SaveItemResponse>(
      database_, caller, request, now, false, [&](sql::Transaction& t) -> absl::StatusOr<v1::SaveItemResponse> {
        ASSIGN_OR_RETURN(const std::string folder,
                         FolderId(t, tenant, user, request.saved_item().folder(), "saved_item.folder"));
        v1::SaveItemResponse response;
        ASSIGN_OR_RETURN(store::SavedItemRow row,
                         store::FindSavedTarget(t, tenant, user, folder, request.saved_item().target()));
        if (row.id.empty()) {
          ASSIGN_OR_RETURN(const int64_t count, store::CountSavedItems(t, tenant, user));
          if (count >= kMaxSavedItems) return LimitExceeded(request.parent(), "kMaxSavedItems", kMaxSavedItems);
          row.tenant = std::string(tenant);
          row.user = std::string(user);
          row.id = IdText(NewId(now));
          row.folder = folder;
          row.target = request.saved_item().target();
          row.title = request.saved_item().title();
          row.create_time = row.update_time = now;
          ASSIGN_OR_RETURN(row.position, store::EndOfFolder(t, tenant, user, folder));
          RETURN_IF_ERROR(store::InsertSavedItem(t, row));
        }
        *response.mutable_saved_item() = row.ToMessage();
        return response;
      });
}

absl::StatusOr<v1::ListSavedItemsResponse> Library::ListSavedItems(const Caller&,
                                                                   const v1::ListSavedItemsRequest& request) {
  const absl::string_view tenant = Segment(request.parent(), 1), user = Segment(request.parent(), 3);
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  if (request.all_folders() && !request.folder().empty()) {
    return InvalidField("folder", "must be empty with all_folders");
  }
  const bool newest = request.order_by() == "create_time desc" || (request.order_by().empty() && request.all_folders());
  const bool by_position = !newest && (request.order_by().empty() || request.order_by() == "position");
  if (!newest && (!by_position || request.all_folders())) {
    return InvalidField("order_by", "must be position (not with all_folders) or create_time desc");
  }
  const std::string scope = absl::StrCat("ListSavedItems\n", request.parent(), "\n", request.folder(), "\n",
                                         request.all_folders(), newest);
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  const std::pair<std::string, std::string> after = absl::StrSplit(cursor, absl::MaxSplits('\n', 1));
  int64_t position = -1;
  if (by_position && !cursor.empty() && !absl::SimpleAtoi(after.second, &position)) {
    return InvalidField("page_token", "is damaged");
  }
  std::vector<store::SavedItemRow> rows;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string folder, FolderId(t, tenant, user, request.folder(), "folder"));
    if (by_position) {
      ASSIGN_OR_RETURN(rows, store::ListByPosition(t, tenant, user, folder, position, after.first, page_size + 1));
    } else {
      ASSIGN_OR_RETURN(rows, store::ListNewest(t, tenant, user, request.all_folders() ? nullptr : &folder,
                                               after.first, page_size + 1));
    }
    return absl::OkStatus();
  }));
  v1::ListSavedItemsResponse response;
  if (rows.size() > static_cast<size_t>(page_size)) {
    rows.resize(page_size);
    response.set_next_page_token(
        EncodePageToken(scope, absl::StrCat(rows.back().id, "\n", rows.back().position)));
  }
  for (const store::SavedItemRow& row : rows) *response.add_saved_items() = row.ToMessage();
  return response;
}

absl::StatusOr<v1::MoveSavedItemResponse> Library::MoveSavedItem(const Caller& caller,
                                                                 const v1::MoveSavedItemRequest& request) {
  const absl::string_view tenant = Segment(request.name(), 1), user = Segment(request.name(), 3);
  const std::string owner = absl::StrCat("tenants/", tenant, "/users/", user);
  const absl::Time now = clock_.Now();
  return Change<v1::MoveSavedItemResponse>(
      database_, caller, request, now, false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::MoveSavedItemResponse> {
        ASSIGN_OR_RETURN(store::SavedItemRow row, store::FindSavedItem(t, tenant, user, Segment(request.name(), 5)));
        RETURN_IF_ERROR(CheckEtag(request.etag(), row.Etag(), request.name()));
        ASSIGN_OR_RETURN(row.folder, FolderId(t, tenant, user, request.folder(), "folder"));
        ASSIGN_OR_RETURN(const store::SavedItemRow twin,
                         store::FindSavedTarget(t, tenant, user, row.folder, row.target));
        if (!twin.id.empty() && twin.id != row.id) {
          return Error(absl::StatusCode::kAlreadyExists, "SAVED_ALREADY",
                       absl::StrCat("the folder has ", row.target, " already"));
        }
        if (request.before().empty()) {
          ASSIGN_OR_RETURN(row.position, store::EndOfFolder(t, tenant, user, row.folder));
        } else if (request.before() != request.name()) {
          ASSIGN_OR_RETURN(const std::string before,
                           IdUnder(owner, request.before(), "tenants/*/users/*/savedItems/*", "before"));
          ASSIGN_OR_RETURN(const store::SavedItemRow next, store::FindSavedItem(t, tenant, user, before));
          if (next.folder != row.folder) return InvalidField("before", "must lie in the folder");
          ASSIGN_OR_RETURN(row.position, store::PositionBefore(t, next));
        }
        ++row.version;
        row.update_time = now;
        RETURN_IF_ERROR(store::UpdateSavedItem(t, row));
        v1::MoveSavedItemResponse response;
        *response.mutable_saved_item() = row.ToMessage();
        return response;
      });
}

absl::StatusOr<v1::RemoveSavedItemResponse> Library::RemoveSavedItem(const Caller& caller,
                                                                     const v1::RemoveSavedItemRequest& request) {
  return Change<v1::RemoveSavedItemResponse>(
      database_, caller, request, clock_.Now(), false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::RemoveSavedItemResponse> {
        ASSIGN_OR_RETURN(const store::SavedItemRow row,
                         store::FindSavedItem(t, Segment(request.name(), 1), Segment(request.name(), 3),
                                              Segment(request.name(), 5)));
        RETURN_IF_ERROR(CheckEtag(request.etag(), row.Etag(), request.name()));
        RETURN_IF_ERROR(store::DeleteSavedItem(t, row));
        return v1::RemoveSavedItemResponse();
      });
}

}  // namespace lyceum::content
