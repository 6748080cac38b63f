// Statements that nobody waits for, on every engine: they happen in order, and their
// errors are found before anything is committed.
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/sql/database.h"
#include "gtest/gtest.h"
#include "tests/support/engines.h"

namespace lyceum::sql {
namespace {

class PostTest : public testing::TestWithParam<tests::Engine> {
 protected:
  PostTest() {
    const absl::Status made = database_->Write(
        [](Transaction& t) { return t.Run("CREATE TABLE p (x BIGINT PRIMARY KEY, y BIGINT NOT NULL)", {}).status(); });
    EXPECT_TRUE(made.ok()) << made;
  }

  static absl::Status Insert(Transaction& t, int64_t x, int64_t y) {
    return t.Post("INSERT INTO p (x, y) VALUES ($1, $2)", {x, y});
  }
  static absl::StatusOr<int64_t> Count(Transaction& t) {
    int64_t count = -1;
    RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM p", {}, [&](const Row& row) { count = row.Int(0); }).status());
    return count;
  }
  int64_t Rows() {
    int64_t count = -1;
    const absl::Status status = database_->Read([&](Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(count, Count(t));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return count;
  }

  std::unique_ptr<Database> database_ = GetParam().fresh();
};
INSTANTIATE_TEST_SUITE_P(, PostTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(PostTest, IsSeenByTheNextStatementAndCommitted) {
  const absl::Status status = database_->Write([&](Transaction& t) -> absl::Status {
    for (int64_t i = 0; i < 200; ++i) RETURN_IF_ERROR(Insert(t, i, i));
    RETURN_IF_ERROR(t.Post("UPDATE p SET y = y + 1 WHERE x = $1", {int64_t{7}}));
    ASSIGN_OR_RETURN(const int64_t count, Count(t));
    EXPECT_EQ(count, 200);
    return Insert(t, 200, 0);  // carried by the commit
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Rows(), 201);
}

TEST_P(PostTest, CommitsWhenNothingElseIsDone) {
  EXPECT_TRUE(database_->Write([&](Transaction& t) { return Insert(t, 1, 1); }).ok());
  EXPECT_EQ(Rows(), 1);
}

TEST_P(PostTest, ItsErrorUndoesTheTransactionAtTheCommit) {
  for (int round = 0; round < 3; ++round) {
    const absl::Status status = database_->Write([&](Transaction& t) -> absl::Status {
      RETURN_IF_ERROR(Insert(t, 1, 1));
      return Insert(t, 1, 2);
    });
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists) << status;
    EXPECT_EQ(Rows(), 0);
  }
  EXPECT_TRUE(database_->Write([&](Transaction& t) { return Insert(t, 1, 1); }).ok());
  EXPECT_EQ(Rows(), 1);
}

TEST_P(PostTest, ItsErrorIsReturnedByTheNextStatement) {
  const absl::Status status = database_->Write([&](Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(Insert(t, 1, 1));
    RETURN_IF_ERROR(Insert(t, 1, 2));
    const absl::Status next = Count(t).status();
    EXPECT_EQ(next.code(), absl::StatusCode::kAlreadyExists) << next;
    EXPECT_FALSE(Insert(t, 3, 3).ok());
    return absl::OkStatus();  // swallowed: the commit must not succeed all the same
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists) << status;
  EXPECT_EQ(Rows(), 0);
}

TEST_P(PostTest, ABodyThatGivesUpLeavesNothingBehind) {
  for (int round = 0; round < 3; ++round) {
    const absl::Status status = database_->Write([&](Transaction& t) -> absl::Status {
      RETURN_IF_ERROR(Insert(t, round, 1));
      if (round == 1) (void)t.Post("INSERT INTO p (x, y) VALUES ($1, NULL)", {int64_t{round + 100}});
      return absl::CancelledError("given up");
    });
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(Rows(), 0);
  }
}

// Statements whose preparation was cut short by another's error are prepared again.
TEST_P(PostTest, PreparesAgainWhatAnErrorCutShort) {
  const absl::Status failed = database_->Write([&](Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(Insert(t, 1, 1));
    RETURN_IF_ERROR(Insert(t, 1, 1));
    return t.Post("UPDATE p SET y = $1", {int64_t{5}});
  });
  EXPECT_FALSE(failed.ok());
  for (int64_t i = 0; i < 3; ++i) {
    const absl::Status status = database_->Write([&](Transaction& t) -> absl::Status {
      RETURN_IF_ERROR(Insert(t, i, i));
      return t.Post("UPDATE p SET y = $1", {int64_t{5}});
    });
    EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_EQ(Rows(), 3);
}

}  // namespace
}  // namespace lyceum::sql
