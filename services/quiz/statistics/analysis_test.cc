#include "services/quiz/statistics/analysis.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/quiz/statistics/tally.h"

namespace lyceum::quiz {
namespace {

using Marks = std::vector<int64_t>;

int64_t Total(const Marks& marks) { return std::accumulate(marks.begin(), marks.end(), int64_t{0}); }

// Attempts of learners of different ability; a tenth of the items gives partial credit.
std::vector<Marks> RandomAttempts(std::mt19937_64& random, int attempts, const Marks& max_marks) {
  std::vector<Marks> rows;
  for (int a = 0; a < attempts; ++a) {
    const double ability = std::uniform_real_distribution(0.0, 1.0)(random);
    Marks& row = rows.emplace_back();
    for (const int64_t max : max_marks) {
      const bool right = std::uniform_real_distribution(0.0, 1.0)(random) < ability;
      const int64_t part = random() % 10 == 0 ? static_cast<int64_t>(random() % 7) : right ? 6 : 0;
      row.push_back(max * part / 6);
    }
  }
  return rows;
}

Marks RandomMaxima(std::mt19937_64& random) {
  Marks maxima;
  for (int i = 1 + static_cast<int>(random() % 12); i > 0; --i) {
    maxima.push_back(static_cast<int64_t>(1 + random() % 4) * 1'000'000);
  }
  return maxima;
}

std::string AllAtOnce(const Marks& maxima, const std::vector<Marks>& rows) {
  Analysis analysis(maxima);
  for (const Marks& row : rows) analysis.Add(row, Total(row));
  return analysis.Calculate().SerializeAsString();
}

TEST(Analysis, IsTheSameHoweverItGotThere) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random(seed);
    const Marks maxima = RandomMaxima(random);
    std::vector<Marks> rows = RandomAttempts(random, static_cast<int>(random() % 60), maxima);
    const std::string batch = AllAtOnce(maxima, rows);
    // In another order, looked at in between, with attempts that come and go.
    std::shuffle(rows.begin(), rows.end(), random);
    const std::vector<Marks> others = RandomAttempts(random, 10, maxima);
    Analysis analysis(maxima);
    for (const Marks& other : others) analysis.Add(other, Total(other));
    for (size_t i = 0; i < rows.size(); ++i) {
      analysis.Add(rows[i], Total(rows[i]));
      if (i < others.size()) analysis.Remove(others[i], Total(others[i]));
      if (random() % 4 == 0) analysis.Calculate();
    }
    for (size_t i = rows.size(); i < others.size(); ++i) analysis.Remove(others[i], Total(others[i]));
    ASSERT_EQ(analysis.Calculate().SerializeAsString(), batch) << "seed " << seed;
  }
}

// The formulas as they stand in the books, in two passes.
struct Plain {
  std::vector<std::vector<double>> x;  // by item
  std::vector<double> total;

  static double Mean(const std::vector<double>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
  }
  static double Cov(const std::vector<double>& a, const std::vector<double>& b) {
    const double mean_a = Mean(a), mean_b = Mean(b);
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
    return sum / static_cast<double>(a.size() - 1);
  }
  std::vector<double> Rest(size_t item) const {
    std::vector<double> rest = total;
    for (size_t i = 0; i < rest.size(); ++i) rest[i] -= x[item][i];
    return rest;
  }
};

TEST(Analysis, AgreesWithTheFormulasOfTheBooks) {
  int compared = 0;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    std::mt19937_64 random(seed);
    const Marks maxima = RandomMaxima(random);
    const std::vector<Marks> rows = RandomAttempts(random, 4 + static_cast<int>(random() % 80), maxima);
    Analysis analysis(maxima);
    Plain plain{std::vector<std::vector<double>>(maxima.size()), {}};
    for (const Marks& row : rows) {
      analysis.Add(row, Total(row));
      plain.total.push_back(static_cast<double>(Total(row)));
      for (size_t i = 0; i < row.size(); ++i) plain.x[i].push_back(static_cast<double>(row[i]));
    }
    const v1::QuizAnalysis result = analysis.Calculate();
    const double variance = Plain::Cov(plain.total, plain.total);
    double variances = 0;
    for (size_t i = 0; i < maxima.size(); ++i) {
      const v1::ItemStatistics& item = result.items(static_cast<int>(i));
      std::vector<double> x = plain.x[i], rest = plain.Rest(i);
      const double own = Plain::Cov(x, x), other = Plain::Cov(rest, rest);
      variances += own;
      if (own < 1 || other < 1) continue;
      const double both = Plain::Cov(x, rest);
      EXPECT_NEAR(item.discrimination(), both / std::sqrt(own * other), 1e-9) << seed;
      std::sort(x.begin(), x.end());
      std::sort(rest.begin(), rest.end());
      EXPECT_NEAR(item.discrimination_efficiency(), both / Plain::Cov(x, rest), 1e-9) << seed;
      ++compared;
    }
    if (maxima.size() < 2 || variance < 1) continue;
    const double p = static_cast<double>(maxima.size());
    EXPECT_NEAR(result.test().internal_consistency(), p / (p - 1) * (1 - variances / variance), 1e-9) << seed;
    EXPECT_NEAR(result.test().standard_deviation(), std::sqrt(variance), 1e-6) << seed;
  }
  EXPECT_GT(compared, 100);
}

TEST(Analysis, LeavesOutWhatIsNotDefined) {
  Analysis analysis({1'000'000, 0});
  EXPECT_FALSE(analysis.Calculate().test().has_mean());
  const Marks right = {1'000'000, 0};
  analysis.Add(right, 1'000'000);
  v1::QuizAnalysis one = analysis.Calculate();
  EXPECT_EQ(one.items(0).facility(), 1);
  EXPECT_FALSE(one.items(1).has_facility());
  EXPECT_FALSE(one.items(0).has_standard_deviation());
  EXPECT_FALSE(one.test().has_standard_deviation());
  analysis.Add(right, 1'000'000);
  v1::QuizAnalysis two = analysis.Calculate();
  EXPECT_EQ(two.test().standard_deviation(), 0);
  EXPECT_FALSE(two.test().has_skewness());
  EXPECT_FALSE(two.items(0).has_discrimination());
  EXPECT_FALSE(two.items(0).has_effective_weight());
}

TEST(Analysis, CountsMarksBelowNothing) {
  Analysis analysis({1'000'000, 1'000'000});
  for (const Marks& row : {Marks{-6'000'000, 3'000'000}, Marks{3'000'000, -2'000'000}, Marks{0, 0}}) {
    analysis.Add(row, Total(row));
  }
  const v1::QuizAnalysis result = analysis.Calculate();
  EXPECT_NEAR(result.items(0).facility(), -1, 1e-12);
  EXPECT_LT(result.items(0).discrimination(), 0);
  EXPECT_FALSE(result.items(1).has_effective_weight());
}

TEST(Tally, KeepsWhatIsLeft) {
  Tally tally;
  for (int i = 0; i < 20'000; ++i) tally.Add(i % 3);
  for (int i = 0; i < 20'000; i += 3) tally.Remove(0);
  tally.Add(7);
  ASSERT_EQ(tally.Entries().size(), 3U);
  EXPECT_EQ(tally.Entries()[0].value, 1);
  EXPECT_EQ(tally.Entries()[0].count, 6'667);
  EXPECT_EQ(tally.Entries()[2].value, 7);
}

}  // namespace
}  // namespace lyceum::quiz
