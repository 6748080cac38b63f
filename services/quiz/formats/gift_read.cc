#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/quiz/formats/blocks.h"
#include "services/quiz/formats/gift.h"
#include "services/quiz/formats/gift_text.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;
using absl::StripAsciiWhitespace;

// Reads one question; every view points into text_, so each knows its line.
class GiftQuestion {
 public:
  GiftQuestion(absl::Span<const string_view> lines, int first_line, Reading& reading)
      : first_line_(first_line), reading_(reading) {
    std::vector<string_view> kept(lines.begin(), lines.end());
    for (string_view& line : kept) {
      const string_view bare = StripAsciiWhitespace(line);
      if (!absl::StartsWith(bare, "//")) continue;
      ReadComment(bare);
      line = " ";
    }
    text_ = HideGiftEscapes(absl::StrJoin(kept, "\n"));
  }

  void Read();

 private:
  void ReadComment(string_view comment);
  void ReadBraces(string_view answers);
  void ReadChoices(string_view answers);
  void ReadPairs(string_view answers);
  void ReadTruth(string_view answers);
  void ReadWords(string_view answers);
  void ReadNumbers(string_view answers);
  bool ReadNumber(string_view text, Answer& answer);
  // `answer` without its weight, split at "#"; false after Refuse.
  bool Begin(string_view& answer, int64_t weight_otherwise, Answer& result);
  bool Enough(const std::vector<string_view>& answers, size_t least, string_view where);
  void Refuse(string_view where, string_view problem);
  // Of the line of a part of text_.
  Place PlaceOf(string_view part) const {
    const string_view before(text_.data(), static_cast<size_t>(part.data() - text_.data()));
    return {first_line_ + static_cast<int>(std::count(before.begin(), before.end(), '\n')), 1};
  }

  const int first_line_;
  Reading& reading_;
  std::string text_;
  Question question_;
  bool refused_ = false;
};

void GiftQuestion::ReadComment(string_view comment) {
  for (size_t at = comment.find('['); at != string_view::npos; at = comment.find('[', at + 1)) {
    const size_t end = comment.find(']', at);
    if (end == string_view::npos) return;
    const string_view inside = comment.substr(at + 1, end - at - 1);
    if (absl::StartsWith(inside, "id:")) question_.id_number = std::string(StripAsciiWhitespace(inside.substr(3)));
    if (absl::StartsWith(inside, "tag:")) question_.tags.emplace_back(StripAsciiWhitespace(inside.substr(4)));
  }
}

void GiftQuestion::Refuse(string_view where, string_view problem) {
  reading_.Refuse(PlaceOf(where), std::string(problem));
  refused_ = true;
}

void GiftQuestion::Read() {
  string_view text = StripAsciiWhitespace(text_);
  if (text.empty()) return;
  const string_view whole = text;
  if (absl::StartsWith(text, "$CATEGORY:")) {
    question_.type = Question::Type::kCategory;
    question_.name = ShowGiftEscapes(StripAsciiWhitespace(text.substr(10)));
  } else {
    if (absl::StartsWith(text, "::")) {
      text.remove_prefix(2);
      const size_t end = text.find("::");
      if (end != string_view::npos) {
        question_.name = std::string(StripAsciiWhitespace(ShowGiftEscapes(text.substr(0, end))));
        text = StripAsciiWhitespace(text.substr(end + 2));
      }
    }
    const size_t open = text.find('{'), close = text.find('}');
    string_view answers;
    std::string question(text);
    if (open == string_view::npos && close == string_view::npos) {
      question_.type = Question::Type::kDescription;
      question_.mark = 0;
    } else if (open == string_view::npos || close == string_view::npos || close < open) {
      return Refuse(whole, "has a { without }, or a } without {; write \\{ or \\} where one is meant as such");
    } else {
      answers = StripAsciiWhitespace(text.substr(open + 1, close - open - 1));
      const bool at_the_end = text.back() == '}';
      question = absl::StrCat(text.substr(0, open), at_the_end ? "" : "_____", text.substr(close + 1));
    }
    string_view feedback;
    if (const size_t at = answers.rfind("####"); at != string_view::npos) {
      feedback = answers.substr(at + 4);
      answers = StripAsciiWhitespace(answers.substr(0, at));
    }
    question_.text = GiftText(question, Markup::kMoodle);
    question_.general_feedback = GiftText(feedback, question_.text.markup);
    if (question_.name.empty()) {
      question_.name = MadeName(question_.text.text);
      question_.name_is_made = true;
    }
    if (question_.type != Question::Type::kDescription) ReadBraces(answers);
  }
  if (refused_) return;
  reading_.Add(PlaceOf(whole), std::move(question_));
}

