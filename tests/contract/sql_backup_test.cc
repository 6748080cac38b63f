// Backups of a SQLite database in use.
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/sql/backup.h"
#include "common/sql/database.h"
#include "common/sql/epoch.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::sql {
namespace {

class BackupTest : public testing::Test {
 protected:
  void SetUp() override {
    database_ = *Open("sqlite:" + path_);
    ASSERT_TRUE(Write("CREATE TABLE a (x BIGINT PRIMARY KEY, data BYTEA)").ok());
    ASSERT_TRUE(Write("CREATE TABLE b (x BIGINT PRIMARY KEY)").ok());
  }
  absl::Status Write(absl::string_view statement) {
    return database_->Write([&](Transaction& t) { return t.Run(statement, {}).status(); });
  }
  // One row into each table, in one transaction.
  absl::Status Add(int64_t x) {
    const std::string data(2000, 'd');
    return database_->Write([&](Transaction& t) -> absl::Status {
      RETURN_IF_ERROR(t.Run("INSERT INTO a VALUES ($1, $2)", {x, Bytes{data}}).status());
      return t.Run("INSERT INTO b VALUES ($1)", {x}).status();
    });
  }
  static std::vector<int64_t> Counts(const std::string& path) {
    auto database = *Open("sqlite:" + path);
    std::vector<int64_t> counts;
    EXPECT_TRUE(database
                    ->Read([&](Transaction& t) {
                      return t.Run("SELECT (SELECT COUNT(*) FROM a), (SELECT COUNT(*) FROM b)", {},
                                   [&](const Row& row) { counts = {row.Int(0), row.Int(1)}; })
                          .status();
                    })
                    .ok());
    return counts;
  }
  bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

  const std::string folder_ = tests::TemporaryFolder();
  const std::string path_ = folder_ + "/live.db", copy_ = folder_ + "/copy.db";
  std::unique_ptr<Database> database_;
};

TEST_F(BackupTest, CopiesOneMomentWhileOthersWrite) {
  std::atomic<bool> stop = false;
  std::atomic<int64_t> written = 0;
  std::thread writer([&] {
    while (!stop) {
      const int64_t x = written;
      EXPECT_TRUE(Add(x).ok());
      ++written;
    }
  });
  while (written < 100) std::this_thread::yield();
  for (int i = 0; i < 5; ++i) {
    const std::string copy = absl::StrCat(copy_, i);
    const int64_t before = written;
    const absl::Status status = BackupSqlite(path_, copy);
    const int64_t after = written + 1;
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_TRUE(VerifySqlite(copy).ok());
    const std::vector<int64_t> counts = Counts(copy);
    ASSERT_EQ(counts.size(), 2u);
    EXPECT_EQ(counts[0], counts[1]);
    EXPECT_GE(counts[0], before);
    EXPECT_LE(counts[0], after);
  }
  stop = true;
  writer.join();
}

TEST_F(BackupTest, CopiesADatabaseNobodyHasOpen) {
  ASSERT_TRUE(Add(1).ok());
  database_.reset();
  const absl::Status status = BackupSqlite(path_, copy_);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Counts(copy_), (std::vector<int64_t>{1, 1}));
}

TEST_F(BackupTest, OverwritesNothing) {
  std::ofstream(copy_) << "precious";
  EXPECT_EQ(BackupSqlite(path_, copy_).code(), absl::StatusCode::kAlreadyExists);
  std::string content;
  std::ifstream(copy_) >> content;
  EXPECT_EQ(content, "precious");
}

TEST_F(BackupTest, LeavesNothingBehindWhenItFails) {
  EXPECT_EQ(BackupSqlite(folder_ + "/none.db", copy_).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(BackupSqlite(path_, folder_ + "/no/such/copy.db").code(), absl::StatusCode::kUnavailable);
  std::ofstream(folder_ + "/text.db") << std::string(5000, 't');
  EXPECT_EQ(BackupSqlite(folder_ + "/text.db", copy_).code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(Exists(copy_));
  EXPECT_FALSE(Exists(copy_ + ".partial"));
}

TEST_F(BackupTest, RefusesADamagedBackupAndKeepsWhatIsThere) {
  for (int64_t x = 0; x < 200; ++x) ASSERT_TRUE(Add(x).ok());
  ASSERT_TRUE(BackupSqlite(path_, copy_).ok());
  {
    std::fstream file(copy_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3 * 4096);
    file << std::string(8192, '\x5a');
  }
  EXPECT_EQ(VerifySqlite(copy_).code(), absl::StatusCode::kDataLoss);
  const std::string target = folder_ + "/restored.db";
  EXPECT_EQ(RestoreSqlite(copy_, target, false).code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(Exists(target));
  ASSERT_EQ(truncate(copy_.c_str(), 6000), 0);
  EXPECT_EQ(VerifySqlite(copy_).code(), absl::StatusCode::kDataLoss);
  ASSERT_EQ(truncate(copy_.c_str(), 0), 0);
  EXPECT_EQ(VerifySqlite(copy_).code(), absl::StatusCode::kDataLoss);
}

// Two restores of one backup are two histories, too.
TEST_F(BackupTest, BeginsANewEpochWithEveryRestore) {
  ASSERT_TRUE(MigrateEpoch(*database_).ok());
  const auto epoch = [](const std::string& path) {
    int64_t epoch = 0;
    EXPECT_TRUE((*Open("sqlite:" + path))
                    ->Read([&](Transaction& t) {
                      return t.Run("SELECT epoch FROM database_epoch", {}, [&](const Row& row) { epoch = row.Int(0); })
                          .status();
                    })
                    .ok());
    return epoch;
  };
  ASSERT_TRUE(BackupSqlite(path_, copy_).ok());
  EXPECT_EQ(epoch(copy_), 1);
  const std::string first = folder_ + "/first.db", second = folder_ + "/second.db";
  ASSERT_TRUE(RestoreSqlite(copy_, first, false).ok());
  ASSERT_TRUE(RestoreSqlite(copy_, second, false).ok());
  EXPECT_GT(epoch(first), 1);
  EXPECT_GT(epoch(second), epoch(first));
}

TEST_F(BackupTest, RestoresOnlyIntoAFreePlaceUnlessForced) {
  ASSERT_TRUE(Add(1).ok());
  ASSERT_TRUE(BackupSqlite(path_, copy_).ok());
  ASSERT_TRUE(Add(2).ok());
  EXPECT_EQ(RestoreSqlite(copy_, path_, false).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(RestoreSqlite(copy_, path_, true).code(), absl::StatusCode::kUnavailable);  // it is open
  database_.reset();
  ASSERT_TRUE(RestoreSqlite(copy_, path_, true).ok());
  EXPECT_EQ(Counts(path_), (std::vector<int64_t>{1, 1}));
  const std::string fresh = folder_ + "/fresh.db";
  ASSERT_TRUE(RestoreSqlite(copy_, fresh, false).ok());
  EXPECT_EQ(Counts(fresh), (std::vector<int64_t>{1, 1}));
}

}  // namespace
}  // namespace lyceum::sql
