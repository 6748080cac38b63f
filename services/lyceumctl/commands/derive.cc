// lyceumctl derive: flashcards and quizzes out of an explanation.
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "lyceum/content/v1/flashcard_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_authoring_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/render.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::DeriveQuizRequest;
using quiz::v1::QuizPolicy;

const std::map<std::string, DeriveQuizRequest::Origin> kOrigins = {
    {"terms", DeriveQuizRequest::ORIGIN_TERMS},       {"true-false", DeriveQuizRequest::ORIGIN_TRUE_FALSE},
    {"matching", DeriveQuizRequest::ORIGIN_MATCHING}, {"dates", DeriveQuizRequest::ORIGIN_DATES},
    {"ordering", DeriveQuizRequest::ORIGIN_ORDERING}, {"questions", DeriveQuizRequest::ORIGIN_QUESTIONS}};
const std::map<std::string, QuizPolicy::Grading> kGradings = {{"highest", QuizPolicy::GRADING_HIGHEST},
                                                              {"average", QuizPolicy::GRADING_AVERAGE},
                                                              {"first", QuizPolicy::GRADING_FIRST},
                                                              {"last", QuizPolicy::GRADING_LAST}};

template <class Value>
std::vector<std::string> Keys(const std::map<std::string, Value>& values) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : values) keys.push_back(key);
  return keys;
}

struct CardOptions {
  std::string explanation;
  bool preview = false, draft = false;
};

absl::Status RunCards(Session& session, const CardOptions& options) {
  content::v1::DeriveFlashcardsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Name("explanations", options.explanation));
  request.set_validate_only(options.preview);
  request.set_from_draft(options.draft);
  ASSIGN_OR_RETURN(const auto response, session.Call(&content::v1::FlashcardService::Stub::DeriveFlashcards, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& card : response.flashcards()) {
    const bool cloze = card.kind() == content::v1::Flashcard::KIND_CLOZE;
    rows.push_back({options.preview ? "-" : LastSegment(card.name()), cloze ? "cloze" : "basic",
                    cloze ? card.cloze_text() : card.front(), card.back()});
  }
  if (!rows.empty()) {
    session.Print(draw::Table(
        {{"NAME"}, {"KIND"}, {"FRONT", draw::Align::kLeft, true}, {"BACK", draw::Align::kLeft, true}}, rows,
        session.width(), session.ink()));
  }
  session.Say(absl::StrCat(response.flashcards_size(), options.preview ? " cards would be made, " : " cards made, ",
                           response.unchanged_count(), " were there already\n"));
  return absl::OkStatus();
}

struct QuizOptions {
  std::string explanation, id, title, feedback = "deferred", grading = "highest", time_limit, grace;
  std::vector<std::string> origins;
  bool preview = false, publish = false, shuffle = false, no_review = false, allow_change = false;
  int attempts = 0, max_items = 0;
  int64_t seed = 0;
};

absl::Status SetDuration(const std::string& option, const std::string& text, google::protobuf::Duration& field) {
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) || duration < absl::Seconds(1)) {
    return UsageError(absl::StrCat(option, " is a duration such as 90s or 10m"));
  }
  field.set_seconds(absl::ToInt64Seconds(duration));
  return absl::OkStatus();
}

absl::Status FillPolicy(const QuizOptions& options, QuizPolicy& policy) {
  policy.set_feedback(options.feedback == "immediate" ? QuizPolicy::FEEDBACK_IMMEDIATE
                                                      : QuizPolicy::FEEDBACK_DEFERRED);
  policy.set_grading(kGradings.at(options.grading));
  policy.set_attempts_allowed(options.attempts);
  policy.set_shuffle_items(options.shuffle);
  policy.set_shuffle_choices(options.shuffle);
  policy.set_review_after_finish(!options.no_review);
  policy.set_allow_change(options.allow_change);
  if (!options.time_limit.empty()) {
    RETURN_IF_ERROR(SetDuration("--time-limit", options.time_limit, *policy.mutable_time_limit()));
  }
  if (!options.grace.empty()) RETURN_IF_ERROR(SetDuration("--grace", options.grace, *policy.mutable_grace()));
  return absl::OkStatus();
}

