// The limits of live sessions: one name each, and the error says which.
#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace lyceum::quiz::live::limits {

inline constexpr int kMaxParticipants = 20'000;  // of one session, removed ones included
inline constexpr int kMaxRoster = 5'000;
inline constexpr int kMaxNicknameChars = 20;   // as people count: grapheme clusters
inline constexpr int kMaxNicknamePoints = 60;  // code points: bounds marks stacked on one character
inline constexpr int kPinDigits = 8;
inline constexpr int kMaxPinTries = 20;

inline constexpr absl::Duration kDefaultTimeLimit = absl::Seconds(20);
inline constexpr absl::Duration kMinTimeLimit = absl::Seconds(1);
inline constexpr absl::Duration kMaxTimeLimit = absl::Hours(1);
inline constexpr absl::Duration kMinExtension = absl::Seconds(1);
inline constexpr absl::Duration kMaxExtension = absl::Minutes(10);
inline constexpr absl::Duration kMaxItemTime = absl::Hours(24);  // all extensions included
// An item closes this long after its time, so that answers received in time are stored before.
inline constexpr absl::Duration kLateGrace = absl::Milliseconds(300);
// What the clocks of two replicas may differ by; used only where an item's opening was not seen.
inline constexpr absl::Duration kMaxSkew = absl::Seconds(5);

inline constexpr int64_t kDefaultBasePoints = 1'000;
inline constexpr int64_t kMaxBasePoints = 100'000;  // also of a choice, a streak's step and its cap
inline constexpr int kMaxMultiplier = 2;
inline constexpr int kMaxSpeedSteps = 10;
inline constexpr int kMaxStreakFirst = 100;
inline constexpr int kDefaultStandingsSize = 5;
inline constexpr int kDefaultPodiumSize = 3;
inline constexpr int kMaxStandingsSize = 100;  // also of the podium

inline constexpr int kMinTeams = 2;
inline constexpr int kMaxTeams = 100;
inline constexpr int64_t kMaxTimePermille = 5'000;  // of an accommodation; 1000 changes nothing
inline constexpr absl::Duration kMaxLatencyCredit = absl::Milliseconds(500);

inline constexpr int kMaxNewest = 50;          // participants in one LobbyChanged
inline constexpr int kMaxResponseCounts = 50;  // rows of a distractor table

}  // namespace lyceum::quiz::live::limits
