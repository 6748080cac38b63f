// Import and export of quizzes through operations, on each engine: once, whole, and over a restart.
#include <functional>
#include <optional>

#include "common/base/status.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/methods/transfer.h"
#include "services/quiz/methods/transfer_work.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz {
namespace {

constexpr char kGift[] =
    "$CATEGORY: Walls\n\n::When::When?{=1961#yes ~1945 ####In August.}\n\nWas it tall?{T}\n\n"
    "Say why.{}\n\nWas it tall? {T}\n\nBroken {\n";

class TransferTest : public QuizWorld {
 protected:
  TransferTest() {
    EXPECT_TRUE(ops::Operations::Migrate(*database_).ok());
    operations_.emplace(*database_, clock_,
                        std::map<std::string, ops::Work>{
                            {kImportKind, std::bind_front(&TransferWork::Import, &work_)},
                            {kExportKind, std::bind_front(&TransferWork::Export, &work_)}});
    transfer_.emplace(*database_, clock_, *operations_);
  }

  template <class Result>
  Result Wait(const api::v1::Operation& operation) {
    api::v1::WaitOperationRequest wait;
    wait.set_name(operation.name());
    wait.mutable_timeout()->set_seconds(30);
    const auto response = operations_->WaitOperation(author_, wait);
    EXPECT_TRUE(response.ok()) << response.status();
    Result result;
    if (!response.ok()) return result;
    EXPECT_EQ(response->operation().state(), api::v1::Operation::STATE_SUCCEEDED) << response->DebugString();
    EXPECT_TRUE(response->operation().result().UnpackTo(&result));
    return result;
  }

  static v1::ImportQuizzesRequest Request(const std::string& content, v1::QuizFormat format) {
    v1::ImportQuizzesRequest request;
    request.set_parent("tenants/t");
    request.set_language("en");
    v1::QuizFile& file = *request.add_files();
    file.set_file_name("walls.txt");
    file.set_format(format);
    file.set_content(content);
    return request;
  }

  v1::QuizImportOutcome Import(const v1::ImportQuizzesRequest& request) {
    const auto started = transfer_->ImportQuizzes(author_, request);
    EXPECT_TRUE(started.ok()) << started.status();
    if (!started.ok()) return {};
    const auto result = Wait<v1::QuizImportResult>(started->operation());
    EXPECT_EQ(result.outcomes_size(), request.files_size());
    return result.outcomes().empty() ? v1::QuizImportOutcome() : result.outcomes(0);
  }

  std::string Export(const std::string& quiz, v1::QuizFormat format) {
    v1::ExportQuizzesRequest request;
    request.set_parent("tenants/t");
    request.add_names(quiz);
    request.set_format(format);
    const auto started = transfer_->ExportQuizzes(author_, request);
    EXPECT_TRUE(started.ok()) << started.status();
    if (!started.ok()) return "";
    v1::ReadExportRequest read;
    read.set_name(Wait<v1::QuizExportResult>(started->operation()).export_());
    const auto part = transfer_->ReadExport(author_, read);
    EXPECT_TRUE(part.ok()) << part.status();
    EXPECT_TRUE(absl::IsNotFound(transfer_->ReadExport(As("eve", api::v1::ROLE_AUTHOR), read).status()));
    EXPECT_TRUE(transfer_->ReadExport(As("ada", api::v1::ROLE_ADMIN), read).ok());
    read.set_offset(part->size_bytes() + 1);
    EXPECT_TRUE(absl::IsOutOfRange(transfer_->ReadExport(author_, read).status()));
    EXPECT_EQ(part->next_offset(), part->size_bytes());
    return part->content();
  }

