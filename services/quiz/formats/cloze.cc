#include "services/quiz/formats/cloze.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;
using absl::StripAsciiWhitespace;

constexpr int64_t kWhole = 1'000'000;

struct GapType {
  string_view name;
  Question::Type type;
  bool single = true;
  bool case_sensitive = false;
};
// Longer names first: "MULTICHOICE" is the beginning of "MULTICHOICE_V". The letters after it say how the choices
// are laid out (V, H) and whether they are shuffled (S).
constexpr GapType kGapTypes[] = {
    {"NUMERICAL", Question::Type::kNumerical},
    {"NM", Question::Type::kNumerical},
    {"SHORTANSWER_C", Question::Type::kShortAnswer, true, true},
    {"SHORTANSWER", Question::Type::kShortAnswer},
    {"SAC", Question::Type::kShortAnswer, true, true},
    {"SA", Question::Type::kShortAnswer},
    {"MWC", Question::Type::kShortAnswer, true, true},
    {"MW", Question::Type::kShortAnswer},
    {"MULTICHOICE", Question::Type::kMultipleChoice},
    {"MC", Question::Type::kMultipleChoice},
    {"MULTIRESPONSE", Question::Type::kMultipleChoice, false},
    {"MR", Question::Type::kMultipleChoice, false},
};

// "MCVS" is MC with the `letters` "VS"; nothing for another word.
const GapType* FindType(string_view word, string_view& letters) {
  for (const GapType& type : kGapTypes) {
    string_view rest = word;
    if (!absl::ConsumePrefix(&rest, type.name)) continue;
    letters = "";
    if (rest.empty()) return &type;
    const bool full = type.name.size() > 2;
    if (type.type == Question::Type::kMultipleChoice && (!full || absl::ConsumePrefix(&rest, "_")) &&
        (rest == "V" || rest == "H" || rest == "S" || rest == "VS" || rest == "HS")) {
      letters = rest;
      return &type;
    }
  }
  return nullptr;
}

// The first of `ends` from `from` on that no backslash (or, in answers, entity) takes the meaning of; npos.
size_t FindEnd(string_view text, size_t from, string_view ends, bool in_answer) {
  for (size_t at = text.find_first_of(ends, from); at != string_view::npos; at = text.find_first_of(ends, at + 1)) {
    const string_view before = text.substr(0, at);
    if (absl::EndsWith(before, "\\")) continue;
    if (in_answer && (absl::EndsWith(before, "&") || absl::EndsWith(before, "&amp;"))) continue;
    return at;
  }
  return string_view::npos;
}

std::string Bare(string_view text) {
  return UnescapeHtml(absl::StrReplaceAll(text, {{"\\}", "}"}, {"\\#", "#"}, {"\\\"", "\""}, {"\\/", "/"}}));
}

// "=" or "%50%" in front of an alternative.
int64_t TakeFraction(string_view& text) {
  if (absl::ConsumePrefix(&text, "=")) return kWhole;
  const size_t end = absl::StartsWith(text, "%") ? text.find('%', 1) : string_view::npos;
  if (end == string_view::npos) return 0;
  const auto fraction = PercentOf(absl::StrReplaceAll(text.substr(1, end - 1), {{",", "."}}));
  if (!fraction) return 0;
  text.remove_prefix(end + 1);
  return *fraction;
}

enum class Read { kGap, kNoGap, kNeverEnds };

