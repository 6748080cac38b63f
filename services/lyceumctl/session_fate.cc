#include "services/lyceumctl/session_fate.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace lyceum::ctl {
namespace {

constexpr absl::Duration kFirstSpan = absl::Milliseconds(100);
constexpr absl::Duration kLongestSpan = absl::Seconds(5);

template <class Detail>
bool Read(const absl::Status& status, Detail& detail) {
  const auto payload = status.GetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()));
  return payload.has_value() && detail.ParseFromString(std::string(*payload));
}

}  // namespace

std::string ErrorReason(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return Read(status, info) ? info.reason() : "";
}

std::map<std::string, std::string> ErrorMetadata(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  if (!Read(status, info)) return {};
  return {info.metadata().begin(), info.metadata().end()};
}

bool MayTryAgain(const absl::Status& status) {
  google::rpc::RetryInfo retry;
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kAborted:
      return true;
    case absl::StatusCode::kResourceExhausted:
      return Read(status, retry);
    default:
      return false;
  }
}

absl::Duration Backoff(const absl::Status& status, int attempt, double random) {
  absl::Duration span = kFirstSpan;
  for (int i = 1; i < attempt && span < kLongestSpan; ++i) span *= 2;
  const absl::Duration wait = std::min(span, kLongestSpan) * random;
  google::rpc::RetryInfo retry;
  if (!Read(status, retry)) return wait;
  return wait + absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
}

}  // namespace lyceum::ctl
