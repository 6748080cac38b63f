// What to study now, from the cards that could be.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "lyceum/progress/v1/memory.pb.h"
#include "services/progress/memory/logic/scheduler.h"

namespace lyceum::progress::memory {

struct StudyCard {
  std::string id;
  std::string note;  // empty for none
  int64_t position = 0;
  Card card;
};

// Cards that are neither suspended nor buried, by kind.
struct Pools {
  std::vector<StudyCard> learning;  // on their steps and due, in the order they are due
  std::vector<StudyCard> reviews;   // due by the day
  std::vector<StudyCard> fresh;     // never answered
  std::vector<StudyCard> later;     // on their steps and due soon, in the order they are due
};

// What has been done today.
struct Done {
  int64_t fresh = 0;            // cards answered for the first time
  int64_t reviews = 0;          // other cards answered
  std::set<std::string> notes;  // of both
};

struct Queue {
  int64_t fresh_left = 0, reviews_left = 0;  // under the day's limits
  std::vector<StudyCard> cards;
};

// The cards in the order to study them: learning, then reviews and fresh ones up to
// what the preset's limits leave, in its order and mix, then later. Of siblings, if
// the preset buries them, only the first counts: learning before reviews before
// fresh, and none whose note was studied today. The order of chance is the same all
// day. `preset` has its defaults.
Queue Arrange(Pools pools, const v1::Preset& preset, const Scheduler& scheduler, const Done& done, Day today);

}  // namespace lyceum::progress::memory
