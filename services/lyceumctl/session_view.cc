#include "services/lyceumctl/session_view.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/lyceumctl/draw/bar.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/draw/wrap.h"
#include "services/lyceumctl/render.h"

namespace lyceum::ctl {
namespace {

using draw::Clean;
using draw::Ink;
using quiz::v1::Session;
using quiz::v1::SessionEvent;
using Lines = std::vector<std::string>;

constexpr int kFrameLines = 4;  // header, two blank lines, keys

void Append(Lines& lines, absl::string_view text) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) lines.emplace_back(line);
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
}

std::string Keys(const Stage& stage) {
  switch (stage.phase()) {
    case Session::PHASE_LOBBY: return "Enter start   l lock   k kick   q end";
    case Session::PHASE_ITEM_OPEN: return "Enter reveal   p pause   + 10 s more   s skip   k kick   l lock   q end";
    case Session::PHASE_PAUSED: return "Enter reveal   p resume   + 10 s more   s skip   k kick   l lock   q end";
    case Session::PHASE_ITEM_CLOSED:
      return stage.skipped() ? "Enter go on   k kick   l lock   q end"
                             : "Enter reveal   s skip   k kick   l lock   q end";
    case Session::PHASE_REVEALED:
      return stage.last_item() ? "Enter podium   k kick   q end" : "Enter next question   k kick   l lock   q end";
    default: return "Enter leave";
  }
}

std::string Clock(const Stage& stage, absl::Duration now, const Ink& ink) {
  if (stage.phase() != Session::PHASE_ITEM_OPEN && stage.phase() != Session::PHASE_PAUSED) return "";
  const absl::Duration left = stage.countdown().Left(now);
  // "0 s" only when nothing is left.
  const int64_t seconds = absl::ToInt64Seconds(absl::Ceil(left, absl::Seconds(1)));
  const std::string text = absl::StrCat(seconds, " s", stage.countdown().paused() ? " (paused)" : "");
  return left < absl::Seconds(5) ? ink.Red(text) : ink.Yellow(text);
}

std::string Header(const Stage& stage, const Frame& frame, const Ink& ink) {
  const Session& session = stage.session();
  std::string right = session.pin().empty() ? "" : absl::StrCat("PIN ", ink.Bold(SpacedPin(session.pin())));
  if (session.locked()) absl::StrAppend(&right, " ", ink.Red("locked"));
  const std::string clock = Clock(stage, frame.now, ink);
  if (!clock.empty()) right = absl::StrCat(clock, "   ", right);
  std::string left = Clean(session.title());
  if (session.item_index() >= 0) {
    left = absl::StrCat("Question ", session.item_index() + 1, " of ", session.item_count(), "  ", left);
  }
  const int room = frame.width - draw::Width(right) - 2;
  return absl::StrCat(draw::Pad(ink.Bold(draw::Cut(left, room)), room), "  ", right);
}

Lines LobbyLines(const Stage& stage, int width, int height, const Ink& ink) {
  const std::string pin = stage.session().pin();
  Lines lines;
  const std::string how =
      absl::StrCat("Join with the PIN ", ink.Bold(SpacedPin(pin)), ", or: lyceumctl session join ", pin);
  Append(lines, draw::Paragraph(how, width));
  lines.push_back("");
  lines.push_back(absl::StrCat(stage.session().participant_count(), " here:"));
  const auto& people = stage.people();
  constexpr int kColumn = 26;
  const size_t columns = static_cast<size_t>(std::max(1, width / kColumn));
  const size_t rows = static_cast<size_t>(std::max(0, height - static_cast<int>(lines.size())));
  // The newest, where there is not room for all.
  const size_t first = people.size() > rows * columns ? people.size() - rows * columns : 0;
  for (size_t i = first; i < people.size(); i += columns) {
    std::string line;
    for (size_t j = i; j < std::min(people.size(), i + columns); ++j) {
      const std::string name = absl::StrCat(j + 1, ". ", Clean(people[j].nickname()));
      absl::StrAppend(&line, draw::Pad(draw::Cut(name, kColumn - 2), kColumn));
    }
    lines.push_back(line);
  }
  return lines;
}

std::string Distribution(const Stage& stage, int width, const Ink& ink) {
  std::vector<draw::BarRow> rows;
  for (const auto& response : stage.responses()) {
    const bool correct = response.correct() && stage.phase() == Session::PHASE_REVEALED;
    rows.push_back({absl::StrCat(correct ? "✓ " : "  ", response.text()), static_cast<double>(response.count()),
                    absl::StrCat(response.count())});
  }
  return draw::Bars(rows, width, ink);
}

std::string AnswerText(const Stage& stage, int width, const Ink& ink) {
  return draw::Paragraph(ink.Green(Clean(stage.reveal().correct_text())), width, "Answer: ", "        ");
}

std::string Answered(const Stage& stage, int width, const Ink& ink) {
  const int participants = stage.session().participant_count();
  return draw::Bars({{"answered", static_cast<double>(stage.answered()),
                      absl::StrCat(stage.answered(), " of ", participants)}},
                    width, ink, std::max(1, participants));
}

