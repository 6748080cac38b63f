#include "services/quiz/formats/missing_word.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/quiz/formats/blocks.h"
#include "services/quiz/formats/gift_text.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;
using absl::StripAsciiWhitespace;

// The problem, or "".
std::string ReadAnswers(string_view inside, Question& question) {
  const std::vector<string_view> pieces = GiftPieces(inside, '~');
  if (pieces.empty() || pieces.size() > static_cast<size_t>(limits::kMaxAnswers)) {
    return absl::StrCat("has ", pieces.size(), " answers; it must have 1 to ", limits::kMaxAnswers, " (kMaxAnswers)");
  }
  for (string_view piece : pieces) {
    Answer answer;
    if (absl::ConsumePrefix(&piece, "=")) answer.fraction = 1'000'000;
    if (const auto weight = TakeGiftWeight(piece)) {
      const auto fraction = PercentOf(*weight);
      if (!fraction) return absl::StrCat("has the weight %", *weight, "%; it must be a number from -100 to 100");
      answer.fraction = *fraction;
    }
    const size_t hash = piece.find('#');
    answer.text = {std::string(StripAsciiWhitespace(piece.substr(0, hash))), Markup::kHtml, {}};
    const string_view feedback = hash == string_view::npos ? "" : StripAsciiWhitespace(piece.substr(hash + 1));
    answer.feedback = {std::string(feedback), Markup::kHtml, {}};
    question.answers.push_back(std::move(answer));
  }
  if (question.answers.size() > 1) return "";
  question.type = Question::Type::kShortAnswer;
  question.answers[0].fraction = 1'000'000;
  return "";
}

}  // namespace

Reading ReadMissingWord(string_view text) {
  Reading reading;
  EachBlock(text, [&](absl::Span<const string_view> lines, int first_line) {
    std::vector<string_view> kept;
    for (const string_view line : lines) {
      if (!absl::StartsWith(line, "//")) kept.push_back(line);
    }
    if (kept.empty()) return;
    const std::string joined = absl::StrJoin(kept, " ");
    const string_view whole = joined;
    const Place place{first_line, 1};
    const size_t open = whole.find('{'), close = whole.find('}');
    if (open == string_view::npos || close == string_view::npos || close < open) {
      return reading.Refuse(place, "has no { } with the answers");
    }
    Question question;
    question.type = Question::Type::kMultipleChoice;
    const bool at_the_end = close + 1 == whole.size();
    question.text.text = absl::StrCat(whole.substr(0, open), at_the_end ? "" : "_____", whole.substr(close + 1));
    question.name = MadeName(question.text.text);
    question.name_is_made = true;
    const std::string problem = ReadAnswers(whole.substr(open + 1, close - open - 1), question);
    if (!problem.empty()) return reading.Refuse(place, problem);
    reading.Add(place, std::move(question));
  });
  return reading;
}

}  // namespace lyceum::quiz::formats
