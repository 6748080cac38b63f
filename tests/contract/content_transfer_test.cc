// Import and export through operations, on each engine: once, whole, and over a restart.
#include <functional>
#include <optional>

#include "absl/synchronization/notification.h"
#include "common/base/status.h"
#include "services/content/limits.h"
#include "services/content/methods/export_work.h"
#include "services/content/methods/import_work.h"
#include "services/content/methods/transfer.h"
#include "tests/contract/content_fixture.h"

namespace lyceum::content {
namespace {

using absl::StatusCode;

constexpr char kArticle[] =
    "# The Wall\n\nIt stood in Berlin for a long time and divided the city.\n\n## Key terms\n\n"
    "| Term | Definition |\n|---|---|\n| Politburo | The highest committee of the party. |\n"
    "| Kolkhoz | A collective farm of the state. |\n";

class TransferTest : public ContentTest {
 protected:
  TransferTest() { Restart(); }

  // A new process on the same database.
  void Restart() {
    transfer_.reset();
    operations_.reset();
    operations_.emplace(*database_, clock_,
                        std::map<std::string, ops::Work>{{kImportKind, std::bind_front(&TransferTest::Import, this)},
                                                         {kExportKind, std::bind_front(&ExportWork::Run, &exports_)}});
    transfer_.emplace(*database_, clock_, *operations_);
  }

  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Import(const Caller& caller, const std::string& order,
                                                                    const std::string& checkpoint,
                                                                    ops::Progress& progress) {
    if (interrupt_ == nullptr) return imports_.Run(caller, order, checkpoint, progress);
    // Dies after its first transaction, before it can say so.
    struct Dying : ops::Progress {
      absl::Status Report(int64_t, int64_t, absl::string_view, absl::string_view) override {
        return absl::UnavailableError("dying");
      }
    } dying;
    (void)imports_.Run(caller, order, checkpoint, dying);
    interrupt_->Notify();
    while (true) {
      RETURN_IF_ERROR(progress.Report(0, 3, "dying"));
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  v1::ImportExplanationsRequest Request(std::vector<std::string> contents) {
    v1::ImportExplanationsRequest request;
    request.set_parent("tenants/acme");
    request.set_publish(true);
    request.add_topic_path("history");
    for (std::string& content : contents) {
      v1::ImportFile& file = *request.add_files();
      file.set_file_name(absl::StrCat("file", request.files_size(), ".md"));
      file.set_format(v1::Provenance::FORMAT_MARKDOWN);
      file.set_content(std::move(content));
    }
    return request;
  }

  api::v1::Operation Wait(const std::string& name) {
    api::v1::WaitOperationRequest wait;
    wait.set_name(name);
    wait.mutable_timeout()->set_seconds(30);
    const auto response = operations_->WaitOperation(author_, wait);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->operation() : api::v1::Operation();
  }

  v1::ImportResult Imported(const v1::ImportExplanationsRequest& request) {
    const auto started = transfer_->ImportExplanations(author_, request);
    EXPECT_TRUE(started.ok()) << started.status();
    if (!started.ok()) return {};
    const api::v1::Operation done = Wait(started->operation().name());
    EXPECT_EQ(done.state(), api::v1::Operation::STATE_SUCCEEDED) << done.DebugString();
    v1::ImportResult result;
    done.result().UnpackTo(&result);
    return result;
  }

  std::string Exported(v1::ExportExplanationsRequest request) {
    request.set_parent("tenants/acme");
    const auto started = transfer_->ExportExplanations(author_, request);
    EXPECT_TRUE(started.ok()) << started.status();
    if (!started.ok()) return "";
    v1::ExportResult result;
    Wait(started->operation().name()).result().UnpackTo(&result);
    v1::ReadExportRequest read;
    read.set_name(result.export_());
    std::string content;
    do {
      const auto chunk = transfer_->ReadExport(author_, read);
      EXPECT_TRUE(chunk.ok()) << chunk.status();
      if (!chunk.ok()) return "";
      content += chunk->content();
      read.set_offset(chunk->next_offset());
    } while (static_cast<int64_t>(content.size()) < result.size_bytes());
    EXPECT_EQ(transfer_->ReadExport(teacher_, read).status().code(), StatusCode::kNotFound);
    read.set_offset(result.size_bytes() + 1);
    EXPECT_EQ(transfer_->ReadExport(author_, read).status().code(), StatusCode::kOutOfRange);
    return content;
  }

  ImportWork imports_{*database_, clock_};
  ExportWork exports_{*database_, clock_, revisions_};
  std::unique_ptr<absl::Notification> interrupt_;
  std::optional<ops::Operations> operations_;
  std::optional<Transfer> transfer_;
};
INSTANTIATE_TEST_SUITE_P(, TransferTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(TransferTest, ImportsPublishesAndDerivesOnce) {
  const v1::ImportResult first = Imported(Request({kArticle}));
  ASSERT_EQ(first.outcomes_size(), 1) << first.DebugString();
  EXPECT_EQ(first.outcomes(0).result(), v1::ImportOutcome::RESULT_CREATED) << first.DebugString();
  EXPECT_EQ(first.outcomes(0).explanation(), Name("the-wall"));
  EXPECT_EQ(first.outcomes(0).published_revision(), 1);
  EXPECT_GE(first.outcomes(0).flashcard_count(), 2);
  const auto text = Get(learner_, Name("the-wall"));
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(text->topic_path(0), "history");
  EXPECT_EQ(text->provenance().sha256().size(), 64u);
  EXPECT_EQ(Find("berlin")->hits_size(), 1);
  const int64_t cards = CountRows("flashcards");
  const v1::ImportResult second = Imported(Request({kArticle}));
  EXPECT_EQ(second.outcomes(0).result(), v1::ImportOutcome::RESULT_UNCHANGED);
  EXPECT_EQ(second.outcomes(0).explanation(), first.outcomes(0).explanation());
  EXPECT_EQ(CountRows("explanations"), 1);
  EXPECT_EQ(CountRows("flashcards"), cards);
}

TEST_P(TransferTest, AFileThatFailsStoresNothingAndStopsNothing) {
  v1::ImportExplanationsRequest request = Request({"{ \"title\": ", kArticle, "   "});
  request.mutable_files(0)->set_format(v1::Provenance::FORMAT_JSON);
  const v1::ImportResult result = Imported(request);
  EXPECT_EQ(result.created_count(), 1) << result.DebugString();
  EXPECT_EQ(result.failed_count(), 2);
  EXPECT_EQ(result.outcomes(0).result(), v1::ImportOutcome::RESULT_FAILED);
  EXPECT_FALSE(result.outcomes(0).problems(0).description().empty());
  EXPECT_EQ(CountRows("explanations"), 1);
  EXPECT_EQ(CountRows("drafts"), 1);
  EXPECT_EQ(CountRows("imported_files"), 1);
}

TEST_P(TransferTest, ValidateOnlyStoresNothing) {
  v1::ImportExplanationsRequest request = Request({kArticle});
  request.set_validate_only(true);
  EXPECT_EQ(Imported(request).outcomes(0).result(), v1::ImportOutcome::RESULT_VALID);
  EXPECT_EQ(CountRows("explanations") + CountRows("flashcards") + CountRows("imported_files"), 0);
}

TEST_P(TransferTest, ResumesAfterBeingKilledBetweenTwoTransactions) {
  interrupt_ = std::make_unique<absl::Notification>();
  constexpr int kFiles = kImportTogether + 2;
  std::vector<std::string> contents;
  for (int i = 0; i < kFiles; ++i) contents.push_back(absl::StrCat("# Page ", i, "\n\nText of page ", i, "."));
  const auto started = transfer_->ImportExplanations(author_, Request(contents));
  ASSERT_TRUE(started.ok()) << started.status();
  interrupt_->WaitForNotification();
  transfer_.reset();
  operations_.reset();
  EXPECT_EQ(CountRows("explanations"), kImportTogether);
  interrupt_.reset();
  clock_.Advance(absl::Hours(1));  // past the lease of the process that died
  Restart();
  const api::v1::Operation done = Wait(started->operation().name());
  ASSERT_EQ(done.state(), api::v1::Operation::STATE_SUCCEEDED) << done.DebugString();
  v1::ImportResult result;
  done.result().UnpackTo(&result);
  EXPECT_EQ(result.created_count(), kFiles) << result.DebugString();
  EXPECT_EQ(CountRows("explanations"), kFiles);
  EXPECT_EQ(CountRows("revisions"), kFiles);
}

TEST_P(TransferTest, AFileThatCannotBeStoredLeavesItsNeighboursAlone) {
  Imported(Request({kArticle}));
  ASSERT_TRUE(
      database_->Write([](sql::Transaction& t) { return t.Run("DELETE FROM explanations", {}).status(); }).ok());
  const v1::ImportResult result =
      Imported(Request({"# First\n\nText of the first.", kArticle, "# Third\n\nText of the third."}));
  EXPECT_EQ(result.created_count(), 2) << result.DebugString();
  EXPECT_EQ(result.outcomes(1).result(), v1::ImportOutcome::RESULT_FAILED);
  EXPECT_FALSE(result.outcomes(1).problems().empty());
  EXPECT_EQ(CountRows("explanations"), 2);
}

TEST_P(TransferTest, TheSameBytesTwiceInOneImportMakeOneExplanation) {
  const v1::ImportResult result = Imported(Request({kArticle, kArticle}));
  EXPECT_EQ(result.outcomes(1).explanation(), result.outcomes(0).explanation());
  EXPECT_EQ(CountRows("explanations"), 1);
}

TEST_P(TransferTest, BytesImportedUnpublishedArePublishedByAnImportThatPublishes) {
  v1::ImportExplanationsRequest request = Request({kArticle});
  request.set_publish(false);
  const std::string name = Imported(request).outcomes(0).explanation();
  EXPECT_EQ(Get(learner_, name).status().code(), StatusCode::kNotFound);
  const int64_t cards = CountRows("flashcards");

  request.set_publish(true);
  request.set_validate_only(true);
  EXPECT_EQ(Imported(request).outcomes(0).published_revision(), 0);
  EXPECT_EQ(Get(learner_, name).status().code(), StatusCode::kNotFound);

  request.set_validate_only(false);
  for (int round = 0; round < 2; ++round) {
    const v1::ImportOutcome outcome = Imported(request).outcomes(0);
    EXPECT_EQ(outcome.result(), v1::ImportOutcome::RESULT_UNCHANGED);
    EXPECT_EQ(outcome.explanation(), name);
    EXPECT_EQ(outcome.published_revision(), 1);
  }
  EXPECT_TRUE(Get(learner_, name).ok());
  EXPECT_EQ(Find("berlin")->hits_size(), 1);
  EXPECT_EQ(CountRows("flashcards"), cards);
}

TEST_P(TransferTest, ADraftThatItsAuthorHasChangedIsNotPublishedByAnImport) {
  v1::ImportExplanationsRequest request = Request({kArticle});
  request.set_publish(false);
  const std::string name = Imported(request).outcomes(0).explanation();
  v1::Explanation changed;
  changed.set_title("Not ready yet");
  ASSERT_TRUE(TryUpdate(name, changed, {"title"}).ok());
  request.set_publish(true);
  EXPECT_EQ(Imported(request).outcomes(0).published_revision(), 0);
  EXPECT_EQ(Get(learner_, name).status().code(), StatusCode::kNotFound);
}

TEST_P(TransferTest, ScriptsOfAPageAreNeverStored) {
  v1::ImportExplanationsRequest request = Request({});
  v1::ImportFile& file = *request.add_files();
  file.set_file_name("page.html");
  file.set_format(v1::Provenance::FORMAT_HTML);
  file.set_content(
      "<html lang=en><head><title>The Wall</title><script>alert(1)</script></head><body><h1>The Wall</h1>"
      "<p onclick=\"alert(2)\">It stood <b>in</b> Berlin. <a href=\"javascript:alert(3)\">More</a>"
      "<img src=x onerror=alert(4)></p><p>A second paragraph of text about the city.</p></body></html>");
  const v1::ImportResult result = Imported(request);
  ASSERT_EQ(result.created_count(), 1) << result.DebugString();
  const std::string stored = Get(learner_, result.outcomes(0).explanation())->DebugString();
  EXPECT_EQ(stored.find("alert"), std::string::npos) << stored;
  EXPECT_EQ(stored.find("<script"), std::string::npos);
}

TEST_P(TransferTest, WhatIsExportedIsImportedAgainTheSame) {
  Imported(Request({kArticle}));
  const v1::Explanation original = *Get(learner_, Name("the-wall"));
  for (const auto& [format, as] : std::vector<std::pair<v1::ExportFormat, v1::Provenance::Format>>{
           {v1::EXPORT_FORMAT_MARKDOWN, v1::Provenance::FORMAT_MARKDOWN},
           {v1::EXPORT_FORMAT_PROTOBUF, v1::Provenance::FORMAT_PROTOBUF},
           {v1::EXPORT_FORMAT_JSON, v1::Provenance::FORMAT_JSON}}) {
    v1::ExportExplanationsRequest request;
    request.add_names(Name("the-wall"));
    request.set_format(format);
    v1::ImportExplanationsRequest again = Request({Exported(request)});
    again.mutable_files(0)->set_format(as);
    const v1::ImportResult result = Imported(again);
    ASSERT_EQ(result.created_count(), 1) << result.DebugString();
    const v1::Explanation copy = *Get(learner_, result.outcomes(0).explanation());
    EXPECT_EQ(copy.title(), original.title());
    ASSERT_EQ(copy.sections_size(), original.sections_size());
    for (int i = 0; i < copy.sections_size(); ++i) {
      EXPECT_EQ(copy.sections(i).DebugString(), original.sections(i).DebugString());
    }
  }
  v1::ExportExplanationsRequest all;
  all.set_filter("topic = history");
  all.set_format(v1::EXPORT_FORMAT_PROTOBUF);
  v1::ExportFile file;
  ASSERT_TRUE(file.ParseFromString(Exported(all)));
  EXPECT_EQ(file.explanations_size(), 4);
}

TEST_P(TransferTest, RefusesOrdersItCannotDo) {
  EXPECT_EQ(transfer_->ImportExplanations(author_, Request({})).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(transfer_->ImportExplanations(author_, Request({std::string(4 << 20, 'x')})).status().code(),
            StatusCode::kInvalidArgument);
  v1::ExportExplanationsRequest request;
  request.set_parent("tenants/acme");
  request.add_names(Name("absent"));
  EXPECT_EQ(transfer_->ExportExplanations(author_, request).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(CountRows("operations"), 0);
}

}  // namespace
}  // namespace lyceum::content
