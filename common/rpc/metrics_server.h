// Shows metrics to Prometheus: http://HOST:PORT/metrics.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "prometheus/collectable.h"
#include "prometheus/exposer.h"

namespace lyceum::rpc {

class MetricsServer {
 public:
  // Listens on "host:port"; port 0 takes a free one. UNAVAILABLE if it cannot.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(const std::string& address);
  ~MetricsServer();

  void Show(const std::shared_ptr<prometheus::Collectable>& metrics) { exposer_->RegisterCollectable(metrics); }

  int port() const { return port_; }

 private:
  explicit MetricsServer(std::unique_ptr<prometheus::Exposer> exposer);

  std::unique_ptr<prometheus::Exposer> exposer_;
  const int port_;
};

}  // namespace lyceum::rpc
