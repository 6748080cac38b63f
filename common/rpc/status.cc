#include "common/rpc/status.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace lyceum::rpc {
namespace {

// How long callers should leave a dependency alone that is away.
constexpr absl::Duration kAwayDelay = absl::Seconds(1);

bool IsOurFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

absl::Status Explained(const absl::Status& status) {
  bool has_details = false;
  status.ForEachPayload([&](absl::string_view, const absl::Cord&) { has_details = true; });
  if (absl::IsUnavailable(status)) {
    if (status.GetPayload(absl::StrCat("type.googleapis.com/", google::rpc::RetryInfo::descriptor()->full_name()))) {
      return status;
    }
    return RetryAfter(has_details ? status
                                  : Error(absl::StatusCode::kUnavailable, "DEPENDENCY_UNAVAILABLE",
                                          "what this service depends on does not answer: try again a little later"),
                      kAwayDelay);
  }
  if (absl::IsResourceExhausted(status) && !has_details) {
    return Error(absl::StatusCode::kResourceExhausted, "STORAGE_FULL",
                 "the database has no room left: nothing was stored, and what is stored can still be read");
  }
  return status;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  // absl and gRPC number their codes alike.
  const auto code = static_cast<grpc::StatusCode>(status.code());
  if (IsOurFault(status.code())) {
    return grpc::Status(code, "the server made a mistake; its log knows more under this call's trace id");
  }
  std::vector<std::pair<std::string, std::string>> details;
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& bytes) {
    details.emplace_back(std::string(type_url), std::string(bytes));
  });
  std::string message(status.message());
  if (details.empty()) return grpc::Status(code, std::move(message));
  // Abseil hands payloads out in no fixed order.
  std::sort(details.begin(), details.end());
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(code));
  wire.set_message(message);
  for (auto& [type_url, bytes] : details) {
    auto* any = wire.add_details();
    any->set_type_url(std::move(type_url));
    any->set_value(std::move(bytes));
  }
  return grpc::Status(code, std::move(message), wire.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status wire;
  if (!wire.ParseFromString(status.error_details())) return result;
  for (const auto& any : wire.details()) result.SetPayload(any.type_url(), absl::Cord(any.value()));
  return result;
}

}  // namespace lyceum::rpc
