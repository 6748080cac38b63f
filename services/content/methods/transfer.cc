#include "services/content/methods/transfer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "common/ops/exports.h"
#include "services/content/limits.h"
#include "services/content/methods/change.h"
#include "services/content/methods/export_work.h"
#include "services/content/methods/filter.h"
#include "services/content/methods/import_work.h"
#include "services/content/methods/revisions.h"

namespace lyceum::content {
namespace {

absl::Status CheckImport(const v1::ImportExplanationsRequest& request) {
  Violations violations;
  if (request.files().empty() || request.files_size() > kMaxImportFiles) {
    violations.Add("files", absl::StrCat("must be 1 to ", kMaxImportFiles));
  }
  size_t total = 0;
  for (int i = 0; i < request.files_size(); ++i) {
    const v1::ImportFile& file = request.files(i);
    total += file.content().size();
    const std::string field = absl::StrCat("files[", i, "]");
    if (file.content().empty()) violations.Add(absl::StrCat(field, ".content"), "must not be empty");
    if (Length(file.file_name()) > kMaxFileNameChars) {
      violations.Add(absl::StrCat(field, ".file_name"),
                     absl::StrCat("must be at most ", kMaxFileNameChars, " characters"));
    }
  }
  if (total > kMaxImportBytes) {
    violations.Add("files", absl::StrCat("must be at most ", kMaxImportBytes, " bytes together"));
  }
  if (request.topic_path_size() > kMaxTopicSegments ||
      !std::all_of(request.topic_path().begin(), request.topic_path().end(), IsTopicSegment)) {
    violations.Add("topic_path", absl::StrCat("must be at most ", kMaxTopicSegments, " segments of a-z 0-9 -"));
  }
  if (!request.language().empty() && !IsLanguageTag(request.language())) {
    violations.Add("language", "must be a BCP 47 tag such as en");
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<v1::ImportExplanationsResponse> Transfer::ImportExplanations(
    const Caller& caller, const v1::ImportExplanationsRequest& request) {
  RETURN_IF_ERROR(CheckImport(request));
  const absl::Time now = clock_.Now();
  // Not Change: with validate_only the operation runs, and stores nothing.
  return sql::Once<v1::ImportExplanationsResponse>(
      database_, caller, request, now, [&](sql::Transaction& t) -> absl::StatusOr<v1::ImportExplanationsResponse> {
        v1::ImportExplanationsResponse response;
        ASSIGN_OR_RETURN(*response.mutable_operation(),
                         operations_.Start(t, caller, kImportKind, ImportOrder(IdText(NewId(now)), request)));
        return response;
      });
}

absl::StatusOr<v1::ExportExplanationsResponse> Transfer::ExportExplanations(
    const Caller& caller, const v1::ExportExplanationsRequest& request) {
  RETURN_IF_ERROR(ParseFilter(request.filter(), false).status());
  if (request.names_size() > kMaxExportNames) {
    return InvalidField("names", absl::StrCat("must be at most ", kMaxExportNames));
  }
  if (!request.names().empty() && !request.filter().empty()) {
    return InvalidField("filter", "must be empty when names are given");
  }
  const absl::Time now = clock_.Now();
  return sql::Once<v1::ExportExplanationsResponse>(
      database_, caller, request, now, [&](sql::Transaction& t) -> absl::StatusOr<v1::ExportExplanationsResponse> {
        for (const std::string& name : request.names()) {
          RETURN_IF_ERROR(VisibleFacts(t, Segment(request.parent(), 1), Segment(name, 3), false).status());
        }
        v1::ExportExplanationsResponse response;
        ASSIGN_OR_RETURN(*response.mutable_operation(),
                         operations_.Start(t, caller, kExportKind, ExportOrder(IdText(NewId(now)), request)));
        return response;
      });
}

absl::StatusOr<v1::ReadExportResponse> Transfer::ReadExport(const Caller& caller,
                                                            const v1::ReadExportRequest& request) {
  ASSIGN_OR_RETURN(ops::ExportPart part, ops::ReadExport(database_, caller, request.name(), request.offset()));
  v1::ReadExportResponse response;
  response.set_content(std::move(part.content));
  response.set_size_bytes(part.size_bytes);
  response.set_next_offset(part.next_offset);
  return response;
}

}  // namespace lyceum::content
