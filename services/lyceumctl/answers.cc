#include "services/lyceumctl/answers.h"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "google/protobuf/util/json_util.h"
#include "services/lyceumctl/dates.h"
#include "services/lyceumctl/gaps.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::PaperItem;
using quiz::v1::Response;
using Pickables = google::protobuf::RepeatedPtrField<quiz::v1::Pickable>;

absl::Status Expected(const PaperItem& item) {
  return absl::InvalidArgumentError(absl::StrCat("the answer is ", AnswerForm(item)));
}

// The id of what the word names; "" if nothing.
std::string Pick(const Pickables& choices, absl::string_view word) {
  for (int i = 0; i < choices.size(); ++i) {
    if (absl::EqualsIgnoreCase(Letter(i), word)) return choices[i].id();
  }
  for (const auto& choice : choices) {
    if (absl::EqualsIgnoreCase(choice.text(), word)) return choice.id();
  }
  int number = 0;
  if (absl::SimpleAtoi(word, &number) && number >= 1 && number <= choices.size()) return choices[number - 1].id();
  for (const auto& choice : choices) {
    if (choice.id() == word) return choice.id();
  }
  return "";
}

// Words between spaces and commas; "bda" is b, d and a where all are letters.
std::vector<std::string> Words(absl::string_view text, int choices) {
  std::vector<std::string> words = absl::StrSplit(text, absl::ByAnyChar(" ,;>"), absl::SkipEmpty());
  if (words.size() != 1 || words[0].size() < 2 || choices > 26) return words;
  std::vector<std::string> letters;
  for (const char c : absl::AsciiStrToLower(words[0])) {
    if (c < 'a' || c - 'a' >= choices) return words;
    letters.push_back(std::string(1, c));
  }
  return letters;
}

absl::StatusOr<std::vector<std::string>> PickAll(const PaperItem& item, const Pickables& choices,
                                                 absl::string_view text) {
  if (std::string whole = Pick(choices, text); !whole.empty()) return std::vector<std::string>{whole};
  std::vector<std::string> ids;
  std::set<std::string> seen;
  for (const std::string& word : Words(text, choices.size())) {
    const std::string id = Pick(choices, word);
    if (id.empty() || !seen.insert(id).second) return Expected(item);
    ids.push_back(id);
  }
  return ids;
}

absl::StatusOr<Response> Matched(const PaperItem& item, absl::string_view text) {
  Response response;
  quiz::v1::MatchingResponse& matching = *response.mutable_matching();
  for (absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" ,;"), absl::SkipEmpty())) {
    // "1b", "1-b" and "1=b" are the same.
    size_t digits = 0;
    while (digits < word.size() && absl::ascii_isdigit(static_cast<unsigned char>(word[digits]))) ++digits;
    int number = 0;
    absl::string_view option = word.substr(digits);
    if (!option.empty() && (option[0] == '-' || option[0] == '=' || option[0] == ':')) option.remove_prefix(1);
    if (!absl::SimpleAtoi(word.substr(0, digits), &number) || number < 1 || number > item.matching().stems_size()) {
      return Expected(item);
    }
    const std::string id = Pick(item.matching().options(), option);
    if (id.empty()) return Expected(item);
    quiz::v1::MatchingResponse::Pair& pair = *matching.add_pairs();
    pair.set_stem(item.matching().stems(number - 1).id());
    pair.set_option(id);
  }
  if (matching.pairs().empty()) return Expected(item);
  return response;
}

absl::StatusOr<Response> Dated(const PaperItem& item, absl::string_view text) {
  const std::optional<TypedDate> date = ReadDate(text);
  if (!date) return Expected(item);
  Response response;
  response.mutable_date()->set_year(date->year);
  response.mutable_date()->set_month(date->month);
  response.mutable_date()->set_day(date->day);
  return response;
}

absl::StatusOr<Response> Polled(const PaperItem& item, absl::string_view text) {
  Response response;
  ASSIGN_OR_RETURN(const std::vector<std::string> ids, PickAll(item, item.poll().choices(), text));
  if (ids.empty() || (ids.size() > 1 && !item.poll().several())) return Expected(item);
  response.mutable_poll()->mutable_choices()->Assign(ids.begin(), ids.end());
  return response;
}

