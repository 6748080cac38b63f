// What an import asks of the database, on each engine: a few files a transaction, and few
// statements that have to be waited for.
#include "common/base/ids.h"
#include "services/content/limits.h"
#include "services/content/methods/import_work.h"
#include "tests/contract/content_fixture.h"
#include "tests/support/counting_database.h"

namespace lyceum::content {
namespace {

constexpr int kFiles = 3 * kImportTogether;

using ImportCostTest = ContentTest;
INSTANTIATE_TEST_SUITE_P(, ImportCostTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

struct Unwatched : ops::Progress {
  absl::Status Report(int64_t, int64_t, absl::string_view, absl::string_view) override { return absl::OkStatus(); }
};

v1::ImportExplanationsRequest Articles() {
  v1::ImportExplanationsRequest request;
  request.set_parent("tenants/acme");
  request.set_publish(true);
  for (int i = 0; i < kFiles; ++i) {
    v1::ImportFile& file = *request.add_files();
    file.set_file_name(absl::StrCat("page", i, ".md"));
    std::string text = absl::StrCat("# Page ", i, "\n\nText of page ", i, ".\n\n## Key terms\n\n",
                                    "| Term | Definition |\n|---|---|\n");
    for (int row = 0; row < 20; ++row) {
      absl::StrAppend(&text, "| Term ", i, " ", row, " | What ", row, " means on page ", i, ". |\n");
    }
    file.set_content(text);
  }
  return request;
}

TEST_P(ImportCostTest, AnArticleWaitsForFewStatements) {
  tests::CountingDatabase counting(*database_);
  ImportWork work(counting, clock_);
  Unwatched unwatched;
  const std::string order = ImportOrder(IdText(NewId(clock_.Now())), Articles());
  const auto result = work.Run(author_, order, "", unwatched);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(static_cast<const v1::ImportResult&>(**result).created_count(), kFiles);
  EXPECT_GE(CountRows("flashcards"), kFiles * 40);
  EXPECT_EQ(counting.writes, 3);
  // Bytes known? Name free? Then the explanation and its collection; on SQLite, where waiting
  // is free, also the number of the text and its tokens.
  const int each = GetParam().name == "Sqlite" ? 6 : 4;
  EXPECT_LE(counting.awaited, kFiles * each);
  // Draft, revision, listings, text, words and hash are one each; cards come by the dozen.
  EXPECT_LE(counting.posted, kFiles * 14);
  EXPECT_EQ(Find("page")->hits_size(), 10) << "a page of them";
}

}  // namespace
}  // namespace lyceum::content
