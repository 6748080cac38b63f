// What every SQL engine promises when its ground gives way: a full disk, a
// locked file, a server that ends its connections.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/sql/database.h"
#include "common/sql/sqlite_connection.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::sql {
namespace {

absl::Status Write(Database& database, absl::string_view statement, std::vector<Value> values = {}) {
  return database.Write([&](Transaction& t) { return t.Run(statement, values).status(); });
}

int64_t ReadInt(Database& database, absl::string_view statement) {
  int64_t value = -1;
  const absl::Status status = database.Read([&](Transaction& t) {
    return t.Run(statement, {}, [&](const Row& row) { value = row.Int(0); }).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  return value;
}

tests::Engine OnSqlite() { return tests::Engines()[0]; }
tests::Engine OnPostgres() { return tests::Engines()[1]; }

// Fills until it is refused; returns the refusal.
absl::Status Fill(Database& database, int most) {
  const std::string blob(100'000, 'x');
  for (int i = 0; i < most; ++i) RETURN_IF_ERROR(Write(database, "INSERT INTO f (data) VALUES ($1)", {Bytes{blob}}));
  return absl::OkStatus();
}

TEST(SqliteFull, RefusesAndChangesNothingAndWorksAgain) {
  auto database = *Open(absl::StrCat(OnSqlite().fresh_url(), "?max_pages=200"));
  ASSERT_TRUE(Write(*database, "CREATE TABLE f (data BYTEA)").ok());
  const absl::Status refused = Fill(*database, 100);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted) << refused;
  const int64_t rows = ReadInt(*database, "SELECT COUNT(*) FROM f");
  EXPECT_GT(rows, 0);
  EXPECT_EQ(Fill(*database, 1).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadInt(*database, "SELECT COUNT(*) FROM f"), rows);
  ASSERT_TRUE(Write(*database, "DELETE FROM f").ok());
  EXPECT_TRUE(Fill(*database, 1).ok());
}

// One greedy body must not take its small neighbours down with it.
TEST(SqliteFull, FailsOnlyTheBodyThatIsTooBig) {
  auto database = *Open(absl::StrCat(OnSqlite().fresh_url(), "?max_pages=200"));
  ASSERT_TRUE(Write(*database, "CREATE TABLE f (data BYTEA)").ok());
  ASSERT_TRUE(Write(*database, "CREATE TABLE small (x BIGINT PRIMARY KEY)").ok());
  const std::string huge(2'000'000, 'x');
  std::atomic<int> small_failed = 0, huge_refused = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 16; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 10; ++i) {
        if (thread % 4 == 0) {
          const absl::Status status = Write(*database, "INSERT INTO f (data) VALUES ($1)", {Bytes{huge}});
          if (absl::IsResourceExhausted(status)) ++huge_refused;
        } else if (!Write(*database, "INSERT INTO small VALUES ($1)", {int64_t{thread * 100 + i}}).ok()) {
          ++small_failed;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(small_failed, 0);
  EXPECT_EQ(huge_refused, 40);
  EXPECT_EQ(ReadInt(*database, "SELECT COUNT(*) FROM small"), 120);
  EXPECT_EQ(ReadInt(*database, "SELECT COUNT(*) FROM f"), 0);
}

// The file system itself says no, at the commit; in a child process, since the
// limit is the process's.
TEST(SqliteFull, RefusesWhenTheFileSystemDoes) {
  const std::string url = OnSqlite().fresh_url();
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    auto database = *Open(url);
    bool good = Write(*database, "CREATE TABLE f (data BYTEA)").ok();
    rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 2'000'000;
    setrlimit(RLIMIT_FSIZE, &limit);
    const absl::Status refused = Fill(*database, 100);
    good = good && absl::IsResourceExhausted(refused);
    const int64_t rows = ReadInt(*database, "SELECT COUNT(*) FROM f");
    good = good && rows > 0 && absl::IsResourceExhausted(Fill(*database, 1));
    good = good && ReadInt(*database, "SELECT COUNT(*) FROM f") == rows;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
    good = good && Fill(*database, 1).ok() && ReadInt(*database, "SELECT COUNT(*) FROM f") == rows + 1;
    if (!good) printf("refused: %s rows %ld\n", refused.ToString().c_str(), static_cast<long>(rows));
    fflush(stdout);
    _exit(good ? 0 : 1);
  }
  int status = 1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(SqliteLocked, SaysUnavailableAndWorksAgain) {
  const std::string url = OnSqlite().fresh_url();
  auto database = *Open(url);
  ASSERT_TRUE(Write(*database, "CREATE TABLE l (x BIGINT)").ok());
  const std::string path(absl::StripPrefix(url, "sqlite:"));
  auto intruder = *SqliteConnection::Open(path, SQLITE_OPEN_READWRITE, "");
  ASSERT_TRUE(intruder->Control("BEGIN IMMEDIATE").ok());
  EXPECT_EQ(Write(*database, "INSERT INTO l VALUES (1)").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReadInt(*database, "SELECT COUNT(*) FROM l"), 0);
  ASSERT_TRUE(intruder->Control("ROLLBACK").ok());
  EXPECT_TRUE(Write(*database, "INSERT INTO l VALUES (1)").ok());
}

TEST(SqliteLocked, HasOneOwner) {
  const std::string url = OnSqlite().fresh_url();
  auto first = Open(url);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(Open(url).status().code(), absl::StatusCode::kUnavailable);
  first->reset();
  EXPECT_TRUE(Open(url).ok());
}

TEST(SqliteDamaged, SaysDataLoss) {
  const std::string url = OnSqlite().fresh_url();
  FILE* file = fopen(std::string(absl::StripPrefix(url, "sqlite:")).c_str(), "w");
  fputs(std::string(10'000, 'n').c_str(), file);
  fclose(file);
  EXPECT_EQ(Open(url).status().code(), absl::StatusCode::kDataLoss);
}

// kill -9 in the middle of acknowledged writes: each one that was acknowledged
// is there afterwards.
TEST(SqliteKilled, KeepsWhatItHasAcknowledged) {
  const std::string url = OnSqlite().fresh_url();
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto database = *Open(url);
    if (!Write(*database, "CREATE TABLE k (x BIGINT PRIMARY KEY)").ok()) _exit(1);
    std::atomic<int64_t> next = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        while (true) {
          const int64_t x = next++;
          if (Write(*database, "INSERT INTO k VALUES ($1)", {x}).ok() && write(pipe_ends[1], &x, sizeof(x)) < 0) break;
        }
      });
    }
    pause();
  }
  close(pipe_ends[1]);
  std::vector<int64_t> acknowledged;
  for (int64_t x = 0; read(pipe_ends[0], &x, sizeof(x)) == sizeof(x);) {
    acknowledged.push_back(x);
    if (acknowledged.size() == 500) kill(child, SIGKILL);
  }
  waitpid(child, nullptr, 0);
  close(pipe_ends[0]);
  ASSERT_GE(acknowledged.size(), 500u);
  auto database = *Open(url);
  for (const int64_t x : acknowledged) {
    ASSERT_EQ(ReadInt(*database, absl::StrCat("SELECT COUNT(*) FROM k WHERE x = ", x)), 1) << x;
  }
}

// Other tests use the same server, so the connections to end have a name.
TEST(PostgresGone, TakesFreshConnectionsAfterTheServerEndsThem) {
  const std::string name = absl::StrCat("doomed", getpid());
  auto database = *Open(absl::StrCat(OnPostgres().fresh_url(), "&application_name=", name));
  auto other = OnPostgres().fresh();
  ASSERT_TRUE(Write(*database, "CREATE TABLE g (x BIGINT)").ok());
  for (int round = 0; round < 3; ++round) {
    std::vector<std::thread> readers;  // so that several connections lie in the pool
    for (int i = 0; i < 6; ++i) readers.emplace_back([&] { ReadInt(*database, "SELECT COUNT(*) FROM g"); });
    for (std::thread& reader : readers) reader.join();
    ASSERT_TRUE(Write(*other, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
                      {absl::string_view(name)})
                    .ok());
    EXPECT_TRUE(Write(*database, "INSERT INTO g VALUES (1)").ok());
  }
  EXPECT_EQ(ReadInt(*database, "SELECT COUNT(*) FROM g"), 3);
}

TEST(PostgresGone, RunsTheBodyAgainWhenItsConnectionDiesMidway) {
  auto database = OnPostgres().fresh();
  auto other = OnPostgres().fresh();
  ASSERT_TRUE(Write(*database, "CREATE TABLE g (x BIGINT)").ok());
  int runs = 0;
  const absl::Status status = database->Write([&](Transaction& t) -> absl::Status {
    ++runs;
    int64_t pid = 0;
    RETURN_IF_ERROR(t.Run("SELECT pg_backend_pid()", {}, [&](const Row& row) { pid = row.Int(0); }).status());
    if (runs == 1) {
      std::thread([&] {
        EXPECT_TRUE(Write(*other, absl::StrCat("SELECT pg_terminate_backend(", pid, ")")).ok());
      }).join();
    }
    return t.Run("INSERT INTO g VALUES (1)", {}).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(ReadInt(*database, "SELECT COUNT(*) FROM g"), 1);
}

TEST(PostgresGone, SaysUnavailableWhenThereIsNoServer) {
  const auto database = Open("postgres://lyceum@127.0.0.1:1/lyceum");
  EXPECT_EQ(database.status().code(), absl::StatusCode::kUnavailable);
}

TEST(PostgresBusy, SaysUnavailableWhenALockIsNotGiven) {
  const std::string url = OnPostgres().fresh_url();
  auto database = *Open(url);
  auto holder = *Open(url);
  ASSERT_TRUE(Write(*database, "CREATE TABLE b (x BIGINT)").ok());
  const absl::Status held = holder->Write([&](Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(t.Run("LOCK TABLE b IN ACCESS EXCLUSIVE MODE", {}).status());
    std::thread([&] {
      EXPECT_EQ(database
                    ->Write([](Transaction& u) -> absl::Status {
                      RETURN_IF_ERROR(u.Run("SET LOCAL lock_timeout = '50ms'", {}).status());
                      return u.Run("INSERT INTO b VALUES (1)", {}).status();
                    })
                    .code(),
                absl::StatusCode::kUnavailable);
    }).join();
    return absl::OkStatus();
  });
  EXPECT_TRUE(held.ok()) << held;
  EXPECT_TRUE(Write(*database, "INSERT INTO b VALUES (1)").ok());
}

TEST(PostgresCollation, RefusesADatabaseThatSortsByLanguage) {
  auto database = OnPostgres().fresh();
  ASSERT_EQ(database->engine(), Engine::kPostgres);
  // CREATE DATABASE does not run inside a transaction, so the server's own tool
  // makes it.
  const std::string server = getenv("TEST_POSTGRES");
  const std::string name = absl::StrCat("icu", getpid());
  const std::string psql = absl::StrCat("psql -q '", server, "' -c ");
  ASSERT_EQ(system(absl::StrCat(psql, "\"CREATE DATABASE ", name,
                                " LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0\"")
                       .c_str()),
            0);
  const absl::Status refused = Open(absl::StrCat(server.substr(0, server.rfind('/') + 1), name)).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition) << refused;
  EXPECT_EQ(system(absl::StrCat(psql, "\"DROP DATABASE ", name, "\"").c_str()), 0);
}

}  // namespace
}  // namespace lyceum::sql