void GiftQuestion::ReadBraces(string_view answers) {
  question_.type = Question::Type::kEssay;
  if (answers.empty()) return;
  if (answers[0] == '#') return ReadNumbers(answers);
  if (absl::StrContains(answers, "~")) return ReadChoices(answers);
  if (absl::StrContains(answers, "=") && absl::StrContains(answers, "->")) return ReadPairs(answers);
  const size_t feedback = answers.find('#');
  const string_view word = StripAsciiWhitespace(answers.substr(0, feedback == 0 ? answers.size() : feedback));
  if (word == "T" || word == "TRUE" || word == "F" || word == "FALSE") return ReadTruth(answers);
  ReadWords(answers);
}

bool GiftQuestion::Enough(const std::vector<string_view>& answers, size_t least, string_view where) {
  if (answers.size() >= least && answers.size() <= static_cast<size_t>(limits::kMaxAnswers)) return true;
  Refuse(where, absl::StrCat("has ", answers.size(), " answers; it must have ", least, " to ", limits::kMaxAnswers,
                             " (kMaxAnswers)"));
  return false;
}

bool GiftQuestion::Begin(string_view& answer, int64_t weight_otherwise, Answer& result) {
  result.fraction = weight_otherwise;
  const string_view whole = answer;
  if (const auto weight = TakeGiftWeight(answer)) {
    const auto fraction = PercentOf(*weight);
    if (!fraction) {
      Refuse(whole, absl::StrCat("has the weight %", *weight, "%; it must be a number from -100 to 100"));
      return false;
    }
    result.fraction = *fraction;
  }
  const size_t hash = answer.find('#');
  if (hash != string_view::npos) {
    result.feedback = GiftText(StripAsciiWhitespace(answer.substr(hash + 1)), question_.text.markup);
    answer = answer.substr(0, hash);
  } else {
    result.feedback.markup = question_.text.markup;
  }
  result.text = GiftText(StripAsciiWhitespace(answer), question_.text.markup);
  return true;
}

void GiftQuestion::ReadChoices(string_view answers) {
  question_.type = Question::Type::kMultipleChoice;
  question_.single = absl::StrContains(answers, "=");
  // Both signs begin an answer; "=" stays with it.
  std::vector<string_view> pieces;
  size_t begin = 0;
  for (size_t at = 0; at <= answers.size(); ++at) {
    if (at < answers.size() && answers[at] != '~' && answers[at] != '=') continue;
    pieces.push_back(StripAsciiWhitespace(answers.substr(begin, at - begin)));
    begin = at + (at < answers.size() && answers[at] == '~' ? 1 : 0);
  }
  if (pieces[0].empty()) pieces.erase(pieces.begin());
  if (!Enough(pieces, 2, answers)) return;
  for (string_view piece : pieces) {
    Answer answer;
    const bool right = absl::ConsumePrefix(&piece, "=");
    if (right) {
      const size_t hash = piece.find('#');
      answer.fraction = 1'000'000;
      answer.text = GiftText(StripAsciiWhitespace(piece.substr(0, hash)), question_.text.markup);
      answer.feedback = GiftText(hash == string_view::npos ? "" : StripAsciiWhitespace(piece.substr(hash + 1)),
                               question_.text.markup);
    } else if (!Begin(piece, 0, answer)) {
      return;
    }
    question_.answers.push_back(std::move(answer));
  }
}

