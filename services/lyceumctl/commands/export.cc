// lyceumctl export: published explanations as files.
#include <filesystem>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "absl/strings/escaping.h"
#include "google/protobuf/util/json_util.h"
#include "lyceum/content/v1/explanation_service.grpc.pb.h"
#include "lyceum/content/v1/transfer_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/files.h"
#include "services/lyceumctl/operation.h"

namespace lyceum::ctl {
namespace {

namespace fs = std::filesystem;

struct Format {
  content::v1::ExportFormat format;
  std::string suffix;
};
const std::map<std::string, Format> kFormats = {{"markdown", {content::v1::EXPORT_FORMAT_MARKDOWN, ".md"}},
                                                {"json", {content::v1::EXPORT_FORMAT_JSON, ".json"}},
                                                {"protobuf", {content::v1::EXPORT_FORMAT_PROTOBUF, ".pb"}}};

struct Options {
  std::vector<std::string> names;
  std::string filter, format = "markdown", output;
};

// Runs one export and reads all its bytes, proven by their digest.
absl::StatusOr<std::string> Export(Session& session, const content::v1::ExportExplanationsRequest& request,
                                   ProgressView& view, content::v1::ExportResult& result) {
  ASSIGN_OR_RETURN(const auto started, session.Call(&content::v1::TransferService::Stub::ExportExplanations, request));
  ASSIGN_OR_RETURN(const auto operation, WaitFor(session, Peer::kContent, started.operation(), view));
  ASSIGN_OR_RETURN(result, ResultOf<content::v1::ExportResult>(operation));
  std::string bytes;
  content::v1::ReadExportRequest read;
  read.set_name(result.export_());
  while (static_cast<int64_t>(bytes.size()) < result.size_bytes()) {
    view.Show(static_cast<int64_t>(bytes.size()), result.size_bytes(), "reading");
    read.set_offset(static_cast<int64_t>(bytes.size()));
    ASSIGN_OR_RETURN(const auto part, session.Call(&content::v1::TransferService::Stub::ReadExport, read));
    if (part.content().empty()) return absl::DataLossError("the export ended before its size");
    bytes += part.content();
  }
  if (absl::BytesToHexString(Sha256(bytes)) != result.sha256()) {
    return absl::DataLossError("the export's digest is not the one the service told");
  }
  return bytes;
}

absl::Status ListNames(Session& session, const std::string& filter, std::vector<std::string>& names) {
  content::v1::ListExplanationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  request.set_filter(filter.empty() ? "state = \"PUBLISHED\"" : filter);
  request.set_page_size(1000);
  do {
    ASSIGN_OR_RETURN(const auto page, session.Call(&content::v1::ExplanationService::Stub::ListExplanations, request));
    for (const auto& explanation : page.explanations()) {
      if (explanation.published_revision() > 0) names.push_back(explanation.name());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// A file for each explanation, named like it.
absl::Status ExportToDirectory(Session& session, const Options& options,
                               content::v1::ExportExplanationsRequest request) {
  const Format& format = kFormats.at(options.format);
  std::error_code error;
  fs::create_directories(options.output, error);
  if (error) return absl::UnknownError(absl::StrCat("cannot make ", options.output, ": ", error.message()));
  std::vector<std::string> names(request.names().begin(), request.names().end());
  if (names.empty()) RETURN_IF_ERROR(ListNames(session, options.filter, names));
  ProgressView view("export", session.settings().quiet || session.json());
  ProgressView silent("", true);
  request.clear_filter();
  int64_t done = 0;
  for (const std::string& name : names) {
    view.Show(done++, static_cast<int64_t>(names.size()), LastSegment(name));
    request.clear_names();
    request.add_names(name);
    content::v1::ExportResult result;
    ASSIGN_OR_RETURN(const std::string bytes, Export(session, request, silent, result));
    RETURN_IF_ERROR(WriteFile((fs::path(options.output) / (LastSegment(name) + format.suffix)).string(), bytes));
    if (session.json()) session.PrintJson(result);
  }
  view.Clear();
  session.Say(absl::StrCat(names.size(), " explanations written to ", options.output, "\n"));
  return absl::OkStatus();
}

absl::Status RunExport(Session& session, const Options& options) {
  content::v1::ExportExplanationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  for (const std::string& name : options.names) {
    ASSIGN_OR_RETURN(const std::string full, session.Name("explanations", name));
    request.add_names(full);
  }
  request.set_filter(options.filter);
  request.set_format(kFormats.at(options.format).format);
  std::error_code ignored;
  if (absl::EndsWith(options.output, "/") || (!options.output.empty() && fs::is_directory(options.output, ignored))) {
    return ExportToDirectory(session, options, request);
  }
  ProgressView view("export", session.settings().quiet || session.json());
  content::v1::ExportResult result;
  ASSIGN_OR_RETURN(const std::string bytes, Export(session, request, view, result));
  view.Clear();
  if (options.output.empty() || options.output == "-") {
    session.Print(bytes);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(WriteFile(options.output, bytes));
  if (session.json()) session.PrintJson(result);
  session.Say(absl::StrCat(result.explanation_count(), " explanations, ", bytes.size(), " bytes written to ",
                           options.output, "\n"));
  return absl::OkStatus();
}

}  // namespace

void AddExport(Place place) {
  CLI::App& command =
      AddCommand(place, "export", "Write published explanations to files",
                 "  lyceumctl export --output articles/\n"
                 "  lyceumctl export cold-war --format markdown > cold-war.md\n"
                 "  lyceumctl export --filter 'topic = history' --format json --output history.jsonl\n\n"
                 "An output that is a directory, or ends in /, gets a file for each explanation.");
  auto options = std::make_shared<Options>();
  command.add_option("names", options->names, "Explanations; all published ones if none is named");
  command.add_option("--filter", options->filter, "Those only, such as: topic = \"history\" AND language = en");
  command.add_option("--format", options->format, "Format of the files")
      ->check(CLI::IsMember({"markdown", "json", "protobuf"}))
      ->capture_default_str();
  command.add_option("-o,--output", options->output, "File or directory; standard output if not given")
      ->type_name("PATH");
  WhenChosen(place, command, options, RunExport);
}

}  // namespace lyceum::ctl
