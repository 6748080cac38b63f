// Statistics against cases from outside this project, each at the tolerance its README names.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "services/quiz/logic/shared_cases.h"
#include "services/quiz/statistics/analysis.h"
#include "services/quiz/statistics/calibrate.h"
#include "services/quiz/statistics/irt.h"
#include "services/quiz/statistics/rating.h"

namespace lyceum::quiz {
namespace {

using nlohmann::json;

// The cases have up to seven decimals.
constexpr double kUnit = 1e7;
int64_t Scaled(double mark) { return std::llround(mark * kUnit); }

v1::QuizAnalysis Analyse(const json& quiz) {
  std::vector<int64_t> max_marks;
  for (const json& max : quiz["max_marks"]) max_marks.push_back(Scaled(max));
  Analysis analysis(max_marks);
  for (size_t row = 0; row < quiz["marks"].size(); ++row) {
    std::vector<int64_t> marks;
    int64_t total = 0;
    for (const json& mark : quiz["marks"][row]) total += marks.emplace_back(Scaled(mark));
    analysis.Add(marks, quiz.contains("sum_marks") ? Scaled(quiz["sum_marks"][row]) : total);
  }
  return analysis.Calculate();
}

// Counts figures and says which differ.
class Figures {
 public:
  // `expected` null: there must be none.
  void Compare(const std::string& what, bool has, double value, const json& expected, double relative,
               double absolute = 1e-12) {
    ++run_;
    const bool is_same = expected.is_null() ? !has
                                            : has && std::fabs(value - expected.get<double>()) <=
                                                         relative * std::fabs(expected.get<double>()) + absolute;
    same_ += is_same;
    if (!is_same) ADD_FAILURE() << what << ": " << (has ? std::to_string(value) : "none") << ", not " << expected;
  }
  void LeaveOut(int figures) { left_out_ += figures; }
  void Print(const std::string& file, int cases) {
    const std::string noise = left_out_ == 0 ? "" : "; left out: " + std::to_string(left_out_) + " of rounding noise";
    PrintCases(file, same_, run_, "figures of " + std::to_string(cases) + " cases" + noise);
    EXPECT_LE(left_out_, run_ / 100);
    EXPECT_GT(run_, 0);
  }

