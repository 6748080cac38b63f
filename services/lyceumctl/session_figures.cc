#include "services/lyceumctl/session_figures.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace lyceum::ctl {
namespace {

struct NamedSeries {
  const char* name;   // in JSON
  const char* title;  // for people
  Series series;
};

std::vector<NamedSeries> AllSeries(const SessionFigures& figures) {
  return {{"acknowledgement_ms", "answer acknowledged", figures.acknowledgement},
          {"fan_out_ms", "fan-out, first to last", figures.Spread()},
          {"since_now_ms", "question, after it was sent", figures.since_now},
          {"since_opening_ms", "question, after it opened", figures.since_opening},
          {"leaderboard_ms", "standings, after the reveal", figures.leaderboard},
          {"resume_ms", "back after a broken stream", figures.resume}};
}

}  // namespace

double Series::Percentile(double share) const {
  if (micros_.empty()) return 0;
  std::vector<int64_t> sorted = micros_;
  const size_t rank = static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(std::clamp<size_t>(rank, 1, sorted.size()) - 1);
  std::nth_element(sorted.begin(), at, sorted.end());
  return static_cast<double>(*at) / 1000;
}

void SessionFigures::Add(const SessionFigures& other) {
  joined += other.joined;
  removed += other.removed;
  unfinished += other.unfinished;
  answers_acknowledged += other.answers_acknowledged;
  answers_refused += other.answers_refused;
  calls_retried += other.calls_retried;
  streams_broken += other.streams_broken;
  acknowledgement.Add(other.acknowledgement);
  since_now.Add(other.since_now);
  since_opening.Add(other.since_opening);
  leaderboard.Add(other.leaderboard);
  resume.Add(other.resume);
  faults.Add(other.faults);
  for (const auto& [item, round] : other.rounds) {
    Round& mine = rounds[item];
    mine.first = std::min(mine.first, round.first);
    mine.last = std::max(mine.last, round.last);
    mine.frames += round.frames;
  }
  for (const auto& [error, times] : other.errors) errors[error] += times;
}

Series SessionFigures::Spread() const {
  Series spread;
  for (const auto& [item, round] : rounds) {
    if (round.last >= round.first) spread.Add(round.last - round.first);
  }
  return spread;
}

double SessionFigures::FramesPerQuestion() const {
  int64_t most = 0;
  for (const auto& [item, round] : rounds) most = std::max(most, round.frames);
  return joined > 0 ? static_cast<double>(most) / static_cast<double>(joined) : 0;
}

std::vector<std::string> Complaints(const SessionFigures& figures, int participants) {
  std::vector<std::string> complaints;
  const auto complain = [&](int64_t count, absl::string_view what) {
    if (count != 0) complaints.push_back(absl::StrCat(count, " ", what));
  };
  complain(participants - figures.joined, "participants could not join");
  complain(figures.unfinished, "participants did not see the end");
  complain(figures.faults.lost_events, "events lost");
  complain(figures.faults.repeated_events, "events twice");
  complain(figures.faults.lost_answers, "acknowledged answers lost");
  complain(figures.faults.changed_answers, "acknowledged answers changed");
  complain(figures.faults.wrong_sums, "sums of points wrong");
  for (const auto& [error, times] : figures.errors) complain(times, absl::StrCat("times ", error));
  if (figures.FramesPerQuestion() > kMostFramesPerQuestion) {
    complaints.push_back(absl::StrFormat("%.2f messages for one question and participant, more than %g",
                                         figures.FramesPerQuestion(), kMostFramesPerQuestion));
  }
  return complaints;
}

std::string FiguresText(const SessionFigures& figures, int participants) {
  std::string text = absl::StrFormat(
      "%d of %d participants joined, %d questions, %d answers acknowledged, %d too late\n"
      "%d streams broken, %d calls tried again, %.2f messages for a question and participant\n\n"
      "%-30s %10s %10s %10s %10s  (ms)\n",
      figures.joined, participants, static_cast<int>(figures.rounds.size()), figures.answers_acknowledged,
      figures.answers_refused, figures.streams_broken, figures.calls_retried, figures.FramesPerQuestion(), "", "p50",
      "p90", "p99", "max");
  for (const NamedSeries& one : AllSeries(figures)) {
    if (one.series.size() == 0) continue;
    absl::StrAppendFormat(&text, "%-30s %10.1f %10.1f %10.1f %10.1f\n", one.title, one.series.Percentile(0.5),
                          one.series.Percentile(0.9), one.series.Percentile(0.99), one.series.Percentile(1));
  }
  const std::vector<std::string> complaints = Complaints(figures, participants);
  absl::StrAppend(&text, "\n", complaints.empty() ? "Nothing was lost, nothing came twice.\n" : "");
  for (const std::string& complaint : complaints) absl::StrAppend(&text, "WRONG: ", complaint, "\n");
  return text;
}

std::string FiguresJson(const SessionFigures& figures, int participants) {
  const SessionFaults& faults = figures.faults;
  nlohmann::json json = {{"participants", participants},
                         {"joined", figures.joined},
                         {"removed", figures.removed},
                         {"unfinished", figures.unfinished},
                         {"questions", figures.rounds.size()},
                         {"answers_acknowledged", figures.answers_acknowledged},
                         {"answers_refused", figures.answers_refused},
                         {"calls_retried", figures.calls_retried},
                         {"streams_broken", figures.streams_broken},
                         {"frames_per_question", figures.FramesPerQuestion()},
                         {"lost_events", faults.lost_events},
                         {"repeated_events", faults.repeated_events},
                         {"lost_answers", faults.lost_answers},
                         {"changed_answers", faults.changed_answers},
                         {"wrong_sums", faults.wrong_sums},
                         {"complaints", Complaints(figures, participants)}};
  for (const NamedSeries& one : AllSeries(figures)) {
    json[one.name] = {{"count", one.series.size()},
                      {"p50", one.series.Percentile(0.5)},
                      {"p90", one.series.Percentile(0.9)},
                      {"p99", one.series.Percentile(0.99)},
                      {"max", one.series.Percentile(1)}};
  }
  return json.dump() + "\n";
}

}  // namespace lyceum::ctl
