#include "services/quiz/formats/trivia.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "nlohmann/json.hpp"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/repair.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using nlohmann::json;

// Trims and repairs.
Text Tidy(std::string text, std::vector<std::string>& repairs) {
  switch (RepairEncoding(text)) {
    case Encoding::kClean: break;
    case Encoding::kRepaired: repairs.push_back("double-encoded text was repaired"); break;
    case Encoding::kGuessed:
      repairs.push_back("double-encoded text was repaired; where a byte was lost, a closing quote was put");
      break;
    case Encoding::kLost: repairs.push_back("text has lost characters (U+FFFD) that cannot be told"); break;
  }
  absl::StripAsciiWhitespace(&text);
  return {std::move(text), Markup::kPlain, {}};
}

const std::string* StringAt(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const json::string_t*>();
}

// The question of a line, or why there is none.
std::string ReadLine(const json& line, Question& question, std::vector<std::string>& repairs) {
  const std::string* text = line.is_object() ? StringAt(line, "question") : nullptr;
  if (text == nullptr) return "is no JSON object with a string \"question\"";
  const auto options = line.find("options");
  if (options == line.end() || !options->is_array() || options->size() > static_cast<size_t>(limits::kMaxAnswers)) {
    return absl::StrCat("has no \"options\", a list of at most ", limits::kMaxAnswers, " (kMaxAnswers)");
  }
  const auto correct = line.find("correct");
  if (correct == line.end() || !correct->is_number_unsigned() || correct->get<size_t>() >= options->size()) {
    return absl::StrCat("has no \"correct\", a number from 0 to ", options->empty() ? 0 : options->size() - 1);
  }
  question.type = Question::Type::kMultipleChoice;
  question.text = Tidy(*text, repairs);
  question.name = MadeName(question.text.text);
  question.name_is_made = true;
  // "history/0" as an id of ours.
  if (const std::string* id = StringAt(line, "id")) question.id_number = absl::StrReplaceAll(*id, {{"/", "-"}});
  for (size_t i = 0; i < options->size(); ++i) {
    const auto* option = (*options)[i].get_ptr<const json::string_t*>();
    if (option == nullptr) return absl::StrCat("has the option ", i + 1, ", which is no string");
    Text tidy = Tidy(*option, repairs);
    if (tidy.empty() && i != correct->get<size_t>()) {
      repairs.push_back(absl::StrCat("the empty option ", i + 1, " was left out"));
      continue;
    }
    question.answers.push_back({.text = std::move(tidy),
                                .fraction = i == correct->get<size_t>() ? 1'000'000 : 0,
                                .feedback = {},
                                .range = {}});
  }
  return "";
}

}  // namespace

Reading ReadTrivia(absl::string_view text) {
  Reading reading;
  std::string category;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const Place place{number, 1};
    const json parsed = json::parse(line.begin(), line.end(), nullptr, false);
    Question question;
    std::vector<std::string> repairs;
    std::string problem = parsed.is_discarded() ? "is not JSON" : ReadLine(parsed, question, repairs);
    if (!problem.empty()) {
      reading.Refuse(place, std::move(problem));
      continue;
    }
    if (const std::string* named = StringAt(parsed, "category"); named != nullptr && *named != category) {
      category = *named;
      Question mark;
      mark.type = Question::Type::kCategory;
      mark.name = category;
      reading.Add(place, std::move(mark));
    }
    reading.Add(place, std::move(question));
    reading.entries.back().repairs = std::move(repairs);
  }
  return reading;
}

}  // namespace lyceum::quiz::formats