 private:
  int same_ = 0, run_ = 0, left_out_ = 0;
};

#define FIGURE(message, name) (message).has_##name(), (message).name()

// Marks that differ by the rounding of a third to seven decimals only, and by less: figures that divide by how they
// spread are noise of the reference's own doubles, or lose what the tolerance asks for.
constexpr double kNoise = 1e-6;

void CompareTest(Figures& figures, const v1::TestStatistics& test, const json& expected, double relative) {
  const json& deviation = expected["standard_deviation"];
  figures.Compare("mean", test.has_mean(), test.mean() / kUnit, expected["average"], relative);
  figures.Compare("median", test.has_median(), test.median() / kUnit, expected["median"], relative);
  figures.Compare("deviation", test.has_standard_deviation(), test.standard_deviation() / kUnit,
                  expected["standard_deviation"], relative);
  if (deviation.is_number() && deviation > 0.0 && deviation < kNoise) return figures.LeaveOut(5);
  figures.Compare("skewness", FIGURE(test, skewness), expected["skewness"], relative);
  figures.Compare("kurtosis", FIGURE(test, kurtosis), expected["kurtosis"], relative);
  figures.Compare("consistency", test.has_internal_consistency(), 100 * test.internal_consistency(),
                  expected["internal_consistency"], relative, 1e-10);
  figures.Compare("error ratio", test.has_error_ratio(), 100 * test.error_ratio(), expected["error_ratio"], relative);
  figures.Compare("standard error", test.has_standard_error(), test.standard_error() / kUnit,
                  expected["standard_error"], relative);
}

void CompareItem(Figures& figures, const std::string& name, const v1::ItemStatistics& item, const json& expected,
                 double relative, double percentages) {
  figures.Compare(name + " facility", FIGURE(item, facility), expected["facility"], relative);
  figures.Compare(name + " deviation", item.has_standard_deviation(), item.standard_deviation() / kUnit,
                  expected["sd"], relative);
  const double rest = expected.contains("other_mark_variance") && !expected["other_mark_variance"].is_null()
                          ? expected["other_mark_variance"].get<double>()
                          : 1;
  if (rest > 0 && rest < kNoise * kNoise) return figures.LeaveOut(3);
  // One of the files writes these names without "_".
  const bool short_names = expected.contains("discriminationindex");
  figures.Compare(name + " discrimination", item.has_discrimination(), 100 * item.discrimination(),
                  expected[short_names ? "discriminationindex" : "discrimination_index"], percentages);
  figures.Compare(name + " efficiency", item.has_discrimination_efficiency(),
                  100 * item.discrimination_efficiency(),
                  expected[short_names ? "discriminativeefficiency" : "discriminative_efficiency"], percentages);
  figures.Compare(name + " weight", item.has_effective_weight(), 100 * item.effective_weight(),
                  expected[short_names ? "effectiveweight" : "effective_weight"], percentages);
}

TEST(PublishedStatistics, RandomQuizzes) {
  const auto cases = SharedCases("stats/quiz_statistics_generated.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Figures figures;
  for (const json& quiz : cases) {
    SCOPED_TRACE(quiz["id"].dump());
    const v1::QuizAnalysis analysis = Analyse(quiz);
    CompareTest(figures, analysis.test(), quiz["expected"]["quiz"], 1e-9);
    for (int i = 0; i < analysis.items_size(); ++i) {
      const json& expected = quiz["expected"]["questions"][i];
      CompareItem(figures, "item " + std::to_string(i), analysis.items(i), expected, 1e-9, 1e-6);
    }
  }
  figures.Print("stats/quiz_statistics_generated.jsonl", static_cast<int>(cases.size()));
}

TEST(PublishedStatistics, PublishedQuizzes) {
  const std::string text = SharedText("stats/quiz_statistics_published.json");
  if (text.empty()) GTEST_SKIP();
  const json quizzes = json::parse(text);
  Figures figures;
  const v1::QuizAnalysis first = Analyse(quizzes[0]);
  CompareTest(figures, first.test(), quizzes[0]["expected_quiz_stats_published"], 1.5e-5);
  for (const json& expected : quizzes[0]["expected_question_stats_published"]) {
    // Rows of a variant or of a drawn question are about a part of the attempts.
    if (!expected["subqname"].is_null() || !expected["variant"].is_null()) continue;
    const int slot = expected["slot"].get<int>();
    CompareItem(figures, "slot " + std::to_string(slot), first.items(slot - 1), expected, 1.5e-5, 1.5e-5);
  }
  const v1::QuizAnalysis second = Analyse(quizzes[1]);
  const json& expected = quizzes[1]["expected_published"];
  for (int i = 0; i < second.items_size(); ++i) {
    const v1::ItemStatistics& item = second.items(i);
    // The sheet has no figures of items that are worth nothing.
    if (item.max_mark() == 0) continue;
    const std::string name = "slot " + std::to_string(i + 1);
    figures.Compare(name, item.has_facility(), 100 * item.facility(), expected["facility_x100"][i], 1e-6);
    figures.Compare(name, item.has_standard_deviation(), 1000 * item.standard_deviation() / kUnit,
                    expected["sd_x1000"][i], 1e-6);
    figures.Compare(name, item.has_effective_weight(), 100 * item.effective_weight(), expected["effective_weight"][i],
                    1e-6);
    figures.Compare(name, item.has_discrimination(), 100 * item.discrimination(), expected["discrimination_index"][i],
                    1e-6);
    figures.Compare(name, item.has_discrimination_efficiency(), 100 * item.discrimination_efficiency(),
                    expected["discriminative_efficiency"][i], 1e-6);
  }
  figures.Print("stats/quiz_statistics_published.json", 2);
}

TEST(PublishedStatistics, ProbabilityAndInformation) {
  const auto cases = SharedCases("stats/irt_3pl_p_info.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Figures figures;
  for (const json& c : cases) {
    const IrtItem item{c["item"]["a"], c["item"]["b"], c["item"]["c"]};
    figures.Compare(c.dump(), true, ProbabilityRight(item, c["theta"]), c["p"], 1e-9);
    figures.Compare(c.dump(), true, Information(item, c["theta"]), c["information"], 1e-9);
  }
  figures.Print("stats/irt_3pl_p_info.jsonl", static_cast<int>(cases.size()));
}

IrtItem ItemOf(const json& item) { return {item["a"], item["b"], item["c"]}; }

AbilityPrior PriorOf(const json& c) {
  AbilityPrior prior;
  if (!c.contains("prior")) return prior;
  prior.min = c["prior"]["min"];
  prior.max = c["prior"]["max"];
  prior.step = c["prior"]["step"];
  prior.uniform = c["prior"]["dist"] == "unif";
  return prior;
}

TEST(PublishedStatistics, AdaptiveTests) {
  const auto cases = SharedCases("stats/irt_cat_eap.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Figures figures;
  for (const json& c : cases) {
    std::vector<IrtAnswer> answers;
    if (c.contains("expected_published")) {
      for (size_t i = 0; i < c["items"].size(); ++i) answers.push_back({ItemOf(c["items"][i]), c["responses"][i] == 1});
      const double ability =
          c["method"] == "mle" ? MostLikelyAbility(answers) : ExpectedAbility(answers, PriorOf(c));
      const double tolerance = c.value("tolerance", 0.001);
      figures.Compare(c.dump(), true, ability, c["expected_published"]["theta"], 0, tolerance);
      if (!c["expected_published"].contains("se")) continue;
      figures.Compare(c.dump(), true, AbilityError(answers, ability), c["expected_published"]["se"], 0, tolerance);
      continue;
    }
    std::vector<IrtItem> bank;
    for (const json& item : c["bank"]) bank.push_back(ItemOf(item));
    std::vector<bool> used(bank.size());
    double ability = 0;
    for (const json& step : c["expected_sequence"]) {
      const size_t next = MostInformative(bank, used, ability);
      figures.Compare("next item", true, static_cast<double>(next), step["item"], 0);
      ASSERT_LT(next, bank.size());
      used[next] = true;
      answers.push_back({bank[next], step["response"] == 1});
      ability = ExpectedAbility(answers, PriorOf(c));
      figures.Compare("ability", true, ability, step["theta"], 0, 1e-6);
      figures.Compare("error", true, AbilityError(answers, ability), step["se"], 0, 1e-6);
    }
  }
  figures.Print("stats/irt_cat_eap.jsonl", static_cast<int>(cases.size()));
}

// The answers of a .csv with a line of names first.
std::vector<std::vector<bool>> Answers(const std::string& text) {
  std::vector<std::vector<bool>> rows;
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  for (size_t i = 1; i < lines.size(); ++i) {
    std::vector<bool>& row = rows.emplace_back();
    for (const absl::string_view cell : absl::StrSplit(lines[i], ',')) row.push_back(cell[0] == '1');
  }
  return rows;
}

class RealAnswers : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(, RealAnswers, testing::Values("lsat6", "mathexam14w"),
                         [](const auto& info) { return info.param; });

TEST_P(RealAnswers, HaveThePublishedParameters) {
  const std::string text = SharedText("stats/irt/" + GetParam() + ".csv");
  const std::string expectations = SharedText("stats/irt/" + GetParam() + ".expected.json");
  if (text.empty() || expectations.empty()) GTEST_SKIP();
  const json expected = json::parse(expectations);
  const auto rows = Answers(text);
  std::map<std::vector<bool>, int64_t> counts;
  Analysis analysis(std::vector<int64_t>(rows[0].size(), 1));
  for (const auto& row : rows) {
    ++counts[row];
    const std::vector<int64_t> marks(row.begin(), row.end());
    analysis.Add(marks, std::count(row.begin(), row.end(), true));
  }
  std::vector<AnswerPattern> patterns;
  for (const auto& [right, count] : counts) patterns.push_back({right, count});

  Figures figures;
  const v1::QuizAnalysis result = analysis.Calculate();
  const std::vector<double> rasch = RaschDifficulties(patterns);
  figures.Compare("alpha", FIGURE(result.test(), internal_consistency), expected["cronbach_alpha_kr20"], 0, 1e-9);
  ASSERT_EQ(rasch.size(), rows[0].size());
  for (int i = 0; i < result.items_size(); ++i) {
    const v1::ItemStatistics& item = result.items(i);
    const json& other = expected["items"][i];
    figures.Compare("p", FIGURE(item, facility), other["p"], 0, 1e-9);
    figures.Compare("sd", FIGURE(item, standard_deviation), other["sd"], 0, 1e-9);
    figures.Compare("r total", FIGURE(item, total_correlation), other["r_item_total"], 0, 1e-8);
    figures.Compare("r rest", FIGURE(item, discrimination), other["r_item_rest"], 0, 1e-8);
    figures.Compare("alpha without", FIGURE(item, consistency_without), other["alpha_if_dropped"], 0, 1e-9);
    figures.Compare("rasch", true, rasch[i], other["rasch_cml_difficulty_sum0"], 0, 1e-3);
  }
  if (expected.contains("published_2pl")) {
    const json& two = expected["published_2pl"];
    const Calibration calibration = CalibrateTwoParameter(patterns);
    EXPECT_TRUE(calibration.converged);
    figures.Compare("log likelihood", true, calibration.log_likelihood, two["log_likelihood"], 0, 0.01);
    for (size_t i = 0; i < calibration.items.size(); ++i) {
      const double tolerance = i == 0 || i == 4 ? 0.03 : 0.01;
      figures.Compare("b", true, calibration.items[i].difficulty, two["difficulty"][i], 0, tolerance);
      figures.Compare("a", true, calibration.items[i].discrimination, two["discrimination"][i], 0, tolerance);
    }
  }
  figures.Print("stats/irt/" + GetParam() + ".csv", 1);
}

TEST(PublishedStatistics, Elo) {
  const auto cases = SharedCases("stats/elo_expected.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Figures figures;
  for (const json& c : cases) {
    figures.Compare(c.dump(), true, EloExpected(c["rating"], c["opponent"]), c["expected"], 0, 1e-12);
  }
  figures.Print("stats/elo_expected.jsonl", static_cast<int>(cases.size()));
}

TEST(PublishedStatistics, Glicko2) {
  const auto cases = SharedCases("stats/glicko2.jsonl");
  if (cases.empty()) GTEST_SKIP();
  Figures figures;
  for (const json& c : cases) {
    std::vector<GlickoGame> games;
    for (const json& game : c["games"]) games.push_back({game[0], game[1], game[2]});
    const GlickoRating after = GlickoAfter({c["player"][0], c["player"][1], c["player"][2]}, games, c["tau"]);
    const json& expected = c.contains("expected") ? c["expected"] : c["expected_published"];
    figures.Compare(c.dump(), true, after.rating, expected["rating"], 0, 0.01);
    figures.Compare(c.dump(), true, after.deviation, expected["rd"], 0, 0.01);
    figures.Compare(c.dump(), true, after.volatility, expected["vol"], 0, 1e-5);
  }
  figures.Print("stats/glicko2.jsonl", static_cast<int>(cases.size()));
}

}  // namespace
}  // namespace lyceum::quiz
