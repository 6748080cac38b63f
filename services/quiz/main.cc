// lyceum-quiz: asks about what is to be learned, and grades the answers.
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/periodic.h"
#include "common/base/status.h"
#include "common/ops/operations.h"
#include "common/redis/bus.h"
#include "common/redis/metrics.h"
#include "common/redis/nodes.h"
#include "common/redis/two_level_cache.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/server_config.h"
#include "common/sql/database.h"
#include "common/sql/once.h"
#include "common/sql/outbox.h"
#include "common/sql/outbox_metrics.h"
#include "common/sql/write_metrics.h"
#include "services/quiz/config.h"
#include "services/quiz/live/methods/telling.h"
#include "services/quiz/live/store/schema.h"
#include "services/quiz/methods/content_client.h"
#include "services/quiz/methods/fact_sender.h"
#include "services/quiz/methods/facts.h"
#include "services/quiz/methods/transfer_work.h"
#include "services/quiz/server.h"
#include "services/quiz/store/schema.h"

namespace lyceum::quiz {
namespace {

absl::StatusOr<std::unique_ptr<sql::Database>> OpenDatabase(const std::string& url) {
  ASSIGN_OR_RETURN(auto database, sql::Open(url));
  RETURN_IF_ERROR(ops::Operations::Migrate(*database));
  RETURN_IF_ERROR(MigrateStore(*database));
  RETURN_IF_ERROR(live::MigrateStore(*database));
  return database;
}

absl::StatusOr<std::unique_ptr<redis::Nodes>> OpenRedis(const std::vector<std::string>& urls) {
  if (urls.empty()) return nullptr;
  return redis::Nodes::Open(urls);
}

// How soon a progress service that is back gets what has waited for it.
constexpr absl::Duration kMostBackoff = absl::Seconds(2);

// The relay of facts to progress; null without a token: then they wait.
struct FactRelay {
  std::unique_ptr<rpc::ServiceToken> token;
  std::unique_ptr<EventRecorder> recorder;
  std::unique_ptr<sql::Relay> relay;
};
absl::StatusOr<FactRelay> StartRelay(const QuizSettings& settings, const rpc::TlsFiles& tls,
                                     sql::Database& database) {
  FactRelay facts;
  if (settings.service_token_file.empty()) return facts;
  ASSIGN_OR_RETURN(facts.token, rpc::ServiceToken::Open(settings.service_token_file));
  facts.recorder = MakeProgressClient(rpc::Dial(settings.progress, tls), *facts.token);
  EventRecorder& recorder = *facts.recorder;
  sql::Relay::Options options;
  options.max_backoff = kMostBackoff;
  facts.relay = std::make_unique<sql::Relay>(
      database, std::string(kProgressTopic),
      [&recorder](absl::Span<const sql::OutboxEvent> events) { return SendFacts(recorder, events); }, options);
  return facts;
}

int Main(int argc, char** argv) {
  rpc::ServiceSettings service;
  QuizSettings settings;
  Config config("lyceum-quiz", "Quizzes, attempts and grades: asks about what is to be learned.");
  rpc::AddSettings(config, service);
  AddSettings(config, settings);
  if (const auto code = rpc::Begin(config, service, argc, argv)) return *code;
  const auto database = OpenDatabase(service.database);
  if (!database.ok()) return rpc::Fail(database.status());
  if (service.migrate_only) return rpc::Migrated();
  const auto nodes = OpenRedis(service.redis);
  if (!nodes.ok()) return rpc::Fail(nodes.status());

  RealClock clock;
  redis::CacheOptions options;
  options.max_bytes = static_cast<size_t>(settings.cache_mb) << 20;
  options.key_prefix = "quiz:";
  const auto papers = redis::MakeCache(options, nodes->get(), clock);
  const auto pointer_cache = redis::MakeCache(Pointers::CacheOptions(), nodes->get(), clock);
  const auto cache_metrics = std::make_shared<redis::CacheMetrics>(nodes->get());
  cache_metrics->Add("papers", *papers);
  cache_metrics->Add("pointers", *pointer_cache);
  const auto content = MakeContentClient(rpc::Dial(settings.content, service.server.tls));

  Pointers pointers(**database, *pointer_cache, clock);
  PublishedQuizzes published(**database);
  Authoring authoring(**database, clock, pointers, *content);
  Quizzes quizzes(**database, *papers, pointers);
  Attempts attempts(**database, clock, pointers, published);
  Analyses analyses(**database, clock, pointers, published);
  const auto bus = redis::MakeBus(nodes->get());
  live::Hub hub(**database, clock, published, bus.get());
  live::HubRounds rounds(hub, bus.get());
  live::Sessions sessions(**database, clock, pointers, published, hub);
  Periodic telling(absl::Seconds(1), "telling progress of live answers",
                   [&] { return live::TellProgress(**database, hub); });
  TransferWork transfers(**database, clock);
  ops::Operations operations(**database, clock,
                             {{kImportKind, std::bind_front(&TransferWork::Import, &transfers)},
                              {kExportKind, std::bind_front(&TransferWork::Export, &transfers)}});
  operations.ShareWorkers(service.server.workers);
  Transfer transfer(**database, clock, operations);
  Periodic ending(absl::Seconds(2), "ending overdue attempts", [&] { return attempts.FinishOverdue().status(); });
  Periodic forgetting(absl::Hours(1), "forgetting old request ids",
                      [&] { return sql::ForgetOldRequests(**database, clock.Now()).status(); });
  Periodic clearing(absl::Hours(1), "forgetting finished operations", [&] { return operations.Forget().status(); });
  const auto facts = StartRelay(settings, service.server.tls, **database);
  if (!facts.ok()) return rpc::Fail(facts.status());

  const auto outbox_metrics =
      std::make_shared<sql::OutboxMetrics>(**database, clock, std::string(kProgressTopic));
  const auto write_metrics = std::make_shared<sql::WriteMetrics>(**database);
  Periodic measuring(absl::Seconds(2), "measuring the outbox", [&] { return outbox_metrics->Refresh(); });

  const auto server =
      rpc::Server::Start(service.server, clock,
                         QuizMethods(authoring, quizzes, attempts, analyses, sessions, transfer, operations));
  if (!server.ok()) return rpc::Fail(server.status());
  (*server)->Show(cache_metrics);
  (*server)->Show(outbox_metrics);
  (*server)->Show(write_metrics);
  return rpc::ServeUntilSignal(**server, service);
}

}  // namespace
}  // namespace lyceum::quiz

int main(int argc, char** argv) { return lyceum::quiz::Main(argc, argv); }
