// The work of the operations that TransferService starts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/ops/operations.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/transfer_service.pb.h"

namespace lyceum::quiz {

// What an export operation is given: the id of the export it makes, and the request.
std::string ExportOrder(absl::string_view id, const v1::ExportQuizzesRequest& request);

class TransferWork {
 public:
  TransferWork(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  // `order` is a serialized ImportQuizzesRequest; returns a QuizImportResult. The id of a quiz is made of what is in
  // it, so what a run before a crash has stored is found again.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Import(const Caller& caller, const std::string& order,
                                                                    const std::string& checkpoint,
                                                                    ops::Progress& progress);
  // Returns a QuizExportResult. Interrupted, it begins again under the same id.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Export(const Caller& caller, const std::string& order,
                                                                    const std::string& checkpoint,
                                                                    ops::Progress& progress);

 private:
  // Stores the quizzes of a file, all or none, and says in `outcome` what became of each.
  absl::Status StoreQuizzes(const Caller& caller, const std::vector<v1::Quiz>& quizzes,
                            v1::QuizImportOutcome& outcome);

  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::quiz
