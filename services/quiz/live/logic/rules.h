// The rules of one session: its settings, checked and made whole against the
// quiz it plays.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/quiz.pb.h"
#include "lyceum/quiz/v1/session.pb.h"

namespace lyceum::quiz::live {

struct ItemRule {
  int64_t multiplier = 1;  // 0, 1 or 2; 0 if it is not graded
  int64_t time_limit_micros = 0;
  std::string item = "";  // its id
  v1::Item::KindCase kind = v1::Item::KIND_NOT_SET;
};

struct Rules {
  v1::ScoringRule scoring;      // with no zero that stands for a default
  std::vector<ItemRule> items;  // by place in the quiz
  v1::TeamRule teams;           // no names: everybody plays alone
  bool own_times = false;       // somebody has an accommodation
  int64_t latency_credit_micros = 0;
};

// Fills in what is unset. INVALID_ARGUMENT, with every violation (fields under
// "settings"). `tenant` is whose users a roster may name.
absl::Status CompleteSettings(const v1::Quiz& quiz, absl::string_view tenant, v1::SessionSettings& settings);

// `settings` have been completed for `quiz`.
Rules MakeRules(const v1::Quiz& quiz, const v1::SessionSettings& settings);

}  // namespace lyceum::quiz::live
