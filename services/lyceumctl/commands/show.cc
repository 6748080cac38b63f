// lyceumctl show: one thing, to be read.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lyceum/content/v1/explanation_service.grpc.pb.h"
#include "lyceum/content/v1/flashcard_service.grpc.pb.h"
#include "lyceum/quiz/v1/attempt_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_authoring_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/render.h"
#include "services/lyceumctl/review.h"

namespace lyceum::ctl {
namespace {

struct Options {
  std::string name;
  bool draft = false, key = false;
  int64_t revision = 0;
};

// Prints the message as JSON, or what `render` makes of it.
template <class Message, class Render>
absl::Status Put(Session& session, const Message& message, Render render) {
  if (session.json()) session.PrintJson(message);
  else session.Print(render(message));
  return absl::OkStatus();
}

absl::Status ShowExplanation(Session& session, const Options& options, const std::string& name) {
  auto render = [&](const content::v1::Explanation& explanation) {
    return RenderExplanation(explanation, session.width(), session.ink());
  };
  if (options.revision > 0) {
    content::v1::GetRevisionRequest request;
    request.set_name(name);
    request.set_revision(options.revision);
    ASSIGN_OR_RETURN(const auto response, session.Call(&content::v1::ExplanationService::Stub::GetRevision, request));
    return Put(session, response.explanation(), render);
  }
  content::v1::GetExplanationRequest request;
  request.set_name(name);
  request.set_view(options.draft ? content::v1::GetExplanationRequest::VIEW_DRAFT
                                 : content::v1::GetExplanationRequest::VIEW_PUBLISHED);
  ASSIGN_OR_RETURN(const auto response, session.Call(&content::v1::ExplanationService::Stub::GetExplanation, request));
  return Put(session, response.explanation(), render);
}

absl::Status ShowCard(Session& session, const std::string& name) {
  content::v1::GetFlashcardRequest request;
  request.set_name(name);
  ASSIGN_OR_RETURN(const auto response, session.Call(&content::v1::FlashcardService::Stub::GetFlashcard, request));
  return Put(session, response.flashcard(), [&](const content::v1::Flashcard& card) {
    return RenderCard(card, session.width(), session.ink());
  });
}

absl::Status ShowQuiz(Session& session, const Options& options, const std::string& name) {
  if (options.key || options.draft || options.revision > 0) {
    auto render = [&](const quiz::v1::Quiz& quiz) {
      return RenderQuiz(quiz, options.key, session.width(), session.ink());
    };
    using Authoring = quiz::v1::QuizAuthoringService::Stub;
    if (options.revision > 0) {
      quiz::v1::GetQuizRevisionRequest request;
      request.set_name(absl::StrCat(name, "/revisions/", options.revision));
      ASSIGN_OR_RETURN(const auto response, session.Call(&Authoring::GetQuizRevision, request));
      return Put(session, response.quiz(), render);
    }
    quiz::v1::GetAuthoredQuizRequest request;
    request.set_name(name);
    ASSIGN_OR_RETURN(const auto response, session.Call(&Authoring::GetAuthoredQuiz, request));
    return Put(session, response.quiz(), render);
  }
  quiz::v1::GetQuizRequest request;
  request.set_name(name);
  ASSIGN_OR_RETURN(const auto response, session.Call(&quiz::v1::QuizService::Stub::GetQuiz, request));
  return Put(session, response.paper(), [&](const quiz::v1::Paper& paper) {
    return RenderPaper(paper, session.width(), session.ink());
  });
}

absl::Status RunShow(Session& session, const Options& options) {
  if (absl::StrContains(options.name, "attempts/")) {
    ASSIGN_OR_RETURN(const std::string name, session.UserName("attempts", options.name));
    return ShowReview(session, name);
  }
  if (absl::StrContains(options.name, "quizzes/")) {
    ASSIGN_OR_RETURN(const std::string name, session.Name("quizzes", options.name));
    return ShowQuiz(session, options, name);
  }
  ASSIGN_OR_RETURN(const std::string name, session.Name("explanations", options.name));
  if (absl::StrContains(name, "/flashcards/")) return ShowCard(session, name);
  return ShowExplanation(session, options, name);
}

}  // namespace

void AddShow(Place place) {
  CLI::App& command = AddCommand(place, "show", "Show an explanation, a flashcard, a quiz or an attempt",
                                 "  lyceumctl show cold-war\n"
                                 "  lyceumctl show explanations/cold-war --draft\n"
                                 "  lyceumctl show explanations/cold-war/flashcards/c1\n"
                                 "  lyceumctl show quizzes/cold-war-quiz --key\n"
                                 "  lyceumctl show attempts/01hq...\n\n"
                                 "A name without a collection is an explanation's.");
  auto options = std::make_shared<Options>();
  command.add_option("name", options->name, "What to show")->required();
  command.add_flag("--draft", options->draft, "What authors work on, not what is published");
  command.add_flag("--key", options->key, "A quiz as its author sees it, with the answers");
  command.add_option("--revision", options->revision, "This published revision")->check(CLI::PositiveNumber);
  WhenChosen(place, command, options, RunShow);
}

}  // namespace lyceum::ctl
