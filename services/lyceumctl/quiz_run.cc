#include "services/lyceumctl/quiz_run.h"

#include <cstdio>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "lyceum/quiz/v1/attempt_service.grpc.pb.h"
#include "services/lyceumctl/answers.h"
#include "services/lyceumctl/draw/progress.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/draw/wrap.h"
#include "services/lyceumctl/files.h"
#include "services/lyceumctl/render.h"
#include "services/lyceumctl/review.h"
#include "services/lyceumctl/terminal.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::AttemptService;
using quiz::v1::PaperItem;

constexpr int kWrongFormsAllowed = 100;  // A person gets that many tries to type one answer.

// One attempt while it is taken.
class Run {
 public:
  Run(Session& session, const quiz::v1::StartAttemptResponse& start) : session_(session), start_(start) {
    for (const auto& item : start.attempt().items()) {
      if (item.state() == quiz::v1::ItemState::STATE_SUBMITTED) submitted_.insert(item.item());
    }
  }

  // Submits every answer of the sheet, in the paper's order.
  absl::Status FromSheet(const std::map<std::string, std::string>& sheet) {
    int number = 0;
    for (const PaperItem& item : start_.paper().items()) {
      ++number;
      const auto answer = sheet.find(item.id());
      if (submitted_.count(item.id()) > 0 || answer == sheet.end() || answer->second.empty()) continue;
      absl::StatusOr<quiz::v1::Response> response = ParseAnswer(item, answer->second);
      if (!response.ok()) {
        return absl::Status(response.status().code(), absl::StrCat("item ", item.id(), ": ", answer->second, ": ",
                                                                  response.status().message()));
      }
      if (!session_.settings().quiet) Show(RenderItem(item, number, start_.paper().items_size(), Width(), ink()));
      if (!session_.settings().quiet) Show(absl::StrCat("> ", draw::Clean(answer->second), "\n"));
      RETURN_IF_ERROR(Submit(item, *response, absl::Now()));
    }
    return absl::OkStatus();
  }

  // Asks for each answer. `left` becomes true if the learner goes away.
  absl::Status FromLearner(bool& left) {
    session_.Say(absl::StrCat("An empty line leaves a question out, ? shows a hint, Ctrl-D goes away and keeps\n"
                              "the attempt open.\n"));
    int number = 0;
    for (const PaperItem& item : start_.paper().items()) {
      ++number;
      if (submitted_.count(item.id()) > 0) continue;
      Show(absl::StrCat("\n", RenderItem(item, number, start_.paper().items_size(), Width(), ink())));
      RETURN_IF_ERROR(Ask(item, left));
      if (left) return absl::OkStatus();
    }
    return absl::OkStatus();
  }

 private:
  draw::Ink ink() const { return session_.ink(); }
  int Width() const { return session_.width(); }
  void Show(const std::string& text) {
    if (!session_.json()) session_.Print(text);
  }

  std::string TimeLeft() const {
    if (!start_.attempt().has_deadline()) return "";
    const absl::Duration left = TimeOf(start_.attempt().deadline()) - absl::Now();
    const std::string text = absl::StrCat("[", draw::ShortDuration(left), " left] ");
    return left < absl::Minutes(1) ? ink().Red(text) : ink().Yellow(text);
  }

  absl::Status Ask(const PaperItem& item, bool& left) {
    const absl::Time begin = absl::Now();
    int hints = 0;
    for (int tries = 0; tries < kWrongFormsAllowed; ++tries) {
      Show(absl::StrCat(TimeLeft(), ink().Faint(absl::StrCat("(", draw::Clean(AnswerForm(item)), ")")), " > "));
      std::fflush(stdout);
      std::string line;
      if (!std::getline(std::cin, line)) {
        left = true;
        Show("\n");
        return absl::OkStatus();
      }
      const absl::string_view answer = absl::StripAsciiWhitespace(line);
      if (answer.empty()) return absl::OkStatus();
      if (answer == "?") {
        Show(hints < item.hints_size() ? draw::Paragraph(draw::Clean(item.hints(hints++)), Width(), "Hint: ", "      ")
                                       : "There is no further hint.\n");
        continue;
      }
      const absl::StatusOr<quiz::v1::Response> response = ParseAnswer(item, answer);
      if (response.ok()) return Submit(item, *response, begin);
      Show(absl::StrCat(ink().Yellow(draw::Clean(response.status().message())), "\n"));
    }
    return absl::OkStatus();
  }

