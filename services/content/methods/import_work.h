// The work of an import operation: a few files a transaction, each whole or not at all.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/ops/operations.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/transfer_service.pb.h"
#include "services/content/methods/import_file.h"

namespace lyceum::content {

// What the operation is given: the request, and an id of this import, by which it knows
// its own files when it is resumed.
std::string ImportOrder(absl::string_view batch, const v1::ImportExplanationsRequest& request);

class ImportWork {
 public:
  ImportWork(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  // Returns an ImportResult. The checkpoint is the result so far. A file that is at fault
  // becomes an outcome; a database that fails ends the operation with its error.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Run(const Caller& caller, const std::string& order,
                                                                 const std::string& checkpoint,
                                                                 ops::Progress& progress);

 private:
  // Stores files in one transaction and adds their outcomes to the result.
  absl::Status Store(const Caller& caller, absl::string_view batch, const v1::ImportExplanationsRequest& request,
                     absl::Span<const ReadFile> files, v1::ImportResult& result);

  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::content