// The first `most` lines of a text; the last of them says that there are more.
Lines Some(const std::string& text, int most) {
  Lines lines;
  Append(lines, text);
  if (static_cast<int>(lines.size()) <= most) return lines;
  lines.resize(static_cast<size_t>(std::max(0, most)));
  if (!lines.empty()) lines.back() = "…";
  return lines;
}

void Join(Lines& lines, const Lines& more) { lines.insert(lines.end(), more.begin(), more.end()); }

Lines QuestionLines(const Stage& stage, int width, int height, const Ink& ink) {
  const Lines bars = Some(Distribution(stage, width, ink), height / 3);
  const int question = height - 3 - static_cast<int>(bars.size());
  Lines lines = Some(RenderItem(stage.item(), 0, 0, width, ink), question);
  lines.push_back("");
  Append(lines, Answered(stage, width, ink));
  if (stage.phase() == Session::PHASE_ITEM_CLOSED) lines.push_back(stage.skipped() ? "Skipped." : "The time is over.");
  Join(lines, bars);
  return lines;
}

Lines RevealLines(const Stage& stage, int width, int height, const Ink& ink) {
  const Lines standings = Some(StandingsText(stage.standings(), width, ink), std::max(3, height / 3));
  Lines lines = Some(draw::Paragraph(Clean(stage.item().prompt()), width), 3);
  Join(lines, Some(AnswerText(stage, width, ink), 2));
  lines.push_back("");
  Join(lines, Some(Distribution(stage, width, ink), height - static_cast<int>(lines.size() + standings.size()) - 1));
  lines.push_back("");
  Join(lines, standings);
  return lines;
}

Lines Body(const Stage& stage, int width, int height, const Ink& ink) {
  switch (stage.phase()) {
    case Session::PHASE_ITEM_OPEN:
    case Session::PHASE_PAUSED:
    case Session::PHASE_ITEM_CLOSED: return QuestionLines(stage, width, height, ink);
    case Session::PHASE_REVEALED: return RevealLines(stage, width, height, ink);
    case Session::PHASE_ENDED: {
      Lines lines = {ink.Bold("Podium"), ""};
      Append(lines, StandingsText(stage.standings(), width, ink));
      return lines;
    }
    default: return LobbyLines(stage, width, height, ink);
  }
}

}  // namespace

std::string SpacedPin(const std::string& pin) {
  return pin.size() == 8 ? absl::StrCat(pin.substr(0, 4), " ", pin.substr(4)) : pin;
}

std::string StandingsText(const quiz::v1::Standings& standings, int width, const Ink& ink) {
  std::vector<draw::BarRow> rows;
  for (const auto& row : standings.top()) {
    rows.push_back({absl::StrCat(row.rank(), ". ", row.nickname()), static_cast<double>(row.points()),
                    absl::StrCat(row.points(), row.streak() > 1 ? absl::StrCat("  ", row.streak(), " in a row") : "")});
  }
  return draw::Bars(rows, width, ink);
}

std::vector<std::string> HostLines(const Stage& stage, const Frame& frame, const Ink& ink) {
  const int height = std::max(1, frame.height - kFrameLines);
  Lines lines = {Header(stage, frame, ink), ""};
  Lines body = Body(stage, frame.width, height, ink);
  if (static_cast<int>(body.size()) > height) body.resize(static_cast<size_t>(height));
  Join(lines, body);
  while (static_cast<int>(lines.size()) < frame.height - 1) lines.push_back("");
  const std::string last = frame.notice.empty() ? ink.Faint(draw::Cut(Keys(stage), frame.width))
                                                : ink.Yellow(draw::Cut(Clean(frame.notice), frame.width));
  lines.push_back(last);
  if (static_cast<int>(lines.size()) > frame.height) lines.resize(static_cast<size_t>(std::max(1, frame.height)));
  return lines;
}

std::string EventText(const Stage& stage, const SessionEvent& event, int width, const Ink& ink) {
  switch (event.event_case()) {
    case SessionEvent::kLobbyLocked:
      return event.lobby_locked().locked() ? "The lobby is locked.\n" : "The lobby is open.\n";
    case SessionEvent::kLobbyChanged: return absl::StrCat(event.lobby_changed().participant_count(), " here\n");
    case SessionEvent::kItemOpened:
      return absl::StrCat("\n", RenderItem(stage.item(), event.item_opened().item_index() + 1,
                                           stage.session().item_count(), width, ink));
    case SessionEvent::kClockChanged:
      return event.clock_changed().paused() ? "Paused.\n" : "The clock runs.\n";
    case SessionEvent::kAnswersCounted:
      return absl::StrCat(event.answers_counted().answered_count(), " of ", event.answers_counted().participant_count(),
                          " have answered\n");
    case SessionEvent::kItemClosed: return event.item_closed().skipped() ? "Skipped.\n" : "The time is over.\n";
    case SessionEvent::kItemRevealed:
      return absl::StrCat(AnswerText(stage, width, ink), Distribution(stage, width, ink), "\n",
                          StandingsText(stage.standings(), width, ink));
    case SessionEvent::kEnded:
      return absl::StrCat("\n", ink.Bold("Podium"), "\n", StandingsText(stage.standings(), width, ink));
    default: return "";
  }
}

}  // namespace lyceum::ctl
