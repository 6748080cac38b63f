// lyceumctl session export: the transcript of a live session.
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "lyceum/quiz/v1/session_service.grpc.pb.h"
#include "services/lyceumctl/commands/session_record.h"
#include "services/lyceumctl/files.h"
#include "services/lyceumctl/terminal.h"
#include "services/quiz/live/logic/transcript.h"

namespace lyceum::ctl {
namespace {

struct Options {
  std::string session, output;
};

absl::Status RunExport(Session& session, const Options& options) {
  const bool to_file = !options.output.empty() && options.output != "-";
  if (!to_file && OutputIsTerminal()) return UsageError("a transcript is not text: give --output FILE");
  ASSIGN_OR_RETURN(const std::string name, session.Name("sessions", options.session));
  ASSIGN_OR_RETURN(const std::string file, ReadTranscript(session, name));
  if (!to_file) {
    session.Print(file);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(WriteFile(options.output, file));
  if (session.json()) session.Print(nlohmann::json{{"file", options.output}, {"sizeBytes", file.size()}}.dump() + "\n");
  session.Say(absl::StrCat(file.size(), " bytes written to ", options.output, "\n"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadTranscript(Session& session, const std::string& name) {
  quiz::v1::ExportTranscriptRequest request;
  request.set_name(name);
  std::string file;
  RETURN_IF_ERROR(session.ReadAt(Peer::kQuiz, &quiz::v1::SessionService::Stub::ExportTranscript, request,
                                 [&](const quiz::v1::ExportTranscriptResponse& response) {
                                   for (const auto& record : response.records()) {
                                     quiz::live::AppendToFile(record, file);
                                   }
                                   return absl::OkStatus();
                                 }));
  return file;
}

void AddSessionExport(Place place) {
  CLI::App& command =
      AddCommand(place, "export", "Write the transcript of a session that has ended",
                 "  lyceumctl session export 01hq... --output monday.transcript\n"
                 "  lyceumctl session verify monday.transcript\n\n"
                 "The transcript holds the quiz with its keys, the log, every answer and the result: all\n"
                 "that is needed to work the result out again. Who a participant is to the service, its\n"
                 "user, is in the report only.");
  auto options = std::make_shared<Options>();
  command.add_option("session", options->session, "The session")->required();
  command.add_option("-o,--output", options->output, "The file; standard output if not given")->type_name("FILE");
  WhenChosen(place, command, options, RunExport);
}

}  // namespace lyceum::ctl
