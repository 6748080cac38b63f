// Mistakes that can be planted into the simulated replicas, to see that the
// simulator finds them.
#pragma once

namespace lyceum::quiz::live::simulation {

enum class Bug {
  kNone,
  kAckBeforeCommit,       // an answer is acknowledged when it arrives, not when it is stored
  kLostDedup,             // every delivery of an answer makes a row
  kReadModifyWrite,       // all answers of an item are read, one is added, all are written back
  kOffByOneSeq,           // who comes back gets the last event it saw once more
  kSkippedSeq,            // who comes back misses the first event it has not seen
  kWallClockTimer,        // an item's age is the replica's clock less the opener's stamp
  kClientTime,            // the client says how long it took
  kKeyInLearnerMessage,   // the opened item carries its key
  kDoubleTimer,           // the timer appends without comparing the seq
  kStandingsFromMemory,   // points are added up from the answers this replica took
  kHintOnly,              // no polling: what Redis loses is lost
  kHintWithoutGapCheck,   // a hint's event is applied whatever seq it has
  kIgnoredVersion,        // a delayed older answer replaces a newer one
  kAnswerAfterClose,      // storing does not look whether the item is still open
  kPauseForgetsTime,      // going on after a pause starts the item's time anew
  kUnknownIsDone,         // a commit with unknown outcome is taken for done
  kLateWithoutStamp,      // what comes too late is stored as if it had a receipt stamp
  kStampForAnyResponse,   // a stamp is taken for another response than it was given for
  kUnsignedStamp,         // the time in a stamp is believed without its proof
  kLateAnswerUnordered,   // standings of an older reveal know late answers
  kStaleEpochAppend,      // appending compares the seq, not the epoch
  kStaleEpochAnswer,      // storing an answer compares the item, not the epoch it was timed in
  kStaleEpochWatch,       // a watcher of a lost history is given the rest of another
  kClosesAtNormalTime,    // an item does not wait for those with more time
  kLongestTimeForAll,     // everybody may answer for as long as the item is open
  kSameTimeInPoints,      // the points of those with more time go by the normal time
  kTeamOfWhoeverIsThere,  // a late member counts in its team's mean before its first item
};

}  // namespace lyceum::quiz::live::simulation
