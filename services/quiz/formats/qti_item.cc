#include "services/quiz/formats/qti_item.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/qti_nodes.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;
using qti::Attribute;
using qti::Child;
using qti::Children;
using qti::Content;
using qti::Is;
using Type = Question::Type;

constexpr int64_t kWhole = 1'000'000;

int64_t Share(double worth, double of) { return std::llround(worth / of * static_cast<double>(kWhole)); }

// Reads an item with one interaction. Each reader returns "" or the problem; Unsupported says that no item of ours
// would be scored like it.
class QtiItem {
 public:
  explicit QtiItem(pugi::xml_node item) : item_(item) {}
  std::string Read(Question& question);

 private:
  std::string ReadInteraction(pugi::xml_node interaction);
  std::string ReadChoices(pugi::xml_node interaction);
  std::string ReadOrder(pugi::xml_node interaction);
  std::string ReadMatch(pugi::xml_node interaction);
  std::string ReadEntry();
  void ReadSlider(pugi::xml_node interaction);
  std::string ReadWords();
  std::string ReadNumber();
  std::string ReadTolerances(double right);
  std::string Unsupported(string_view why) {
    question_.type = Type::kOther;
    question_.type_name = why.empty() ? name_ : absl::StrCat(name_, " ", why);
    return "";
  }
  // Whether the score is that of a standard template.
  bool Scored(string_view how) const {
    const std::string uri = Attribute(processing_, "template");
    const string_view file = string_view(uri).substr(uri.find_last_of('/') + 1);
    return absl::StripSuffix(file, ".xml") == how;
  }
  static Text Html(pugi::xml_node node) { return {qti::InnerHtml(node), Markup::kHtml, {}}; }

  pugi::xml_node item_, processing_;
  std::string name_;  // of the interaction
  qti::Declaration declared_;
  Question question_;
};

std::string QtiItem::ReadChoices(pugi::xml_node interaction) {
  question_.type = Type::kMultipleChoice;
  question_.single = declared_.cardinality == "single";
  question_.shuffle = true;
  const bool mapped = Scored("map_response") && declared_.mapped;
  if (!mapped && !Scored("match_correct")) return Unsupported("with response processing of its own");
  std::map<std::string, double> worth;
  for (const auto& entry : declared_.entries) worth[entry.key] = entry.value;
  double most = 0;
  std::vector<double> values;
  for (const pugi::xml_node choice : Children(interaction, "simpleChoice")) {
    const std::string id = Attribute(choice, "identifier");
    const bool right = std::find(declared_.correct.begin(), declared_.correct.end(), id) != declared_.correct.end();
    const auto found = worth.find(id);
    const double value = !mapped ? right : found == worth.end() ? declared_.otherwise : found->second;
    if (values.size() == static_cast<size_t>(limits::kMaxAnswers)) return "has more than 500 choices (kMaxAnswers)";
    values.push_back(value);
    Answer answer;
    answer.text = Html(choice);
    question_.answers.push_back(std::move(answer));
    most = question_.single ? std::max(most, value) : most + std::max(value, 0.0);
  }
  if (declared_.upper) most = std::min(most, *declared_.upper);
  if (most <= 0) return "has no choice that is worth something";
  question_.all_or_nothing = !mapped && !question_.single;
  question_.mark = mapped ? most : 1;
  double least = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const int64_t share = Share(values[i], most);
    question_.answers[i].fraction = std::clamp(share, -kWhole, kWhole);
    if (share < -kWhole) question_.lost.push_back("that a wrong choice costs more than everything");
    least = question_.single ? std::min(least, values[i]) : least + std::min(values[i], 0.0);
  }
  if (std::max(least, declared_.lower.value_or(least)) < 0) question_.lost.push_back("that the score can fall below 0");
  return "";
}

std::string QtiItem::ReadOrder(pugi::xml_node interaction) {
  question_.type = Type::kOrdering;
  if (!Scored("match_correct")) return Unsupported("with response processing of its own");
  const std::vector<pugi::xml_node> choices = Children(interaction, "simpleChoice");
  if (choices.size() != declared_.correct.size()) return Unsupported("that leaves some out");
  for (const std::string& id : declared_.correct) {
    const auto choice = std::find_if(choices.begin(), choices.end(),
                                     [&](pugi::xml_node node) { return Attribute(node, "identifier") == id; });
    if (choice == choices.end()) return absl::StrCat("has \"", id, "\" in its right order, which is no choice");
    question_.entries.push_back(Html(*choice));
  }
  return "";
}