// The gap that begins at `at`, a "{"; moves `at` behind it. `weighted`: it has a weight in per cent.
Read ReadGap(string_view text, size_t& at, Question& gap, bool& weighted) {
  size_t next = at + 1;
  while (next < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[next]))) ++next;
  if (next >= text.size() || text[next] != ':') return Read::kNoGap;
  const string_view weight = text.substr(at + 1, next - at - 1);
  const size_t word = next + 1, colon = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", word);
  if (colon == string_view::npos || text[colon] != ':') return Read::kNoGap;
  string_view letters;
  const GapType* type = FindType(text.substr(word, colon - word), letters);
  if (type == nullptr) return Read::kNoGap;
  gap.type = type->type;
  gap.single = type->single;
  gap.case_sensitive = type->case_sensitive;
  if (gap.type == Question::Type::kMultipleChoice) {
    gap.shuffle = absl::StrContains(letters, 'S');
    gap.layout = absl::StrContains(letters, 'H')                ? Question::Layout::kHorizontal
                 : absl::StrContains(letters, 'V') || !gap.single ? Question::Layout::kVertical
                                                                  : Question::Layout::kMenu;
  }
  int mark = 1;
  if (!weight.empty() && !absl::SimpleAtoi(weight, &mark)) return Read::kNoGap;
  gap.mark = mark;
  for (next = colon + 1; next < text.size();) {
    Answer answer;
    string_view rest = text.substr(next);
    weighted |= absl::StartsWith(rest, "%");
    answer.fraction = TakeFraction(rest);
    next = text.size() - rest.size();
    // An answer has at least one character, whatever it is.
    size_t end = FindEnd(text, next + 1, "~#}", true);
    if (end == string_view::npos) return Read::kNeverEnds;
    answer.text = {Bare(StripAsciiWhitespace(text.substr(next, end - next))), Markup::kHtml, {}};
    answer.feedback.markup = Markup::kHtml;
    if (text[end] == '#') {
      const size_t feedback = end + 1;
      end = FindEnd(text, feedback, "~}", false);
      if (end == string_view::npos) return Read::kNeverEnds;
      answer.feedback.text = Bare(text.substr(feedback, end - feedback));
    }
    if (gap.answers.size() < static_cast<size_t>(limits::kMaxAnswers)) gap.answers.push_back(std::move(answer));
    next = end + 1;
    if (text[end] == '}') {
      at = next;
      return Read::kGap;
    }
  }
  return Read::kNeverEnds;
}

// The problem, or "".
std::string FinishNumbers(Question& gap) {
  for (Answer& answer : gap.answers) {
    if (answer.text.text == "*") continue;
    const std::string shown = absl::StrReplaceAll(answer.text.text, {{",", "."}});
    const size_t colon = shown.find(':');
    const auto number = NumberOf(shown.substr(0, colon));
    const auto tolerance = colon == std::string::npos ? 0.0 : NumberOf(shown.substr(colon + 1));
    if (!number || !tolerance) return "has an answer that is no number, such as -1.234 or 3e8, and not \"*\"";
    answer.text.text = shown.substr(0, colon);
    answer.number = *number;
    answer.tolerance = *tolerance;
  }
  return "";
}

std::string FinishGap(Question& gap, bool weighted) {
  if (gap.type == Question::Type::kNumerical) return FinishNumbers(gap);
  if (gap.type != Question::Type::kMultipleChoice) return "";
  if (gap.answers.size() < 2) return "needs at least 2 choices";
  int64_t positive = 0, most = 0;
  for (const Answer& answer : gap.answers) {
    positive += std::max<int64_t>(answer.fraction, 0);
    most = std::max(most, answer.fraction);
  }
  if (gap.single && most < kWhole) return "needs an answer worth 100%, so that full marks are possible";
  if (!gap.single && positive == 0) return "needs an answer that is worth something";
  // Of several, the right ones share the mark; where nobody gave weights, a wrong one costs what a right one brings.
  for (Answer& answer : gap.answers) {
    if (gap.single || answer.fraction < 0 || (answer.fraction == 0 && weighted)) continue;
    const auto share = static_cast<double>(answer.fraction == 0 ? -kWhole : answer.fraction);
    answer.fraction = std::llround(share * kWhole / static_cast<double>(positive));
  }
  return "";
}

}  // namespace

