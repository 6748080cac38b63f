#include "common/base/errors.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace lyceum {
namespace {

constexpr absl::string_view kTypePrefix = "type.googleapis.com/";

google::rpc::ErrorInfo Info(absl::string_view reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("lyceum");
  return info;
}

}  // namespace

void AddDetail(absl::Status& status, const google::protobuf::Message& detail) {
  status.SetPayload(absl::StrCat(kTypePrefix, detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
}

absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   std::vector<std::pair<std::string, std::string>> metadata) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info = Info(reason);
  for (auto& [key, value] : metadata) (*info.mutable_metadata())[key] = std::move(value);
  AddDetail(status, info);
  return status;
}

absl::Status InvalidField(absl::string_view field, absl::string_view description) {
  Violations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

absl::Status NotFound(absl::string_view name) {
  return Error(absl::StatusCode::kNotFound, "NOT_FOUND", absl::StrCat(name, " does not exist"),
               {{"name", std::string(name)}});
}

absl::Status EtagMismatch(absl::string_view name) {
  return Error(absl::StatusCode::kAborted, "ETAG_MISMATCH",
               absl::StrCat(name, " has changed since it was read: read it again and repeat the change"),
               {{"name", std::string(name)}});
}

absl::Status LimitExceeded(absl::string_view subject, absl::string_view limit, int64_t value) {
  absl::Status status = Error(absl::StatusCode::kResourceExhausted, "LIMIT_EXCEEDED",
                              absl::StrCat(subject, " has reached the limit ", limit, " of ", value));
  google::rpc::QuotaFailure quota;
  auto* violation = quota.add_violations();
  violation->set_subject(std::string(subject));
  violation->set_description(absl::StrCat(limit, " = ", value));
  AddDetail(status, quota);
  return status;
}

absl::Status RetryAfter(absl::Status status, absl::Duration delay) {
  google::rpc::RetryInfo retry;
  const int64_t nanos = absl::ToInt64Nanoseconds(delay);
  retry.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  AddDetail(status, retry);
  return status;
}

void Violations::Add(absl::string_view field, absl::string_view description) {
  auto* violation = bad_request_.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(description));
}

absl::Status Violations::ToStatus() const {
  if (empty()) return absl::OkStatus();
  std::string message;
  for (const auto& violation : bad_request_.field_violations()) {
    absl::StrAppend(&message, message.empty() ? "" : "; ", violation.field(), ": ", violation.description());
  }
  absl::Status status = Error(absl::StatusCode::kInvalidArgument, "INVALID_FIELD", message);
  AddDetail(status, bad_request_);
  return status;
}

}  // namespace lyceum
