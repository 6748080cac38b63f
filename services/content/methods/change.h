// How every mutation runs: once for a request_id, or as a rehearsal that changes nothing.
#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/errors.h"
#include "common/sql/database.h"
#include "common/sql/once.h"

namespace lyceum::content {

// As sql::Once. With `validate_only` the body runs too, and finds what it would find, but
// its transaction is rolled back and no request_id is remembered.
template <class Response, class Request, class Body>
absl::StatusOr<Response> Change(sql::Database& database, const Caller& caller, const Request& request, absl::Time now,
                                bool validate_only, Body body) {
  if (!validate_only) return sql::Once<Response>(database, caller, request, now, std::move(body));
  absl::StatusOr<Response> response = absl::InternalError("did not run");
  const absl::Status end = database.Write([&](sql::Transaction& t) -> absl::Status {
    response = body(t);
    return response.ok() ? absl::CancelledError("a rehearsal") : response.status();
  });
  if (response.ok() && !absl::IsCancelled(end)) return end;
  return response;
}

// ABORTED unless the etag sent is empty or the current one.
inline absl::Status CheckEtag(absl::string_view sent, absl::string_view current, absl::string_view name) {
  return sent.empty() || sent == current ? absl::OkStatus() : EtagMismatch(name);
}

}  // namespace lyceum::content
