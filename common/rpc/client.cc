#include "common/rpc/client.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/limits.h"
#include "common/base/trace.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/support/channel_arguments.h"

namespace lyceum::rpc {

// Health checks take a server out of the rotation before it stops; the
// throttle keeps retries from drowning a server that is down.
const char kServiceConfig[] = R"({
  "loadBalancingConfig": [{"round_robin": {}}],
  "healthCheckConfig": {"serviceName": ""},
  "methodConfig": [{
    "name": [{}],
    "retryPolicy": {
      "maxAttempts": 4, "initialBackoff": "0.05s", "maxBackoff": "1s", "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }],
  "retryThrottling": {"maxTokens": 100, "tokenRatio": 0.1}
})";

namespace {

constexpr int kKeepaliveTimeMs = 20'000;  // servers allow one ping in ten seconds
constexpr int kKeepaliveTimeoutMs = 5'000;
constexpr int kMaxReconnectBackoffMs = 2'000;

void Carry(grpc::ClientContext& context, const Caller& caller, absl::Duration at_most, const std::string& token) {
  context.set_deadline(absl::ToChronoTime(std::min(caller.deadline, absl::Now() + at_most)));
  context.AddMetadata("traceparent", trace::Next(caller.traceparent));
  if (!token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
}

}  // namespace

std::shared_ptr<grpc::Channel> Dial(const std::string& address, const TlsFiles& tls) {
  const bool is_target = absl::StrContains(address, "://") || absl::StartsWith(address, "ipv4:") ||
                         absl::StartsWith(address, "ipv6:") || absl::StartsWith(address, "unix:") ||
                         absl::StartsWith(address, "dns:");
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kServiceConfig);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectBackoffMs);
  arguments.SetMaxReceiveMessageSize(limits::kMaxMessageBytes);
  return grpc::CreateCustomChannel(is_target ? address : absl::StrCat("dns:///", address),
                                   ChannelCredentials(tls), arguments);
}

void Prepare(grpc::ClientContext& context, const Caller& caller, absl::Duration at_most) {
  Carry(context, caller, at_most, caller.bearer);
}

void Prepare(grpc::ClientContext& context, const Caller& caller, absl::Duration at_most, ServiceToken& token) {
  Carry(context, caller, at_most, token.Get());
}

absl::StatusOr<std::unique_ptr<ServiceToken>> ServiceToken::Open(const std::string& file) {
  std::unique_ptr<ServiceToken> token(new ServiceToken(file));
  if (token->Get().empty()) return absl::UnavailableError(absl::StrCat("cannot read a token from ", file));
  return token;
}

std::string ServiceToken::Get() {
  absl::MutexLock lock(&mutex_);
  struct stat state;
  if (stat(file_.c_str(), &state) != 0) return token_;
  if (state.st_mtim.tv_sec == modified_.tv_sec && state.st_mtim.tv_nsec == modified_.tv_nsec) return token_;
  std::ifstream in(file_, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  std::string token = text.str();
  absl::StripAsciiWhitespace(&token);
  if (in && !token.empty()) {
    token_ = std::move(token);
    modified_ = state.st_mtim;
  }
  return token_;
}

}  // namespace lyceum::rpc