std::string QtiItem::ReadMatch(pugi::xml_node interaction) {
  question_.type = Type::kMatching;
  const std::vector<pugi::xml_node> sets = Children(interaction, "simpleMatchSet");
  if (sets.size() != 2) return "must have two simpleMatchSet";
  if (!Scored("map_response") || !declared_.mapped) return Unsupported("of which only all right pairs count");
  std::map<std::string, Text> options;
  for (const pugi::xml_node option : Children(sets[1], "simpleAssociableChoice")) {
    options[Attribute(option, "identifier")] = Html(option);
  }
  std::map<std::string, std::string> option_of;
  for (const auto& entry : declared_.entries) {
    const std::vector<std::string> pair = absl::StrSplit(entry.key, ' ');
    if (entry.value != declared_.entries[0].value || entry.value <= 0 || pair.size() != 2) {
      return Unsupported("with pairs that are worth different points");
    }
    if (!option_of.emplace(pair[0], pair[1]).second) return Unsupported("with several options for one stem");
  }
  const std::vector<pugi::xml_node> stems = Children(sets[0], "simpleAssociableChoice");
  if (stems.size() != option_of.size() || declared_.otherwise != 0 || declared_.upper) {
    return Unsupported("with bounds, or stems without an option");
  }
  std::map<std::string, Text> unused = options;
  for (const pugi::xml_node stem : stems) {
    const auto option = options.find(option_of[Attribute(stem, "identifier")]);
    if (option == options.end()) return "has a stem whose option is nowhere";
    if (Attribute(stem, "matchMax") != "1") return Unsupported("with several options for one stem");
    question_.pairs.push_back({Html(stem), option->second});
    unused.erase(option->first);
  }
  for (auto& [id, option] : unused) question_.pairs.push_back({{}, std::move(option)});
  question_.mark = declared_.entries[0].value * static_cast<double>(stems.size());
  return "";
}

std::string QtiItem::ReadWords() {
  question_.type = Type::kShortAnswer;
  if (Scored("match_correct")) {
    declared_.entries.clear();
    for (const std::string& word : declared_.correct) declared_.entries.push_back({word, 1, true});
    declared_.otherwise = 0;
  } else if (!Scored("map_response")) {
    return Unsupported("with response processing of its own");
  }
  double most = 0;
  for (const auto& entry : declared_.entries) most = std::max(most, entry.value);
  if (declared_.upper) most = std::min(most, *declared_.upper);
  if (most <= 0) return "has no answer that is worth something";
  if (declared_.otherwise != 0) return Unsupported("with points for any answer");
  question_.case_sensitive = declared_.entries[0].case_sensitive;
  for (const auto& entry : declared_.entries) {
    if (entry.case_sensitive != question_.case_sensitive) {
      return Unsupported("where capitals count in some answers only");
    }
    Answer answer;
    answer.text = {absl::StrReplaceAll(entry.key, {{"*", "\\*"}}), Markup::kPlain, {}};
    answer.fraction = std::clamp<int64_t>(Share(entry.value, most), -kWhole, kWhole);
    question_.answers.push_back(std::move(answer));
  }
  question_.mark = most;
  return "";
}

// If, else if, ... equal(response, correct) within a tolerance: so much.
std::string QtiItem::ReadTolerances(double right) {
  const pugi::xml_node condition = Child(processing_, "responseCondition");
  double most = 0;
  std::vector<double> worth;
  for (const pugi::xml_node branch : condition.children()) {
    if (branch.type() != pugi::node_element || Is(branch, "responseElse")) continue;
    const pugi::xml_node equal = Child(branch, "equal"), set = Child(branch, "setOutcomeValue");
    const auto value = NumberOf(Content(Child(set, "baseValue")));
    if (!equal || !Child(equal, "variable") || !Child(equal, "correct") || Attribute(set, "identifier") != "SCORE" ||
        !value || *value < 0) {
      return Unsupported("with response processing of its own");
    }
    const std::vector<std::string> off = absl::StrSplit(Attribute(equal, "tolerance"), ' ', absl::SkipEmpty());
    const auto below = NumberOf(off.empty() ? "0" : off[0]), above = NumberOf(off.empty() ? "0" : off.back());
    const std::string mode = Attribute(equal, "toleranceMode");
    if (!below || !above || (mode == "relative" && right < 0)) return Unsupported("with a tolerance that is not clear");
    Answer answer;
    if (mode == "relative") {
      answer.range.emplace(right * (1 - *below / 100), right * (1 + *above / 100));
    } else {
      const bool exact = mode != "absolute";
      answer.range.emplace(right - (exact ? 0 : *below), right + (exact ? 0 : *above));
    }
    answer.number = (answer.range->first + answer.range->second) / 2;
    answer.tolerance = answer.range->second - answer.number;
    answer.text = {NumberText(answer.number), Markup::kPlain, {}};
    question_.answers.push_back(std::move(answer));
    worth.push_back(*value);
    most = std::max(most, *value);
  }
  if (most <= 0) return Unsupported("with response processing of its own");
  for (size_t i = 0; i < worth.size(); ++i) question_.answers[i].fraction = Share(worth[i], most);
  question_.mark = most;
  return "";
}

