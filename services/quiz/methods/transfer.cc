#include "services/quiz/methods/transfer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "common/ops/exports.h"
#include "common/sql/once.h"
#include "services/quiz/formats/export.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/validate.h"
#include "services/quiz/methods/transfer_work.h"
#include "services/quiz/store/quizzes.h"

namespace lyceum::quiz {
namespace {

absl::Status CheckImport(const v1::ImportQuizzesRequest& request) {
  Violations violations;
  if (request.files().empty() || request.files_size() > limits::kMaxImportFiles) {
    violations.Add("files", absl::StrCat("must be 1 to ", limits::kMaxImportFiles, " (kMaxImportFiles)"));
  }
  size_t total = 0;
  for (int i = 0; i < request.files_size(); ++i) {
    const v1::QuizFile& file = request.files(i);
    const std::string field = absl::StrCat("files[", i, "]");
    total += file.content().size();
    if (file.content().empty()) violations.Add(field + ".content", "must not be empty");
    if (!v1::QuizFormat_IsValid(file.format())) violations.Add(field + ".format", "must be one of the formats");
    CheckLength(file.file_name(), 0, limits::kMaxTitleChars, field + ".file_name", violations);
  }
  if (total > limits::kMaxImportBytes) {
    violations.Add("files", absl::StrCat("must be at most ", limits::kMaxImportBytes,
                                         " bytes together (kMaxImportBytes)"));
  }
  if (!request.language().empty() && !IsLanguageTag(request.language())) {
    violations.Add("language", "must be a BCP 47 tag, such as \"en\"");
  }
  CheckTopicPath(request.topic_path(), "topic_path", violations);
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<v1::ImportQuizzesResponse> Transfer::ImportQuizzes(const Caller& caller,
                                                                  const v1::ImportQuizzesRequest& request) {
  RETURN_IF_ERROR(CheckImport(request));
  return sql::Once<v1::ImportQuizzesResponse>(
      database_, caller, request, clock_.Now(), [&](sql::Transaction& t) -> absl::StatusOr<v1::ImportQuizzesResponse> {
        v1::ImportQuizzesResponse response;
        ASSIGN_OR_RETURN(*response.mutable_operation(),
                         operations_.Start(t, caller, kImportKind, request.SerializeAsString()));
        return response;
      });
}

absl::StatusOr<v1::ExportQuizzesResponse> Transfer::ExportQuizzes(const Caller& caller,
                                                                  const v1::ExportQuizzesRequest& request) {
  if (request.names().empty() || request.names_size() > limits::kMaxExportNames) {
    return InvalidField("names", absl::StrCat("must be 1 to ", limits::kMaxExportNames, " (kMaxExportNames)"));
  }
  if (!formats::IsWritten(request.format())) return InvalidField("format", "must be a format that is written");
  const absl::Time now = clock_.Now();
  return sql::Once<v1::ExportQuizzesResponse>(
      database_, caller, request, now, [&](sql::Transaction& t) -> absl::StatusOr<v1::ExportQuizzesResponse> {
        for (const std::string& name : request.names()) {
          RETURN_IF_ERROR(LoadPointer(t, Segment(request.parent(), 1), Segment(name, 3)).status());
        }
        v1::ExportQuizzesResponse response;
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

}  // namespace lyceum::quiz
