// PostgreSQL as a Database: a bounded pool of connections, and transactions
// that are run again when another one was in the way.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/sql/engines.h"
#include "common/sql/guard.h"
#include "common/sql/postgres_connection.h"
#include "common/sql/write_tally.h"

namespace lyceum::sql {
namespace {

constexpr int64_t kDefaultPoolSize = 8;
constexpr int64_t kMaxPoolSize = 1000;
constexpr absl::Duration kPoolWait = absl::Seconds(10);

// Serialization conflicts are normal; so many in a row mean the database cannot
// keep up.
constexpr int kMaxAttempts = 50;
constexpr absl::Duration kMaxBackoff = absl::Milliseconds(200);

absl::Duration Backoff(int attempt) {
  thread_local absl::InsecureBitGen random;
  const absl::Duration most = std::min(kMaxBackoff, absl::Milliseconds(1) * (int64_t{1} << std::min(attempt, 10)));
  return most * absl::Uniform(random, 0.0, 1.0);
}

class Postgres final : public Database {
 public:
  Postgres(std::string url, int pool_size) : url_(std::move(url)), pool_size_(pool_size) {}

  Engine engine() const override { return Engine::kPostgres; }

  absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> body) override {
    return In("BEGIN ISOLATION LEVEL SERIALIZABLE", true, body);
  }

  absl::Status Read(absl::FunctionRef<absl::Status(Transaction&)> body) override {
    return In("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", false, body);
  }

  WriteCounts counts() const override { return tally_.counts(); }

 private:
  struct Taken {
    std::unique_ptr<PostgresConnection> connection;
    bool used_before;
  };

  absl::Status In(const char* begin, bool write, absl::FunctionRef<absl::Status(Transaction&)> body) {
    RETURN_IF_ERROR(RefuseNested());
    bool reconnected = false, duplicated = false;
    for (int attempt = 1;;) {
      ASSIGN_OR_RETURN(Taken taken, Take());
      PostgresConnection& connection = *taken.connection;
      connection.Begin(begin);
      absl::Status status = RunBody(body, connection);
      if (write && status.ok()) status = tally_.Commit(1, [&] { return connection.Commit(); });
      connection.Leave();
      const bool conflict = connection.conflict(), duplicate = connection.duplicate();
      const bool dead = connection.broken() && !conflict && taken.used_before && !connection.commit_sent();
      Give(std::move(taken.connection));
      if (status.ok()) return status;
      if (conflict) {
        if (attempt == kMaxAttempts) return absl::UnavailableError(absl::StrCat("too busy: ", status.message()));
        absl::SleepFor(Backoff(attempt++));
      } else if (dead && !reconnected) {
        // It died while it lay in the pool, and most likely all of them did.
        reconnected = true;
        DropIdle();
      } else if (duplicate && !duplicated) {
        // A transaction that this one did not see was quicker. The second run
        // sees it, and may answer something better than "exists already".
        duplicated = true;
      } else {
        return status;
      }
    }
  }

  absl::StatusOr<Taken> Take() {
    {
      const auto available = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return !idle_.empty() || open_ < pool_size_;
      };
      absl::MutexLock lock(&mutex_);
      if (!mutex_.AwaitWithTimeout(absl::Condition(&available), kPoolWait)) {
        return absl::UnavailableError(absl::StrCat("all ", pool_size_, " database connections are busy"));
      }
      if (!idle_.empty()) {
        Taken taken{std::move(idle_.back()), true};
        idle_.pop_back();
        return taken;
      }
      ++open_;
    }
    auto connection = PostgresConnection::Connect(url_);
    if (connection.ok()) return Taken{*std::move(connection), false};
    absl::MutexLock lock(&mutex_);
    --open_;
    return connection.status();
  }

  void Give(std::unique_ptr<PostgresConnection> connection) {
    const bool keep = !connection->broken() && !connection->worn_out();
    if (!keep) connection.reset();
    absl::MutexLock lock(&mutex_);
    if (keep) {
      idle_.push_back(std::move(connection));
    } else {
      --open_;
    }
  }

  void DropIdle() {
    std::vector<std::unique_ptr<PostgresConnection>> dropped;
    absl::MutexLock lock(&mutex_);
    open_ -= static_cast<int>(idle_.size());
    dropped.swap(idle_);
  }

  const std::string url_;
  const int pool_size_;
  WriteTally tally_;
  absl::Mutex mutex_;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<PostgresConnection>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(absl::string_view url) {
  std::string stripped(url);
  ASSIGN_OR_RETURN(const int64_t pool_size, TakeParameter(stripped, "pool_size", kDefaultPoolSize, kMaxPoolSize));
  auto database = std::make_unique<Postgres>(std::move(stripped), static_cast<int>(pool_size));
  RETURN_IF_ERROR(database->Read([](Transaction& t) { return t.Run("SELECT 1", {}).status(); }));
  return database;
}

}  // namespace lyceum::sql
