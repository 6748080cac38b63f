// lyceumctl operations: long-running work.
#include <map>

#include "absl/strings/str_cat.h"
#include "lyceum/api/v1/operation.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/listing.h"
#include "services/lyceumctl/operation.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using api::v1::OperationService;

const std::map<std::string, Peer> kPeers = {
    {"content", Peer::kContent}, {"quiz", Peer::kQuiz}, {"progress", Peer::kProgress}};

struct Options {
  std::string name, service = "content";
  int limit = 200;
};

void PrintOperation(Session& session, const api::v1::Operation& operation) {
  if (session.json()) return session.PrintJson(operation);
  std::string units = operation.total_units() > 0
                          ? absl::StrCat(" ", operation.done_units(), "/", operation.total_units())
                          : "";
  session.Print(absl::StrCat(draw::Clean(LastSegment(operation.name())), " ", draw::Clean(operation.kind()), " ",
                             StateText(operation.state()), units, " ", draw::Clean(operation.message()), "\n"));
}

absl::Status RunWait(Session& session, const Options& options) {
  const Peer peer = kPeers.at(options.service);
  api::v1::GetOperationRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Name("operations", options.name));
  ASSIGN_OR_RETURN(const auto found, session.CallAt(peer, &OperationService::Stub::GetOperation, request));
  ProgressView view(found.operation().kind(), session.settings().quiet || session.json());
  ASSIGN_OR_RETURN(const auto operation, WaitFor(session, peer, found.operation(), view));
  view.Clear();
  PrintOperation(session, operation);
  return Outcome(operation);
}

absl::Status RunCancel(Session& session, const Options& options) {
  api::v1::CancelOperationRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Name("operations", options.name));
  ASSIGN_OR_RETURN(const auto response,
                   session.CallAt(kPeers.at(options.service), &OperationService::Stub::CancelOperation, request));
  PrintOperation(session, response.operation());
  return absl::OkStatus();
}

absl::Status RunShow(Session& session, const Options& options) {
  api::v1::GetOperationRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Name("operations", options.name));
  ASSIGN_OR_RETURN(const auto response,
                   session.CallAt(kPeers.at(options.service), &OperationService::Stub::GetOperation, request));
  PrintOperation(session, response.operation());
  return absl::OkStatus();
}

absl::Status RunList(Session& session, const Options& options) {
  return ListOperations(session, kPeers.at(options.service), options.limit);
}

}  // namespace

absl::Status ListOperations(Session& session, Peer peer, int limit) {
  api::v1::ListOperationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  Listing listing({{"NAME"}, {"KIND"}, {"STATE"}, {"DONE", draw::Align::kRight}, {"STARTED"}, {"BY"},
                   {"MESSAGE", draw::Align::kLeft, true}}, limit);
  return listing.RunWith(
      session, request,
      [&](const api::v1::ListOperationsRequest& page_request) {
        return session.CallAt(peer, &OperationService::Stub::ListOperations, page_request);
      },
      [](const api::v1::ListOperationsResponse& page) -> const auto& { return page.operations(); },
      [](const api::v1::Operation& operation) {
        return Cells{LastSegment(operation.name()), operation.kind(), std::string(StateText(operation.state())),
                     absl::StrCat(operation.done_units(), "/", operation.total_units()),
                     ShortTime(operation.create_time()), operation.creator(),
                     operation.has_error() ? operation.error().message() : operation.message()};
      });
}

void AddOperations(Place place) {
  CLI::App& group = AddCommand(place, "operations", "Long-running work: list, show, wait, cancel", "");
  group.require_subcommand(1);
  const Place inside{group, place.chosen};
  auto options = std::make_shared<Options>();
  auto add = [&](const std::string& name, const std::string& what, const std::string& examples,
                 absl::Status (*run)(Session&, const Options&)) {
    CLI::App& command = AddCommand(inside, name, what, examples);
    if (run != RunList) command.add_option("name", options->name, "The operation")->required();
    else command.add_option("--limit", options->limit, "At most so many; 0 for all")->capture_default_str();
    command.add_option("--service", options->service, "The service it runs in")
        ->check(CLI::IsMember({"content", "quiz", "progress"}))
        ->capture_default_str();
    WhenChosen(inside, command, options, run);
  };
  add("list", "List operations, newest first", "  lyceumctl operations list --service content", RunList);
  add("show", "Show one operation", "  lyceumctl operations show 01hq... --json", RunShow);
  add("wait", "Wait until it is done; exit code 1 if it failed", "  lyceumctl operations wait 01hq...", RunWait);
  add("cancel", "Ask it to stop", "  lyceumctl operations cancel 01hq...", RunCancel);
}

}  // namespace lyceum::ctl
