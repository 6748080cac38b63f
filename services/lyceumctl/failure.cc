#include "services/lyceumctl/failure.h"

#include <map>

#include <nlohmann/json.hpp>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/error_details.pb.h"
#include "services/lyceumctl/draw/text.h"

namespace lyceum::ctl {
namespace {

constexpr absl::string_view kUsageMark = "lyceumctl/usage";
constexpr absl::string_view kReportedMark = "lyceumctl/reported";
constexpr absl::string_view kTypePrefix = "type.googleapis.com/";

using draw::Clean;

// One detail as lines of "  what: text".
std::string DetailText(absl::string_view type_url, const std::string& bytes) {
  std::string out;
  auto is = [&](const google::protobuf::Message& message) {
    return absl::EndsWith(type_url, absl::StrCat("/", message.GetDescriptor()->full_name()));
  };
  google::rpc::BadRequest bad;
  google::rpc::ErrorInfo info;
  google::rpc::RetryInfo retry;
  google::rpc::QuotaFailure quota;
  google::rpc::PreconditionFailure precondition;
  if (is(bad) && bad.ParseFromString(bytes)) {
    for (const auto& violation : bad.field_violations()) {
      absl::StrAppend(&out, "  field ", Clean(violation.field()), ": ", Clean(violation.description()), "\n");
    }
  } else if (is(info) && info.ParseFromString(bytes)) {
    absl::StrAppend(&out, "  reason: ", Clean(info.reason()));
    std::string facts;
    for (const auto& [key, value] :
         std::map<std::string, std::string>(info.metadata().begin(), info.metadata().end())) {
      absl::StrAppend(&facts, facts.empty() ? " (" : ", ", Clean(key), "=", Clean(value));
    }
    absl::StrAppend(&out, facts, facts.empty() ? "\n" : ")\n");
  } else if (is(retry) && retry.ParseFromString(bytes)) {
    const double seconds = static_cast<double>(retry.retry_delay().seconds()) + retry.retry_delay().nanos() * 1e-9;
    absl::StrAppendFormat(&out, "  try again in: %.3g s\n", seconds);
  } else if (is(quota) && quota.ParseFromString(bytes)) {
    for (const auto& violation : quota.violations()) {
      absl::StrAppend(&out, "  limit of ", Clean(violation.subject()), ": ", Clean(violation.description()), "\n");
    }
  } else if (is(precondition) && precondition.ParseFromString(bytes)) {
    for (const auto& violation : precondition.violations()) {
      absl::StrAppend(&out, "  condition ", Clean(violation.type()), " of ", Clean(violation.subject()), ": ",
                      Clean(violation.description()), "\n");
    }
  }
  return out;
}

absl::string_view Advice(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnauthenticated:
      return "  Give a valid token with --token-file or LYCEUM_TOKEN_FILE; `lyceumctl token --help` says how to make "
             "one.\n";
    case absl::StatusCode::kUnavailable:
      return "  Is the service running, and is its address right (--content, --quiz, --progress)?\n";
    case absl::StatusCode::kDeadlineExceeded:
      return "  --timeout sets how long a call may take.\n";
    default:
      return "";
  }
}

}  // namespace

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsageMark, absl::Cord("1"));
  return status;
}

absl::Status AlreadyReported() {
  absl::Status status = absl::UnknownError("see above");
  status.SetPayload(kReportedMark, absl::Cord("1"));
  return status;
}

int ExitCode(const absl::Status& status) {
  if (status.GetPayload(kUsageMark)) return kUsage;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return kDenied;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kUnavailable;
    default:
      return kFailed;
  }
}

std::string ErrorText(const absl::Status& status, const draw::Ink& ink) {
  if (status.ok() || status.GetPayload(kReportedMark)) return "";
  if (status.GetPayload(kUsageMark)) return absl::StrCat(ink.Red("error"), ": ", Clean(status.message()), "\n");
  std::string out = absl::StrCat(ink.Red(absl::StatusCodeToString(status.code())), ": ", Clean(status.message()), "\n");
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& bytes) {
    out += DetailText(type_url, std::string(bytes));
  });
  return absl::StrCat(out, Advice(status.code()));
}

std::string ErrorJson(const absl::Status& status) {
  if (status.ok() || status.GetPayload(kReportedMark)) return "";
  nlohmann::json error = {{"code", static_cast<int>(status.code())},
                          {"status", std::string(absl::StatusCodeToString(status.code()))},
                          {"message", std::string(status.message())},
                          {"details", nlohmann::json::array()}};
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& bytes) {
    if (!absl::StartsWith(type_url, kTypePrefix)) return;
    google::protobuf::Any any;
    any.set_type_url(std::string(type_url));
    any.set_value(std::string(bytes));
    std::string text;
    if (google::protobuf::util::MessageToJsonString(any, &text).ok()) {
      const nlohmann::json detail = nlohmann::json::parse(text, nullptr, false);
      if (!detail.is_discarded()) error["details"].push_back(detail);
    }
  });
  const nlohmann::json whole = {{"error", error}};
  return whole.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace lyceum::ctl
