#include "services/quiz/statistics/rating.h"

#include <algorithm>
#include <cmath>

namespace lyceum::quiz {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kScale = 173.7178;  // 400 / ln 10: what one step of the inner scale is

double Weight(double phi) { return 1 / std::sqrt(1 + 3 * phi * phi / (kPi * kPi)); }

// The root of the paper's step 5, by regula falsi with the Illinois rule.
double NewVolatility(double sigma, double phi, double v, double delta, double tau) {
  const double a = std::log(sigma * sigma);
  const auto f = [&](double x) {
    const double e = std::exp(x), d = phi * phi + v + e;
    return e * (delta * delta - phi * phi - v - e) / (2 * d * d) - (x - a) / (tau * tau);
  };
  double low = a, high;
  if (delta * delta > phi * phi + v) {
    high = std::log(delta * delta - phi * phi - v);
  } else {
    int k = 1;
    while (f(a - k * tau) < 0) ++k;
    high = a - k * tau;
  }
  double f_low = f(low), f_high = f(high);
  while (std::fabs(high - low) > 1e-6) {
    const double x = low + (low - high) * f_low / (f_high - f_low), f_x = f(x);
    if (f_x * f_high <= 0) {
      low = high;
      f_low = f_high;
    } else {
      f_low /= 2;
    }
    high = x;
    f_high = f_x;
  }
  return std::exp(low / 2);
}

}  // namespace

double EloExpected(double rating, double opponent) {
  return 1 / (1 + std::pow(10, std::clamp(opponent - rating, -400.0, 400.0) / 400));
}

double EloAfter(double rating, double expected, double score, double k) { return rating + k * (score - expected); }

GlickoRating GlickoAfter(const GlickoRating& before, absl::Span<const GlickoGame> games, double tau) {
  const double mu = (before.rating - 1500) / kScale, phi = before.deviation / kScale;
  double information = 0, surprise = 0;
  for (const GlickoGame& game : games) {
    const double g = Weight(game.opponent_deviation / kScale);
    const double expected = 1 / (1 + std::exp(-g * (mu - (game.opponent - 1500) / kScale)));
    information += g * g * expected * (1 - expected);
    surprise += g * (game.score - expected);
  }
  GlickoRating after = before;
  if (games.empty()) {
    after.deviation = kScale * std::sqrt(phi * phi + before.volatility * before.volatility);
    return after;
  }
  const double v = 1 / information;
  after.volatility = NewVolatility(before.volatility, phi, v, v * surprise, tau);
  const double wider = phi * phi + after.volatility * after.volatility;
  const double narrow = 1 / std::sqrt(1 / wider + information);
  after.rating = kScale * (mu + narrow * narrow * surprise) + 1500;
  after.deviation = kScale * narrow;
  return after;
}

}  // namespace lyceum::quiz
