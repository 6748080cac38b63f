// What every SQL engine promises about one statement and one transaction.
#include <limits>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/sql/database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::sql {
namespace {

using testing::ElementsAre;

class DatabaseTest : public testing::TestWithParam<tests::Engine> {
 protected:
  absl::StatusOr<int64_t> Write(absl::string_view statement, std::vector<Value> values = {}) {
    int64_t count = 0;
    RETURN_IF_ERROR(database_->Write([&](Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(count, t.Run(statement, values));
      return absl::OkStatus();
    }));
    return count;
  }

  absl::Status Read(absl::string_view statement, std::vector<Value> values,
                    absl::FunctionRef<void(const Row&)> on_row) {
    return database_->Read([&](Transaction& t) { return t.Run(statement, values, on_row).status(); });
  }

  int64_t ReadInt(absl::string_view statement, std::vector<Value> values = {}) {
    int64_t value = -1;
    EXPECT_TRUE(Read(statement, values, [&](const Row& row) { value = row.Int(0); }).ok()) << statement;
    return value;
  }

  std::unique_ptr<Database> database_ = GetParam().fresh();
};
INSTANTIATE_TEST_SUITE_P(, DatabaseTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(DatabaseTest, KeepsValuesOfEachType) {
  ASSERT_TRUE(Write("CREATE TABLE v (id BIGINT PRIMARY KEY, i BIGINT, d DOUBLE PRECISION, t TEXT, b BYTEA)").ok());
  const std::string zeros("\0a\0\xff\0", 5);
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  const std::string insert = "INSERT INTO v VALUES ($1, $2, $3, $4, $5)";
  ASSERT_TRUE(Write(insert, {int64_t{1}, kLeast, -0.1, absl::string_view("Zoë 🎓"), Bytes{zeros}}).ok());
  ASSERT_TRUE(Write(insert, {int64_t{2}, Null{}, Null{}, Null{}, Null{}}).ok());
  ASSERT_TRUE(Write(insert, {int64_t{3}, int64_t{0}, 0.0, absl::string_view(), Bytes{}}).ok());
  int rows = 0;
  ASSERT_TRUE(Read("SELECT i, d, t, b FROM v ORDER BY id", {}, [&](const Row& row) {
                ++rows;
                for (int column = 0; column < 4; ++column) EXPECT_EQ(row.IsNull(column), rows == 2) << rows << column;
                EXPECT_EQ(row.Int(0), rows == 1 ? kLeast : 0);
                EXPECT_EQ(row.Real(1), rows == 1 ? -0.1 : 0);
                EXPECT_EQ(row.Text(2), rows == 1 ? "Zoë 🎓" : "");
                EXPECT_EQ(row.Text(3), rows == 1 ? zeros : "");
              }).ok());
  EXPECT_EQ(rows, 3);
}

TEST_P(DatabaseTest, ConvertsTheNumbersOfExpressions) {
  ASSERT_TRUE(Write("CREATE TABLE n (x BIGINT NOT NULL)").ok());
  ASSERT_TRUE(Write("INSERT INTO n VALUES (123456789012), (-3), (40000)").ok());
  const std::string select = "SELECT SUM(x), COUNT(*), MAX(x) > 1, AVG(x), -SUM(x), SUM(x) * 1.5, 7 FROM n";
  ASSERT_TRUE(Read(select, {}, [](const Row& row) {
                EXPECT_EQ(row.Int(0), 123456829009);
                EXPECT_EQ(row.Real(0), 123456829009.0);
                EXPECT_EQ(row.Int(1), 3);
                EXPECT_EQ(row.Int(2), 1);
                EXPECT_NEAR(row.Real(3), 123456829009.0 / 3, 1e-3);
                EXPECT_EQ(row.Int(4), -123456829009);
                EXPECT_NEAR(row.Real(5), 185185243513.5, 1e-3);
                EXPECT_EQ(row.Int(6), 7);
              }).ok());
}

TEST_P(DatabaseTest, BindsParametersByNumberWhateverTheirOrder) {
  ASSERT_TRUE(Write("CREATE TABLE p (a BIGINT, b TEXT, c BIGINT)").ok());
  ASSERT_TRUE(Write("INSERT INTO p (b, c, a) VALUES ($2, $1, $1)", {int64_t{7}, absl::string_view("two")}).ok());
  EXPECT_EQ(ReadInt("SELECT a FROM p WHERE b = $2 AND a = $1 AND c = $1 AND b = $2",
                    {int64_t{7}, absl::string_view("two")}),
            7);
}

TEST_P(DatabaseTest, TakesOneStatementWithAndWithoutNull) {
  ASSERT_TRUE(Write("CREATE TABLE o (id BIGINT PRIMARY KEY, x BIGINT)").ok());
  const std::string insert = "INSERT INTO o VALUES ($1, $2)";
  ASSERT_TRUE(Write(insert, {int64_t{1}, Null{}}).ok());
  ASSERT_TRUE(Write(insert, {int64_t{2}, int64_t{5}}).ok());
  ASSERT_TRUE(Write(insert, {int64_t{3}, Null{}}).ok());
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM o WHERE x IS NULL"), 2);
}

TEST_P(DatabaseTest, CountsRowsReadAndChanged) {
  EXPECT_EQ(*Write("CREATE TABLE c (x BIGINT PRIMARY KEY)"), 0);
  EXPECT_EQ(*Write("INSERT INTO c VALUES (1), (2), (3)"), 3);
  EXPECT_EQ(*Write("INSERT INTO c VALUES (3), (4) ON CONFLICT DO NOTHING"), 1);
  EXPECT_EQ(*Write("UPDATE c SET x = x + 10 WHERE x < 3"), 2);
  EXPECT_EQ(*Write("DELETE FROM c WHERE x > 100"), 0);
  EXPECT_EQ(*Write("DELETE FROM c WHERE x > 10 RETURNING x"), 2);
  EXPECT_EQ(*Write("SELECT x FROM c"), 2);
}

TEST_P(DatabaseTest, RunsAStatementInsideTheRowsOfTheSame) {
  ASSERT_TRUE(Write("CREATE TABLE r (x BIGINT PRIMARY KEY)").ok());
  ASSERT_TRUE(Write("INSERT INTO r VALUES (1), (2)").ok());
  std::vector<int64_t> seen;
  ASSERT_TRUE(database_
                  ->Read([&](Transaction& t) {
                    const absl::string_view all = "SELECT x FROM r ORDER BY x";
                    return t
                        .Run(all, {},
                             [&](const Row& outer) {
                               seen.push_back(outer.Int(0) * 10);
                               t.Run(all, {}, [&](const Row& inner) { seen.push_back(inner.Int(0)); }).IgnoreError();
                             })
                        .status();
                  })
                  .ok());
  EXPECT_THAT(seen, ElementsAre(10, 1, 2, 20, 1, 2));
}

TEST_P(DatabaseTest, OrdersTextByBytes) {
  ASSERT_TRUE(Write("CREATE TABLE words (w TEXT PRIMARY KEY)").ok());
  ASSERT_TRUE(Write("INSERT INTO words VALUES ('a'), ('B'), ('ä'), ('z'), ('a b'), ('aa'), ('-a'), ('Z'), ('😀'), "
                    "('ﬀ')")
                  .ok());
  std::vector<std::string> words;
  ASSERT_TRUE(Read("SELECT w FROM words WHERE w >= $1 ORDER BY w", {absl::string_view("B")}, [&](const Row& row) {
                words.emplace_back(row.Text(0));
              }).ok());
  EXPECT_THAT(words, ElementsAre("B", "Z", "a", "a b", "aa", "z", "ä", "ﬀ", "😀"));
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM words WHERE w = 'A'"), 0);
}

TEST_P(DatabaseTest, NamesWhichRuleWasBroken) {
  ASSERT_TRUE(Write("CREATE TABLE parent (id BIGINT PRIMARY KEY, u TEXT UNIQUE)").ok());
  ASSERT_TRUE(Write("CREATE TABLE child (id BIGINT PRIMARY KEY, parent BIGINT REFERENCES parent (id))").ok());
  ASSERT_TRUE(Write("INSERT INTO parent VALUES (1, 'x')").ok());
  EXPECT_EQ(Write("INSERT INTO parent VALUES (1, 'y')").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Write("INSERT INTO parent VALUES (2, 'x')").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Write("INSERT INTO child VALUES (1, 99)").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Write("SELECT nonsense FROM parent").status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Write("INSERT INTO parent VALUES ($1, $2)", {int64_t{3}, absl::string_view("a\0b", 3)}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM parent"), 1);
}

TEST_P(DatabaseTest, UndoesABodyThatFails) {
  ASSERT_TRUE(Write("CREATE TABLE u (x BIGINT PRIMARY KEY)").ok());
  const absl::Status status = database_->Write([](Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(t.Run("INSERT INTO u VALUES (1)", {}).status());
    return absl::NotFoundError("changed my mind");
  });
  EXPECT_EQ(status, absl::NotFoundError("changed my mind"));
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM u"), 0);
}

TEST_P(DatabaseTest, SeesItsOwnChangesAndNobodyElseUntilCommit) {
  ASSERT_TRUE(Write("CREATE TABLE s (x BIGINT PRIMARY KEY)").ok());
  ASSERT_TRUE(database_
                  ->Write([](Transaction& t) -> absl::Status {
                    RETURN_IF_ERROR(t.Run("INSERT INTO s VALUES (1)", {}).status());
                    int64_t count = 0;
                    RETURN_IF_ERROR(
                        t.Run("SELECT COUNT(*) FROM s", {}, [&](const Row& row) { count = row.Int(0); }).status());
                    EXPECT_EQ(count, 1);
                    return absl::OkStatus();
                  })
                  .ok());
}

TEST_P(DatabaseTest, RefusesToWriteInARead) {
  ASSERT_TRUE(Write("CREATE TABLE w (x BIGINT)").ok());
  EXPECT_FALSE(Read("INSERT INTO w VALUES (1)", {}, [](const Row&) {}).ok());
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM w"), 0);
}

TEST_P(DatabaseTest, RefusesATransactionInsideATransaction) {
  const auto nested = [this](Transaction&) {
    return database_->Write([](Transaction&) { return absl::OkStatus(); });
  };
  EXPECT_EQ(database_->Write(nested).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(database_->Read(nested).code(), absl::StatusCode::kInternal);
}

TEST_P(DatabaseTest, PreparesMoreStatementsThanItKeeps) {
  for (int i = 0; i < 1200; ++i) ASSERT_EQ(ReadInt("SELECT " + std::to_string(i)), i);
  EXPECT_EQ(ReadInt("SELECT 0"), 0);
}

TEST_P(DatabaseTest, GoesOnAfterAMigrationChangesATableItHasReadFrom) {
  ASSERT_TRUE(Write("CREATE TABLE m (x BIGINT)").ok());
  ASSERT_TRUE(Write("INSERT INTO m VALUES (1)").ok());
  EXPECT_EQ(ReadInt("SELECT * FROM m"), 1);
  ASSERT_TRUE(Write("ALTER TABLE m ADD COLUMN y BIGINT").ok());
  EXPECT_EQ(ReadInt("SELECT * FROM m"), 1);
}

TEST_P(DatabaseTest, MigratesOnceAndByEngine) {
  const absl::string_view first[] = {"CREATE TABLE a (x BIGINT);\nINSERT INTO a VALUES (1)"};
  const absl::string_view both[] = {
      first[0],
      "-- sqlite\nINSERT INTO a VALUES (10);\n-- postgres\nINSERT INTO a VALUES (20);\nINSERT INTO a VALUES (2);\n"};
  ASSERT_TRUE(Migrate(*database_, "one", first).ok());
  ASSERT_TRUE(Migrate(*database_, "one", both).ok());
  ASSERT_TRUE(Migrate(*database_, "one", both).ok());
  EXPECT_EQ(ReadInt("SELECT SUM(x) FROM a"), database_->engine() == Engine::kSqlite ? 13 : 23);
  const absl::string_view other[] = {"CREATE TABLE b (x BIGINT)"};
  EXPECT_TRUE(Migrate(*database_, "two", other).ok());
}

TEST_P(DatabaseTest, AppliesNoneOfTheMigrationsWhenOneFails) {
  const absl::string_view bad[] = {"CREATE TABLE good (x BIGINT)", "CREATE TABLE bad (x BIGINT);\nNONSENSE"};
  const absl::Status status = Migrate(*database_, "s", bad);
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("migration 2 of s"));
  const absl::string_view mended[] = {"CREATE TABLE good (x BIGINT)", "CREATE TABLE bad (x BIGINT)"};
  EXPECT_TRUE(Migrate(*database_, "s", mended).ok());
}

TEST_P(DatabaseTest, RefusesTheDatabaseOfALaterRelease) {
  const absl::string_view later[] = {"CREATE TABLE a (x BIGINT)", "ALTER TABLE a ADD COLUMN y BIGINT"};
  ASSERT_TRUE(Migrate(*database_, "s", later).ok());
  const absl::Status status = Migrate(*database_, "s", absl::MakeConstSpan(later, 1));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("migration 2 of s has been applied"));
  EXPECT_TRUE(Migrate(*database_, "another", absl::MakeConstSpan(later, 0)).ok());
  EXPECT_TRUE(Migrate(*database_, "s", later).ok());
}

TEST_P(DatabaseTest, CountsWhatItCommits) {
  ASSERT_TRUE(Write("CREATE TABLE counted (x BIGINT)").ok());
  const WriteCounts before = database_->counts();
  ASSERT_TRUE(Write("INSERT INTO counted VALUES (1)").ok());
  ASSERT_TRUE(Write("INSERT INTO counted VALUES (2)").ok());
  EXPECT_FALSE(Write("INSERT INTO missing VALUES (3)").ok());
  EXPECT_EQ(ReadInt("SELECT COUNT(*) FROM counted"), 2);
  const WriteCounts after = database_->counts();
  EXPECT_EQ(after.writes - before.writes, 2);
  EXPECT_EQ(after.commits - before.commits, 2);
  EXPECT_GT(after.commit_nanoseconds, before.commit_nanoseconds);
}

TEST(Open, RefusesAnUnknownUrl) {
  EXPECT_EQ(Open("mysql://x").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Open("postgres://127.0.0.1:1/x?pool_size=0").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Open("postgres://127.0.0.1:1/x?pool_size=2").status().code(), absl::StatusCode::kUnavailable);
  const absl::Status malformed = Open("postgres://ada:pass%word@127.0.0.1:1/x").status();
  EXPECT_EQ(malformed.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(malformed.message()), testing::Not(testing::HasSubstr("pass")));
  EXPECT_EQ(Open("sqlite:/no/such/folder/x.db").status().code(), absl::StatusCode::kUnavailable);
}

TEST(Open, KeepsADatabaseInMemory) {
  auto database = Open("sqlite::memory:");
  ASSERT_TRUE(database.ok());
  const absl::string_view migrations[] = {"CREATE TABLE a (x BIGINT);\nINSERT INTO a VALUES (5)"};
  ASSERT_TRUE(Migrate(**database, "m", migrations).ok());
  int64_t x = 0;
  ASSERT_TRUE((*database)
                  ->Read([&](Transaction& t) {
                    return t.Run("SELECT x FROM a", {}, [&](const Row& row) { x = row.Int(0); }).status();
                  })
                  .ok());
  EXPECT_EQ(x, 5);
}

}  // namespace
}  // namespace lyceum::sql
