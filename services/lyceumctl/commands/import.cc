// lyceumctl import: files become explanations.
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lyceum/content/v1/transfer_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/files.h"
#include "services/lyceumctl/operation.h"

namespace lyceum::ctl {
namespace {

using content::v1::ImportOutcome;

// What the contract takes in one file and one request.
constexpr size_t kMaxFileBytes = 2 << 20;
constexpr size_t kMaxBatchBytes = 3 << 20;
constexpr int kMaxBatchFiles = 1000;

const std::map<std::string, content::v1::Provenance::Format> kFormats = {
    {"auto", content::v1::Provenance::FORMAT_UNSPECIFIED}, {"text", content::v1::Provenance::FORMAT_TEXT},
    {"markdown", content::v1::Provenance::FORMAT_MARKDOWN}, {"html", content::v1::Provenance::FORMAT_HTML},
    {"cnxml", content::v1::Provenance::FORMAT_CNXML},       {"protobuf", content::v1::Provenance::FORMAT_PROTOBUF},
    {"json", content::v1::Provenance::FORMAT_JSON}};

// For who interrupts it before all files are sent.
constexpr char kAgain[] =
    "Not all files were sent: run the same command again, and what is imported already stays as it is.";

struct Options {
  std::vector<std::string> paths;
  std::string topic, language, format = "auto";
  bool publish = false, skip_cards = false, validate_only = false, no_wait = false, wait = false;
};

struct Batch {
  content::v1::ImportExplanationsRequest request;
  size_t bytes = 0;
};

ImportOutcome Failed(const std::string& path, absl::string_view why) {
  ImportOutcome outcome;
  outcome.set_file_name(path);
  outcome.set_result(ImportOutcome::RESULT_FAILED);
  outcome.add_problems()->set_description(std::string(why));
  return outcome;
}

// Batches of what can be sent; files that cannot become failed outcomes.
absl::StatusOr<std::vector<Batch>> ReadBatches(Session& session, const Options& options,
                                               std::vector<ImportOutcome>& outcomes) {
  content::v1::ImportExplanationsRequest base;
  ASSIGN_OR_RETURN(*base.mutable_parent(), session.Tenant());
  base.set_publish(options.publish);
  base.set_language(options.language);
  base.set_skip_flashcards(options.skip_cards);
  base.set_validate_only(options.validate_only);
  for (const absl::string_view segment : absl::StrSplit(options.topic, '/', absl::SkipEmpty())) {
    base.add_topic_path(std::string(segment));
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> paths, ExpandPaths(options.paths));
  if (paths.empty()) return UsageError("no file to import there");
  std::vector<Batch> batches;
  for (const std::string& path : paths) {
    absl::StatusOr<std::string> content = ReadFile(path);
    if (!content.ok()) {
      outcomes.push_back(Failed(path, content.status().message()));
      continue;
    }
    if (content->size() > kMaxFileBytes) {
      outcomes.push_back(Failed(path, absl::StrCat("has ", content->size(), " bytes; the limit is ", kMaxFileBytes)));
      continue;
    }
    if (batches.empty() || batches.back().bytes + content->size() > kMaxBatchBytes ||
        batches.back().request.files_size() >= kMaxBatchFiles) {
      batches.push_back({base, 0});
    }
    batches.back().bytes += content->size();
    content::v1::ImportFile& file = *batches.back().request.add_files();
    file.set_file_name(path);
    file.set_format(kFormats.at(options.format));
    *file.mutable_content() = *std::move(content);
  }
  return batches;
}

std::string ResultText(const ImportOutcome& outcome, const draw::Ink& ink) {
  switch (outcome.result()) {
    case ImportOutcome::RESULT_CREATED:
      return ink.Green(outcome.published_revision() > 0 ? "published" : "created");
    case ImportOutcome::RESULT_UNCHANGED:
      return "unchanged";
    case ImportOutcome::RESULT_VALID:
      return ink.Green("valid");
    default:
      return ink.Red("FAILED");
  }
}

void PrintOutcomes(Session& session, const std::vector<ImportOutcome>& outcomes) {
  const draw::Ink ink = session.ink();
  std::vector<std::vector<std::string>> rows;
  for (const ImportOutcome& outcome : outcomes) {
    rows.push_back({outcome.file_name(), ResultText(outcome, draw::Ink()), LastSegment(outcome.explanation()),
                    outcome.title(), absl::StrCat(outcome.section_count()), absl::StrCat(outcome.flashcard_count())});
  }
  session.Print(draw::Table({{"FILE", draw::Align::kLeft, true},
                             {"RESULT"},
                             {"NAME"},
                             {"TITLE", draw::Align::kLeft, true},
                             {"SECTIONS", draw::Align::kRight},
                             {"CARDS", draw::Align::kRight}},
                            rows, session.width(), ink));
  for (const ImportOutcome& outcome : outcomes) {
    auto note = [&](const content::v1::ImportProblem& problem, const std::string& kind) {
      std::string place = draw::Clean(outcome.file_name());
      if (problem.line() > 0) absl::StrAppend(&place, ":", problem.line());
      if (!problem.field().empty()) absl::StrAppend(&place, ": ", draw::Clean(problem.field()));
      session.Print(absl::StrCat(place, ": ", kind, draw::Clean(problem.description()), "\n"));
    };
    for (const auto& problem : outcome.problems()) note(problem, ink.Red("problem: "));
    for (const auto& warning : outcome.warnings()) note(warning, ink.Yellow("warning: "));
  }
}

absl::Status Report(Session& session, const std::vector<ImportOutcome>& outcomes) {
  content::v1::ImportResult result;
  for (const ImportOutcome& outcome : outcomes) {
    *result.add_outcomes() = outcome;
    if (outcome.result() == ImportOutcome::RESULT_CREATED) result.set_created_count(result.created_count() + 1);
    if (outcome.result() == ImportOutcome::RESULT_UNCHANGED) result.set_unchanged_count(result.unchanged_count() + 1);
    if (outcome.result() == ImportOutcome::RESULT_FAILED) result.set_failed_count(result.failed_count() + 1);
  }
  if (session.json()) {
    session.PrintJson(result);
  } else {
    PrintOutcomes(session, outcomes);
    session.Say(absl::StrCat(result.created_count(), " created, ", result.unchanged_count(), " unchanged, ",
                             result.failed_count(), " failed\n"));
  }
  return result.failed_count() > 0 ? AlreadyReported() : absl::OkStatus();
}

absl::Status RunImport(Session& session, const Options& options) {
  std::vector<ImportOutcome> outcomes;
  ASSIGN_OR_RETURN(const std::vector<Batch> batches, ReadBatches(session, options, outcomes));
  int64_t total = 0, done = 0;
  for (const Batch& batch : batches) total += batch.request.files_size();
  ProgressView view("import", session.settings().quiet || session.json());
  SetInterruptMessage(kAgain);
  for (const Batch& batch : batches) {
    view.Show(done, total, "sending");
    ASSIGN_OR_RETURN(const auto started,
                     session.Call(&content::v1::TransferService::Stub::ImportExplanations, batch.request));
    if (options.no_wait) {
      view.Clear();
      if (session.json()) session.PrintJson(started.operation());
      else session.Print(absl::StrCat(started.operation().name(), "\n"));
      continue;
    }
    const bool more = &batch != &batches.back();
    SetInterruptMessage(absl::StrCat("The import goes on. To wait for it: lyceumctl operations wait ",
                                     started.operation().name(), more ? "\n" : "", more ? kAgain : ""));
    ASSIGN_OR_RETURN(const auto operation,
                     WaitFor(session, Peer::kContent, started.operation(), view, done, total));
    ASSIGN_OR_RETURN(const auto result, ResultOf<content::v1::ImportResult>(operation));
    SetInterruptMessage(kAgain);
    outcomes.insert(outcomes.end(), result.outcomes().begin(), result.outcomes().end());
    done += batch.request.files_size();
  }
  view.Clear();
  SetInterruptMessage("");
  if (options.no_wait && outcomes.empty()) return absl::OkStatus();
  return Report(session, outcomes);
}

}  // namespace

void AddImport(Place place) {
  CLI::App& command = AddCommand(place, "import", "Make explanations of files: text, Markdown, HTML, CNXML",
                                 "  lyceumctl import --publish --topic history/cold-war article.txt\n"
                                 "  lyceumctl import --language en --validate-only articles/\n"
                                 "  lyceumctl import --no-wait articles/ --json\n\n"
                                 "Exit code 1 if any file failed; the others are imported all the same. Importing\n"
                                 "the same file again changes nothing.");
  auto options = std::make_shared<Options>();
  std::vector<std::string> formats;
  for (const auto& [name, format] : kFormats) formats.push_back(name);
  command.add_option("files", options->paths, "Files and directories")->required()->type_name("PATH");
  command.add_flag("--publish", options->publish, "Publish each explanation at once");
  command.add_option("--topic", options->topic, "Topic of files that name none, such as history/cold-war");
  command.add_option("--language", options->language, "Language of files that tell none, such as en");
  command.add_option("--format", options->format, "Format of the files")
      ->check(CLI::IsMember(formats))
      ->capture_default_str();
  command.add_flag("--skip-cards", options->skip_cards, "Do not derive flashcards");
  command.add_flag("--validate-only", options->validate_only, "Read and check, store nothing");
  CLI::Option* wait = command.add_flag("--wait", options->wait, "Wait until it is done (the default)");
  command.add_flag("--no-wait", options->no_wait, "Print the operations' names and return")->excludes(wait);
  WhenChosen(place, command, options, RunImport);
}

}  // namespace lyceum::ctl
