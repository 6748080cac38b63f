#include "common/rpc/metrics_server.h"

#include <atomic>
#include <exception>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/http_get.h"

namespace lyceum::rpc {
namespace {

// One scrape at a time is all Prometheus asks for.
constexpr size_t kThreads = 1;

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(const std::string& address) {
  try {
    return std::unique_ptr<MetricsServer>(
        new MetricsServer(std::make_unique<prometheus::Exposer>(address, kThreads)));
  } catch (const std::exception& error) {
    return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", address, ": ", error.what()));
  }
}

MetricsServer::MetricsServer(std::unique_ptr<prometheus::Exposer> exposer)
    : exposer_(std::move(exposer)), port_(exposer_->GetListeningPorts().front()) {}

// The web server inside looks for its end only every two seconds, or when
// somebody connects: so somebody does.
MetricsServer::~MetricsServer() {
  std::atomic<bool> ended{false};
  std::thread end([&] {
    exposer_.reset();
    ended = true;
  });
  while (!ended) {
    (void)HttpGet(absl::StrCat("http://127.0.0.1:", port_, "/"), absl::Milliseconds(20), 1);
    absl::SleepFor(absl::Milliseconds(5));
  }
  end.join();
}

}  // namespace lyceum::rpc
