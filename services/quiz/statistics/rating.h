// Ratings that follow from wins and losses, for learners against items as for players: Elo and Glicko-2.
#pragma once

#include "absl/types/span.h"

namespace lyceum::quiz {

// The expected score, 0 to 1, of `rating` against `opponent` (Elo 1978): 1 / (1 + 10^((opponent - rating) / 400)), the
// difference held to 400 either way.
double EloExpected(double rating, double opponent);

// The rating after a game with that expected score: rating + k (score - expected).
double EloAfter(double rating, double expected, double score, double k);

struct GlickoRating {
  double rating = 1500;
  double deviation = 350;  // above 0
  double volatility = 0.06;  // above 0
};

struct GlickoGame {
  double opponent = 1500, opponent_deviation = 350;
  double score = 0;  // 0 lost, 0.5 drawn, 1 won
};

// The rating after a period with these games, none included (Glickman, "Example of the Glicko-2 system", 2013).
// `tau` above 0 says how fast volatility may change: 0.3 to 1.2.
GlickoRating GlickoAfter(const GlickoRating& before, absl::Span<const GlickoGame> games, double tau);

}  // namespace lyceum::quiz
