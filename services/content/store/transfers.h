// What was imported already.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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

}  // namespace lyceum::content::store
