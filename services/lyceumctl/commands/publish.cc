// lyceumctl publish: a draft becomes a revision that learners see.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lyceum/content/v1/explanation_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_authoring_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

struct Options {
  std::vector<std::string> names;
  bool validate_only = false;
};

absl::Status PublishOne(Session& session, const std::string& given, bool validate_only) {
  std::string name;
  int64_t revision = 0;
  if (absl::StrContains(given, "quizzes/")) {
    quiz::v1::PublishQuizRequest request;
    ASSIGN_OR_RETURN(name, session.Name("quizzes", given));
    request.set_name(name);
    request.set_validate_only(validate_only);
    ASSIGN_OR_RETURN(const auto response, session.Call(&quiz::v1::QuizAuthoringService::Stub::PublishQuiz, request));
    if (session.json()) session.PrintJson(response.quiz());
    revision = response.quiz().published_revision();
  } else {
    content::v1::PublishExplanationRequest request;
    ASSIGN_OR_RETURN(name, session.Name("explanations", given));
    request.set_name(name);
    request.set_validate_only(validate_only);
    ASSIGN_OR_RETURN(const auto response,
                     session.Call(&content::v1::ExplanationService::Stub::PublishExplanation, request));
    if (session.json()) session.PrintJson(response.explanation());
    revision = response.explanation().revision();
  }
  if (session.json()) return absl::OkStatus();
  session.Print(absl::StrCat(draw::Clean(WithoutTenant(name)), validate_only ? ": would be revision " : ": revision ",
                             revision, "\n"));
  return absl::OkStatus();
}

absl::Status RunPublish(Session& session, const Options& options) {
  for (const std::string& name : options.names) RETURN_IF_ERROR(PublishOne(session, name, options.validate_only));
  return absl::OkStatus();
}

}  // namespace

void AddPublish(Place place) {
  CLI::App& command = AddCommand(place, "publish", "Publish explanations and quizzes",
                                 "  lyceumctl publish cold-war\n"
                                 "  lyceumctl publish explanations/cold-war quizzes/cold-war-quiz\n\n"
                                 "A name without a collection is an explanation's.");
  auto options = std::make_shared<Options>();
  command.add_option("names", options->names, "What to publish")->required();
  command.add_flag("--validate-only", options->validate_only, "Check only, publish nothing");
  WhenChosen(place, command, options, RunPublish);
}

}  // namespace lyceum::ctl
