// lyceumctl quiz stats: how good the questions of a quiz are.
#include "absl/strings/str_cat.h"
#include "lyceum/quiz/v1/analysis_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/failure.h"
#include "services/lyceumctl/render_analysis.h"

namespace lyceum::ctl {
namespace {

struct StatsOptions {
  std::string quiz, item;
  int64_t revision = 0;
  bool all = false, answers = false;
};

absl::Status RunStats(Session& session, const StatsOptions& options) {
  quiz::v1::GetItemAnalysisRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.Name("quizzes", options.quiz));
  request.set_revision(options.revision);
  request.set_sample(options.all ? quiz::v1::QuizAnalysis::SAMPLE_ALL : quiz::v1::QuizAnalysis::SAMPLE_FIRST);
  ASSIGN_OR_RETURN(auto response, session.Call(&quiz::v1::AnalysisService::Stub::GetItemAnalysis, request));
  const quiz::v1::QuizAnalysis& analysis = response.analysis();
  if (session.json()) {
    session.PrintJson(analysis);
    return absl::OkStatus();
  }
  if (options.item.empty()) session.Print(RenderAnalysis(analysis, session.width(), session.ink()));
  bool found = options.item.empty();
  for (int i = 0; i < analysis.items_size(); ++i) {
    if (options.item.empty() ? !options.answers : analysis.items(i).item() != options.item) continue;
    found = true;
    session.Print(absl::StrCat("\n", RenderAnswers(analysis.items(i), i + 1, session.width(), session.ink())));
  }
  return found ? absl::OkStatus() : UsageError("--item is the id of a graded item of the quiz");
}

}  // namespace

void AddQuizStats(Place place) {
  CLI::App& stats = AddCommand(place, "stats", "Show how hard the questions are, and how well they tell learners apart",
                               "  lyceumctl quiz stats cold-war-quiz\n"
                               "  lyceumctl quiz stats cold-war-quiz --answers\n"
                               "  lyceumctl quiz stats cold-war-quiz --all --revision 2 --json");
  auto options = std::make_shared<StatsOptions>();
  stats.add_option("quiz", options->quiz, "The quiz")->required();
  stats.add_option("--revision", options->revision, "Of this revision; else the published one")
      ->check(CLI::PositiveNumber);
  stats.add_flag("--all", options->all, "Count all attempts; else each learner's first");
  stats.add_flag("--answers", options->answers, "Show how often each answer was given");
  stats.add_option("--item", options->item, "The same of this item only");
  WhenChosen(place, stats, options, RunStats);
}

}  // namespace lyceum::ctl
