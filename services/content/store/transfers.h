// What was imported already, and the bytes of exports.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/transfer.pb.h"

namespace lyceum::content::store {

struct ImportedFile {
  // Id of the explanation; empty if these bytes are new.
  std::string explanation;
  // Which import brought them.
  std::string batch;
  v1::ImportOutcome outcome;
};

absl::StatusOr<ImportedFile> FindImported(sql::Transaction& t, absl::string_view tenant, absl::string_view sha256);
absl::Status SaveImported(sql::Transaction& t, absl::string_view tenant, absl::string_view sha256,
                          const ImportedFile& file);

// Begins an export, or begins it again: what it had is gone.
absl::Status BeginExport(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                         absl::string_view creator, absl::Time now);
absl::Status AddExportChunk(sql::Transaction& t, absl::string_view tenant, absl::string_view id, int64_t number,
                            absl::string_view content);
absl::Status FinishExport(sql::Transaction& t, absl::string_view tenant, absl::string_view id, int64_t size_bytes);
// Forgets those of the tenant that were begun before `before`.
absl::Status ForgetExports(sql::Transaction& t, absl::string_view tenant, absl::Time before);

struct ExportFacts {
  std::string creator;
  // -1 until it is finished.
  int64_t size_bytes = -1;
};
// NOT_FOUND, naming the export.
absl::StatusOr<ExportFacts> FindExport(sql::Transaction& t, absl::string_view tenant, absl::string_view id);
// Empty if there is no such chunk.
absl::StatusOr<std::string> ReadExportChunk(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                                            int64_t number);

}  // namespace lyceum::content::store
