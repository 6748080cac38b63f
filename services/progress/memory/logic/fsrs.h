// FSRS-6, the free spaced repetition scheduler's model of forgetting
// (open-spaced-repetition; the semantics of fsrs-rs 6): what is known of one
// memory, and what an answer teaches about it.
#pragma once

#include <array>

#include "services/progress/memory/logic/parameters.h"

namespace lyceum::progress::memory {

enum class Rating : int { kAgain = 1, kHard = 2, kGood = 3, kEasy = 4 };

// Stability: in how many days the chance of recall falls to 90 %, 0.001 to 36,500; 0 while
// nothing is known. Difficulty: 1 to 10. Both are rounded to 8 decimals after
// each answer, so that machines whose exp and log differ in the last bit agree.
struct Memory {
  double stability = 0;
  double difficulty = 0;

  bool known() const { return stability > 0; }
  bool operator==(const Memory&) const = default;
};

class Fsrs {
 public:
  struct Options {
    // A second answer on one day moves the memory by the short-term formula; else
    // it is treated like an answer of a later day.
    bool short_term = true;
    int relearning_steps = 1;             // how many; see ClipParameters
    double least_first_stability = kLeastStability;  // of the first answer
    double least_short_term_power = 0;               // see ClipParameters
  };

  explicit Fsrs(const Parameters& parameters) : Fsrs(parameters, Options{}) {}
  Fsrs(const Parameters& parameters, Options options);

  // The clipped ones.
  const Parameters& parameters() const { return w_; }

  // The memory after the first answer ever:
  //   S = w[g-1]   D = clamp(D0(g), 1, 10)   D0(g) = w4 - e^(w5 (g-1)) + 1
  Memory First(Rating rating) const { return first_[Index(rating)]; }

  // The chance of recall `days` >= 0 after the last answer, 0 to 1:
  //   R = (1 + F t / S)^(-w20)   F = 0.9^(-1/w20) - 1
  double Recall(double days, double stability) const;

  // How many times its stability a memory may rest until its chance of recall is
  // `retention`, above 0 and at most 1:  (r^(-1/w20) - 1) / F
  double IntervalFactor(double retention) const;

  // A memory that SM-2 knew by its ease and interval in days, when its chance of
  // recall after that interval is `retention`:
  //   S = max(i, 0.001) / IntervalFactor(r)   D = clamp(11 - (e - 1) / (e^w8 S^(-w9) (e^((1-r) w10) - 1)), 1, 10)
  Memory FromSm2(double ease, double interval_days, double retention) const;

  // One memory at the moment of an answer. What the four answers have in common
  // is computed once.
  class Outlook {
   public:
    // Same day, short-term on:  S' = S e^(w17 (g-3+w18)) S^(-w19), not below S for g >= 2
    // Else, g >= 2:             S' = S (1 + e^w8 (11-D) S^(-w9) (e^(w10 (1-R)) - 1) h b)
    //                           h = w15 for g = 2, b = w16 for g = 4
    // g = 1:                    S' = min(w11 D^(-w12) ((S+1)^w13 - 1) e^(w14 (1-R)), S / e^(w17 w18));
    //                           the second is S with short-term off
    // D' = clamp(w7 D0(4) + (1-w7) (D - w6 (g-3) (10-D)/9), 1, 10)
    Memory After(Rating rating) const;
    // Of that memory; costs less than all of it.
    double StabilityAfter(Rating rating) const;

   private:
    friend class Fsrs;
    Outlook(const Fsrs& fsrs, const Memory& memory, double days);
    double Formula(Rating rating) const;  // S' before it is held in its bounds

    const Fsrs& fsrs_;
    Memory memory_;
    bool short_term_;
    double recall_ = 1;
    double growth_ = 0;  // same day: S^(-w19); else what Good adds to the stability, in stabilities
  };

  // `memory` is known; `days` >= 0 have passed since the last answer. The model
  // must outlive the outlook.
  Outlook LookAt(const Memory& memory, double days) const { return Outlook(*this, memory, days); }

 private:
  static size_t Index(Rating rating) { return static_cast<size_t>(rating) - 1; }

  Parameters w_;
  bool short_term_;
  double curve_;                     // F
  std::array<Memory, 4> first_;
  std::array<double, 4> same_day_;   // e^(w17 (g-3+w18))
  double growth_;                    // e^w8
  double lapse_share_;               // 1 / e^(w17 w18), or 1
  double easiest_;                   // w7 D0(4)
};

}  // namespace lyceum::progress::memory
