// The methods of lyceum.quiz.v1.TransferService.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/ops/operations.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/transfer_service.pb.h"

namespace lyceum::quiz {

// The kinds of operations that move quizzes.
inline constexpr char kImportKind[] = "quiz.import";
inline constexpr char kExportKind[] = "quiz.export";

class Transfer {
 public:
  Transfer(sql::Database& database, Clock& clock, ops::Operations& operations)
      : database_(database), clock_(clock), operations_(operations) {}

  absl::StatusOr<v1::ImportQuizzesResponse> ImportQuizzes(const Caller&, const v1::ImportQuizzesRequest&);
  absl::StatusOr<v1::ExportQuizzesResponse> ExportQuizzes(const Caller&, const v1::ExportQuizzesRequest&);
  absl::StatusOr<v1::ReadExportResponse> ReadExport(const Caller&, const v1::ReadExportRequest&);

 private:
  sql::Database& database_;
  Clock& clock_;
  ops::Operations& operations_;
};

}  // namespace lyceum::quiz
