// lyceumctl save: puts something on the learner's own shelf.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lyceum/content/v1/explanation_service.grpc.pb.h"
#include "lyceum/content/v1/library_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using content::v1::LibraryService;

struct Options {
  std::string name, folder, title;
};

// The name of the folder with this title at the top; makes it if there is none.
absl::StatusOr<std::string> FolderNamed(Session& session, const std::string& user, const std::string& title) {
  content::v1::ListFoldersRequest list;
  list.set_parent(user);
  list.set_page_size(1000);
  do {
    ASSIGN_OR_RETURN(const auto page, session.Call(&LibraryService::Stub::ListFolders, list));
    for (const auto& folder : page.folders()) {
      if (folder.title() == title || folder.name() == title || LastSegment(folder.name()) == title)
        return folder.name();
    }
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  content::v1::CreateFolderRequest create;
  create.set_parent(user);
  create.mutable_folder()->set_title(title);
  ASSIGN_OR_RETURN(const auto created, session.Call(&LibraryService::Stub::CreateFolder, create));
  return created.folder().name();
}

// What lists call it; empty if it cannot be read now.
std::string TitleOf(Session& session, const std::string& target) {
  if (absl::StrContains(target, "/quizzes/")) {
    quiz::v1::GetQuizRequest request;
    request.set_name(target);
    const auto response = session.Call(&quiz::v1::QuizService::Stub::GetQuiz, request);
    return response.ok() ? response->paper().title() : "";
  }
  if (absl::StrContains(target, "/flashcards/")) return "";
  content::v1::GetExplanationRequest request;
  request.set_name(target);
  const auto response = session.Call(&content::v1::ExplanationService::Stub::GetExplanation, request);
  return response.ok() ? response->explanation().title() : "";
}

absl::Status RunSave(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::string user, session.User());
  const bool quiz = absl::StrContains(options.name, "quizzes/");
  ASSIGN_OR_RETURN(const std::string target, session.Name(quiz ? "quizzes" : "explanations", options.name));
  content::v1::SaveItemRequest request;
  request.set_parent(user);
  request.mutable_saved_item()->set_target(target);
  request.mutable_saved_item()->set_title(options.title.empty() ? TitleOf(session, target) : options.title);
  if (!options.folder.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_saved_item()->mutable_folder(), FolderNamed(session, user, options.folder));
  }
  ASSIGN_OR_RETURN(const auto response, session.Call(&LibraryService::Stub::SaveItem, request));
  if (session.json()) {
    session.PrintJson(response.saved_item());
  } else {
    session.Print(absl::StrCat(draw::Clean(WithoutTenant(response.saved_item().name())), "\n"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddSave(Place place) {
  CLI::App& command = AddCommand(place, "save", "Save an explanation, a flashcard or a quiz for later",
                                 "  lyceumctl save cold-war\n"
                                 "  lyceumctl save quizzes/cold-war-quiz --folder \"To do\"");
  auto options = std::make_shared<Options>();
  command.add_option("name", options->name, "What to save")->required();
  command.add_option("--folder", options->folder, "Folder, by its title; made if there is none");
  command.add_option("--title", options->title, "What to call it; else its own title");
  WhenChosen(place, command, options, RunSave);
}

}  // namespace lyceum::ctl
