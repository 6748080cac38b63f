// Exactly-once writes: the answer to a request_id is kept in the same
// transaction as the write it answers, so a retry gets the first answer.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/caller.h"
#include "common/base/status.h"
#include "common/sql/database.h"
#include "google/protobuf/message_lite.h"

namespace lyceum::sql {

// Creates the table of remembered requests. Call before Migrate of the service.
absl::Status MigrateOnce(Database& database);

// Forgets requests older than limits::kRequestIdDays. Returns how many.
absl::StatusOr<int64_t> ForgetOldRequests(Database& database, absl::Time now);

namespace once {
struct Key {
  absl::string_view tenant, user, rpc, request_id;
};
// True, and `answer` filled, if this key was answered before with the same
// fingerprint. INVALID_ARGUMENT (reason REQUEST_ID_REUSED) if with another.
absl::StatusOr<bool> Recall(Transaction& transaction, const Key& key, absl::string_view fingerprint,
                            std::string& answer);
absl::Status Remember(Transaction& transaction, const Key& key, absl::string_view fingerprint,
                      absl::string_view answer, absl::Time now);
// Of the request's bytes with map entries in order: the same for the same request.
std::string Fingerprint(const google::protobuf::MessageLite& request);
}  // namespace once

// Runs `body` in a write transaction and returns its Response. If
// `request.request_id()` is set and this caller has sent it before to this rpc,
// `body` does not run and the first Response comes back; with another payload
// the call is refused.
template <class Response, class Request, class Body>
absl::StatusOr<Response> Once(Database& database, const Caller& caller, const Request& request, absl::Time now,
                              Body body) {
  const once::Key key{caller.tenant, caller.user, Request::descriptor()->full_name(), request.request_id()};
  const std::string fingerprint =
      key.request_id.empty() ? std::string() : once::Fingerprint(request);
  Response response;
  RETURN_IF_ERROR(database.Write([&](Transaction& t) -> absl::Status {
    response.Clear();
    if (!key.request_id.empty()) {
      std::string answer;
      ASSIGN_OR_RETURN(const bool known, once::Recall(t, key, fingerprint, answer));
      if (known) return response.ParseFromString(answer) ? absl::OkStatus() : absl::DataLossError("remembered answer");
    }
    ASSIGN_OR_RETURN(response, body(t));
    if (key.request_id.empty()) return absl::OkStatus();
    return once::Remember(t, key, fingerprint, response.SerializeAsString(), now);
  }));
  return response;
}

}  // namespace lyceum::sql
