// Grading against cases from outside this project: what Moodle's own question engine returned.
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/number.h"
#include "services/quiz/logic/pattern.h"
#include "services/quiz/logic/quantity.h"
#include "services/quiz/logic/shared_cases.h"

namespace lyceum::quiz {
namespace {

using nlohmann::json;

int64_t Micros(double fraction) { return std::llround(fraction * limits::kWhole); }
double ValueOf(Share share) { return static_cast<double>(share.num) / static_cast<double>(share.den); }

// Counts cases and shows the first that differ.
class Tallied {
 public:
  void Count(bool is_same, const json& c) {
    ++run_;
    same_ += is_same;
    if (!is_same && run_ - same_ <= 20) ADD_FAILURE() << "differs: " << c.dump();
  }
  void Print(const std::string& file, const std::string& note = "") const {
    PrintCases(file, same_, run_, note);
    EXPECT_GT(run_, 0);
  }

 private:
  int same_ = 0, run_ = 0;
};

TEST(PublishedCases, ShortAnswers) {
  const auto cases = SharedCases("grading/shortanswer_wildcard.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Tallied tallied;
  for (const json& c : cases) {
    const FoldOptions options{.case_sensitive = !c["ignore_case"].get<bool>(), .literal = true};
    const std::u32string response = Trim(Fold(c["response"].get<std::string>(), options));
    tallied.Count(Pattern(c["pattern"].get<std::string>(), options).Matches(response) == c["match"].get<bool>(), c);
  }
  tallied.Print("grading/shortanswer_wildcard.jsonl", "with ShortText.literal");
}

TEST(PublishedCases, NumericalTolerance) {
  const auto cases = SharedCases("grading/numerical_tolerance.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Tallied tallied;
  for (const json& c : cases) {
    const double x = c["answer"], t = std::fabs(c["tolerance"].get<double>());
    const Interval interval = c["type"] == "geometric"  ? GeometricallyNear(x, t)
                              : c["type"] == "relative" ? RelativelyNear(x, t)
                                                        : AbsolutelyNear(x, t);
    const auto same = [](double a, double b) { return std::fabs(a - b) <= 1e-12 * std::fabs(b); };
    bool agrees = same(interval.min, c["interval"][0]) && same(interval.max, c["interval"][1]);
    if (c.contains("value")) {
      const double value = c["value"];
      agrees = agrees && (value >= interval.min && value <= interval.max) == c["within"].get<bool>();
    }
    tallied.Count(agrees, c);
  }
  tallied.Print("grading/numerical_tolerance.jsonl");
}

TEST(PublishedCases, NumbersAndUnits) {
  const auto cases = SharedCases("grading/numerical_parse.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Tallied tallied;
  for (const json& c : cases) {
    const QuantityFormat format{c["decimal_sep"].get<std::string>()[0], c["thousands_sep"].get<std::string>()[0],
                                c["units_before"].get<bool>()};
    const auto quantity = ReadQuantity(c["input"].get<std::string>(), format);
    bool agrees = quantity.has_value() == !c["value"].is_null();
    if (quantity && agrees) {
      const double value = c["value"].is_string() ? HUGE_VAL : c["value"].get<double>();
      agrees = quantity->value == value && quantity->unit == c["unit"].get<std::string>();
    }
    tallied.Count(agrees, c);
  }
  tallied.Print("grading/numerical_parse.jsonl");
}

void SetAccepts(const json& answer, v1::Numeric::Answer& accepts) {
  accepts.set_fraction_micros(Micros(answer["fraction"]));
  if (answer["answer"] == "*") {
    accepts.mutable_range()->set_min(-DBL_MAX);
    accepts.mutable_range()->set_max(DBL_MAX);
    return;
  }
  v1::Numeric::Near& near = *accepts.mutable_near();
  near.set_value(std::stod(answer["answer"].get<std::string>()));
  const double tolerance = answer["tolerance"];
  // A tolerance of 0 is absolute; the smallest one above it is the same to a double.
  if (answer["type"] == "geometric") near.set_geometric_tolerance(std::max(tolerance, DBL_MIN));
  if (answer["type"] == "relative") near.set_relative_tolerance(std::max(tolerance, DBL_MIN));
  if (answer["type"] == "nominal") near.set_absolute_tolerance(tolerance);
}

TEST(PublishedCases, NumericalGrades) {
  const auto cases = SharedCases("grading/numerical_grade.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Tallied tallied;
  for (const json& c : cases) {
    v1::Numeric item;
    for (const json& answer : c["answers"]) SetAccepts(answer, *item.add_answers());
    for (const auto& [name, per_unit] : c["units"].items()) {
      v1::Numeric::Unit& unit = *item.add_units();
      unit.set_name(name);
      unit.set_per_unit(per_unit);
    }
    item.set_unit_penalty(c["unit_grading"] == "fraction_of_response_grade"   ? v1::Numeric::UNIT_PENALTY_OF_MARK
                          : c["unit_grading"] == "fraction_of_question_grade" ? v1::Numeric::UNIT_PENALTY_OF_POINTS
                                                                              : v1::Numeric::UNIT_PENALTY_UNSPECIFIED);
    item.set_unit_penalty_micros(Micros(c["unit_penalty"]));
    v1::NumericResponse response;
    response.set_text(c["response"].get<std::string>());
    const double fraction = ValueOf(GradeNumeric(item, response).share);
    tallied.Count(std::fabs(fraction - c["fraction"].get<double>()) <= 1e-9, c);
  }
  tallied.Print("grading/numerical_grade.jsonl");
}

TEST(PublishedCases, MultipleChoice) {
  const auto cases = SharedCases("grading/multichoice_partial.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Tallied exact, near;
  for (const json& c : cases) {
    const bool single = c["single"].get<bool>();
    v1::SingleChoice one;
    v1::MultipleChoice several;
    bool in_millionths = true;
    for (size_t i = 0; i < c["fractions"].size(); ++i) {
      v1::Choice& choice = *(single ? one.mutable_choices() : several.mutable_choices())->Add();
      choice.set_id(absl::StrCat("c", i));
      const double fraction = c["fractions"][i];
      choice.set_fraction_micros(Micros(fraction));
      in_millionths = in_millionths && std::fabs(fraction - choice.fraction_micros() / 1e6) < 1e-12;
    }
    v1::ChoiceSet chosen;
    for (const json& i : c["selected"]) chosen.add_choices(absl::StrCat("c", i.get<int>()));
    const std::string first = chosen.choices().empty() ? "" : chosen.choices(0);
    const Share share = single ? GradeSingleChoice(one, first).share : GradeMultipleChoice(several, chosen).share;
    const double fraction = single ? ValueOf(share) : std::clamp(ValueOf(share), 0.0, 1.0);
    const double off = std::fabs(fraction - c["fraction"].get<double>());
    const double rounding = 5e-7 * static_cast<double>(c["selected"].size());
    (in_millionths ? exact : near).Count(off <= (in_millionths ? 1e-9 : rounding), c);
  }
  exact.Print("grading/multichoice_partial.jsonl", "to 1e-9");
  near.Print("grading/multichoice_partial.jsonl", "to 5e-7 a choice: fractions are kept in millionths");
}

}  // namespace
}  // namespace lyceum::quiz
