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
inline constexpr int kMaxCoHosts = 20;

// What the clocks of two replicas may differ by: less than the period, so that a code is good on all of them.
inline constexpr absl::Duration kMaxSkew = absl::Seconds(5);
inline constexpr absl::Duration kJoinCodePeriod = absl::Seconds(15);
inline constexpr int kMaxProofBits = 24;
inline constexpr int kMaxProofBytes = 32;
// What one may get wrong in a minute: wrong PINs of a user, or of an address, of which a whole class may be behind
// one; and wrong join codes of a user in a session. Each replica counts for itself.
inline constexpr int kMaxPinMisses = 10;
inline constexpr int kMaxPinMissesAtOnce = 40;  // of an address
inline constexpr int kMaxJoinCodeMisses = 5;
inline constexpr int kMaxGuessers = 50'000;  // remembered, in each of these three

inline constexpr absl::Duration kDefaultTimeLimit = absl::Seconds(20);
inline constexpr absl::Duration kMinTimeLimit = absl::Seconds(1);
inline constexpr absl::Duration kMaxTimeLimit = absl::Hours(1);
inline constexpr absl::Duration kMinExtension = absl::Seconds(1);
inline constexpr absl::Duration kMaxExtension = absl::Minutes(10);
inline constexpr absl::Duration kMaxItemTime = absl::Hours(24);  // all extensions included
// An item closes this long after its time, so that answers received in time are stored before.
inline constexpr absl::Duration kLateGrace = absl::Milliseconds(300);
// How often it is written down how long an item has been open: what all replicas forget at most.
inline constexpr absl::Duration kAgeInterval = absl::Seconds(1);

inline constexpr int kMaxReceiptStampBytes = 256;
// So long an answer waits for the database to take it; then it gets a receipt stamp and comes back.
inline constexpr absl::Duration kAnswerPatience = absl::Seconds(2);
// So long before the caller's deadline it gets it, if that is sooner.
inline constexpr absl::Duration kAnswerMargin = absl::Milliseconds(250);
inline constexpr int kMaxLateTries = 5;  // to be first at the log, in one call

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
// While an item is open: different answers that are read to count a poll or a word cloud.
inline constexpr int kMaxLiveResponses = 1'000;
inline constexpr int kMaxOpenResponses = 200;  // texts in one ItemRevealed
inline constexpr absl::Duration kCountPace = absl::Milliseconds(200);  // between two counts to a host
// Two participants within kManyWithin that this process does not know: it reads all of them, but not again within
// kRosterPace.
inline constexpr absl::Duration kManyWithin = absl::Seconds(1);
inline constexpr absl::Duration kRosterPace = absl::Seconds(5);

}  // namespace lyceum::quiz::live::limits