void GiftQuestion::ReadPairs(string_view answers) {
  question_.type = Question::Type::kMatching;
  const std::vector<string_view> pieces = GiftPieces(answers, '=');
  if (!Enough(pieces, 2, answers)) return;
  for (const string_view piece : pieces) {
    const size_t arrow = piece.find("->");
    if (arrow == string_view::npos) return Refuse(piece, "has a pair without ->");
    Pair pair;
    pair.stem = GiftText(piece.substr(0, arrow), question_.text.markup);
    pair.option.text = std::string(StripAsciiWhitespace(ShowGiftEscapes(piece.substr(arrow + 2))));
    pair.option.markup = Markup::kPlain;
    question_.pairs.push_back(std::move(pair));
  }
}

void GiftQuestion::ReadTruth(string_view answers) {
  question_.type = Question::Type::kTrueFalse;
  question_.penalty = 1;
  const std::vector<string_view> bits = absl::StrSplit(answers, absl::MaxSplits('#', 2));
  question_.correct = absl::StartsWith(StripAsciiWhitespace(bits[0]), "T");
  const Text wrong = GiftText(bits.size() > 1 ? StripAsciiWhitespace(bits[1]) : "", question_.text.markup);
  const Text right = GiftText(bits.size() > 2 ? StripAsciiWhitespace(bits[2]) : "", question_.text.markup);
  question_.feedback_true = question_.correct ? right : wrong;
  question_.feedback_false = question_.correct ? wrong : right;
}

void GiftQuestion::ReadWords(string_view answers) {
  question_.type = Question::Type::kShortAnswer;
  const std::vector<string_view> pieces = GiftPieces(answers, '=');
  if (!Enough(pieces, 1, answers)) return;
  for (string_view piece : pieces) {
    Answer answer;
    if (!Begin(piece, 1'000'000, answer)) return;
    question_.answers.push_back(std::move(answer));
  }
}

bool GiftQuestion::ReadNumber(string_view text, Answer& answer) {
  const std::string shown = answer.text.text;
  const size_t range = shown.find(".."), colon = shown.find(':');
  const auto number = [&shown](size_t from, size_t to) {
    return NumberOf(StripAsciiWhitespace(string_view(shown).substr(from, to - from)));
  };
  std::optional<double> value, tolerance = 0.0;
  if (range != std::string::npos && range > 0) {
    const auto min = number(0, range), max = number(range + 2, shown.size());
    if (min && max) {
      answer.range.emplace(*min, *max);
      value = (*max + *min) / 2;
      tolerance = *max - *value;
      answer.text.text = NumberText(*value);
    }
  } else if (colon != std::string::npos && colon > 0) {
    value = number(0, colon);
    tolerance = number(colon + 1, shown.size());
    answer.text.text = std::string(StripAsciiWhitespace(string_view(shown).substr(0, colon)));
  } else if (shown == "*") {
    return true;
  } else {
    value = number(0, shown.size());
  }
  if (!value || !tolerance) {
    Refuse(text, "has an answer that is no number; it must be value, value:tolerance or min..max");
    return false;
  }
  answer.number = *value;
  answer.tolerance = *tolerance;
  return true;
}

void GiftQuestion::ReadNumbers(string_view answers) {
  question_.type = Question::Type::kNumerical;
  answers.remove_prefix(1);
  string_view otherwise;
  if (const size_t tilde = answers.find('~'); tilde != string_view::npos) {
    otherwise = answers.substr(tilde + 1);
    answers = answers.substr(0, tilde);
  }
  const std::vector<string_view> pieces = GiftPieces(answers, '=');
  if (!Enough(pieces, 1, answers)) return;
  for (string_view piece : pieces) {
    Answer answer;
    if (!Begin(piece, 1'000'000, answer) || !ReadNumber(piece, answer)) return;
    question_.answers.push_back(std::move(answer));
  }
  if (otherwise.empty()) return;
  Answer any;
  if (!Begin(otherwise, 0, any)) return;
  any.fraction = 0;
  any.text.text = "*";
  question_.answers.push_back(std::move(any));
}

}  // namespace

void ReadGiftQuestion(absl::Span<const string_view> lines, int first_line, Reading& reading) {
  GiftQuestion(lines, first_line, reading).Read();
}

Reading ReadGift(string_view text) {
  Reading reading;
  EachBlock(text, [&](auto lines, int first_line) { ReadGiftQuestion(lines, first_line, reading); });
  return reading;
}

}  // namespace lyceum::quiz::formats
