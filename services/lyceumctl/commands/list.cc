// lyceumctl list: what there is, a line each.
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lyceum/api/v1/operation.grpc.pb.h"
#include "lyceum/content/v1/annotation_service.grpc.pb.h"
#include "lyceum/content/v1/explanation_service.grpc.pb.h"
#include "lyceum/content/v1/flashcard_service.grpc.pb.h"
#include "lyceum/content/v1/library_service.grpc.pb.h"
#include "lyceum/content/v1/topic_service.grpc.pb.h"
#include "lyceum/quiz/v1/attempt_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_authoring_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/listing.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

struct Options {
  std::string what, of, filter, order_by;
  bool authored = false, show_deleted = false;
  int limit = 200;
};

absl::Status ListExplanations(Session& session, const Options& options) {
  content::v1::ListExplanationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  request.set_filter(options.filter);
  request.set_order_by(options.order_by);
  request.set_show_deleted(options.show_deleted);
  Listing listing({{"NAME"}, {"TITLE", draw::Align::kLeft, true}, {"LANG"}, {"TOPIC", draw::Align::kLeft, true},
                   {"STATE"}, {"REV", draw::Align::kRight}, {"UPDATED"}}, options.limit);
  return listing.Run(
      session, request, &content::v1::ExplanationService::Stub::ListExplanations,
      [](const content::v1::ListExplanationsResponse& page) -> const auto& { return page.explanations(); },
      [](const content::v1::Explanation& e) {
        return Cells{LastSegment(e.name()), e.title(), e.language(), absl::StrJoin(e.topic_path(), "/"),
                     EnumWord(content::v1::Explanation::State_Name(e.state()), "STATE_"),
                     absl::StrCat(e.published_revision()), ShortTime(e.update_time())};
      });
}

absl::Status ListQuizzes(Session& session, const Options& options) {
  if (options.authored || options.show_deleted) {
    quiz::v1::ListAuthoredQuizzesRequest request;
    ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
    request.set_show_deleted(options.show_deleted);
    Listing listing({{"NAME"}, {"TITLE", draw::Align::kLeft, true}, {"STATE"}, {"REV", draw::Align::kRight},
                     {"PUBLISHED", draw::Align::kRight}, {"UPDATED"}}, options.limit);
    return listing.Run(
        session, request, &quiz::v1::QuizAuthoringService::Stub::ListAuthoredQuizzes,
        [](const quiz::v1::ListAuthoredQuizzesResponse& page) -> const auto& { return page.quizzes(); },
        [](const quiz::v1::Quiz& q) {
          return Cells{LastSegment(q.name()), q.title(), EnumWord(quiz::v1::Quiz::State_Name(q.state()), "STATE_"),
                       absl::StrCat(q.revision()), absl::StrCat(q.published_revision()), ShortTime(q.update_time())};
        });
  }
  quiz::v1::ListQuizzesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  if (!options.of.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_explanation(), session.Name("explanations", options.of));
  }
  Listing listing({{"NAME"}, {"TITLE", draw::Align::kLeft, true}, {"LANG"}, {"TOPIC", draw::Align::kLeft, true},
                   {"ITEMS", draw::Align::kRight}, {"POINTS", draw::Align::kRight}, {"PUBLISHED"}}, options.limit);
  return listing.Run(
      session, request, &quiz::v1::QuizService::Stub::ListQuizzes,
      [](const quiz::v1::ListQuizzesResponse& page) -> const auto& { return page.quizzes(); },
      [](const quiz::v1::PaperSummary& q) {
        return Cells{LastSegment(q.name()), q.title(), q.language(), absl::StrJoin(q.topic_path(), "/"),
                     absl::StrCat(q.item_count()), Points(q.max_score()), ShortTime(q.publish_time())};
      });
}

absl::Status ListCards(Session& session, const Options& options) {
  if (options.of.empty()) return UsageError("list cards needs --of EXPLANATION");
  content::v1::ListFlashcardsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Name("explanations", options.of));
  Listing listing({{"NAME"}, {"KIND"}, {"FRONT", draw::Align::kLeft, true}, {"BACK", draw::Align::kLeft, true}},
                  options.limit);
  return listing.Run(
      session, request, &content::v1::FlashcardService::Stub::ListFlashcards,
      [](const content::v1::ListFlashcardsResponse& page) -> const auto& { return page.flashcards(); },
      [](const content::v1::Flashcard& card) {
        const bool cloze = card.kind() == content::v1::Flashcard::KIND_CLOZE;
        return Cells{LastSegment(card.name()), cloze ? "cloze" : "basic", cloze ? card.cloze_text() : card.front(),
                     card.back()};
      });
}

absl::Status ListAttempts(Session& session, const Options& options) {
  quiz::v1::ListAttemptsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.User());
  if (!options.of.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_quiz(), session.Name("quizzes", options.of));
  }
  Listing listing({{"NAME"}, {"QUIZ"}, {"NO", draw::Align::kRight}, {"STATE"}, {"SCORE", draw::Align::kRight},
                   {"STARTED"}, {"FINISHED"}}, options.limit);
  return listing.Run(
      session, request, &quiz::v1::AttemptService::Stub::ListAttempts,
      [](const quiz::v1::ListAttemptsResponse& page) -> const auto& { return page.attempts(); },
      [](const quiz::v1::Attempt& a) {
        return Cells{LastSegment(a.name()), LastSegment(a.quiz()), absl::StrCat(a.number()),
                     EnumWord(quiz::v1::Attempt::State_Name(a.state()), "STATE_"),
                     a.has_score() ? absl::StrCat(Points(a.score()), "/", Points(a.max_score())) : "-",
                     ShortTime(a.start_time()), ShortTime(a.finish_time())};
      });
}

