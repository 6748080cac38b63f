// The work of an export operation: published texts into one file.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/ops/operations.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/transfer_service.pb.h"
#include "services/content/methods/revisions.h"

namespace lyceum::content {

// What the operation is given: the id of the export it makes, and the request.
std::string ExportOrder(absl::string_view id, const v1::ExportExplanationsRequest& request);

class ExportWork {
 public:
  ExportWork(sql::Database& database, Clock& clock, Revisions& revisions)
      : database_(database), clock_(clock), revisions_(revisions) {}

  // Returns an ExportResult. Interrupted, it begins again under the same id.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Run(const Caller& caller, const std::string& order,
                                                                 const std::string& checkpoint,
                                                                 ops::Progress& progress);

 private:
  absl::StatusOr<std::vector<std::string>> Names(const v1::ExportExplanationsRequest& request);

  sql::Database& database_;
  Clock& clock_;
  Revisions& revisions_;
};

}  // namespace lyceum::content
