// Grading against cases from outside this project: expected results of another
// learning platform's own question engine.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/number.h"
#include "services/quiz/logic/pattern.h"

namespace lyceum::quiz {
namespace {

using nlohmann::json;

std::vector<json> Cases(const std::string& file) {
  const char* shared = std::getenv("LYCEUM_SHARED");
  std::ifstream in(absl::StrCat(shared == nullptr ? "../shared" : shared, "/data/grading/", file));
  std::vector<json> cases;
  for (std::string line; std::getline(in, line);) cases.push_back(json::parse(line));
  if (cases.empty()) std::cout << "\n*** " << file << " IS ABSENT: these cases were NOT run ***\n\n";
  return cases;
}

TEST(PublishedCases, ShortAnswers) {
  const auto cases = Cases("shortanswer_wildcard.jsonl");
  if (cases.empty()) GTEST_SKIP();
  int same = 0, shown = 0;
  for (const json& c : cases) {
    const FoldOptions options{.case_sensitive = !c["ignore_case"].get<bool>(), .accent_sensitive = true};
    const std::u32string response = Trim(Fold(c["response"].get<std::string>(), options));
    const bool match = Pattern(c["pattern"].get<std::string>(), options).Matches(response);
    same += match == c["match"].get<bool>();
    if (match != c["match"].get<bool>() && ++shown <= 30) std::cout << "differs: " << c.dump() << "\n";
  }
  std::cout << "short answers: " << same << " of " << cases.size() << " as the reference\n";
  EXPECT_GE(same, static_cast<int>(cases.size() * 95 / 100));
}

TEST(PublishedCases, NumericalTolerance) {
  const auto cases = Cases("numerical_tolerance.jsonl");
  if (cases.empty()) GTEST_SKIP();
  int same = 0, run = 0;
  for (const json& c : cases) {
    // A geometric tolerance, and a relative one of 0, are not in the contract.
    if (!c.contains("value") || c["type"] == "geometric") continue;
    v1::Numeric::Near near;
    near.set_value(c["answer"].get<double>());
    const double tolerance = c["tolerance"].get<double>();
    if (c["type"] == "relative") {
      near.set_relative_tolerance(tolerance);
    } else {
      near.set_absolute_tolerance(tolerance);
    }
    ++run;
    const bool near_enough = IsNear(near, c["value"].get<double>());
    same += near_enough == c["within"].get<bool>();
    if (near_enough != c["within"].get<bool>()) std::cout << "differs: " << c.dump() << "\n";
  }
  std::cout << "numerical tolerance: " << same << " of " << run << " as the reference (of " << cases.size()
            << " cases; the others are of kinds not offered)\n";
  EXPECT_EQ(same, run);
}

TEST(PublishedCases, MultipleChoice) {
  const auto cases = Cases("multichoice_partial.jsonl");
  if (cases.empty()) GTEST_SKIP();
  int same = 0, run = 0;
  for (const json& c : cases) {
    const bool single = c["single"].get<bool>();
    v1::Item item;
    item.set_points(1'000'000);
    auto& choices = single ? *item.mutable_single_choice()->mutable_choices()
                           : *item.mutable_multiple_choice()->mutable_choices();
    for (size_t i = 0; i < c["fractions"].size(); ++i) {
      v1::Choice& choice = *choices.Add();
      choice.set_id(absl::StrCat("c", i));
      const double fraction = c["fractions"][i].get<double>();
      choice.set_correct(fraction > 0);
      choice.set_fraction_micros(static_cast<int64_t>(std::llround(fraction * 1e6)));
    }
    v1::Response response;
    if (!single) response.mutable_multiple_choice();
    for (const json& i : c["selected"]) {
      const std::string id = absl::StrCat("c", i.get<int>());
      if (single) {
        response.set_single_choice(id);
      } else {
        response.mutable_multiple_choice()->add_choices(id);
      }
    }
    ++run;
    // The reference lets a single wrong choice go below 0; here nothing does.
    const double expected = std::max(0.0, c["fraction"].get<double>());
    const double mark = static_cast<double>(GradeResponse(item, 0, response).mark) / 1e6;
    const bool equal = std::fabs(mark - expected) <= 1e-6 * static_cast<double>(c["selected"].size() + 1);
    same += equal;
    if (!equal) std::cout << "differs: " << c.dump() << " " << mark << "\n";
  }
  std::cout << "multiple choice: " << same << " of " << run << " as the reference, held at 0\n";
  EXPECT_EQ(same, run);
}

}  // namespace
}  // namespace lyceum::quiz