  v1::Quiz Authored(const std::string& name) {
    v1::GetAuthoredQuizRequest request;
    request.set_name(name);
    const auto response = here_.authoring.GetAuthoredQuiz(author_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->quiz() : v1::Quiz();
  }

  TransferWork work_{*database_, clock_};
  std::optional<ops::Operations> operations_;
  std::optional<Transfer> transfer_;
};
INSTANTIATE_TEST_SUITE_P(, TransferTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(TransferTest, ImportsOnceAndReportsEachQuestion) {
  const v1::QuizImportOutcome outcome = Import(Request(kGift, v1::QUIZ_FORMAT_UNSPECIFIED));
  EXPECT_EQ(outcome.format(), v1::QUIZ_FORMAT_GIFT);
  EXPECT_EQ(outcome.question_count(), 5);
  EXPECT_EQ(outcome.imported_count(), 2);
  EXPECT_EQ(outcome.unsupported_count(), 1);
  EXPECT_EQ(outcome.duplicate_count(), 1);
  EXPECT_EQ(outcome.invalid_count(), 1);
  ASSERT_EQ(outcome.reports_size(), 3);
  EXPECT_EQ(outcome.reports(0).line(), 7);
  EXPECT_EQ(outcome.reports(0).type(), "essay");
  EXPECT_EQ(outcome.reports(2).line(), 11);
  ASSERT_EQ(outcome.quizzes_size(), 1);
  EXPECT_EQ(outcome.quizzes(0).result(), v1::ImportedQuiz::RESULT_CREATED);
  const v1::Quiz quiz = Authored(outcome.quizzes(0).quiz());
  EXPECT_EQ(quiz.title(), "Walls");
  EXPECT_EQ(quiz.state(), v1::Quiz::STATE_DRAFT);
  EXPECT_EQ(quiz.creator(), "otto");
  EXPECT_EQ(quiz.items(0).title(), "When");
  EXPECT_EQ(quiz.items(0).explanation(), "In August.");

  const v1::QuizImportOutcome again = Import(Request(kGift, v1::QUIZ_FORMAT_GIFT));
  EXPECT_EQ(again.quizzes(0).result(), v1::ImportedQuiz::RESULT_UNCHANGED);
  EXPECT_EQ(again.quizzes(0).quiz(), quiz.name());

  v1::DeleteQuizRequest gone;
  gone.set_name(quiz.name());
  ASSERT_TRUE(here_.authoring.DeleteQuiz(author_, gone).ok());
  const v1::QuizImportOutcome later = Import(Request(kGift, v1::QUIZ_FORMAT_GIFT));
  EXPECT_EQ(later.quizzes(0).result(), v1::ImportedQuiz::RESULT_CREATED);
  EXPECT_EQ(later.quizzes(0).quiz(), quiz.name() + "-2");
}

TEST_P(TransferTest, ValidatesWithoutStoring) {
  v1::ImportQuizzesRequest request = Request(kGift, v1::QUIZ_FORMAT_GIFT);
  request.set_validate_only(true);
  request.set_keep_duplicates(true);
  const v1::QuizImportOutcome outcome = Import(request);
  EXPECT_EQ(outcome.imported_count(), 3);
  EXPECT_EQ(outcome.quizzes(0).result(), v1::ImportedQuiz::RESULT_VALID);
  EXPECT_EQ(outcome.quizzes(0).quiz(), "");
  v1::ListAuthoredQuizzesRequest list;
  list.set_parent("tenants/t");
  EXPECT_TRUE(here_.authoring.ListAuthoredQuizzes(author_, list)->quizzes().empty());
}

TEST_P(TransferTest, AFileThatCannotBeReadStopsNoOther) {
  v1::ImportQuizzesRequest request = Request("<quiz><question", v1::QUIZ_FORMAT_MOODLE_XML);
  *request.add_files() = Request(kGift, v1::QUIZ_FORMAT_GIFT).files(0);
  const auto started = transfer_->ImportQuizzes(author_, request);
  ASSERT_TRUE(started.ok()) << started.status();
  const auto result = Wait<v1::QuizImportResult>(started->operation());
  EXPECT_NE(result.outcomes(0).problem().find("line 1"), std::string::npos);
  EXPECT_EQ(result.outcomes(1).imported_count(), 2);
}

TEST_P(TransferTest, WhatIsExportedImportsTheSame) {
  const std::string name = Create("walls").name();
  for (const auto format : {v1::QUIZ_FORMAT_GIFT, v1::QUIZ_FORMAT_MOODLE_XML, v1::QUIZ_FORMAT_JSON,
                            v1::QUIZ_FORMAT_PROTOBUF}) {
    const std::string bytes = Export(name, format);
    const v1::QuizImportOutcome outcome = Import(Request(bytes, format));
    ASSERT_EQ(outcome.imported_count(), 3) << outcome.DebugString();
    EXPECT_EQ(outcome.quizzes(0).title(), "Walls");
    const v1::Quiz back = Authored(outcome.quizzes(0).quiz());
    EXPECT_EQ(back.items(0).id(), "one");
    EXPECT_TRUE(back.items(0).single_choice().choices(1).correct());
    EXPECT_EQ(back.items(2).short_text().patterns(0).pattern(), "Berlin");
  }
}

TEST_P(TransferTest, RunsAgainWhereItWas) {
  struct Silent : ops::Progress {
    absl::Status Report(int64_t, int64_t, absl::string_view, absl::string_view left) override {
      checkpoint = std::string(left);
      return absl::OkStatus();
    }
    std::string checkpoint;
  } progress;
  v1::ImportQuizzesRequest request = Request(kGift, v1::QUIZ_FORMAT_GIFT);
  ASSERT_TRUE(work_.Import(author_, request.SerializeAsString(), "", progress).ok());
  // The process died after the first file: the second is read, the first is not read again.
  *request.add_files() = Request("Another?{F}", v1::QUIZ_FORMAT_GIFT).files(0);
  const auto resumed = work_.Import(author_, request.SerializeAsString(), progress.checkpoint, progress);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  const auto& result = static_cast<const v1::QuizImportResult&>(**resumed);
  ASSERT_EQ(result.outcomes_size(), 2);
  EXPECT_EQ(result.outcomes(0).quizzes(0).result(), v1::ImportedQuiz::RESULT_CREATED);
  EXPECT_EQ(result.outcomes(1).quizzes(0).result(), v1::ImportedQuiz::RESULT_CREATED);
  // It died before it could say so: what was stored is found.
  const auto repeated = work_.Import(author_, request.SerializeAsString(), "", progress);
  EXPECT_EQ(static_cast<const v1::QuizImportResult&>(**repeated).outcomes(1).quizzes(0).result(),
            v1::ImportedQuiz::RESULT_UNCHANGED);
}

TEST_P(TransferTest, NamesWhatARequestMustBe) {
  EXPECT_TRUE(absl::IsInvalidArgument(transfer_->ImportQuizzes(author_, {}).status()));
  v1::ImportQuizzesRequest request = Request("", v1::QUIZ_FORMAT_GIFT);
  EXPECT_NE(transfer_->ImportQuizzes(author_, request).status().message().find("files[0].content"), std::string::npos);
  request = Request(std::string((3 << 20) + 1, 'x'), v1::QUIZ_FORMAT_GIFT);
  EXPECT_NE(transfer_->ImportQuizzes(author_, request).status().message().find("kMaxImportBytes"), std::string::npos);
  request = Request("x", static_cast<v1::QuizFormat>(99));
  EXPECT_NE(transfer_->ImportQuizzes(author_, request).status().message().find("files[0].format"), std::string::npos);
  v1::ExportQuizzesRequest export_request;
  export_request.set_parent("tenants/t");
  EXPECT_TRUE(absl::IsInvalidArgument(transfer_->ExportQuizzes(author_, export_request).status()));
  export_request.add_names("tenants/t/quizzes/none");
  EXPECT_TRUE(absl::IsInvalidArgument(transfer_->ExportQuizzes(author_, export_request).status())) << "no format";
  export_request.set_format(v1::QUIZ_FORMAT_QTI);
  EXPECT_TRUE(absl::IsInvalidArgument(transfer_->ExportQuizzes(author_, export_request).status())) << "read only";
  export_request.set_format(v1::QUIZ_FORMAT_GIFT);
  EXPECT_TRUE(absl::IsNotFound(transfer_->ExportQuizzes(author_, export_request).status()));
}

}  // namespace
}  // namespace lyceum::quiz
