// When a card comes back: a state machine for one card, which an answer moves.
// Learning and relearning go by steps within a day or so, review by the memory's
// forgetting curve.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/progress/logic/days.h"
#include "services/progress/memory/logic/fsrs.h"
#include "services/progress/memory/logic/sm2.h"

namespace lyceum::progress::memory {

// Numbered for good: they are stored.
enum class State : int64_t { kNew = 0, kLearning = 1, kReview = 2, kRelearning = 3 };
enum class Algorithm : int64_t { kFsrs6 = 1, kSm2 = 2 };

// Where the official implementations of FSRS differ in what surrounds the model.
//   kAnki    seconds; Hard waits the mean of the first two steps on the first step
//            only (of a single one min(1.5 x, x + 1 day)), else the current one; a
//            step of a day or more counts whole days and is still a step; each
//            button waits at least a day longer than the one before.
//   kTsFsrs  as ts-fsrs 5.4.2: whole minutes; Hard waits the mean of the first two
//            steps on every step; a step of a day or more makes the card a review;
//            hard = min(hard, good), good > hard, easy > good; the first stability
//            is at least 0.1, and w19 at least 0.01.
enum class Convention : int64_t { kAnki = 1, kTsFsrs = 2 };

struct Settings {
  Algorithm algorithm = Algorithm::kFsrs6;
  Convention convention = Convention::kAnki;
  Parameters parameters = kDefaultParameters;
  double desired_retention = 0.9;      // chance of recall when a card is due: above 0, at most 1
  int64_t maximum_interval_days = 36500;  // 1 or more
  bool short_term = true;              // off: no steps, and see Fsrs::Options
  std::vector<int64_t> learning_steps_s = {60, 600};  // seconds; may be empty
  std::vector<int64_t> relearning_steps_s = {600};
  bool fuzz = true;
  int64_t leech_lapses = 8;            // a card that lapsed so often is a leech; 0: none is
  bool suspend_leeches = false;

  bool operator==(const Settings&) const = default;
};

// What is known of a card. A card in learning or relearning whose step is below a
// day is due at `due_us`; any other that is not new on the day `due_day`.
struct Card {
  State state = State::kNew;
  Memory memory;
  Sm2 sm2;
  int64_t step = 0;            // of learning or relearning, from 0
  int64_t reps = 0;            // answers since it was last new
  int64_t lapses = 0;          // answers Again in review
  int64_t scheduled_days = 0;  // what the last answer made of it; 0 if it came back within a day
  int64_t due_us = 0;          // since 1970; 0 if it is due by the day
  Day due_day = 0;
  int64_t last_us = 0;         // of the last answer
  Day last_day = 0;
  Day first_day = 0;           // of the first answer since it was last new
  Day buried_day = 0;          // not shown before this day
  bool suspended = false;
  bool leech = false;

  bool operator==(const Card&) const = default;
};

// When an answer is given: the instant and the learner's day that holds it.
struct Moment {
  int64_t us = 0;
  Day day = 0;

  bool operator==(const Moment&) const = default;
};

class Scheduler {
 public:
  explicit Scheduler(Settings settings);

  const Settings& settings() const { return settings_; }
  const Fsrs& fsrs() const { return fsrs_; }

  // The card after an answer. `seed` is FuzzSeed of the card. A moment before the
  // last answer's counts as the same day.
  Card Answer(const Card& card, Rating rating, Moment now, uint64_t seed) const;

  // Whole days from the last answer until the chance of recall is the desired
  // one, unrounded.
  double IntervalDays(double stability) const { return stability * interval_factor_; }

 private:
  struct Question;  // one card at one moment

  void Schedule(const Question& question, Rating rating, Card& next) const;
  void TakeStep(const Question& question, int64_t step, int64_t seconds, Card& next) const;
  void Graduate(const Question& question, Rating rating, std::optional<Rating> shortest, Card& next) const;
  void AnswerSm2(const Question& question, Rating rating, Card& next) const;
  int64_t HardSeconds(const std::vector<int64_t>& steps, int64_t step) const;
  int64_t Days(const Question& question, Rating rating, std::optional<Rating> shortest) const;
  int64_t Fit(const Question& question, double days, int64_t least) const;
  void MarkLeech(Card& next) const;

  Settings settings_;
  Fsrs fsrs_;
  double interval_factor_;
};

// The grade of SM-2 for one of our ratings: Again is 2, the mildest failure, Hard
// 3, Good 4, Easy 5.
inline int GradeOf(Rating rating) { return static_cast<int>(rating) + 1; }

// True when `lapses` reach the threshold, and again each half threshold (rounded up) later.
bool IsLeech(int64_t lapses, int64_t threshold);

}  // namespace lyceum::progress::memory
