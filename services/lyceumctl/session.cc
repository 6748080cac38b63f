#include "services/lyceumctl/session.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/ids.h"
#include "common/rpc/client.h"
#include "google/protobuf/util/json_util.h"
#include "services/lyceumctl/claims.h"
#include "services/lyceumctl/files.h"
#include "services/lyceumctl/terminal.h"

namespace lyceum::ctl {
namespace {

constexpr int kMaxReceiveBytes = 16 << 20;
constexpr int kKeepaliveTimeMs = 20'000;  // servers allow one ping in ten seconds
constexpr int kKeepaliveTimeoutMs = 5'000;

std::string DefaultTokenFile() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return absl::StrCat(config, "/lyceum/token");
  const char* home = std::getenv("HOME");
  return home == nullptr ? "" : absl::StrCat(home, "/.config/lyceum/token");
}

}  // namespace

absl::StatusOr<std::string> Session::Token() {
  if (!token_.empty()) return token_;
  token_ = std::string(absl::StripAsciiWhitespace(settings_.token));
  if (token_.empty() && !settings_.token_file.empty()) {
    ASSIGN_OR_RETURN(const std::string text, ReadFile(settings_.token_file));
    token_ = std::string(absl::StripAsciiWhitespace(text));
    if (token_.empty()) return UsageError(absl::StrCat("the token file ", settings_.token_file, " is empty"));
  }
  if (token_.empty()) {
    const absl::StatusOr<std::string> text = ReadFile(DefaultTokenFile());
    if (text.ok()) token_ = std::string(absl::StripAsciiWhitespace(*text));
  }
  for (const char c : token_) {
    // gRPC ends the process for a header it cannot send.
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) {
      token_.clear();
      return UsageError("the token has characters that no token has");
    }
  }
  return token_;
}

absl::StatusOr<absl::Duration> Session::Timeout() const {
  absl::Duration timeout;
  if (!absl::ParseDuration(settings_.timeout, &timeout) || timeout <= absl::ZeroDuration()) {
    return UsageError("--timeout is a duration above 0, such as 30s");
  }
  return timeout;
}

absl::Status Session::Prepare(grpc::ClientContext& context, absl::Duration longer) {
  ASSIGN_OR_RETURN(const absl::Duration timeout, Timeout());
  ASSIGN_OR_RETURN(const std::string token, Token());
  if (token.empty()) {
    return absl::UnauthenticatedError("no token given");
  }
  context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout + longer));
  return absl::OkStatus();
}

std::shared_ptr<grpc::Channel> Session::Channel(Peer peer) {
  std::shared_ptr<grpc::Channel>& channel = channels_[static_cast<int>(peer)];
  if (channel != nullptr) return channel;
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(rpc::kServiceConfig);
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  arguments.SetUserAgentPrefix("lyceumctl");
  const std::string& address = peer == Peer::kContent ? settings_.content
                               : peer == Peer::kQuiz  ? settings_.quiz
                                                      : settings_.progress;
  channel = grpc::CreateCustomChannel(address, Credentials(), arguments);
  return channel;
}

std::shared_ptr<grpc::ChannelCredentials> Session::Credentials() const {
  if (!settings_.tls && settings_.ca_file.empty()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  if (!settings_.ca_file.empty()) options.pem_root_certs = ReadFile(settings_.ca_file).value_or("");
  if (!settings_.cert_file.empty()) {
    options.pem_cert_chain = ReadFile(settings_.cert_file).value_or("");
    options.pem_private_key = ReadFile(settings_.key_file).value_or("");
  }
  return grpc::SslCredentials(options);
}

std::shared_ptr<grpc::Channel> Session::Dial(const std::string& address) const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // else channels to one address share a connection
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  arguments.SetUserAgentPrefix("lyceumctl");
  return grpc::CreateCustomChannel(address, Credentials(), arguments);
}

void Session::FillRequestId(google::protobuf::Message& request) {
  const google::protobuf::FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) return;
  const google::protobuf::Reflection* reflection = request.GetReflection();
  if (reflection->GetString(request, field).empty()) {
    reflection->SetString(&request, field, IdText(NewId(absl::Now())));
  }
}

absl::StatusOr<std::string> Session::Tenant() {
  if (!settings_.tenant.empty()) return absl::StrCat("tenants/", settings_.tenant);
  ASSIGN_OR_RETURN(const std::string token, Token());
  if (token.empty()) return absl::UnauthenticatedError("no token given");
  ASSIGN_OR_RETURN(const Claims claims, ReadClaims(token));
  if (claims.tenant.empty() || claims.tenant == "*") return UsageError("the token names no tenant: give --tenant");
  return absl::StrCat("tenants/", claims.tenant);
}

absl::StatusOr<std::string> Session::User() {
  ASSIGN_OR_RETURN(const std::string tenant, Tenant());
  if (!settings_.user.empty()) return absl::StrCat(tenant, "/users/", settings_.user);
  ASSIGN_OR_RETURN(const std::string token, Token());
  if (token.empty()) return absl::UnauthenticatedError("no token given");
  ASSIGN_OR_RETURN(const Claims claims, ReadClaims(token));
  if (claims.user.empty()) return UsageError("the token names no user: give --user");
  return absl::StrCat(tenant, "/users/", claims.user);
}

absl::StatusOr<std::string> Session::Name(absl::string_view collection, absl::string_view name) {
  if (absl::StartsWith(name, "tenants/")) return std::string(name);
  ASSIGN_OR_RETURN(const std::string tenant, Tenant());
  const bool named = absl::StartsWith(name, absl::StrCat(collection, "/"));
  return absl::StrCat(tenant, "/", named ? "" : absl::StrCat(collection, "/"), name);
}

absl::StatusOr<std::string> Session::UserName(absl::string_view collection, absl::string_view name) {
  if (absl::StartsWith(name, "tenants/")) return std::string(name);
  ASSIGN_OR_RETURN(const std::string user, User());
  const bool named = absl::StartsWith(name, absl::StrCat(collection, "/"));
  return absl::StrCat(user, "/", named ? "" : absl::StrCat(collection, "/"), name);
}

draw::Ink Session::ink() const { return OutputInk(settings_.no_color); }
int Session::width() const { return OutputWidth(); }

void Session::Print(absl::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Session::PrintJson(const google::protobuf::Message& message) { Print(absl::StrCat(ToJson(message), "\n")); }

void Session::Say(absl::string_view text) {
  if (settings_.quiet || settings_.json) return;
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  return status.ok() ? text : "null";
}

std::string LastSegment(absl::string_view name) {
  return std::string(name.substr(name.rfind('/') == absl::string_view::npos ? 0 : name.rfind('/') + 1));
}

}  // namespace lyceum::ctl
