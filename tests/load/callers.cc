#include "tests/load/callers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace lyceum::load {

std::vector<std::shared_ptr<grpc::Channel>> Channels(const std::string& address, int connections) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < connections; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // else they would all share one connection
    channels.push_back(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }
  return channels;
}

Outcome Summarize(const std::vector<std::vector<Sample>>& samples, absl::Duration total) {
  Outcome outcome;
  outcome.seconds = absl::ToDoubleSeconds(total);
  std::vector<absl::Duration> took;
  for (const auto& one : samples) {
    for (const Sample& sample : one) {
      if (sample.status.ok()) {
        ++outcome.ok;
        took.push_back(sample.took);
      } else {
        ++outcome.errors[absl::StrCat(sample.status.error_code(), " ", sample.status.error_message())];
      }
    }
  }
  if (took.empty()) return outcome;
  std::sort(took.begin(), took.end());
  outcome.p50_ms = absl::ToDoubleMilliseconds(took[took.size() / 2]);
  outcome.p99_ms = absl::ToDoubleMilliseconds(took[took.size() * 99 / 100]);
  return outcome;
}

}  // namespace lyceum::load
