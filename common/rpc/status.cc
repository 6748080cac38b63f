#include "common/rpc/status.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace lyceum::rpc {
namespace {

bool IsOurFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

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
