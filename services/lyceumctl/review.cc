#include "services/lyceumctl/review.h"

#include "absl/strings/str_cat.h"
#include "lyceum/quiz/v1/attempt_service.grpc.pb.h"
#include "services/lyceumctl/draw/bar.h"
#include "services/lyceumctl/draw/markdown.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/draw/wrap.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {

using draw::Clean;
using draw::Ink;
using draw::Paragraph;

std::string RenderReveal(int64_t mark, int64_t points, const quiz::v1::Reveal& reveal, int width, const Ink& ink) {
  const std::string worth = absl::StrCat(" (", Points(mark), " of ", Points(points), ")");
  std::string out;
  if (reveal.recorded()) {
    out = ink.Green("✓ recorded") + "\n";
  } else if (mark >= points) {
    out = absl::StrCat(ink.Green("✓ right"), worth, "\n");
  } else if (mark > 0) {
    out = absl::StrCat(ink.Yellow("◐ partly right"), worth, "\n");
  } else {
    out = absl::StrCat(ink.Red("✗ not right"), worth, "\n");
  }
  if (mark < points && !reveal.correct_text().empty()) {
    out += Paragraph(Clean(reveal.correct_text()), width, "  Answer: ", "          ");
  }
  if (!reveal.feedback().empty()) out += Paragraph(Clean(reveal.feedback()), width, "  ", "  ");
  if (!reveal.explanation().empty()) out += Paragraph(Clean(reveal.explanation()), width, "  ", "  ");
  if (mark < points && !reveal.reread().quote().empty()) {
    out += Paragraph(ink.Cyan(absl::StrCat("“", Clean(reveal.reread().quote()), "”")), width, "  Read again: ", "    ");
    out += Paragraph(ink.Faint(absl::StrCat(Clean(WithoutTenant(reveal.reread().explanation())), " § ",
                                            Clean(reveal.reread().section()))), width, "    ", "    ");
  }
  return out;
}

std::string RenderReview(const quiz::v1::AttemptReview& review, bool all, int width, const Ink& ink) {
  const quiz::v1::Attempt& attempt = review.attempt();
  std::string out = Paragraph(ink.Bold(Clean(review.title())), width);
  const double share = attempt.max_score() > 0 ? static_cast<double>(attempt.score()) / attempt.max_score() : 0;
  absl::StrAppend(&out, "Score ", Points(attempt.score()), " of ", Points(attempt.max_score()), " (",
                  Percent(attempt.score(), attempt.max_score()), ")  ", ink.Green(draw::Bar(share, 20)),
                  ink.Faint(draw::Repeat("·", 20 - draw::Width(draw::Bar(share, 20)))), "\n");
  if (attempt.state() == quiz::v1::Attempt::STATE_EXPIRED) out += "The time was over before it was finished.\n";
  int number = 0;
  for (const auto& item : review.items()) {
    ++number;
    if (!all && item.mark() >= item.item().points()) continue;
    absl::StrAppend(&out, "\n", ink.Bold(absl::StrCat(number, ". ")),
                    draw::Markdown(item.item().prompt(), width - 4, ink));
    const std::string answer = item.has_response() ? Clean(item.response_text()) : ink.Faint("(none)");
    out += Paragraph(answer, width, "  Yours:  ", "          ");
    if (!item.has_response() && item.reveal().recorded()) continue;
    out += RenderReveal(item.mark(), item.item().points(), item.reveal(), width, ink);
  }
  return out;
}

absl::Status ShowReview(Session& session, const std::string& attempt) {
  quiz::v1::ReviewAttemptRequest request;
  request.set_name(attempt);
  ASSIGN_OR_RETURN(const auto response, session.Call(&quiz::v1::AttemptService::Stub::ReviewAttempt, request));
  if (session.json()) session.PrintJson(response.review());
  else session.Print(RenderReview(response.review(), true, session.width(), session.ink()));
  return absl::OkStatus();
}

}  // namespace lyceum::ctl
