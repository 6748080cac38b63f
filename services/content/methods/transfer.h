// The methods of lyceum.content.v1.TransferService.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/ops/operations.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/transfer_service.pb.h"

namespace lyceum::content {

// The kinds of operations that content runs.
inline constexpr char kImportKind[] = "content.import";
inline constexpr char kExportKind[] = "content.export";

class Transfer {
 public:
  Transfer(sql::Database& database, Clock& clock, ops::Operations& operations)
      : database_(database), clock_(clock), operations_(operations) {}

  absl::StatusOr<v1::ImportExplanationsResponse> ImportExplanations(const Caller&,
                                                                    const v1::ImportExplanationsRequest&);
  absl::StatusOr<v1::ExportExplanationsResponse> ExportExplanations(const Caller&,
                                                                    const v1::ExportExplanationsRequest&);
  absl::StatusOr<v1::ReadExportResponse> ReadExport(const Caller&, const v1::ReadExportRequest&);

 private:
  sql::Database& database_;
  Clock& clock_;
  ops::Operations& operations_;
};

}  // namespace lyceum::content
