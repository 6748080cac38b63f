// lyceumctl quiz import, export, convert, check: quizzes in and out of other formats.
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "lyceum/quiz/v1/transfer_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/files.h"
#include "services/lyceumctl/operation.h"
#include "services/lyceumctl/quiz_files.h"
#include "services/quiz/formats/export.h"
#include "services/quiz/formats/import.h"

namespace lyceum::ctl {
namespace {

// What the contract takes in one request.
constexpr size_t kMaxBatchBytes = 3 << 20;
constexpr int kMaxBatchFiles = 100;

struct Options {
  std::vector<std::string> paths, names;
  std::string from = "auto", to, output, language, topic;
  bool keep_duplicates = false, validate_only = false;
};

absl::StatusOr<std::vector<quiz::v1::QuizFile>> ReadFiles(const Options& options) {
  std::vector<quiz::v1::QuizFile> files;
  for (const std::string& path : options.paths) {
    quiz::v1::QuizFile& file = files.emplace_back();
    file.set_file_name(path);
    file.set_format(QuizFormatOf(options.from));
    ASSIGN_OR_RETURN(*file.mutable_content(), ReadFile(path));
  }
  return files;
}

absl::Status RunImport(Session& session, const Options& options) {
  quiz::v1::ImportQuizzesRequest base;
  ASSIGN_OR_RETURN(*base.mutable_parent(), session.Tenant());
  base.set_language(options.language);
  base.set_keep_duplicates(options.keep_duplicates);
  base.set_validate_only(options.validate_only);
  for (const absl::string_view segment : absl::StrSplit(options.topic, '/', absl::SkipEmpty())) {
    base.add_topic_path(std::string(segment));
  }
  ASSIGN_OR_RETURN(const std::vector<quiz::v1::QuizFile> files, ReadFiles(options));
  std::vector<quiz::v1::ImportQuizzesRequest> batches;
  size_t bytes = 0;
  for (const quiz::v1::QuizFile& file : files) {
    if (batches.empty() || bytes + file.content().size() > kMaxBatchBytes ||
        batches.back().files_size() == kMaxBatchFiles) {
      batches.push_back(base);
      bytes = 0;
    }
    bytes += file.content().size();
    *batches.back().add_files() = file;
  }
  ProgressView view("import", session.settings().quiet || session.json());
  std::vector<quiz::v1::QuizImportOutcome> outcomes;
  for (const quiz::v1::ImportQuizzesRequest& batch : batches) {
    const auto done = static_cast<int64_t>(outcomes.size()), total = static_cast<int64_t>(files.size());
    view.Show(done, total, "sending");
    ASSIGN_OR_RETURN(const auto started, session.Call(&quiz::v1::TransferService::Stub::ImportQuizzes, batch));
    ASSIGN_OR_RETURN(const auto operation, WaitFor(session, Peer::kQuiz, started.operation(), view, done, total));
    ASSIGN_OR_RETURN(const auto result, ResultOf<quiz::v1::QuizImportResult>(operation));
    outcomes.insert(outcomes.end(), result.outcomes().begin(), result.outcomes().end());
  }
  view.Clear();
  return ReportImport(session, outcomes);
}

// To the file, or to standard output; and what was lost on the way.
absl::Status Deliver(Session& session, const Options& options, const std::string& bytes, int items,
                     const google::protobuf::RepeatedPtrField<quiz::v1::QuestionReport>& reports, int more) {
  if (options.output.empty() || options.output == "-") {
    session.Print(bytes);
  } else {
    RETURN_IF_ERROR(WriteFile(options.output, bytes));
    session.Print(ReportLines(options.output, reports, more, session.ink()));
    session.Say(absl::StrCat(items, " items, ", bytes.size(), " bytes written to ", options.output, "\n"));
  }
  return absl::OkStatus();
}

absl::Status RunExport(Session& session, const Options& options) {
  quiz::v1::ExportQuizzesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  request.set_format(QuizFormatOf(options.to));
  for (const std::string& name : options.names) {
    ASSIGN_OR_RETURN(const std::string full, session.Name("quizzes", name));
    request.add_names(full);
  }
  ProgressView view("export", session.settings().quiet || session.json());
  ASSIGN_OR_RETURN(const auto started, session.Call(&quiz::v1::TransferService::Stub::ExportQuizzes, request));
  ASSIGN_OR_RETURN(const auto operation, WaitFor(session, Peer::kQuiz, started.operation(), view));
  ASSIGN_OR_RETURN(const auto result, ResultOf<quiz::v1::QuizExportResult>(operation));
  std::string bytes;
  quiz::v1::ReadExportRequest read;
  read.set_name(result.export_());
  while (static_cast<int64_t>(bytes.size()) < result.size_bytes()) {
    view.Show(static_cast<int64_t>(bytes.size()), result.size_bytes(), "reading");
    read.set_offset(static_cast<int64_t>(bytes.size()));
    ASSIGN_OR_RETURN(const auto part, session.Call(&quiz::v1::TransferService::Stub::ReadExport, read));
    if (part.content().empty()) return absl::DataLossError("the export ended before its size");
    bytes += part.content();
  }
  view.Clear();
  if (absl::BytesToHexString(Sha256(bytes)) != result.sha256()) {
    return absl::DataLossError("the export's digest is not the one the service told");
  }
  if (session.json() && !options.output.empty()) session.PrintJson(result);
  return Deliver(session, options, bytes, result.item_count(), result.reports(), result.more_report_count());
}

absl::Status RunConvert(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::vector<quiz::v1::QuizFile> files, ReadFiles(options));
  const quiz::v1::QuizFile& file = files[0];
  const quiz::v1::QuizFormat to = QuizFormatOf(options.to);
  const bool own = to == quiz::v1::QUIZ_FORMAT_JSON || to == quiz::v1::QUIZ_FORMAT_PROTOBUF;
  quiz::formats::Exported exported;
  google::protobuf::RepeatedPtrField<quiz::v1::QuestionReport> reports;
  int more = 0;
  if (own) {
    quiz::formats::ImportOptions import_options;
    import_options.keep_duplicates = true;
    if (!options.language.empty()) import_options.language = options.language;
    const quiz::formats::Imported imported = quiz::formats::ImportFile(file, import_options);
    if (!imported.outcome.problem().empty()) return absl::InvalidArgumentError(imported.outcome.problem());
    ASSIGN_OR_RETURN(exported, quiz::formats::ExportQuizzes(to, imported.quizzes));
    reports = imported.outcome.reports();
    more = imported.outcome.more_report_count();
  } else {
    const quiz::v1::QuizFormat from = file.format() != quiz::v1::QUIZ_FORMAT_UNSPECIFIED
                                          ? file.format()
                                          : quiz::formats::DetectFormat(file.file_name(), file.content());
    ASSIGN_OR_RETURN(const auto reading, quiz::formats::ReadQuestions(from, file.content()));
    ASSIGN_OR_RETURN(exported, quiz::formats::ConvertQuestions(to, reading));
    reports.Assign(exported.reports.begin(), exported.reports.end());
    more = exported.more_reports;
  }
  return Deliver(session, options, exported.bytes, exported.item_count, reports, more);
}

absl::Status RunCheck(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::vector<quiz::v1::QuizFile> files, ReadFiles(options));
  quiz::formats::ImportOptions import_options;
  import_options.keep_duplicates = options.keep_duplicates;
  std::vector<quiz::v1::QuizImportOutcome> outcomes;
  for (const quiz::v1::QuizFile& file : files) {
    outcomes.push_back(quiz::formats::ImportFile(file, import_options).outcome);
  }
  return ReportImport(session, outcomes);
}

