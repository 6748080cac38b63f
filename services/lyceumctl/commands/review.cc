// lyceumctl review: study by spaced repetition.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "lyceum/progress/v1/optimizer_service.grpc.pb.h"
#include "lyceum/progress/v1/review_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/memory_cards.h"
#include "services/lyceumctl/operation.h"
#include "services/lyceumctl/render.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using progress::v1::Rating;
using progress::v1::ReviewService;

struct Options {
  std::string preset = "default", explanation, card, rating, entry;
  int limit = 50;
  bool evaluate = false, preview = false;
};

absl::StatusOr<progress::v1::GetQueueResponse> Queue(Session& session, const Options& options) {
  progress::v1::GetQueueRequest request;
  ASSIGN_OR_RETURN(*request.mutable_preset(), session.UserName("presets", options.preset));
  request.set_page_size(options.limit);
  return session.Call(&ReviewService::Stub::GetQueue, request);
}

std::string StateWord(progress::v1::Card::State state) {
  return EnumWord(progress::v1::Card::State_Name(state), "STATE_");
}

absl::Status RunAdd(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const int count, AddFlashcards(session, options.explanation, options.preset));
  session.Say(absl::StrCat(count, " cards\n"));
  return absl::OkStatus();
}

absl::Status RunQueue(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const auto queue, Queue(session, options));
  if (session.json()) {
    session.PrintJson(queue);
    return absl::OkStatus();
  }
  session.Print(absl::StrCat(queue.new_count(), " new, ", queue.learning_count(), " learning, ", queue.review_count(),
                             " to review\n"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& queued : queue.cards()) {
    const progress::v1::Card& card = queued.card();
    rows.push_back({LastSegment(card.name()), StateWord(card.state()),
                    card.has_recall() ? Percent(card.recall(), 1) : "-", absl::StrCat(card.answers())});
  }
  if (rows.empty()) return absl::OkStatus();
  session.Print(draw::Table({{"CARD"}, {"STATE"}, {"RECALL", draw::Align::kRight}, {"ANSWERS", draw::Align::kRight}},
                            rows, session.width(), session.ink()));
  return absl::OkStatus();
}

absl::Status RunPreview(Session& session, const Options& options) {
  progress::v1::PreviewIntervalsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.UserName("cards", options.card));
  ASSIGN_OR_RETURN(const auto response, session.Call(&ReviewService::Stub::PreviewIntervals, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  for (const auto& preview : response.previews()) {
    session.Print(absl::StrFormat("%-6s %-8s %s\n", EnumWord(progress::v1::Rating_Name(preview.rating()), "RATING_"),
                                  DueIn(preview.due_time(), preview.interval_days()), StateWord(preview.state())));
  }
  return absl::OkStatus();
}

void PrintCard(Session& session, const progress::v1::Card& card) {
  if (session.json()) return session.PrintJson(card);
  session.Print(absl::StrCat(draw::Clean(LastSegment(card.name())), ": ", StateWord(card.state()), ", due in ",
                             DueIn(card.due_time(), card.interval_days()), "\n"));
}

absl::Status RunAnswer(Session& session, const Options& options) {
  progress::v1::ReviewEntry entry = NewEntry(options.card);
  Rating rating;
  if (!progress::v1::Rating_Parse(absl::StrCat("RATING_", absl::AsciiStrToUpper(options.rating)), &rating)) {
    return UsageError("the rating is again, hard, good or easy");
  }
  entry.mutable_answered()->set_rating(rating);
  ASSIGN_OR_RETURN(const progress::v1::Card card, Record(session, entry));
  PrintCard(session, card);
  session.Say(absl::StrCat("To undo: lyceumctl review undo ", options.card, " ", entry.entry_id(), "\n"));
  return absl::OkStatus();
}

absl::Status RunUndo(Session& session, const Options& options) {
  progress::v1::ReviewEntry entry = NewEntry(options.card);
  entry.set_undo_entry_id(options.entry);
  ASSIGN_OR_RETURN(const progress::v1::Card card, Record(session, entry));
  PrintCard(session, card);
  return absl::OkStatus();
}

// A line that the learner types; false at the end of input.
bool Typed(Session& session, absl::string_view prompt, std::string& line) {
  session.Print(prompt);
  std::fflush(stdout);
  if (!std::getline(std::cin, line)) return false;
  line = std::string(absl::StripAsciiWhitespace(line));
  return true;
}

// What is asked: the front, or the text with its gaps hidden.
std::string Question(const content::v1::Flashcard& card) {
  if (card.kind() != content::v1::Flashcard::KIND_CLOZE) return card.front();
  std::string text = card.cloze_text();
  for (size_t begin = text.find("{{"); begin != std::string::npos; begin = text.find("{{", begin)) {
    const size_t end = text.find("}}", begin);
    if (end == std::string::npos) break;
    text.replace(begin, end + 2 - begin, "[...]");
  }
  return text;
}

// Asks one card. False if the learner goes away.
absl::StatusOr<bool> Ask(Session& session, const progress::v1::QueuedCard& queued) {
  const absl::StatusOr<content::v1::Flashcard> flashcard = FlashcardOf(session, queued.card());
  const std::string front = flashcard.ok() ? Question(*flashcard) : LastSegment(queued.card().name());
  const absl::Time begin = absl::Now();
  std::string line;
  const std::string asked = session.ink().Bold(draw::CleanLines(front));
  if (!Typed(session, absl::StrCat("\n", asked, "\n[Enter] "), line)) return false;
  if (flashcard.ok()) session.Print(RenderCard(*flashcard, session.width(), session.ink()));
  std::string buttons;
  int number = 0;
  for (const auto& preview : queued.previews()) {
    absl::StrAppend(&buttons, ++number, " ", EnumWord(progress::v1::Rating_Name(preview.rating()), "RATING_"), " (",
                    DueIn(preview.due_time(), preview.interval_days()), ")  ");
  }
  int rating = 0;
  do {
    if (!Typed(session, absl::StrCat(session.ink().Faint(buttons), "> "), line)) return false;
  } while (!absl::SimpleAtoi(line, &rating) || rating < 1 || rating > 4);
  progress::v1::ReviewEntry entry = NewEntry(LastSegment(queued.card().name()));
  entry.mutable_answered()->set_rating(static_cast<Rating>(rating));
  entry.mutable_answered()->mutable_time_spent()->set_seconds(
      std::min<int64_t>(absl::ToInt64Seconds(absl::Now() - begin), 24 * 3600));
  RETURN_IF_ERROR(Record(session, entry).status());
  return true;
}

absl::Status RunStudy(Session& session, const Options& options) {
  if (session.json()) return UsageError("study asks a person: use queue and answer with --json");
  for (int answered = 0;; ++answered) {
    Options one = options;
    one.limit = 1;
    ASSIGN_OR_RETURN(const auto queue, Queue(session, one));
    if (queue.cards().empty()) {
      session.Say(absl::StrCat("\n", answered, " answers. Nothing more for now.\n"));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const bool goes_on, Ask(session, queue.cards(0)));
    if (goes_on) continue;
    session.Say(absl::StrCat("\n", answered, " answers; all are kept.\n"));
    return absl::OkStatus();
  }
}

absl::Status RunOptimize(Session& session, const Options& options) {
  progress::v1::OptimizePresetRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.UserName("presets", options.preset));
  request.set_evaluate_only(options.evaluate);
  request.set_validate_only(options.preview);
  ASSIGN_OR_RETURN(const auto started,
                   session.Call(&progress::v1::OptimizerService::Stub::OptimizePreset, request));
  ProgressView view("optimize", session.settings().quiet || session.json());
  ASSIGN_OR_RETURN(const api::v1::Operation operation, WaitFor(session, Peer::kProgress, started.operation(), view));
  view.Clear();
  ASSIGN_OR_RETURN(const auto result, ResultOf<progress::v1::OptimizePresetResult>(operation));
  if (session.json()) {
    session.PrintJson(result);
    return absl::OkStatus();
  }
  session.Print(absl::StrFormat("%d answers, %d to learn from\nbefore  log loss %.4f  RMSE %.4f\n", result.answers(),
                                result.items(), result.before().log_loss(), result.before().rmse_bins()));
  if (result.has_after()) {
    session.Print(absl::StrFormat("after   log loss %.4f  RMSE %.4f\n", result.after().log_loss(),
                                  result.after().rmse_bins()));
    session.Print(result.replaced() ? "The preset has the new parameters.\n" : "The preset stays as it is.\n");
  }
  return absl::OkStatus();
}

}  // namespace

