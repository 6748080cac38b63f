// lyceumctl quiz: take one, look at an attempt, at the grade.
#include "absl/strings/str_cat.h"
#include "lyceum/quiz/v1/attempt_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/quiz_run.h"
#include "services/lyceumctl/review.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

struct NameOptions {
  std::string name;
};

absl::Status RunReview(Session& session, const NameOptions& options) {
  ASSIGN_OR_RETURN(const std::string name, session.UserName("attempts", options.name));
  return ShowReview(session, name);
}

absl::Status RunGrade(Session& session, const NameOptions& options) {
  quiz::v1::GetQuizGradeRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.User());
  ASSIGN_OR_RETURN(*request.mutable_quiz(), session.Name("quizzes", options.name));
  ASSIGN_OR_RETURN(const auto response, session.Call(&quiz::v1::AttemptService::Stub::GetQuizGrade, request));
  const quiz::v1::QuizGrade& grade = response.grade();
  if (session.json()) {
    session.PrintJson(grade);
  } else if (grade.has_score()) {
    session.Print(absl::StrCat(Points(grade.score()), " of ", Points(grade.max_score()), " (",
                               Percent(grade.score(), grade.max_score()), "), ", grade.attempts(), " attempts, ",
                               EnumWord(quiz::v1::QuizPolicy::Grading_Name(grade.grading()), "GRADING_"), " counts\n"));
  } else {
    session.Print("no attempt is over yet\n");
  }
  return absl::OkStatus();
}

}  // namespace

void AddQuiz(Place place) {
  CLI::App& group = AddCommand(place, "quiz", "Take a quiz, see grade and statistics; import, export", "");
  group.require_subcommand(1);
  const Place inside{group, place.chosen};

  CLI::App& take = AddCommand(inside, "take", "Take a quiz in the terminal",
                              "  lyceumctl quiz take cold-war-quiz\n"
                              "  lyceumctl quiz take cold-war-quiz --answers answers.txt --json\n"
                              "  printf 'a\\nb c\\n1956\\n' | lyceumctl quiz take cold-war-quiz\n\n"
                              "A file of answers has a line for each question, in their order, empty to leave one\n"
                              "out; or lines \"ITEM: ANSWER\"; or is a JSON object {\"ITEM\": \"ANSWER\"}, where an\n"
                              "answer may also be a Response in JSON. Answers are letters, whole texts, t or f,\n"
                              "numbers, 1b 2a for pairs, dates.");
  auto options = std::make_shared<TakeOptions>();
  take.add_option("quiz", options->quiz, "The quiz")->required();
  take.add_option("--answers", options->answers, "File of answers; - for standard input")->type_name("FILE");
  take.add_flag("--no-finish", options->no_finish, "Leave the attempt open at the end");
  WhenChosen(inside, take, options, TakeQuiz);

  AddQuizStats(inside);

  auto name = std::make_shared<NameOptions>();
  CLI::App& review = AddCommand(inside, "review", "Show the answers of an attempt that is over",
                                "  lyceumctl quiz review 01hq...\n  lyceumctl quiz review 01hq... --user ada --json");
  review.add_option("attempt", name->name, "The attempt")->required();
  WhenChosen(inside, review, name, RunReview);

  CLI::App& grade = AddCommand(inside, "grade", "Show the grade over all attempts at a quiz",
                               "  lyceumctl quiz grade cold-war-quiz");
  grade.add_option("quiz", name->name, "The quiz")->required();
  WhenChosen(inside, grade, name, RunGrade);

  AddQuizTransfer(inside);
}

}  // namespace lyceum::ctl