// Words between commas; each may be several.
absl::StatusOr<Response> Clouded(const PaperItem& item, absl::string_view text) {
  Response response;
  for (const absl::string_view word : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    response.mutable_word_cloud()->add_words(std::string(absl::StripAsciiWhitespace(word)));
  }
  const int words = response.word_cloud().words_size();
  if (words < 1 || words > item.word_cloud().max_words()) return Expected(item);
  return response;
}

absl::StatusOr<Response> Scaled(const PaperItem& item, absl::string_view text) {
  Response response;
  int value = 0;
  if (!absl::SimpleAtoi(text, &value) || value < item.scale().from() || value > item.scale().to()) {
    return Expected(item);
  }
  response.set_scale(value);
  return response;
}

absl::StatusOr<Response> TrueOrFalse(const PaperItem& item, absl::string_view text) {
  const std::string word = absl::AsciiStrToLower(text);
  Response response;
  if (word == "t" || word == "true" || word == "y" || word == "yes") {
    response.set_true_false(true);
  } else if (word == "f" || word == "false" || word == "n" || word == "no") {
    response.set_true_false(false);
  } else {
    return Expected(item);
  }
  return response;
}

std::string SliderForm(const quiz::v1::NumericPaper::Slider& slider) {
  const std::string range = absl::StrCat("a number, ", slider.from(), " to ", slider.to());
  return slider.step() > 0 ? absl::StrCat(range, " in steps of ", slider.step()) : range;
}

}  // namespace

std::string Letter(int index) {
  std::string letter;
  for (int rest = index; rest >= 0; rest = rest / 26 - 1)
    letter.insert(letter.begin(), static_cast<char>('a' + rest % 26));
  return letter;
}

std::string AnswerForm(const PaperItem& item) {
  switch (item.kind_case()) {
    case PaperItem::kSingleChoice:
      return absl::StrCat("a letter, a to ", Letter(item.single_choice().choices_size() - 1));
    case PaperItem::kMultipleChoice:
      return absl::StrCat("letters, a to ", Letter(item.multiple_choice().choices_size() - 1), ", such as: a c");
    case PaperItem::kTrueFalse:
      return "t (true) or f (false)";
    case PaperItem::kShortText:
      return "a word or a few";
    case PaperItem::kNumeric:
      if (item.numeric().has_slider()) return SliderForm(item.numeric().slider());
      return item.numeric().unit().empty() ? "a number" : absl::StrCat("a number, in ", item.numeric().unit());
    case PaperItem::kMatching:
      return "numbers with their letters, such as: 1b 2a";
    case PaperItem::kOrdering:
      return "all letters, in order, such as: b a c";
    case PaperItem::kDate:
      switch (item.date().precision()) {
        case quiz::v1::DatePaper::PRECISION_YEAR:
          return "a year, such as: 1956";
        case quiz::v1::DatePaper::PRECISION_MONTH:
          return "a month, such as: 1962-07 or July 1962";
        default:
          return "a day, such as: 1961-04-17 or 17 April 1961";
      }
    case PaperItem::kPoll: {
      const std::string last = Letter(item.poll().choices_size() - 1);
      return item.poll().several() ? absl::StrCat("letters, a to ", last, ", such as: a c")
                                   : absl::StrCat("a letter, a to ", last);
    }
    case PaperItem::kWordCloud:
      return item.word_cloud().max_words() == 1 ? "one word"
                                                : absl::StrCat("1 to ", item.word_cloud().max_words(),
                                                               " words, with commas between them");
    case PaperItem::kOpenEnded:
      return "a text of your own";
    case PaperItem::kScale:
      return absl::StrCat("a number, ", item.scale().from(), " to ", item.scale().to());
    case PaperItem::kGapFill: {
      std::vector<std::string> forms;
      for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
        forms.push_back(absl::StrCat(i + 1, ": ", AnswerForm(GapQuestion(item, i))));
      }
      return absl::StrCat("an answer for each gap, with | between them; ", absl::StrJoin(forms, "; "));
    }
    default:
      return "of a kind this client does not know";
  }
}