void AddReview(Place place) {
  CLI::App& group = AddCommand(place, "review", "Study by spaced repetition", "");
  group.require_subcommand(1);
  const Place inside{group, place.chosen};
  auto options = std::make_shared<Options>();
  const auto preset = [&](CLI::App& command) {
    command.add_option("--preset", options->preset, "The preset of the cards")->capture_default_str();
  };

  CLI::App& add = AddCommand(inside, "add", "Add the flashcards of an explanation to the cards to remember",
                             "  lyceumctl review add cold-war");
  add.add_option("explanation", options->explanation, "The explanation")->required();
  preset(add);
  WhenChosen(inside, add, options, RunAdd);

  CLI::App& study = AddCommand(inside, "study", "Study what is due, card by card", "  lyceumctl review study");
  preset(study);
  WhenChosen(inside, study, options, RunStudy);

  CLI::App& queue = AddCommand(inside, "queue", "Show what to study now", "  lyceumctl review queue --json");
  preset(queue);
  queue.add_option("--limit", options->limit, "How many cards")->check(CLI::Range(1, 1000))->capture_default_str();
  WhenChosen(inside, queue, options, RunQueue);

  CLI::App& preview = AddCommand(inside, "preview", "Show what each answer would make of a card",
                                 "  lyceumctl review preview cold-war~01hq...");
  preview.add_option("card", options->card, "The card")->required();
  WhenChosen(inside, preview, options, RunPreview);

  CLI::App& answer = AddCommand(inside, "answer", "Record an answer: again, hard, good or easy",
                                "  lyceumctl review answer cold-war~01hq... good");
  answer.add_option("card", options->card, "The card's id")->required();
  answer.add_option("rating", options->rating, "again, hard, good or easy")->required();
  WhenChosen(inside, answer, options, RunAnswer);

  CLI::App& undo = AddCommand(inside, "undo", "Take a line of the log back", "  lyceumctl review undo CARD ENTRY");
  undo.add_option("card", options->card, "The card's id")->required();
  undo.add_option("entry", options->entry, "The line's id")->required();
  WhenChosen(inside, undo, options, RunUndo);

  CLI::App& optimize = AddCommand(inside, "optimize", "Fit the preset's parameters to the log",
                                  "  lyceumctl review optimize\n  lyceumctl review optimize --evaluate");
  preset(optimize);
  optimize.add_flag("--evaluate", options->evaluate, "Only say how well the parameters predict");
  optimize.add_flag("--preview", options->preview, "Change nothing");
  WhenChosen(inside, optimize, options, RunOptimize);
}

}  // namespace lyceum::ctl