  absl::Status Submit(const PaperItem& item, const quiz::v1::Response& response, absl::Time begin) {
    quiz::v1::SubmitResponseRequest request;
    request.set_name(start_.attempt().name());
    request.set_item(item.id());
    *request.mutable_response() = response;
    request.mutable_time_spent()->set_seconds(
        std::min<int64_t>(absl::ToInt64Seconds(absl::Now() - begin), 24 * 3600));
    ASSIGN_OR_RETURN(const auto answer, session_.Call(&AttemptService::Stub::SubmitResponse, request));
    if (answer.has_reveal() && answer.item().has_mark() && !session_.settings().quiet) {
      Show(RenderReveal(answer.item().mark(), item.points(), answer.reveal(), Width(), ink()));
    }
    return absl::OkStatus();
  }

  Session& session_;
  const quiz::v1::StartAttemptResponse& start_;
  std::set<std::string> submitted_;
};

absl::StatusOr<bool> Answered(Session& session, const TakeOptions& options, const quiz::v1::StartAttemptResponse& start,
                              Run& run) {
  if (options.answers.empty() && InputIsTerminal()) {
    bool left = false;
    RETURN_IF_ERROR(run.FromLearner(left));
    return !left;
  }
  std::string sheet;
  if (options.answers.empty() || options.answers == "-") {
    sheet.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    ASSIGN_OR_RETURN(sheet, ReadFile(options.answers));
  }
  ASSIGN_OR_RETURN(const auto answers, ReadAnswerSheet(start.paper(), sheet));
  static_cast<void>(session);
  RETURN_IF_ERROR(run.FromSheet(answers));
  return true;
}

absl::Status Finish(Session& session, const quiz::v1::StartAttemptResponse& start) {
  quiz::v1::FinishAttemptRequest finish;
  finish.set_name(start.attempt().name());
  ASSIGN_OR_RETURN(const auto finished, session.Call(&AttemptService::Stub::FinishAttempt, finish));
  quiz::v1::AttemptReview review;
  *review.mutable_attempt() = finished.attempt();
  review.set_title(start.paper().title());
  if (start.paper().policy().review_after_finish()) {
    quiz::v1::ReviewAttemptRequest request;
    request.set_name(start.attempt().name());
    ASSIGN_OR_RETURN(const auto response, session.Call(&AttemptService::Stub::ReviewAttempt, request));
    review = response.review();
  }
  if (session.json()) {
    session.PrintJson(review);
    return absl::OkStatus();
  }
  session.Print(absl::StrCat("\n", RenderReview(review, false, session.width(), session.ink())));
  if (!start.paper().policy().review_after_finish()) session.Print("The answers of this quiz are not shown.\n");
  session.Say(absl::StrCat("\nThe attempt: ", draw::Clean(WithoutTenant(start.attempt().name())), "\n"));
  return absl::OkStatus();
}

}  // namespace

absl::Status TakeQuiz(Session& session, const TakeOptions& options) {
  quiz::v1::StartAttemptRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.User());
  ASSIGN_OR_RETURN(*request.mutable_quiz(), session.Name("quizzes", options.quiz));
  ASSIGN_OR_RETURN(const auto start, session.Call(&AttemptService::Stub::StartAttempt, request));
  if (!session.json() && !session.settings().quiet) {
    session.Print(absl::StrCat(draw::Paragraph(session.ink().Bold(draw::Clean(start.paper().title())), session.width()),
                               RenderPolicy(start.paper().policy(), session.width())));
    if (start.resumed()) session.Print("Going on with the attempt you had started.\n");
  }
  const std::string again = absl::StrCat("What you answered is kept. To go on: lyceumctl quiz take ", options.quiz);
  SetInterruptMessage(again);
  Run run(session, start);
  ASSIGN_OR_RETURN(const bool complete, Answered(session, options, start, run));
  SetInterruptMessage("");
  if (complete && !options.no_finish) return Finish(session, start);
  session.Say(absl::StrCat(again, "\n"));
  if (session.json()) {
    quiz::v1::GetAttemptRequest get;
    get.set_name(start.attempt().name());
    ASSIGN_OR_RETURN(const auto now, session.Call(&AttemptService::Stub::GetAttempt, get));
    quiz::v1::AttemptReview review;
    *review.mutable_attempt() = now.attempt();
    review.set_title(start.paper().title());
    session.PrintJson(review);
  }
  return absl::OkStatus();
}

}  // namespace lyceum::ctl