void AddFrom(CLI::App& command, Options& options) {
  command.add_option("--from,--format", options.from, "Format of the files; found out if not given")
      ->check(CLI::IsMember(QuizFormatNames(false)));
}

void AddTo(CLI::App& command, Options& options) {
  command.add_option("--to", options.to, "Format to write")->required()->check(CLI::IsMember(QuizFormatNames(true)));
  command.add_option("-o,--output", options.output, "File; standard output if not given")->type_name("PATH");
}

}  // namespace

void AddQuizTransfer(Place inside) {
  auto options = std::make_shared<Options>();
  CLI::App& import = AddCommand(inside, "import", "Make quizzes of files of other formats",
                                "  lyceumctl quiz import questions.gift\n"
                                "  lyceumctl quiz import --dry-run bank.xml --topic history\n\n"
                                "Quizzes are drafts, one for each category of a file; importing the same file again\n"
                                "changes nothing. Exit code 1 if a question could not be taken; the others are\n"
                                "imported all the same.");
  import.add_option("files", options->paths, "Files, 3 MiB each at most")->required()->type_name("PATH");
  AddFrom(import, *options);
  import.add_option("--language", options->language, "Language of the quizzes, such as en");
  import.add_option("--topic", options->topic, "Topic of the quizzes, such as history/cold-war");
  import.add_flag("--keep-duplicates", options->keep_duplicates, "Take questions that ask the same, too");
  import.add_flag("--dry-run,--validate-only", options->validate_only, "Read and check, store nothing");
  WhenChosen(inside, import, options, RunImport);

  CLI::App& check = AddCommand(inside, "check", "Say what an import of files would do, without a server",
                               "  lyceumctl quiz check bank.xml\n"
                               "  lyceumctl quiz check --json *.gift");
  check.add_option("files", options->paths, "Files")->required()->type_name("PATH");
  AddFrom(check, *options);
  check.add_flag("--keep-duplicates", options->keep_duplicates, "Take questions that ask the same, too");
  WhenChosen(inside, check, options, RunCheck);

  CLI::App& convert = AddCommand(inside, "convert", "Turn a file of one format into another, without a server",
                                 "  lyceumctl quiz convert bank.xml --to gift -o bank.gift\n"
                                 "  lyceumctl quiz convert party.xlsx --to moodle-xml\n\n"
                                 "What both formats can say stays as it is; what is lost is told.");
  convert.add_option("file", options->paths, "The file")->required()->expected(1)->type_name("PATH");
  AddFrom(convert, *options);
  AddTo(convert, *options);
  convert.add_option("--language", options->language, "Language of the quizzes, for json and protobuf");
  WhenChosen(inside, convert, options, RunConvert);

  CLI::App& export_ = AddCommand(inside, "export", "Write quizzes, keys included, to a file of another format",
                                 "  lyceumctl quiz export cold-war-quiz --to moodle-xml -o cold-war.xml\n"
                                 "  lyceumctl quiz export one two --to gift > both.gift");
  export_.add_option("quizzes", options->names, "The quizzes")->required();
  AddTo(export_, *options);
  WhenChosen(inside, export_, options, RunExport);
}

}  // namespace lyceum::ctl
