// Stores answers: those of many participants in one transaction, and each learns
// its own outcome.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/sql/batcher.h"
#include "common/sql/database.h"
#include "services/quiz/live/methods/hub.h"
#include "services/quiz/live/store/answers.h"

namespace lyceum::quiz::live {

class AnswerWriter {
 public:
  AnswerWriter(sql::Database& database, Clock& clock, Hub& hub);

  // Stores an answer to the open item, timed by the log up to `timed_by`. On success
  // `answer` is what is stored: this one or, for a repeat, the one before.
  // FAILED_PRECONDITION (ITEM_CLOSED, also if a restore has taken `timed_by` back;
  // ALREADY_ANSWERED); what the database says, when the outcome is unknown;
  // DEADLINE_EXCEEDED, and nothing done, if it has not begun for `patience`.
  absl::Status Write(const std::shared_ptr<LiveSession>& live, StoredAnswer& answer, LogPoint timed_by,
                     absl::Duration patience);

  // Stores an answer that was received in time, with the event that says so. The
  // same outcomes, and those of MayCountLate; UNAVAILABLE if others were quicker at
  // the log again and again.
  absl::Status WriteLate(const std::shared_ptr<LiveSession>& live, StoredAnswer& answer, absl::Duration patience);

 private:
  struct Pending {
    std::shared_ptr<LiveSession> live;
    StoredAnswer row;
    LogPoint timed_by = {};
    bool tried = false;    // its batch is in the database
    bool written = false;  // and it is in it
    absl::Status status = absl::OkStatus();  // of a late one: why it must not count
  };
  absl::Status WriteTogether(absl::Span<Pending* const> answers);
  absl::Status WriteLateTogether(absl::Span<Pending* const> answers);
  // All of one session, at its state now. ABORTED, and nothing done, if the log
  // went on meanwhile.
  absl::Status AppendLate(LiveSession& live, absl::Span<Pending* const> answers);
  // Why it was not written; OK, and `answer` what is stored, if that says the same.
  absl::Status WhyNot(const LiveSession& live, StoredAnswer& answer);

  sql::Database& database_;
  Clock& clock_;
  Hub& hub_;
  sql::Batcher<Pending> in_time_;
  sql::Batcher<Pending> late_;  // one batch at a time: they append to the log
};

}  // namespace lyceum::quiz::live
