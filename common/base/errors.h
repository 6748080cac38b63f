// The errors Lyceum answers with: an absl::Status whose payloads are the
// google.rpc details that every gRPC client can read. Messages say what the
// caller did or should do.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"

namespace lyceum {

// Adds one google.rpc detail message; the rpc layer sends all of them.
void AddDetail(absl::Status& status, const google::protobuf::Message& detail);

// `code` with an ErrorInfo {reason, domain "lyceum", metadata}.
absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   std::vector<std::pair<std::string, std::string>> metadata = {});

// INVALID_ARGUMENT, reason INVALID_FIELD, with the field's path, such as
// "quiz.items[2].prompt", and what it should be.
absl::Status InvalidField(absl::string_view field, absl::string_view description);

// NOT_FOUND. Another tenant's or another user's object answers with the same
// bytes as one that does not exist.
absl::Status NotFound(absl::string_view name);

// ABORTED, reason ETAG_MISMATCH: the resource changed since it was read.
absl::Status EtagMismatch(absl::string_view name);

// RESOURCE_EXHAUSTED with a QuotaFailure that names the limit and its value.
absl::Status LimitExceeded(absl::string_view subject, absl::string_view limit, int64_t value);

// Adds RetryInfo: it makes sense to try again after `delay`.
absl::Status RetryAfter(absl::Status status, absl::Duration delay);

// Collects every violation of a request, so that the caller mends all at once.
class Violations {
 public:
  void Add(absl::string_view field, absl::string_view description);
  bool empty() const { return bad_request_.field_violations().empty(); }
  // OK if there are none; else INVALID_ARGUMENT with all of them.
  absl::Status ToStatus() const;

 private:
  google::rpc::BadRequest bad_request_;
};

}  // namespace lyceum
