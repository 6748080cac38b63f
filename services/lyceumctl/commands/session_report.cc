// lyceumctl session report: who answered what in a live session.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lyceum/quiz/v1/session_service.grpc.pb.h"
#include "services/lyceumctl/commands/session_record.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/files.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::GetReportRequest;
using Rows = std::vector<std::vector<std::string>>;

constexpr draw::Align kRight = draw::Align::kRight;

struct Options {
  std::string session, output;
  bool csv = false;
};

std::string PeopleText(const quiz::v1::SessionReport& report, int width, const draw::Ink& ink) {
  Rows rows;
  for (const auto& participant : report.participants()) {
    const auto& standing = participant.standing();
    int answered = 0;
    for (const auto& result : participant.results()) answered += result.has_response();
    rows.push_back({absl::StrCat(standing.rank()), standing.nickname(), absl::StrCat(standing.points()),
                    absl::StrCat(standing.correct_count(), " of ", answered), LastSegment(participant.user())});
  }
  return draw::Table({{"RANK", kRight}, {"NICKNAME", draw::Align::kLeft, true}, {"POINTS", kRight}, {"RIGHT", kRight},
                      {"USER", draw::Align::kLeft, true}},
                     rows, width, ink);
}

std::string ItemsText(const quiz::v1::SessionReport& report, int width, const draw::Ink& ink) {
  Rows rows;
  for (const auto& item : report.items()) {
    const double seconds = absl::ToDoubleSeconds(DurationOf(item.mean_response_time()));
    rows.push_back({absl::StrCat(rows.size() + 1), item.item().prompt(), absl::StrCat(item.answered_count()),
                    Percent(item.correct_count(), item.answered_count()),
                    item.answered_count() > 0 ? absl::StrFormat("%.1f s", seconds) : "-",
                    item.skipped() ? "skipped" : item.reveal().correct_text()});
  }
  return draw::Table({{"ITEM", kRight}, {"QUESTION", draw::Align::kLeft, true}, {"ANSWERS", kRight},
                      {"RIGHT", kRight}, {"MEAN", kRight}, {"KEY", draw::Align::kLeft, true}},
                     rows, width, ink);
}

// What goes to the file or to standard output.
absl::StatusOr<std::string> ReportText(Session& session, const Options& options, bool to_file) {
  GetReportRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Name("sessions", options.session));
  if (options.csv) request.set_format(GetReportRequest::FORMAT_CSV);
  ASSIGN_OR_RETURN(const auto response, session.Call(&quiz::v1::SessionService::Stub::GetReport, request));
  if (options.csv) return response.csv();
  if (session.json()) return absl::StrCat(ToJson(response.report()), "\n");
  const draw::Ink ink = to_file ? draw::Ink() : session.ink();
  const int width = to_file ? 0 : session.width();
  return absl::StrCat(PeopleText(response.report(), width, ink), "\n", ItemsText(response.report(), width, ink));
}

absl::Status RunReport(Session& session, const Options& options) {
  const bool to_file = !options.output.empty() && options.output != "-";
  ASSIGN_OR_RETURN(const std::string text, ReportText(session, options, to_file));
  if (to_file) return WriteFile(options.output, text);
  session.Print(text);
  return absl::OkStatus();
}

}  // namespace

void AddSessionReport(Place place) {
  CLI::App& command = AddCommand(place, "report", "Show who answered what in a live session",
                                 "  lyceumctl session report 01hq...\n"
                                 "  lyceumctl session report 01hq... --csv --output monday.csv");
  auto options = std::make_shared<Options>();
  command.add_option("session", options->session, "The session")->required();
  command.add_flag("--csv", options->csv, "A row for each participant and question, for spreadsheets");
  command.add_option("-o,--output", options->output, "The file; standard output if not given")->type_name("FILE");
  WhenChosen(place, command, options, RunReport);
}

}  // namespace lyceum::ctl
