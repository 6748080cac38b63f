// lyceum-progress: what each learner did, and what it adds up to.
#include <functional>
#include <memory>

#include "common/base/clock.h"
#include "common/base/periodic.h"
#include "common/base/status.h"
#include "common/ops/operations.h"
#include "common/rpc/server.h"
#include "common/rpc/server_config.h"
#include "common/sql/database.h"
#include "common/sql/once.h"
#include "common/sql/write_metrics.h"
#include "services/progress/config.h"
#include "services/progress/server.h"
#include "services/progress/store/schema.h"

namespace lyceum::progress {
namespace {

absl::StatusOr<std::unique_ptr<sql::Database>> OpenDatabase(const std::string& url) {
  ASSIGN_OR_RETURN(auto database, sql::Open(url));
  RETURN_IF_ERROR(sql::MigrateOnce(*database));
  RETURN_IF_ERROR(ops::Operations::Migrate(*database));
  RETURN_IF_ERROR(MigrateProgress(*database));
  return database;
}

int Main(int argc, char** argv) {
  Settings settings;
  Config config(kProgram, kMeaning);
  AddSettings(config, settings);
  if (const auto code = rpc::Begin(config, settings.service, argc, argv)) return *code;
  const auto database = OpenDatabase(settings.service.database);
  if (!database.ok()) return rpc::Fail(database.status());
  if (settings.service.migrate_only) return rpc::Migrated();

  RealClock clock;
  Events events(**database, clock);
  Statistics statistics(**database, clock);
  Profiles profiles(**database, clock);
  Resume resume(**database, clock);
  memory::OptimizeWork optimizing(**database, clock);
  ops::Operations operations(**database, clock,
                             {{memory::kOptimizeKind, std::bind_front(&memory::OptimizeWork::Run, &optimizing)}});
  memory::Presets presets(**database, clock);
  memory::Optimizer optimizer(**database, clock, operations);
  memory::Reviews reviews(**database, clock);
  operations.ShareWorkers(settings.service.server.workers);
  Periodic forgetting(absl::Hours(1), "forgetting old request ids",
                      [&] { return sql::ForgetOldRequests(**database, clock.Now()).status(); });
  Periodic clearing(absl::Hours(1), "forgetting finished operations", [&] { return operations.Forget().status(); });

  const auto write_metrics = std::make_shared<sql::WriteMetrics>(**database);

  const auto server = rpc::Server::Start(
      settings.service.server, clock,
      Table(events, statistics, profiles, resume, presets, optimizer, reviews, operations));
  if (!server.ok()) return rpc::Fail(server.status());
  (*server)->Show(write_metrics);
  return rpc::ServeUntilSignal(**server, settings.service);
}

}  // namespace
}  // namespace lyceum::progress

int main(int argc, char** argv) { return lyceum::progress::Main(argc, argv); }
