#include "services/progress/store/rows.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace lyceum::progress {
namespace {

// Sizes of statements in rows. 64 rows of 12 columns are far below the 32,766
// parameters SQLite allows.
constexpr int kSizes[] = {64, 8, 1};

std::string Lists(int rows, int columns, bool tenant_in_rows) {
  std::string text;
  int parameter = 2;
  for (int row = 0; row < rows; ++row) {
    absl::StrAppend(&text, row > 0 ? ", (" : "(", tenant_in_rows ? "$1, " : "");
    for (int column = 0; column < columns; ++column) absl::StrAppend(&text, column > 0 ? ", $" : "$", parameter++);
    text += ')';
  }
  return text;
}

}  // namespace

absl::Status RunRows(sql::Transaction& transaction, absl::string_view tenant, absl::string_view before,
                     bool tenant_in_rows, int columns, const std::vector<sql::Value>& cells, absl::string_view after,
                     absl::FunctionRef<void(const sql::Row&)> on_row) {
  size_t done = 0;
  for (int size : kSizes) {
    const size_t step = static_cast<size_t>(size) * columns;
    if (cells.size() - done < step) continue;
    const std::string statement = absl::StrCat(before, Lists(size, columns, tenant_in_rows), after);
    for (; cells.size() - done >= step; done += step) {
      std::vector<sql::Value> values{tenant};
      values.insert(values.end(), cells.begin() + done, cells.begin() + done + step);
      RETURN_IF_ERROR(transaction.Run(statement, values, on_row).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace lyceum::progress
