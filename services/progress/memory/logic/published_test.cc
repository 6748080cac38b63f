// The values that the test suites of py-fsrs, ts-fsrs, fsrs-rs and Anki publish.
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/progress/memory/logic/fsrs_cases.h"
#include "services/progress/memory/logic/fuzz.h"
#include "services/progress/memory/logic/scheduler.h"

namespace lyceum::progress::memory {
namespace {

using nlohmann::json;

constexpr int64_t kSecond = 1'000'000, kDaySeconds = 86'400;

double Number(const json& value) { return value.get<double>(); }

// "default", the default with w17 = w18 = w19 = 0, or the values themselves.
Parameters ParametersOf(const json& vector) {
  if (!vector.contains("parameters") || vector["parameters"].is_string()) return kDefaultParameters;
  return *UpgradeParameters(vector["parameters"].get<std::vector<double>>());
}

bool ShortTerm(const json& vector) {
  return vector.value("short_term", true) && vector["id"] != "memory_state_long_term";
}

Fsrs ModelOf(const json& vector) {
  Fsrs::Options options;
  options.short_term = ShortTerm(vector);
  return Fsrs(ParametersOf(vector), options);
}

Memory Learn(const Fsrs& fsrs, const json& history) {
  Memory memory;
  for (size_t i = 0; i < history["ratings"].size(); ++i) {
    const auto rating = static_cast<Rating>(history["ratings"][i].get<int>());
    memory = memory.known() ? fsrs.LookAt(memory, history["elapsed_days"][i]).After(rating) : fsrs.First(rating);
  }
  return memory;
}

bool SameMemory(const Memory& memory, const json& expected, double tolerance) {
  return NearRelative(memory.stability, expected["stability"], tolerance) &&
         NearRelative(memory.difficulty, expected["difficulty"], tolerance);
}

Settings Plain(const json& vector, Convention convention) {
  Settings settings;
  settings.parameters = ParametersOf(vector);
  settings.convention = convention;
  settings.fuzz = false;
  return settings;
}

// Each review when the one before says, days of 24 hours.
bool IntervalHistory(const json& vector) {
  const Scheduler scheduler(Plain(vector, Convention::kAnki));
  Card card;
  Moment now{1'600'000'000 * kSecond, 18'518};
  for (size_t i = 0; i < vector["ratings"].size(); ++i) {
    card = scheduler.Answer(card, static_cast<Rating>(vector["ratings"][i].get<int>()), now, 0);
    if (card.scheduled_days != vector["expected_interval_days"][i].get<int64_t>()) return false;
    now = card.due_us > 0 ? Moment{card.due_us, now.day}
                          : Moment{now.us + card.scheduled_days * kDaySeconds * kSecond, card.due_day};
  }
  return true;
}

bool FirstReview(const json& vector) {
  const Scheduler scheduler(Plain(vector, Convention::kTsFsrs));
  const json& expected = vector["expected_by_rating"];
  bool same = true;
  for (int g = 0; g < 4; ++g) {
    const Card card = scheduler.Answer(Card(), static_cast<Rating>(g + 1), Moment{kSecond, 0}, 0);
    same &= Near(card.memory.stability, expected["stability"][g], 1e-8) &&
            Near(card.memory.difficulty, expected["difficulty"][g], 1e-8) &&
            card.scheduled_days == expected["scheduled_days"][g].get<int64_t>();
    if (expected.contains("state")) same &= (card.state == State::kReview) == (expected["state"][g] == "review");
  }
  return same;
}

bool NextStatesFourButtons(const json& vector) {
  const Fsrs fsrs = ModelOf(vector);
  const Memory memory = Learn(fsrs, vector["history"]);
  const double factor = fsrs.IntervalFactor(vector["desired_retention"]);
  bool same = true;
  int g = 0;
  for (const char* button : {"again", "hard", "good", "easy"}) {
    const Memory after = fsrs.LookAt(memory, vector["elapsed_days"]).After(static_cast<Rating>(++g));
    const json& expected = vector["expected"][button];
    same &= SameMemory(after, expected, vector["tolerance"]) &&
            NearRelative(after.stability * factor, expected["interval"], vector["tolerance"]);
  }
  return same;
}

bool ForgettingCurve(const json& vector) {
  // fsrs-rs computes it in double precision from a parameter in single precision.
  Parameters w = ParametersOf(vector);
  if (Number(vector["tolerance"]) < 1e-9) w[20] = static_cast<float>(w[20]);
  const Fsrs fsrs(w);
  bool same = true;
  for (size_t i = 0; i < vector["elapsed_days"].size(); ++i) {
    const json& stability = vector["stability"];
    same &= Near(fsrs.Recall(vector["elapsed_days"][i], stability.is_array() ? stability[i] : stability),
                 vector["expected"][i], vector["tolerance"]);
  }
  return same;
}

bool RetrievabilityAtDue(const json& vector) {
  const Scheduler scheduler(Plain(vector, Convention::kTsFsrs));
  const Card card = scheduler.Answer(Card(), Rating::kEasy, Moment{kSecond, 0}, 0);
  return Near(scheduler.fsrs().Recall(static_cast<double>(card.scheduled_days), card.memory.stability),
              vector["expected"], vector["tolerance"]);
}

// Without mean reversion: w7 = 0.001 is the least there is, so it is taken out again.
bool DifficultyBeforeReversion(const json& vector) {
  const Fsrs fsrs(kDefaultParameters);
  const double w7 = kDefaultParameters[7];
  const double easiest = kDefaultParameters[4] - std::exp(kDefaultParameters[5] * 3) + 1;
  bool same = true;
  for (int g = 1; g <= 4; ++g) {
    const Memory after = fsrs.LookAt({5, vector["difficulty"]}, 1).After(static_cast<Rating>(g));
    same &= Near((after.difficulty - w7 * easiest) / (1 - w7), vector["expected_by_rating"][g - 1],
                 vector["tolerance"]);
  }
  return same;
}

bool NextDifficulty(const json& vector) {
  const Fsrs fsrs(kDefaultParameters);
  bool same = true;
  for (int g = 1; g <= 4; ++g) {
    const Memory after = fsrs.LookAt({5, vector["difficulty"]}, 1).After(static_cast<Rating>(g));
    same &= Near(after.difficulty, vector["expected_by_rating"][g - 1], vector["tolerance"]);
  }
  return same;
}

// Days after which a memory of this stability has this chance of recall.
double DaysUntil(const Fsrs& fsrs, double stability, double recall) { return stability * fsrs.IntervalFactor(recall); }

bool StabilityAfterSuccess(const json& vector) {
  const Fsrs fsrs(kDefaultParameters);
  bool same = true;
  for (size_t i = 0; i < 4; ++i) {
    // The formula of Good for rating 1, which is never asked for it.
    const int rating = std::max(vector["rating"][i].get<int>(), 1);
    const auto asked = rating == 1 ? Rating::kGood : static_cast<Rating>(rating);
    const double stability = vector["stability"][i];
    const Memory after = fsrs.LookAt({stability, vector["difficulty"][i]},
                                     DaysUntil(fsrs, stability, vector["retrievability"][i])).After(asked);
    same &= Near(after.stability, vector["expected"][i], vector["tolerance"]);
  }
  return same;
}

bool StabilityAfterFailure(const json& vector) {
  const Fsrs fsrs(kDefaultParameters);
  bool same = true;
  for (size_t i = 0; i < 4; ++i) {
    const double stability = vector["stability"][i];
    const Memory after = fsrs.LookAt({stability, vector["difficulty"][i]},
                                     DaysUntil(fsrs, stability, vector["retrievability"][i])).After(Rating::kAgain);
    same &= Near(after.stability, vector["expected"][i], vector["tolerance"]);
  }
  return same;
}

bool StabilityShortTerm(const json& vector) {
  const Fsrs fsrs(kDefaultParameters);
  bool same = true;
  for (int g = 1; g <= 4; ++g) {
    const Memory after = fsrs.LookAt({vector["stability"], 5}, 0).After(static_cast<Rating>(g));
    same &= Near(after.stability, vector["expected_by_rating"][g - 1], vector["tolerance"]);
  }
  return same;
}

bool NextIntervalByRetention(const json& vector) {
  const Fsrs fsrs(kDefaultParameters);
  bool same = true;
  for (size_t i = 0; i < vector["desired_retention"].size(); ++i) {
    const double days = Number(vector["stability"]) * fsrs.IntervalFactor(vector["desired_retention"][i]);
    same &= WholeDays(days, 1, 1'000'000'000) == vector["expected_days_f64"][i].get<int64_t>();
  }
  return same;
}

bool Migrates(const json& vector, const char* from) {
  const Parameters w = *UpgradeParameters(vector[from].get<std::vector<double>>());
  bool same = true;
  for (int i = 0; i < kParameters; ++i) same &= Near(w[i], vector["expected_21"][i], vector.value("tolerance", 1e-12));
  return same;
}

bool ClipsTwoRelearningSteps(const json& vector) {
  Parameters w = kDefaultParameters;
  w[17] = w[18] = 1e308;
  w = ClipParameters(w, vector["num_relearning_steps"], 0);
  return Near(w[17], vector["expected"]["w17"], vector["tolerance"]) &&
         Near(w[18], vector["expected"]["w18"], vector["tolerance"]);
}

bool StabilityFloor(const json&) {
  const Scheduler scheduler(Plain(json::object(), Convention::kAnki));
  Card card;
  Moment now{kSecond, 0};
  for (int i = 0; i < 1000; ++i) {
    card = scheduler.Answer(card, Rating::kAgain, now, 0);
    if (card.memory.stability < kLeastStability) return false;
    now.day += card.scheduled_days + 1;
    now.us += (card.scheduled_days + 1) * kDaySeconds * kSecond;
  }
  return true;
}

bool DifficultyFloor(const json&) {
  const Scheduler scheduler(Plain(json::object(), Convention::kAnki));
  Card card;
  for (int i = 0; i < 10; ++i) card = scheduler.Answer(card, Rating::kEasy, Moment{kSecond, 0}, 0);
  return card.memory.difficulty == 1;
}

bool LearningStepsHard(const json& vector) {
  bool same = true;
  for (const json& c : vector["cases"]) {
    const bool relearning = c.contains("relearning_steps");
    Settings settings = Plain(json::object(), Convention::kAnki);
    (relearning ? settings.relearning_steps_s : settings.learning_steps_s) =
        StepSeconds(c[relearning ? "relearning_steps" : "learning_steps"]);
    Card card;
    card.state = relearning ? State::kRelearning : State::kLearning;
    card.step = c["step"];
    const Card after = Scheduler(settings).Answer(card, static_cast<Rating>(c["rating"].get<int>()), {kSecond, 0}, 0);
    same &= after.due_us - kSecond == c["expected_seconds"].get<int64_t>() * kSecond;
  }
  return same;
}

bool NoStepsGraduate(const json&) {
  Settings settings = Plain(json::object(), Convention::kAnki);
  settings.learning_steps_s = settings.relearning_steps_s = {};
  const Scheduler scheduler(settings);
  bool same = true;
  for (int g = 1; g <= 4; ++g) {
    Card card = scheduler.Answer(Card(), static_cast<Rating>(g), {kSecond, 0}, 0);
    same &= card.state == State::kReview && card.scheduled_days >= 1;
    card = scheduler.Answer(card, Rating::kAgain, {kSecond, card.due_day}, 0);
    same &= card.state == State::kReview && card.scheduled_days >= 1 && card.lapses == 1;
  }
  return same;
}

bool ValidatesParameters(const json&) {
  const auto refuses = [](std::function<void(std::vector<double>&)> spoil) {
    std::vector<double> w(kDefaultParameters.begin(), kDefaultParameters.end());
    spoil(w);
    return !UpgradeParameters(w).ok();
  };
  return refuses([](auto& w) { w[6] = 100; }) && refuses([](auto& w) { w[10] = -42; }) &&
         refuses([](auto& w) { w[0] = 0, w[3] = 101; }) && refuses([](auto& w) { w.resize(20); }) &&
         refuses([](auto& w) { w.resize(24); }) && refuses([](auto& w) { w[3] = std::nan(""); }) &&
         !refuses([](auto&) {});
}

bool MemoryState(const json& vector) {
  return SameMemory(Learn(ModelOf(vector), vector), vector["expected"], vector["tolerance"]);
}

bool NextStateFromState(const json& vector) {
  const Memory before{vector["state"]["stability"], vector["state"]["difficulty"]};
  const auto rating = static_cast<Rating>(vector["rating"].get<int>());
  return SameMemory(ModelOf(vector).LookAt(before, vector["elapsed_days"]).After(rating), vector["expected"],
                    vector["tolerance"]);
}

const std::map<std::string, std::function<bool(const json&)>>& Checks() {
  static const auto& checks = *new std::map<std::string, std::function<bool(const json&)>>{
      {"interval_history_default", IntervalHistory},
      {"interval_history_fsrs5_19params", IntervalHistory},
      {"memory_state_short_term", MemoryState},
      {"memory_state_long_term", MemoryState},
      {"memory_state_fsrs5_short_term", MemoryState},
      {"memory_state_fsrs5_long_term", MemoryState},
      {"memory_state_19params_f32", MemoryState},
      {"next_state_from_state_f32", NextStateFromState},
      {"next_states_four_buttons", NextStatesFourButtons},
      {"first_review", FirstReview},
      {"first_review_fsrs5", FirstReview},
      {"forgetting_curve", ForgettingCurve},
      {"forgetting_curve_s1", ForgettingCurve},
      {"retrievability_at_due_after_easy", RetrievabilityAtDue},
      {"next_difficulty_before_mean_reversion", DifficultyBeforeReversion},
      {"next_difficulty", NextDifficulty},
      {"stability_after_success", StabilityAfterSuccess},
      {"stability_after_failure_long_term_term", StabilityAfterFailure},
      {"stability_short_term", StabilityShortTerm},
      {"next_interval_by_retention", NextIntervalByRetention},
      {"migrate_17_to_21", [](const json& v) { return Migrates(v, "parameters_17"); }},
      {"migrate_19_to_21", [](const json& v) { return Migrates(v, "parameters_19"); }},
      {"clip_two_relearning_steps", ClipsTwoRelearningSteps},
      {"stability_floor", StabilityFloor},
      {"difficulty_floor", DifficultyFloor},
      {"learning_steps_hard", LearningStepsHard},
      {"no_steps_graduate", NoStepsGraduate},
      {"parameter_validation", ValidatesParameters}};
  return checks;
}

TEST(PublishedValues, OfTheModelAndItsScheduler) {
  const auto published = FsrsCases("published_vectors.json");
  if (published.empty()) GTEST_SKIP();
  Tally tally;
  for (const json& vector : published[0]["vectors"]) {
    const auto check = Checks().find(vector["id"]);
    tally.Count("published vectors", check != Checks().end() && check->second(vector), vector.dump());
  }
}

TEST(PublishedValues, OfFuzz) {
  const auto published = FsrsCases("published_vectors.json");
  if (published.empty()) GTEST_SKIP();
  Tally tally;
  for (const json& c : published[0]["fuzz"]["cases_interval_min_max_lower_middle_upper (f=0,0.5,0.99)"]) {
    const double factors[] = {0, 0.5, 0.99};
    bool same = true;
    for (int i = 0; i < 3; ++i) same &= FuzzedDays(c[0], c[1], c[2], factors[i]) == c[3 + i].get<int64_t>();
    tally.Count("fuzz rows", same, c.dump());
  }
  for (const json& c : published[0]["fuzz"]["no_fuzz_cases_interval_min_max_expected"]) {
    tally.Count("fuzz rows", WholeDays(c[0], c[1], c[2]) == c[3].get<int64_t>(), c.dump());
  }
}

TEST(PublishedValues, OfAnkisSteps) {
  const auto published = FsrsCases("published_vectors.json");
  if (published.empty()) GTEST_SKIP();
  Tally tally;
  for (const json& c : published[0]["anki_learning_steps"]["cases_steps_minutes_remaining_again_hard_good_seconds"]) {
    Settings settings = Plain(json::object(), Convention::kAnki);
    settings.learning_steps_s.clear();
    for (const json& minutes : c[0]) settings.learning_steps_s.push_back(minutes.get<int64_t>() * 60);
    Card card;
    card.state = State::kLearning;
    card.step = static_cast<int64_t>(c[0].size()) - c[1].get<int64_t>();
    bool same = true;
    for (int g = 1; g <= 3; ++g) {
      const Card after = Scheduler(settings).Answer(card, static_cast<Rating>(g), {kSecond, 0}, 0);
      const json& expected = c[1 + g];
      if (expected.is_null()) {
        same &= after.state == State::kReview;
      } else if (after.due_us > 0) {
        same &= after.due_us - kSecond == expected.get<int64_t>() * kSecond;
      } else {
        same &= after.state == State::kLearning && after.scheduled_days * kDaySeconds == expected.get<int64_t>();
      }
    }
    tally.Count("Anki's steps", same, c.dump());
  }
}

}  // namespace
}  // namespace lyceum::progress::memory
