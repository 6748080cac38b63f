#include "services/lyceumctl/render_analysis.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/lyceumctl/draw/bar.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/draw/wrap.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using draw::Align;
using draw::Clean;
using quiz::v1::AnswerCount;
using quiz::v1::ItemStatistics;
using quiz::v1::QuizAnalysis;

// Below it an item says little about a learner.
constexpr double kWeak = 0.2;

std::string Figure(bool has, double value) { return has ? absl::StrFormat("%.2f", value) : "-"; }
std::string Share(bool has, double value) { return has ? Percent(value, 1) : "-"; }
std::string Score(bool has, double micros) { return has ? Points(std::llround(micros)) : "-"; }

std::string TestText(const QuizAnalysis& analysis, int width, const draw::Ink& ink) {
  const auto& test = analysis.test();
  const bool all = analysis.sample() == QuizAnalysis::SAMPLE_ALL;
  std::string out = absl::StrCat(ink.Bold(Clean(analysis.title())), ", revision ", analysis.revision(), ": ",
                                 test.attempts(), all ? " attempts" : " first attempts", "\n");
  if (test.attempts() == 0) return out;
  const std::string text = absl::StrCat(
      "mean ", Score(test.has_mean(), test.mean()), " of ", Points(test.max_score()), " · median ",
      Score(test.has_median(), test.median()), " · standard deviation ",
      Score(test.has_standard_deviation(), test.standard_deviation()), " · skewness ",
      Figure(test.has_skewness(), test.skewness()), " · kurtosis ", Figure(test.has_kurtosis(), test.kurtosis()),
      " · internal consistency ", Figure(test.has_internal_consistency(), test.internal_consistency()),
      " · error ratio ", Figure(test.has_error_ratio(), test.error_ratio()), " · standard error ",
      Score(test.has_standard_error(), test.standard_error()));
  return absl::StrCat(out, draw::Paragraph(text, width));
}

std::string ItemsText(const QuizAnalysis& analysis, int width, const draw::Ink& ink) {
  const std::vector<draw::Column> columns = {
      {"#", Align::kRight},          {"question", Align::kLeft, true}, {"answers", Align::kRight},
      {"right", Align::kRight},      {"guess", Align::kRight},         {"sd", Align::kRight},
      {"weight", Align::kRight},     {"effective", Align::kRight},     {"discrim.", Align::kRight},
      {"efficiency", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const ItemStatistics& item : analysis.items()) {
    rows.push_back({absl::StrCat(rows.size() + 1), item.prompt(), absl::StrCat(item.responses()),
                    Share(item.has_facility(), item.facility()), Share(item.has_random_guess(), item.random_guess()),
                    Score(item.has_standard_deviation(), item.standard_deviation()),
                    Share(item.has_intended_weight(), item.intended_weight()),
                    Share(item.has_effective_weight(), item.effective_weight()),
                    Figure(item.has_discrimination(), item.discrimination()),
                    Figure(item.has_discrimination_efficiency(), item.discrimination_efficiency())});
  }
  return draw::Table(columns, rows, width, ink);
}

// What a teacher should look at; "" for nothing.
std::string Advice(const ItemStatistics& item) {
  if (!item.has_discrimination()) return "";
  if (item.discrimination() < 0) return "good learners get it wrong: is the key right?";
  if (item.discrimination() < kWeak) return "tells little";
  return "";
}

std::string PlotText(const QuizAnalysis& analysis, int width, const draw::Ink& ink) {
  std::vector<draw::BarRow> rows;
  for (int i = 0; i < analysis.items_size(); ++i) {
    const ItemStatistics& item = analysis.items(i);
    const std::string advice = Advice(item);
    rows.push_back({absl::StrCat(i + 1), item.facility(),
                    absl::StrCat(Share(item.has_facility(), item.facility()), advice.empty() ? "" : "  ", advice)});
  }
  return absl::StrCat(ink.Bold("Right"), "\n", draw::Bars(rows, width, ink, 1));
}

std::string AnswerText(const AnswerCount& row) {
  switch (row.kind()) {
    case AnswerCount::KIND_NONE: return "(no answer)";
    case AnswerCount::KIND_OTHER: return absl::StrCat("(other) ", row.answer());
    default: return row.answer();
  }
}

}  // namespace

std::string RenderAnalysis(const QuizAnalysis& analysis, int width, const draw::Ink& ink) {
  const std::string test = TestText(analysis, width, ink);
  if (analysis.test().attempts() == 0 || analysis.items().empty()) return test;
  return absl::StrCat(test, "\n", ItemsText(analysis, width, ink), "\n", PlotText(analysis, width, ink));
}

std::string RenderAnswers(const ItemStatistics& item, int number, int width, const draw::Ink& ink) {
  const bool has_parts = !item.answers().empty() && !item.answers(0).part().empty();
  std::vector<draw::Column> columns = {{"answer", Align::kLeft, true},
                                       {"worth", Align::kRight},
                                       {"given", Align::kRight},
                                       {"share", Align::kRight},
                                       {"mean score", Align::kRight}};
  if (has_parts) columns.insert(columns.begin(), {"part", Align::kLeft, true});
  // Of those who answered: several choices may be ticked, so that shares may pass 100 % together.
  std::vector<std::vector<std::string>> rows;
  for (const AnswerCount& answer : item.answers()) {
    const bool none = answer.kind() == AnswerCount::KIND_NONE;
    std::vector<std::string> cells = {
        AnswerText(answer), Share(answer.has_fraction_micros(), static_cast<double>(answer.fraction_micros()) / 1e6),
        absl::StrCat(answer.count()),
        none ? "" : Percent(static_cast<double>(answer.count()), static_cast<double>(item.responses())),
        Score(answer.has_mean_score(), answer.mean_score())};
    if (has_parts) cells.insert(cells.begin(), answer.part());
    rows.push_back(std::move(cells));
  }
  const std::string heading = absl::StrCat(number, "  ", Clean(item.prompt()));
  std::string out = absl::StrCat(ink.Bold(draw::Cut(heading, width)), "\n", draw::Table(columns, rows, width, ink));
  if (item.further_answers() > 0) absl::StrAppend(&out, "and ", item.further_answers(), " further answers\n");
  return out;
}

}  // namespace lyceum::ctl
