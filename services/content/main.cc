// lyceum-content: what is to be learned.
#include <functional>
#include <memory>
#include <optional>

#include "common/base/periodic.h"
#include "common/base/status.h"
#include "common/redis/metrics.h"
#include "common/redis/nodes.h"
#include "common/redis/two_level_cache.h"
#include "common/rpc/server_config.h"
#include "common/sql/once.h"
#include "common/sql/write_metrics.h"
#include "services/content/methods/export_work.h"
#include "services/content/methods/import_work.h"
#include "services/content/server.h"
#include "services/content/store/schema.h"

namespace lyceum::content {
namespace {

absl::StatusOr<std::unique_ptr<sql::Database>> OpenDatabase(const std::string& url) {
  ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database, sql::Open(url));
  RETURN_IF_ERROR(sql::MigrateOnce(*database));
  RETURN_IF_ERROR(ops::Operations::Migrate(*database));
  RETURN_IF_ERROR(MigrateContent(*database));
  return database;
}

int Main(int argc, char** argv) {
  rpc::ServiceSettings settings;
  Config config("lyceum-content", "Serves explanations, flashcards, search, notes and libraries.");
  rpc::AddSettings(config, settings);
  if (const std::optional<int> code = rpc::Begin(config, settings, argc, argv)) return *code;

  RealClock clock;
  absl::StatusOr<std::unique_ptr<sql::Database>> database = OpenDatabase(settings.database);
  if (!database.ok()) return rpc::Fail(database.status());
  if (settings.migrate_only) return rpc::Migrated();
  std::unique_ptr<redis::Nodes> nodes;
  if (!settings.redis.empty()) {
    absl::StatusOr<std::unique_ptr<redis::Nodes>> opened = redis::Nodes::Open(settings.redis);
    if (!opened.ok()) return rpc::Fail(opened.status());
    nodes = *std::move(opened);
  }
  redis::CacheOptions cache_options;
  cache_options.key_prefix = "content:";
  const std::unique_ptr<redis::CountingCache> cache = redis::MakeCache(cache_options, nodes.get(), clock);

  const auto cache_metrics = std::make_shared<redis::CacheMetrics>(nodes.get());
  cache_metrics->Add("revisions", *cache);
  const auto write_metrics = std::make_shared<sql::WriteMetrics>(**database);

  Revisions revisions(**database, cache.get());
  ImportWork imports(**database, clock);
  ExportWork exports(**database, clock, revisions);
  ops::Operations operations(**database, clock,
                             {{kImportKind, std::bind_front(&ImportWork::Run, &imports)},
                              {kExportKind, std::bind_front(&ExportWork::Run, &exports)}});
  operations.ShareWorkers(settings.server.workers);
  Explanations explanations(**database, clock, revisions);
  Flashcards flashcards(**database, clock);
  Search search(**database);
  Transfer transfer(**database, clock, operations);
  Annotations annotations(**database, clock, revisions);
  Library library(**database, clock);
  Topics topics(**database, clock);
  Periodic forgetting(absl::Hours(1), "forgetting old request ids",
                      [&] { return sql::ForgetOldRequests(**database, clock.Now()).status(); });
  Periodic clearing(absl::Hours(1), "forgetting finished operations", [&] { return operations.Forget().status(); });

  const absl::StatusOr<std::unique_ptr<rpc::Server>> server =
      rpc::Server::Start(settings.server, clock, ContentMethods(explanations, flashcards, search, transfer, annotations,
                                                                library, topics, operations));
  if (!server.ok()) return rpc::Fail(server.status());
  (*server)->Show(cache_metrics);
  (*server)->Show(write_metrics);
  return rpc::ServeUntilSignal(**server, settings);
}

}  // namespace
}  // namespace lyceum::content

int main(int argc, char** argv) { return lyceum::content::Main(argc, argv); }
