#include "services/progress/memory/logic/scheduler.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "services/progress/memory/logic/fuzz.h"

namespace lyceum::progress::memory {
namespace {

constexpr int64_t kDaySeconds = 86'400, kMicros = 1'000'000;

int64_t RoundHalfUp(double value) { return static_cast<int64_t>(std::floor(value + 0.5)); }

Rating Next(Rating rating) { return static_cast<Rating>(static_cast<int>(rating) + 1); }
Rating Previous(Rating rating) { return static_cast<Rating>(static_cast<int>(rating) - 1); }

Fsrs::Options OptionsOf(const Settings& settings) {
  Fsrs::Options options;
  options.short_term = settings.short_term;
  options.relearning_steps = static_cast<int>(settings.relearning_steps_s.size());
  if (settings.convention == Convention::kTsFsrs) {
    options.least_first_stability = 0.1;
    options.least_short_term_power = settings.short_term ? kLeastTrainedShortTermPower : 0;
  }
  return options;
}

}  // namespace

struct Scheduler::Question {
  const Card& card;
  Moment now;
  uint64_t seed;
  const Fsrs& fsrs;
  std::optional<Fsrs::Outlook> outlook;  // none: the first answer

  Memory After(Rating rating) const { return outlook ? outlook->After(rating) : fsrs.First(rating); }
  double StabilityAfter(Rating rating) const {
    return outlook ? outlook->StabilityAfter(rating) : fsrs.First(rating).stability;
  }
};

Scheduler::Scheduler(Settings settings)
    : settings_(std::move(settings)),
      fsrs_(settings_.parameters, OptionsOf(settings_)),
      interval_factor_(fsrs_.IntervalFactor(settings_.desired_retention)) {}

int64_t Scheduler::Fit(const Question& question, double days, int64_t least) const {
  const int64_t most = settings_.maximum_interval_days;
  least = std::min(least, most);
  if (settings_.fuzz) return FuzzedDays(days, least, most, FuzzFactor(question.seed, question.card.reps));
  return WholeDays(days, least, most);
}

// The interval of this rating. `shortest` is the lowest of those that have to differ:
// it and those above it wait longer one after another; others stand alone.
int64_t Scheduler::Days(const Question& question, Rating rating, std::optional<Rating> shortest) const {
  const auto own = [&](Rating of, int64_t least) {
    return Fit(question, IntervalDays(question.StabilityAfter(of)), least);
  };
  if (!shortest || rating < *shortest) return own(rating, 1);
  if (settings_.convention == Convention::kAnki) {
    return own(rating, rating == *shortest ? 1 : Days(question, Previous(rating), shortest) + 1);
  }
  if (rating == *shortest) return std::min(own(rating, 1), own(Next(rating), 1));
  return std::max(own(rating, 1), Days(question, Previous(rating), shortest) + 1);
}

void Scheduler::Graduate(const Question& question, Rating rating, std::optional<Rating> shortest, Card& next) const {
  next.state = State::kReview;
  next.step = 0;
  next.scheduled_days = Days(question, rating, shortest);
  next.due_us = 0;
  next.due_day = question.now.day + next.scheduled_days;
}

void Scheduler::TakeStep(const Question& question, int64_t step, int64_t seconds, Card& next) const {
  next.step = step;
  next.scheduled_days = 0;
  if (seconds < kDaySeconds) {
    next.due_us = question.now.us + seconds * kMicros;
    next.due_day = question.now.day;
    return;
  }
  const bool anki = settings_.convention == Convention::kAnki;
  next.scheduled_days =
      anki ? RoundHalfUp(static_cast<double>(seconds) / static_cast<double>(kDaySeconds)) : seconds / kDaySeconds;
  if (!anki) next.state = State::kReview;
  next.due_us = 0;
  next.due_day = question.now.day + next.scheduled_days;
}

int64_t Scheduler::HardSeconds(const std::vector<int64_t>& steps, int64_t step) const {
  const int64_t first = steps[0];
  if (settings_.convention == Convention::kTsFsrs) {
    const double seconds = steps.size() == 1 ? 1.5 * static_cast<double>(first)
                                             : static_cast<double>(first + steps[1]) / 2;
    return RoundHalfUp(seconds / 60) * 60;
  }
  if (step > 0) return steps[static_cast<size_t>(step)];
  if (steps.size() > 1) return (first + steps[1]) / 2;
  return std::min(first * 3 / 2, first + kDaySeconds);
}

void Scheduler::MarkLeech(Card& next) const {
  if (!IsLeech(next.lapses, settings_.leech_lapses)) return;
  next.leech = true;
  next.suspended |= settings_.suspend_leeches;
}

void Scheduler::Schedule(const Question& question, Rating rating, Card& next) const {
  const Card& card = question.card;
  const bool lapse = card.state == State::kReview && rating == Rating::kAgain;
  if (lapse) {
    ++next.lapses;
    MarkLeech(next);
  }
  if (!settings_.short_term) return Graduate(question, rating, Rating::kAgain, next);
  if (card.state == State::kReview && !lapse) return Graduate(question, rating, Rating::kHard, next);

  const bool again_learned = lapse || card.state == State::kRelearning;
  const std::vector<int64_t>& steps = again_learned ? settings_.relearning_steps_s : settings_.learning_steps_s;
  // A review has a step only where a step of a day or more made it one.
  const int64_t step = card.step;
  const auto count = static_cast<int64_t>(steps.size());
  // Of a card that is on its steps, Good and Easy leave them.
  std::optional<Rating> shortest;
  if (settings_.convention == Convention::kAnki) shortest = step < count ? Rating::kGood : Rating::kHard;
  if (step >= count || rating == Rating::kEasy) return Graduate(question, rating, shortest, next);
  next.state = again_learned ? State::kRelearning : State::kLearning;
  switch (rating) {
    case Rating::kAgain:
      return TakeStep(question, 0, steps[static_cast<size_t>(lapse ? step : 0)], next);
    case Rating::kHard:
      return TakeStep(question, step, HardSeconds(steps, step), next);
    default:
      if (step + 1 >= count) return Graduate(question, rating, shortest, next);
      return TakeStep(question, step + 1, steps[static_cast<size_t>(step + 1)], next);
  }
}

void Scheduler::AnswerSm2(const Question& question, Rating rating, Card& next) const {
  next.sm2 = AfterGrade(question.card.sm2, GradeOf(rating));
  if (rating == Rating::kAgain && question.card.state == State::kReview) {
    ++next.lapses;
    MarkLeech(next);
  }
  next.state = State::kReview;
  next.step = 0;
  next.scheduled_days = Fit(question, static_cast<double>(next.sm2.interval_days), 1);
  next.due_us = 0;
  next.due_day = question.now.day + next.scheduled_days;
}

Card Scheduler::Answer(const Card& card, Rating rating, Moment now, uint64_t seed) const {
  Question question{card, now, seed, fsrs_, std::nullopt};
  Card next = card;
  if (settings_.algorithm == Algorithm::kSm2) {
    AnswerSm2(question, rating, next);
  } else {
    if (card.memory.known()) {
      const auto days = static_cast<double>(std::max<Day>(0, now.day - card.last_day));
      question.outlook.emplace(fsrs_.LookAt(card.memory, days));
    }
    next.memory = question.After(rating);
    Schedule(question, rating, next);
  }
  if (card.reps == 0) next.first_day = now.day;
  ++next.reps;
  next.last_us = now.us;
  next.last_day = now.day;
  next.buried_day = 0;
  return next;
}

bool IsLeech(int64_t lapses, int64_t threshold) {
  if (threshold <= 0 || lapses < threshold) return false;
  return (lapses - threshold) % std::max<int64_t>(1, (threshold + 1) / 2) == 0;
}

}  // namespace lyceum::progress::memory
