// The answers of a session, one row a participant and item: the only place points
// come from. Functions run inside the caller's transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/sql/database.h"
#include "services/quiz/live/logic/collect.h"
#include "services/quiz/live/logic/standings.h"
#include "services/quiz/live/store/sessions.h"

namespace lyceum::quiz::live {

struct StoredAnswer {
  Answer answer;
  int64_t version = 0;
  std::string response;  // serialized
  int64_t mark = 0;      // micro-points, as an attempt would give
  absl::Time answered;   // when it was received, by that replica's clock
  // The seq of the LogLateAnswer it came with; 0 if it was stored in time. What is
  // drawn as of a seq knows the rows up to that one.
  int64_t late_seq = 0;
};

// An event of a log: which history of the database it is in, and where.
struct LogPoint {
  int64_t seq = 0;
  int64_t epoch = 0;
};

// An answer on its way into the table.
struct NewAnswer {
  const Key* key = nullptr;
  const StoredAnswer* row = nullptr;
  bool may_change = false;
  // The last event known to whoever told the answer's time. If a restore has taken
  // it back, the time may be that of a lost opening of the same item.
  LogPoint timed_by;
  // Set by WriteAnswers.
  bool written = false;
};

// Writes each row whose session has this very item open, in the history that its
// time was told by, if there is none yet, or, with `may_change`, one with a lower
// version; says which were written. All of one `may_change`, each item of a
// participant once.
absl::Status WriteAnswers(sql::Transaction& t, absl::Span<NewAnswer* const> answers);
// The same for one. False if it was not written.
absl::StatusOr<bool> WriteAnswer(sql::Transaction& t, const Key& key, const StoredAnswer& answer, bool may_change,
                                 LogPoint timed_by);
// Writes the row, whatever is open, if there is none yet; false if there is. Only
// in the transaction that appends the event `answer.late_seq`.
absl::StatusOr<bool> WriteLateAnswer(sql::Transaction& t, const Key& key, const StoredAnswer& answer);
absl::StatusOr<std::optional<StoredAnswer>> LoadAnswer(sql::Transaction& t, const Key& key, int item,
                                                       absl::string_view participant);
// By item and participant: those to the item with index `first` and all after it,
// and all that came late. `multiple_choice` of the verdicts is the caller's to fill
// in: it is the item's.
absl::StatusOr<std::vector<StoredAnswer>> ListAnswers(sql::Transaction& t, const Key& key, int first);
// The same, a page at a time: those after the answer of `participant` to `item`;
// from the first with item -1.
absl::StatusOr<std::vector<StoredAnswer>> PageAnswers(sql::Transaction& t, const Key& key, int item,
                                                      absl::string_view participant, int limit);

struct AnswerCount {
  int count = 0;
  int64_t latest_micros = 0;  // the longest elapsed time of those that were stored in time
  bool operator==(const AnswerCount&) const = default;
};
// In the transaction that closes the item this makes sure that no answer is on
// its way past it: it and the close cannot both commit.
absl::StatusOr<AnswerCount> CountAnswers(sql::Transaction& t, const Key& key, int item);

// The different answers of those who are in, most frequent first, then by their
// bytes; at most `limit`.
absl::Status GroupAnswers(sql::Transaction& t, const Key& key, int item, int limit,
                          const std::function<void(ResponseTally)>& each);

// Items that are closed and have answers progress has not been told of.
struct Untold {
  Key key;
  int item = 0;
};
absl::StatusOr<std::vector<Untold>> ListUntold(sql::Transaction& t, int limit);
struct UntoldAnswer {
  StoredAnswer answer;
  std::string user;
};
// By participant.
absl::StatusOr<std::vector<UntoldAnswer>> LoadUntold(sql::Transaction& t, const Untold& untold, int limit);
// Those that LoadUntold gave in this transaction, up to the one of `participant`.
absl::Status MarkTold(sql::Transaction& t, const Untold& untold, absl::string_view participant);

}  // namespace lyceum::quiz::live