std::string QtiItem::ReadNumber() {
  question_.type = Type::kNumerical;
  const auto right = declared_.correct.size() == 1 ? NumberOf(declared_.correct[0]) : std::nullopt;
  if (!right) return "must have one correct response, which is a number";
  if (!Scored("match_correct")) return ReadTolerances(*right);
  Answer answer;
  answer.number = *right;
  answer.text = {NumberText(*right), Markup::kPlain, {}};
  answer.fraction = kWhole;
  question_.answers.push_back(std::move(answer));
  return "";
}

std::string QtiItem::ReadEntry() {
  if (declared_.cardinality != "single") return Unsupported("with several values");
  if (declared_.base_type == "string") return ReadWords();
  if (declared_.base_type == "integer" || declared_.base_type == "float") return ReadNumber();
  return Unsupported(absl::StrCat("of the type ", declared_.base_type));
}

void QtiItem::ReadSlider(pugi::xml_node interaction) {
  const auto from = NumberOf(Attribute(interaction, "lowerBound")), to = NumberOf(Attribute(interaction, "upperBound"));
  const std::string step = Attribute(interaction, "step");
  const auto steps = NumberOf(!step.empty() ? step : declared_.base_type == "integer" ? "1" : "0");
  if (from && to && steps) {
    question_.slider = {*from, *to, *steps};
  } else {
    question_.lost.push_back("the slider, whose bounds or step are no numbers: the number is typed");
  }
}

std::string QtiItem::ReadInteraction(pugi::xml_node interaction) {
  if (name_ == "choiceInteraction") return ReadChoices(interaction);
  if (name_ == "orderInteraction") return ReadOrder(interaction);
  if (name_ == "matchInteraction") return ReadMatch(interaction);
  if (name_ == "textEntryInteraction") return ReadEntry();
  if (name_ == "sliderInteraction" && declared_.cardinality == "single") {
    ReadSlider(interaction);
    return ReadNumber();
  }
  return Unsupported("");
}

std::string QtiItem::Read(Question& question) {
  const pugi::xml_node body = Child(item_, "itemBody");
  processing_ = Child(item_, "responseProcessing");
  const std::vector<pugi::xml_node> interactions = qti::Interactions(body);
  question_.id_number = absl::AsciiStrToLower(Attribute(item_, "identifier"));
  question_.text = Html(body);
  question_.name = Attribute(item_, "title");
  question_.name_is_made = question_.name == MadeName(question_.text.text);
  std::string problem;
  if (interactions.size() == 1) {
    name_ = qti::NameOf(interactions[0]);
    const std::string id = Attribute(interactions[0], "responseIdentifier");
    for (const pugi::xml_node node : Children(item_, "responseDeclaration")) {
      if (Attribute(node, "identifier") == id) problem = qti::ReadDeclaration(node, declared_);
    }
    if (problem.empty()) problem = ReadInteraction(interactions[0]);
  } else {
    name_ = absl::StrCat(interactions.size(), " interactions");
    for (const pugi::xml_node node : interactions) absl::StrAppend(&name_, " ", qti::NameOf(node));
    Unsupported("");
  }
  question = std::move(question_);
  return problem;
}

}  // namespace

std::string ReadQtiItem(pugi::xml_node item, Question& question) { return QtiItem(item).Read(question); }

}  // namespace lyceum::quiz::formats
