// Many rows in few statements: `VALUES ($2, $3), ($4, $5), ...`, in a few fixed
// sizes, so that each text is prepared once and used again.
#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"

namespace lyceum::progress {

// `cells` holds the rows one after another, `columns` values each. Runs
// `before` + the rows' parameter lists + `after` as often as needed; $1 is
// `tenant` and stands first in each list if `tenant_in_rows`. Stops at the first
// error. Each row runs exactly once and their order is kept.
absl::Status RunRows(sql::Transaction& transaction, absl::string_view tenant, absl::string_view before,
                     bool tenant_in_rows, int columns, const std::vector<sql::Value>& cells, absl::string_view after,
                     absl::FunctionRef<void(const sql::Row&)> on_row);

}  // namespace lyceum::progress
