#include "services/quiz/methods/transfer_work.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/ops/exports.h"
#include "common/ops/limits.h"
#include "services/quiz/formats/export.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/revise.h"
#include "services/quiz/methods/drafts.h"
#include "services/quiz/store/quizzes.h"

namespace lyceum::quiz {
namespace {

constexpr size_t kIdBytes = 26;        // an IdText
constexpr size_t kHashDigits = 24;     // of what is in a quiz, for its id
constexpr int kMaxLives = 100;         // how often the same quiz may be imported after it was deleted

// Inserts the quiz, unless it is there already; a deleted one makes way for a new one beside it.
absl::Status StoreOnce(sql::Transaction& t, const Caller& caller, const v1::Quiz& quiz, absl::Time now,
                       v1::ImportedQuiz& made) {
  const std::string id =
      absl::StrCat("i-", absl::BytesToHexString(Sha256(quiz.SerializeAsString())).substr(0, kHashDigits));
  for (int life = 1; life <= kMaxLives; ++life) {
    const std::string named = life == 1 ? id : absl::StrCat(id, "-", life);
    const absl::StatusOr<StoredQuiz> found = LoadQuiz(t, caller.tenant, named);
    if (found.ok() && found->quiz.state() == v1::Quiz::STATE_DELETED) continue;
    made.set_quiz(QuizName(caller.tenant, named));
    made.set_result(v1::ImportedQuiz::RESULT_UNCHANGED);
    if (found.ok()) return absl::OkStatus();
    if (!absl::IsNotFound(found.status())) return found.status();
    ASSIGN_OR_RETURN(const StoredQuiz stored, NewDraft(caller, quiz, named, now));
    made.set_result(v1::ImportedQuiz::RESULT_CREATED);
    return InsertQuiz(t, caller.tenant, stored);
  }
  return LimitExceeded(id, "kMaxLives", kMaxLives);
}

}  // namespace

std::string ExportOrder(absl::string_view id, const v1::ExportQuizzesRequest& request) {
  return absl::StrCat(id, request.SerializeAsString());
}

absl::Status TransferWork::StoreQuizzes(const Caller& caller, const std::vector<v1::Quiz>& quizzes,
                                        v1::QuizImportOutcome& outcome) {
  const absl::Time now = clock_.Now();
  return database_.Write([&](sql::Transaction& t) -> absl::Status {
    for (size_t i = 0; i < quizzes.size(); ++i) {
      RETURN_IF_ERROR(StoreOnce(t, caller, quizzes[i], now, *outcome.mutable_quizzes(static_cast<int>(i))));
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> TransferWork::Import(const Caller& caller,
                                                                                const std::string& order,
                                                                                const std::string& checkpoint,
                                                                                ops::Progress& progress) {
  v1::ImportQuizzesRequest request;
  auto result = std::make_unique<v1::QuizImportResult>();
  if (!request.ParseFromString(order) || !result->ParseFromString(checkpoint)) {
    return absl::DataLossError("the order of an import");
  }
  formats::ImportOptions options;
  options.keep_duplicates = request.keep_duplicates();
  if (!request.language().empty()) options.language = request.language();
  options.topic_path.assign(request.topic_path().begin(), request.topic_path().end());
  while (result->outcomes_size() < request.files_size()) {
    const v1::QuizFile& file = request.files(result->outcomes_size());
    formats::Imported imported = formats::ImportFile(file, options);
    if (!request.validate_only()) RETURN_IF_ERROR(StoreQuizzes(caller, imported.quizzes, imported.outcome));
    *result->add_outcomes() = std::move(imported.outcome);
    RETURN_IF_ERROR(progress.Report(result->outcomes_size(), request.files_size(), file.file_name(),
                                    result->SerializeAsString()));
  }
  return result;
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> TransferWork::Export(const Caller& caller,
                                                                                const std::string& order,
                                                                                const std::string&,
                                                                                ops::Progress& progress) {
  v1::ExportQuizzesRequest request;
  if (order.size() < kIdBytes || !request.ParseFromString(order.substr(kIdBytes))) {
    return absl::DataLossError("the order of an export");
  }
  const std::string id = order.substr(0, kIdBytes), tenant(Segment(request.parent(), 1));
  std::vector<v1::Quiz> quizzes;
  for (const std::string& name : request.names()) {
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(StoredQuiz stored, LoadQuiz(t, tenant, Segment(name, 3)));
      if (stored.quiz.state() == v1::Quiz::STATE_DELETED) return NotFound(name);
      quizzes.push_back(AuthoredFields(std::move(stored.quiz)));
      return absl::OkStatus();
    }));
    RETURN_IF_ERROR(progress.Report(static_cast<int64_t>(quizzes.size()), request.names_size(), name));
  }
  ASSIGN_OR_RETURN(formats::Exported exported, formats::ExportQuizzes(request.format(), quizzes));
  if (exported.bytes.size() > static_cast<size_t>(lyceum::limits::kMaxExportBytes)) {
    return LimitExceeded(request.parent(), "kMaxExportBytes", lyceum::limits::kMaxExportBytes);
  }
  RETURN_IF_ERROR(ops::StoreExport(database_, tenant, id, caller.user, exported.bytes, clock_.Now()));
  auto result = std::make_unique<v1::QuizExportResult>();
  result->set_export_(absl::StrCat("tenants/", tenant, "/exports/", id));
  result->set_format(request.format());
  result->set_size_bytes(static_cast<int64_t>(exported.bytes.size()));
  result->set_quiz_count(static_cast<int32_t>(quizzes.size()));
  result->set_item_count(exported.item_count);
  result->set_sha256(absl::BytesToHexString(Sha256(exported.bytes)));
  for (v1::QuestionReport& report : exported.reports) *result->add_reports() = std::move(report);
  result->set_more_report_count(exported.more_reports);
  return result;
}

}  // namespace lyceum::quiz