absl::Status ListSaved(Session& session, const Options& options) {
  content::v1::ListSavedItemsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.User());
  if (options.of.empty()) {
    request.set_all_folders(true);
  } else {
    ASSIGN_OR_RETURN(*request.mutable_folder(), session.UserName("folders", options.of));
  }
  Listing listing({{"NAME"}, {"TITLE", draw::Align::kLeft, true}, {"TARGET"}, {"FOLDER"}, {"SAVED"}}, options.limit);
  return listing.Run(
      session, request, &content::v1::LibraryService::Stub::ListSavedItems,
      [](const content::v1::ListSavedItemsResponse& page) -> const auto& { return page.saved_items(); },
      [](const content::v1::SavedItem& item) {
        return Cells{LastSegment(item.name()), item.title(), WithoutTenant(item.target()), LastSegment(item.folder()),
                     ShortTime(item.create_time())};
      });
}

absl::Status ListFolders(Session& session, const Options& options) {
  content::v1::ListFoldersRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.User());
  Listing listing({{"NAME"}, {"TITLE", draw::Align::kLeft, true}, {"IN"}}, options.limit);
  return listing.Run(
      session, request, &content::v1::LibraryService::Stub::ListFolders,
      [](const content::v1::ListFoldersResponse& page) -> const auto& { return page.folders(); },
      [](const content::v1::Folder& folder) {
        return Cells{LastSegment(folder.name()), folder.title(), LastSegment(folder.parent_folder())};
      });
}

absl::Status ListHighlights(Session& session, const Options& options) {
  content::v1::ListAnnotationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.User());
  if (!options.of.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_explanation(), session.Name("explanations", options.of));
  }
  Listing listing({{"NAME"}, {"EXPLANATION"}, {"STATE"}, {"QUOTE", draw::Align::kLeft, true},
                   {"NOTE", draw::Align::kLeft, true}}, options.limit);
  return listing.Run(
      session, request, &content::v1::AnnotationService::Stub::ListAnnotations,
      [](const content::v1::ListAnnotationsResponse& page) -> const auto& { return page.annotations(); },
      [](const content::v1::Annotation& a) {
        return Cells{LastSegment(a.name()), LastSegment(a.explanation()),
                     EnumWord(content::v1::Annotation::State_Name(a.state()), "STATE_"), a.span().quote(), a.note()};
      });
}

absl::Status ListTopics(Session& session, const Options& options) {
  content::v1::ListTopicsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  Listing listing({{"TOPIC"}, {"TITLE", draw::Align::kLeft, true}, {"EXPLANATIONS", draw::Align::kRight}},
                  options.limit);
  return listing.Run(
      session, request, &content::v1::TopicService::Stub::ListTopics,
      [](const content::v1::ListTopicsResponse& page) -> const auto& { return page.topics(); },
      [](const content::v1::Topic& topic) {
        return Cells{absl::StrJoin(topic.path(), "/"), topic.title(), absl::StrCat(topic.explanation_count())};
      });
}

using ListCommand = absl::Status (*)(Session&, const Options&);
const std::map<std::string, ListCommand> kLists = {
    {"explanations", ListExplanations}, {"quizzes", ListQuizzes}, {"cards", ListCards},
    {"attempts", ListAttempts},         {"saved", ListSaved},     {"folders", ListFolders},
    {"highlights", ListHighlights},     {"topics", ListTopics},
    {"operations", [](Session& session, const Options& options) {
       return ListOperations(session, Peer::kContent, options.limit);
     }}};

absl::Status RunList(Session& session, const Options& options) { return kLists.at(options.what)(session, options); }

}  // namespace

void AddList(Place place) {
  CLI::App& command = AddCommand(place, "list", "List explanations, quizzes, cards, attempts, ...",
                                 "  lyceumctl list explanations --filter 'topic = history'\n"
                                 "  lyceumctl list cards --of cold-war\n"
                                 "  lyceumctl list quizzes --authored\n"
                                 "  lyceumctl list attempts --of cold-war-quiz --json");
  auto options = std::make_shared<Options>();
  std::vector<std::string> names;
  for (const auto& [name, run] : kLists) names.push_back(name);
  command.add_option("what", options->what, "What to list")->required()->check(CLI::IsMember(names));
  command.add_option("--of", options->of, "Of this explanation, quiz or folder");
  command.add_option("--filter", options->filter, "Explanations only: such as language = en AND topic = \"history\"");
  command.add_option("--order-by", options->order_by, "Explanations only: \"title\", \"update_time desc\", ...");
  command.add_flag("--authored", options->authored, "Quizzes as authors see them, drafts too");
  command.add_flag("--show-deleted", options->show_deleted, "Deleted ones too (authors)");
  command.add_option("--limit", options->limit, "At most so many; 0 for all")->capture_default_str();
  WhenChosen(place, command, options, RunList);
}

}  // namespace lyceum::ctl
