// Behaviours against attempts from outside this project: after every action state and mark must be what Moodle's own
// question engine returned.
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "services/quiz/behaviour/behaviour.h"
#include "services/quiz/logic/fold.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/pattern.h"
#include "services/quiz/logic/quantity.h"
#include "services/quiz/logic/shared_cases.h"

namespace lyceum::quiz {
namespace {

using nlohmann::json;
using Kind = v1::Behaviour;

std::string TextOf(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// The field, trimmed; "" if there is none.
std::string Field(const json& data, const std::string& name) {
  if (!data.contains(name) || data[name].is_null()) return "";
  return std::string(absl::StripAsciiWhitespace(TextOf(data[name])));
}

int NumberOf(const std::string& text) {
  int number = 0;
  return absl::SimpleAtoi(text, &number) ? number : -1;
}

// A response as a behaviour sees it, read by the rules of the question's type.
struct Read {
  std::string key;  // "" if nothing was answered
  Assessment assessment;
};

Read Whole(const std::string& key, double fraction) {
  if (key.empty()) return {};
  return {key, {.complete = true, .gradable = true, .fraction = fraction, .parts = {}}};
}

Read ReadChoice(const json& attempt, const json& data) {
  const json& question = attempt["question"];
  const std::vector<std::string> order = absl::StrSplit(TextOf(attempt["initial_step_data"]["_order"]), ',');
  const auto fraction_at = [&](size_t i) {
    for (const json& answer : question["answers"]) {
      if (TextOf(answer["id"]) == order[i]) return answer["fraction"].get<double>();
    }
    return 0.0;
  };
  if (question["single"].get<bool>()) {
    const int at = NumberOf(Field(data, "answer"));
    if (at < 0 || at >= static_cast<int>(order.size())) return {};
    return Whole(absl::StrCat(at), fraction_at(at));
  }
  std::string key;
  double fraction = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (Field(data, absl::StrCat("choice", i)) != "1") continue;
    absl::StrAppend(&key, i, ";");
    fraction += fraction_at(i);
  }
  return Whole(key, std::clamp(fraction, 0.0, 1.0));
}

Read ReadShortText(const json& question, const json& data) {
  const std::string text = Field(data, "answer");
  v1::ShortText item;
  item.set_literal(true);
  item.set_case_sensitive(question["usecase"] == true || question["usecase"] == 1);
  for (const json& answer : question["answers"]) item.add_patterns()->set_pattern(answer["answer"].get<std::string>());
  const int decides = DecidingPattern(item, text);
  return Whole(text, decides < 0 ? 0 : question["answers"][decides]["fraction"].get<double>());
}

v1::Numeric NumericOf(const json& question) {
  v1::Numeric item;
  for (const json& answer : question["answers"]) {
    v1::Numeric::Answer& accepts = *item.add_answers();
    if (answer["answer"] == "*") {
      accepts.mutable_range()->set_min(-DBL_MAX);
      accepts.mutable_range()->set_max(DBL_MAX);
      continue;
    }
    v1::Numeric::Near& near = *accepts.mutable_near();
    near.set_value(std::stod(TextOf(answer["answer"])));
    const double tolerance = std::stod(TextOf(answer["tolerance"]));
    if (answer["tolerancetype"] == 1) near.set_relative_tolerance(std::max(tolerance, DBL_MIN));
    if (answer["tolerancetype"] == 2) near.set_absolute_tolerance(tolerance);
    if (answer["tolerancetype"] == 3) near.set_geometric_tolerance(std::max(tolerance, DBL_MIN));
  }
  for (const auto& [name, per_unit] : question["unit_processor"]["units"].items()) {
    v1::Numeric::Unit& unit = *item.add_units();
    unit.set_name(name);
    unit.set_per_unit(per_unit);
  }
  item.set_decimal_separator(v1::Numeric::DECIMAL_SEPARATOR_POINT);
  const int grading = question["unitgradingtype"];
  item.set_unit_penalty(static_cast<v1::Numeric::UnitPenalty>(grading));
  item.set_unit_penalty_micros(std::llround(question["unitpenalty"].get<double>() * 1e6));
  return item;
}

Read ReadNumeric(const json& question, const json& data) {
  const std::string text = Field(data, "answer");
  if (text.empty()) return {};
  const v1::Numeric item = NumericOf(question);
  v1::NumericResponse response;
  response.set_text(text);
  Read read{text, {.complete = true, .gradable = true, .fraction = 0, .parts = {}}};
  const auto quantity = ReadQuantity(text, {});
  const bool no_units = question["unitdisplay"] == 3;
  read.assessment.complete = quantity && !(no_units && !quantity->unit.empty()) && text.find(',') == std::string::npos;
  const NumericDecision decision = DecideNumeric(item, response);
  if (decision.answer < 0) return read;
  const double fraction = question["answers"][decision.answer]["fraction"], penalty = question["unitpenalty"];
  double& worth = read.assessment.fraction = fraction;
  if (decision.unit_right) return read;
  if (item.unit_penalty() == v1::Numeric::UNIT_PENALTY_OF_MARK) worth = fraction * (1 - penalty);
  if (item.unit_penalty() == v1::Numeric::UNIT_PENALTY_OF_POINTS) worth = std::max(0.0, fraction - penalty);
  return read;
}

// Of questions with parts: what was chosen for each ("" is nothing), and what is right.
Read ReadParts(const std::vector<std::string>& chosen, const std::vector<std::string>& right) {
  Read read;
  size_t given = 0, correct = 0;
  for (size_t i = 0; i < chosen.size(); ++i) {
    const bool is_given = !chosen[i].empty();
    given += is_given;
    const bool is_right = is_given && chosen[i] == right[i];
    correct += is_right;
    read.assessment.parts.push_back(is_right);
    absl::StrAppend(&read.key, is_given ? chosen[i] : "", ";");
  }
  if (given == 0) return {"", {.parts = read.assessment.parts}};
  read.assessment.gradable = true;
  read.assessment.complete = given == chosen.size();
  read.assessment.fraction = static_cast<double>(correct) / static_cast<double>(chosen.size());
  return read;
}

// The one of `order` that a response names by its place from 1; "" for 0 or nothing.
std::string Ordered(const std::vector<std::string>& order, const std::string& place) {
  if (place.empty() || place == "0") return "";
  const int at = NumberOf(place);
  return at >= 1 && at <= static_cast<int>(order.size()) ? order[at - 1] : "one that is not there";
}

Read ReadMatch(const json& attempt, const json& data) {
  const json& initial = attempt["initial_step_data"];
  const std::vector<std::string> stems = absl::StrSplit(TextOf(initial["_stemorder"]), ',');
  const std::vector<std::string> choices = absl::StrSplit(TextOf(initial["_choiceorder"]), ',');
  std::vector<std::string> chosen, right;
  for (size_t i = 0; i < stems.size(); ++i) {
    chosen.push_back(Ordered(choices, Field(data, absl::StrCat("sub", i))));
    right.push_back(TextOf(attempt["question"]["right"][stems[i]]));
  }
  return ReadParts(chosen, right);
}

Read ReadGaps(const json& attempt, const json& data) {
  const json& question = attempt["question"];
  std::vector<std::string> chosen, right;
  for (const auto& [place, group] : question["places"].items()) {
    const std::vector<std::string> choices =
        absl::StrSplit(TextOf(attempt["initial_step_data"][absl::StrCat("_choiceorder", TextOf(group))]), ',');
    chosen.push_back(Ordered(choices, Field(data, absl::StrCat("p", place))));
    right.push_back(TextOf(question["rightchoices"][place]));
  }
  return ReadParts(chosen, right);
}

// Nothing for a type that is not offered.
std::optional<Read> ReadResponse(const json& attempt, const json& data) {
  const json& question = attempt["question"];
  const std::string type = question["qtype"];
  if (type == "multichoice") return ReadChoice(attempt, data);
  if (type == "shortanswer") return ReadShortText(question, data);
  if (type == "numerical") return ReadNumeric(question, data);
  if (type == "match") return ReadMatch(attempt, data);
  if (type == "gapselect" || type == "ddwtos") return ReadGaps(attempt, data);
  if (type == "essay") return Whole(Field(data, "answer"), 0);
  if (type == "truefalse") {
    const std::string answer = Field(data, "answer");
    return Whole(answer, (answer == "1") == question["rightanswer"].get<bool>() ? 1 : 0);
  }
  return std::nullopt;
}

const std::map<std::string, Kind::Kind>& Behaviours() {
  static const auto& behaviours = *new std::map<std::string, Kind::Kind>{
      {"deferredfeedback", Kind::KIND_DEFERRED},
      {"immediatefeedback", Kind::KIND_IMMEDIATE},
      {"adaptive", Kind::KIND_ADAPTIVE},
      {"adaptivenopenalty", Kind::KIND_ADAPTIVE_NO_PENALTY},
      {"interactive", Kind::KIND_INTERACTIVE},
      {"interactivecountback", Kind::KIND_INTERACTIVE_COUNTBACK},
      {"deferredcbm", Kind::KIND_DEFERRED_CERTAINTY},
      {"immediatecbm", Kind::KIND_IMMEDIATE_CERTAINTY},
      {"manualgraded", Kind::KIND_MANUAL}};
  return behaviours;
}

std::string NameOf(v1::ItemProgress::State state) {
  static const auto& names = *new std::map<v1::ItemProgress::State, std::string>{
      {v1::ItemProgress::STATE_TODO, "todo"},
      {v1::ItemProgress::STATE_COMPLETE, "complete"},
      {v1::ItemProgress::STATE_INVALID, "invalid"},
      {v1::ItemProgress::STATE_GAVE_UP, "gaveup"},
      {v1::ItemProgress::STATE_WRONG, "gradedwrong"},
      {v1::ItemProgress::STATE_PARTIAL, "gradedpartial"},
      {v1::ItemProgress::STATE_RIGHT, "gradedright"},
      {v1::ItemProgress::STATE_NEEDS_GRADING, "needsgrading"},
      {v1::ItemProgress::STATE_MANUAL_WRONG, "mangrwrong"},
      {v1::ItemProgress::STATE_MANUAL_PARTIAL, "mangrpartial"},
      {v1::ItemProgress::STATE_MANUAL_RIGHT, "mangrright"}};
  return names.at(state);
}

// The step of an action; nothing for what takes none (start, grading anew).
std::optional<Step> StepOf(const json& attempt, const json& action, double max_mark) {
  const std::string name = action["action"];
  Step step;
  if (name == "finish_all") {
    step.action = Step::Action::kFinish;
    return step;
  }
  const json& data = action["data"];
  if (name == "manual_grade") {
    step.action = Step::Action::kGradeByHand;
    std::string mark = data["mark"].is_null() ? "" : TextOf(data["mark"]);
    std::replace(mark.begin(), mark.end(), ',', '.');
    if (!mark.empty()) step.fraction = std::stod(mark) / max_mark;
    return step;
  }
  if (name != "submit") return std::nullopt;
  if (data.contains("-submit")) step.action = Step::Action::kCheck;
  if (data.contains("-tryagain")) step.action = Step::Action::kTryAgain;
  if (data.contains("-finish")) step.action = Step::Action::kFinish;
  step.certainty = std::max(0, NumberOf(Field(data, "-certainty")));
  Read read = *ReadResponse(attempt, data);
  step.assessment = read.assessment;
  const bool has_fields = std::any_of(data.items().begin(), data.items().end(),
                                      [](const auto& field) { return field.key()[0] != '-'; });
  if (has_fields) step.response = read.key;
  return step;
}

// Why an attempt cannot be played; "" if it can.
std::string WhyNot(const json& attempt) {
  if (Behaviours().count(attempt["behaviour_used"]) == 0) {
    return "behaviour " + attempt["behaviour_used"].get<std::string>();
  }
  if (!ReadResponse(attempt, json::object())) return "type " + attempt["question"]["qtype"].get<std::string>();
  if (attempt["question"].contains("minwordlimit")) return "limits of words";
  int steps = 0;
  json mark;
  for (const json& action : attempt["steps"]) {
    if (action["num_steps"] > steps + 1) return "a step is not in the file";
    const bool regrade = action["action"] == "regrade" && action["data"]["new_max_mark"].is_null();
    if (regrade && action["mark"] != mark) return "the question was changed, the file does not say how";
    steps = action["num_steps"];
    mark = action["mark"];
  }
  return "";
}

// What differs first; "" if nothing does.
std::string Play(const json& attempt) {
  const json& question = attempt["question"];
  BehaviourRules rules{Behaviours().at(attempt["behaviour_used"]), question.value("penalty", 0.0), 1};
  if (question.contains("hints")) rules.tries = static_cast<int>(question["hints"].size()) + 1;
  double max_mark = attempt["max_mark"];
  std::vector<Step> steps;
  Standing standing;
  int num_steps = 0;
  for (const json& action : attempt["steps"]) {
    if (action["num_steps"] < num_steps) {  // a second attempt, which builds on the first
      steps.clear();
      standing = {};
    }
    num_steps = action["num_steps"];
    if (auto step = StepOf(attempt, action, max_mark)) {
      if (auto next = After(rules, standing, *step)) {
        standing = *std::move(next);
        steps.push_back(*std::move(step));
      }
    } else if (action["action"] != "start") {
      if (action["data"].is_object() && !action["data"].value("new_max_mark", json()).is_null()) {
        max_mark = action["data"]["new_max_mark"];
      }
      standing = Replay(rules, steps);  // grading anew
    }
    const std::string state = NameOf(standing.state);
    const bool same_mark = action["mark"].is_null()
                               ? !standing.fraction
                               : standing.fraction && std::fabs(*standing.fraction * max_mark -
                                                                action["mark"].get<double>()) <= 1e-6;
    if (state != action["state"] || !same_mark) {
      return absl::StrCat(action.dump(), " but ", state, " ", standing.fraction.value_or(-99) * max_mark);
    }
  }
  return "";
}

void PlayAll(const std::vector<json>& attempts, const std::string& file, const std::set<std::string>& may_skip) {
  int same = 0, run = 0, shown = 0;
  std::map<std::string, int> skipped;
  for (const json& attempt : attempts) {
    const std::string why = WhyNot(attempt);
    if (!why.empty()) {
      ++skipped[why];
      EXPECT_TRUE(may_skip.count(why)) << why;
      continue;
    }
    const std::string difference = Play(attempt);
    ++run;
    same += difference.empty();
    if (!difference.empty() && ++shown <= 20) ADD_FAILURE() << difference << "\n  of " << attempt.dump();
  }
  std::vector<std::string> notes;
  for (const auto& [why, count] : skipped) notes.push_back(absl::StrCat(count, " ", why));
  PrintCases(file, same, run, notes.empty() ? "attempts" : "attempts; not offered: " + absl::StrJoin(notes, ", "));
  EXPECT_GT(run, 0);
}

TEST(PublishedAttempts, Generated) {
  const auto attempts = SharedCases("grading/moodle_behaviours_generated.jsonl");
  if (attempts.empty()) GTEST_SKIP();
  PlayAll(attempts, "grading/moodle_behaviours_generated.jsonl", {});
}

TEST(PublishedAttempts, OfTheReferencesOwnTests) {
  const std::string text = SharedText("grading/moodle_behaviours_published.json");
  if (text.empty()) GTEST_SKIP();
  const json attempts = json::parse(text);
  PlayAll({attempts.begin(), attempts.end()}, "grading/moodle_behaviours_published.json",
          {"behaviour informationitem", "type description", "type multianswer", "type ddimageortext", "type ddmarker",
           "type randomsamatch", "type calculated", "type calculatedmulti", "limits of words",
           "a step is not in the file",
           "the question was changed, the file does not say how"});
}

}  // namespace
}  // namespace lyceum::quiz
