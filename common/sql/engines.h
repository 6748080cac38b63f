// The two engines behind Open.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"

namespace lyceum::sql {

// `path` is a file or ":memory:", optionally with "?max_pages=N".
absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(absl::string_view path);

// `url` is a PostgreSQL connection URL, optionally with pool_size=N.
absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(absl::string_view url);

// Takes the parameter `name` out of the query part of `url` and returns its
// value as a number, or `fallback` if it is not there. INVALID_ARGUMENT if it is
// not a number of 1 to `most`.
absl::StatusOr<int64_t> TakeParameter(std::string& url, absl::string_view name, int64_t fallback, int64_t most);

}  // namespace lyceum::sql