absl::StatusOr<Response> ParseAnswer(const PaperItem& item, absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  Response response;
  if (absl::StartsWith(text, "{")) {
    const auto status = google::protobuf::util::JsonStringToMessage(std::string(text), &response);
    if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat("not a Response in JSON: ", status.ToString()));
    return response;
  }
  switch (item.kind_case()) {
    case PaperItem::kSingleChoice: {
      const std::string id = Pick(item.single_choice().choices(), text);
      if (id.empty()) return Expected(item);
      response.set_single_choice(id);
      return response;
    }
    case PaperItem::kMultipleChoice: {
      ASSIGN_OR_RETURN(const std::vector<std::string> ids, PickAll(item, item.multiple_choice().choices(), text));
      response.mutable_multiple_choice()->mutable_choices()->Assign(ids.begin(), ids.end());
      return response;
    }
    case PaperItem::kOrdering: {
      ASSIGN_OR_RETURN(const std::vector<std::string> ids, PickAll(item, item.ordering().entries(), text));
      if (static_cast<int>(ids.size()) != item.ordering().entries_size()) return Expected(item);
      response.mutable_ordering()->mutable_entries()->Assign(ids.begin(), ids.end());
      return response;
    }
    case PaperItem::kTrueFalse:
      return TrueOrFalse(item, text);
    case PaperItem::kShortText:
      response.set_short_text(std::string(text));
      return response;
    case PaperItem::kNumeric:
      response.mutable_numeric()->set_text(std::string(text));
      return response;
    case PaperItem::kMatching:
      return Matched(item, text);
    case PaperItem::kDate:
      return Dated(item, text);
    case PaperItem::kPoll:
      return Polled(item, text);
    case PaperItem::kWordCloud:
      return Clouded(item, text);
    case PaperItem::kOpenEnded:
      response.set_open_ended(std::string(text));
      return response;
    case PaperItem::kScale:
      return Scaled(item, text);
    case PaperItem::kGapFill:
      return ParseGaps(item, text);
    default:
      return Expected(item);
  }
}

absl::StatusOr<std::map<std::string, std::string>> ReadAnswerSheet(const quiz::v1::Paper& paper,
                                                                   absl::string_view sheet) {
  std::set<std::string> ids;
  for (const PaperItem& item : paper.items()) ids.insert(item.id());
  std::map<std::string, std::string> answers;
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(sheet), "{")) {
    const nlohmann::json object = nlohmann::json::parse(sheet.begin(), sheet.end(), nullptr, false);
    if (!object.is_object()) return absl::InvalidArgumentError("the answers are not a JSON object");
    for (const auto& [id, answer] : object.items()) {
      if (ids.count(id) == 0) return absl::InvalidArgumentError(absl::StrCat("the quiz has no item ", id));
      answers[id] = answer.is_string() ? answer.get<std::string>() : answer.dump();
    }
    return answers;
  }
  std::vector<std::string> in_order;
  for (absl::string_view line : absl::StrSplit(absl::StripTrailingAsciiWhitespace(sheet), '\n')) {
    const size_t colon = line.find(':');
    const std::string id(absl::StripAsciiWhitespace(line.substr(0, colon)));
    if (colon != absl::string_view::npos && ids.count(id) > 0) {
      answers[id] = std::string(absl::StripAsciiWhitespace(line.substr(colon + 1)));
    } else {
      in_order.push_back(std::string(absl::StripAsciiWhitespace(line)));
    }
  }
  if (in_order.size() == 1 && in_order[0].empty()) in_order.clear();
  size_t next = 0;
  for (const PaperItem& item : paper.items()) {
    if (answers.count(item.id()) == 0 && next < in_order.size()) answers[item.id()] = in_order[next++];
  }
  if (next < in_order.size()) {
    return absl::InvalidArgumentError(absl::StrCat("more answers than items: ", in_order[next]));
  }
  return answers;
}

}  // namespace lyceum::ctl
