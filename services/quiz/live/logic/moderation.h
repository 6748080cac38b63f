// What a class may read of what it wrote itself: texts that answer an open-ended
// item are shown only if the host says so, words of a cloud unless it hides them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lyceum/quiz/v1/session_log.pb.h"
#include "lyceum/quiz/v1/session_service.pb.h"
#include "services/quiz/live/logic/rules.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

// Of one item, as the log tells it. The same log always gives the same.
struct Moderation {
  struct Text {
    std::string id;  // MakeResponseId
    std::string text;
  };
  std::vector<Text> shown;  // in the order they were published
  std::set<std::string> hidden;  // words, folded

  // Null if it is not shown.
  const Text* Find(const std::string& id) const;
};

// The item that the event moderates; -1 if it is another kind of event.
int ModeratedItem(const v1::LogEvent& event);

// After one more event about the item.
void Moderate(const v1::LogEvent& event, Moderation& moderation);

// Fill `event`; the text of a response that is shown is the caller's to add.
// INVALID_ARGUMENT if the item is not of the kind, or the word cannot be one;
// FAILED_PRECONDITION (WRONG_PHASE) unless the item was opened and not skipped.
absl::Status DecideShow(const State& state, const Rules& rules, const v1::ShowResponseAction& action,
                        v1::LogEvent& event);
absl::Status DecideHide(const State& state, const Rules& rules, const v1::HideWordAction& action,
                        v1::LogEvent& event);

}  // namespace lyceum::quiz::live