absl::Status RunQuiz(Session& session, const QuizOptions& options) {
  DeriveQuizRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  ASSIGN_OR_RETURN(*request.mutable_explanation(), session.Name("explanations", options.explanation));
  request.set_quiz_id(options.id);
  request.set_title(options.title);
  request.set_max_items(options.max_items);
  request.set_seed(options.seed);
  request.set_validate_only(options.preview);
  for (const std::string& origin : options.origins) request.add_origins(kOrigins.at(origin));
  RETURN_IF_ERROR(FillPolicy(options, *request.mutable_policy()));
  using Authoring = quiz::v1::QuizAuthoringService::Stub;
  ASSIGN_OR_RETURN(const auto derived, session.Call(&Authoring::DeriveQuiz, request));
  quiz::v1::Quiz quiz = derived.quiz();
  if (options.publish && !options.preview) {
    quiz::v1::PublishQuizRequest publish;
    publish.set_name(quiz.name());
    ASSIGN_OR_RETURN(const auto published, session.Call(&Authoring::PublishQuiz, publish));
    quiz = published.quiz();
  }
  if (session.json()) {
    session.PrintJson(quiz);
  } else if (options.preview) {
    session.Print(RenderQuiz(quiz, true, session.width(), session.ink()));
  } else {
    session.Print(absl::StrCat(draw::Clean(WithoutTenant(quiz.name())), ": ", draw::Clean(quiz.title()), ", ",
                               quiz.items_size(), " items, ", options.publish ? "published\n" : "draft\n"));
  }
  return absl::OkStatus();
}

void AddQuizDerivation(Place inside) {
  CLI::App& quiz = AddCommand(inside, "quiz", "Make a quiz of a published explanation",
                              "  lyceumctl derive quiz cold-war --preview\n"
                              "  lyceumctl derive quiz cold-war --id cold-war-quiz --publish\n"
                              "  lyceumctl derive quiz cold-war --from terms dates --max-items 10 \\\n"
                              "      --feedback immediate --time-limit 10m --attempts 2");
  auto options = std::make_shared<QuizOptions>();
  quiz.add_option("explanation", options->explanation, "The explanation")->required();
  quiz.add_flag("--preview", options->preview, "Show it with its key, store nothing");
  quiz.add_flag("--publish", options->publish, "Publish it at once");
  quiz.add_option("--id", options->id, "Last part of the quiz's name; else made by the server");
  quiz.add_option("--title", options->title, "Title; else the explanation's");
  quiz.add_option("--from", options->origins, "What to ask about; everything if not given")
      ->check(CLI::IsMember(Keys(kOrigins)));
  quiz.add_option("--max-items", options->max_items, "At most so many questions")->check(CLI::Range(1, 500));
  quiz.add_option("--seed", options->seed, "The same seed makes the same quiz");
  quiz.add_option("--feedback", options->feedback, "When answers are shown")
      ->check(CLI::IsMember({"immediate", "deferred"}))
      ->capture_default_str();
  quiz.add_option("--grading", options->grading, "Which attempt counts")
      ->check(CLI::IsMember(Keys(kGradings)))
      ->capture_default_str();
  quiz.add_option("--time-limit", options->time_limit, "Time for an attempt, such as 10m");
  quiz.add_option("--grace", options->grace, "How long after that answers are still taken, such as 30s");
  quiz.add_option("--attempts", options->attempts, "Attempts allowed; 0 for any number")->check(CLI::Range(0, 1000));
  quiz.add_flag("--shuffle", options->shuffle, "Another order of items and choices in each attempt");
  quiz.add_flag("--no-review", options->no_review, "Do not show the answers at the end");
  quiz.add_flag("--allow-change", options->allow_change, "Submitted answers may be changed until the end");
  WhenChosen(inside, quiz, options, RunQuiz);
}

}  // namespace

void AddDerive(Place place) {
  CLI::App& group = AddCommand(place, "derive", "Make flashcards or a quiz of an explanation", "");
  group.require_subcommand(1);
  const Place inside{group, place.chosen};
  CLI::App& cards = AddCommand(inside, "cards", "Make flashcards of an explanation",
                               "  lyceumctl derive cards cold-war --preview\n  lyceumctl derive cards cold-war");
  auto options = std::make_shared<CardOptions>();
  cards.add_option("explanation", options->explanation, "The explanation")->required();
  cards.add_flag("--preview", options->preview, "Show them, store nothing");
  cards.add_flag("--draft", options->draft, "From the draft instead of what is published");
  WhenChosen(inside, cards, options, RunCards);
  AddQuizDerivation(inside);
}

}  // namespace lyceum::ctl