std::string ReadGaps(Question& question) {
  question.type = Question::Type::kCloze;
  const std::string text = std::move(question.text.text);
  std::string shown;
  question.mark = 0;
  size_t done = 0;
  for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
    const size_t begin = at;
    Question gap;
    bool weighted = false;
    const Read read = ReadGap(text, at, gap, weighted);
    // What never ends here ends nowhere further on.
    if (read == Read::kNeverEnds) break;
    if (read == Read::kNoGap) {
      ++at;
      continue;
    }
    if (question.gaps.size() == static_cast<size_t>(limits::kMaxGaps)) {
      return absl::StrCat("has more than ", limits::kMaxGaps, " gaps (kMaxGaps)");
    }
    if (std::string problem = FinishGap(gap, weighted); !problem.empty()) {
      return absl::StrCat("has the gap ", question.gaps.size() + 1, ", which ", problem);
    }
    question.mark += gap.mark;
    question.gaps.push_back(std::move(gap));
    absl::StrAppend(&shown, string_view(text).substr(done, begin - done), "{#", question.gaps.size(), "}");
    done = at;
  }
  question.text.text = absl::StrCat(shown, string_view(text).substr(done));
  return question.gaps.empty() ? "has no gap such as {1:SHORTANSWER:=word}" : "";
}

namespace {

// "MULTICHOICE_VS": the longest form.
std::string TypeName(const Question& gap) {
  if (gap.type == Question::Type::kNumerical) return "NUMERICAL";
  if (gap.type != Question::Type::kMultipleChoice) return gap.case_sensitive ? "SHORTANSWER_C" : "SHORTANSWER";
  std::string letters = gap.layout == Question::Layout::kHorizontal ? "H" : "";
  if (gap.single && gap.layout == Question::Layout::kVertical) letters = "V";
  if (gap.shuffle) letters += "S";
  return absl::StrCat(gap.single ? "MULTICHOICE" : "MULTIRESPONSE", letters.empty() ? "" : "_", letters);
}

// "=" or "%50%". Of several choices always a number: a wrong one without would cost something. And where the answer
// begins like a fraction.
std::string FractionMark(const Question& gap, const Answer& answer) {
  const string_view text = answer.text.text;
  const bool several = gap.type == Question::Type::kMultipleChoice && !gap.single;
  if (answer.fraction == kWhole && !several) return "=";
  if (answer.fraction == 0 && !several && !absl::StartsWith(text, "=") && !absl::StartsWith(text, "%")) return "";
  return absl::StrCat("%", PercentText(answer.fraction), "%");
}

// A "~" in HTML is written as an entity; nothing at the end may take the meaning of what ends the answer.
std::string GapText(const Text& text) {
  std::string out = text.text;
  if (text.markup == Markup::kHtml) out = absl::StrReplaceAll(out, {{"~", "&#126;"}});
  out = absl::StrReplaceAll(EscapeHtml(out), {{"}", "\\}"}, {"#", "\\#"}});
  if (absl::EndsWith(out, "\\") || absl::EndsWith(out, "&amp;")) out += ' ';
  return out;
}

}  // namespace

std::string WriteGaps(const Question& question) {
  std::string out = question.text.text;
  // From the last to the first, so that "{#1}" in an answer is not taken for a gap.
  for (size_t i = question.gaps.size(); i-- > 0;) {
    const Question& gap = question.gaps[i];
    std::string written = absl::StrCat("{", NumberText(gap.mark), ":", TypeName(gap), ":");
    for (size_t k = 0; k < gap.answers.size(); ++k) {
      const Answer& answer = gap.answers[k];
      absl::StrAppend(&written, k == 0 ? "" : "~", FractionMark(gap, answer), GapText(answer.text));
      if (gap.type == Question::Type::kNumerical && answer.text.text != "*") {
        absl::StrAppend(&written, ":", NumberText(answer.tolerance));
      }
      if (!answer.feedback.empty()) absl::StrAppend(&written, "#", GapText(answer.feedback));
    }
    const std::string mark = absl::StrCat("{#", i + 1, "}");
    if (const size_t at = out.rfind(mark); at != std::string::npos) out.replace(at, mark.size(), written + "}");
  }
  return out;
}

Reading ReadCloze(string_view text) {
  Reading reading;
  Question question;
  question.text.text = std::string(text);
  const std::string problem = ReadGaps(question);
  const Place place{1, 1};
  if (!problem.empty()) {
    reading.Refuse(place, problem);
    return reading;
  }
  question.name = MadeName(question.text.text);
  question.name_is_made = true;
  reading.Add(place, std::move(question));
  return reading;
}

}  // namespace lyceum::quiz::formats
