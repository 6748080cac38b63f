// The limit of durable submissions: the same row, written by as many callers,
// with nothing around it.
//
//   load_insert --database URL [--callers 256] [--rows 51200]
//
// Each row is one Database::Write, as each SubmitResponse is. Prints one line of
// JSON.

#include <algorithm>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/sql/database.h"
#include "tests/load/sample.h"

namespace lyceum::load {
namespace {

// The key and the columns of a response.
constexpr absl::string_view kTable = R"(-- sqlite
CREATE TABLE load_responses (
  tenant TEXT NOT NULL, attempt BYTEA NOT NULL, item BIGINT NOT NULL,
  state BIGINT NOT NULL, response BYTEA NOT NULL, mark BIGINT NOT NULL,
  time_spent BIGINT NOT NULL, updated BIGINT NOT NULL,
  PRIMARY KEY (tenant, attempt, item)) WITHOUT ROWID;
-- postgres
CREATE TABLE load_responses (
  tenant TEXT NOT NULL, attempt BYTEA NOT NULL, item BIGINT NOT NULL,
  state BIGINT NOT NULL, response BYTEA NOT NULL, mark BIGINT NOT NULL,
  time_spent BIGINT NOT NULL, updated BIGINT NOT NULL,
  PRIMARY KEY (tenant, attempt, item));
)";
constexpr absl::string_view kMigrations[] = {kTable};
constexpr absl::string_view kInsert =
    "INSERT INTO load_responses (tenant, attempt, item, state, response, mark, time_spent, updated) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr int kItemsPerAttempt = 10;

struct Written {
  std::vector<double> took_ms;
  absl::Status status;
};

void InsertRows(sql::Database& database, int rows, Written& written) {
  std::string attempt;
  for (int i = 0; i < rows; ++i) {
    const int item = i % kItemsPerAttempt;
    if (item == 0) attempt = NewId(absl::Now());
    const absl::Time begun = absl::Now();
    const std::string response = SampleSubmission("", item).response().SerializeAsString();
    const absl::Status status = database.Write([&](sql::Transaction& t) {
      return t.Run(kInsert, {"load", sql::Bytes{attempt}, int64_t{item}, int64_t{3}, sql::Bytes{response},
                             int64_t{1'000'000}, int64_t{7'000'000}, sql::Micros(begun)})
          .status();
    });
    if (!status.ok()) {
      written.status = status;
      return;
    }
    written.took_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - begun));
  }
}

absl::Status Run(const std::string& url, int callers, int rows) {
  ASSIGN_OR_RETURN(const auto database, sql::Open(url));
  RETURN_IF_ERROR(sql::Migrate(*database, "load", kMigrations));
  std::vector<Written> written(static_cast<size_t>(callers));
  std::vector<std::thread> threads;
  const absl::Time begun = absl::Now();
  for (Written& one : written) {
    threads.emplace_back([&] { InsertRows(*database, rows / callers, one); });
  }
  for (auto& thread : threads) thread.join();
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begun);
  std::vector<double> took;
  for (const Written& one : written) {
    RETURN_IF_ERROR(one.status);
    took.insert(took.end(), one.took_ms.begin(), one.took_ms.end());
  }
  std::sort(took.begin(), took.end());
  std::cout << absl::StrFormat(
      "{\"calls\": %d, \"seconds\": %.3f, \"per_second\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f}\n", took.size(),
      seconds, static_cast<double>(took.size()) / seconds, took[took.size() / 2], took[took.size() * 99 / 100]);
  return absl::OkStatus();
}

}  // namespace
}  // namespace lyceum::load

int main(int argc, char** argv) {
  std::string database;
  int callers = 256;
  int rows = 51'200;
  CLI::App app("The same row as a submission, with nothing around it");
  app.add_option("--database", database, "sqlite:FILE or postgres://...")->required();
  app.add_option("--callers", callers, "writes at once")->check(CLI::Range(1, 4096));
  app.add_option("--rows", rows, "in all")->check(CLI::Range(1, 100'000'000));
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = lyceum::load::Run(database, callers, rows);
  if (status.ok()) return 0;
  std::cerr << "load_insert: " << status << "\n";
  return 1;
}
