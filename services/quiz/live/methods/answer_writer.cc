#include "services/quiz/live/methods/answer_writer.h"

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/limits.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/late_answer.h"

namespace lyceum::quiz::live {
namespace {

absl::Status Refused(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

}  // namespace

AnswerWriter::AnswerWriter(sql::Database& database, Clock& clock, Hub& hub)
    : database_(database),
      clock_(clock),
      hub_(hub),
      in_time_(quiz::limits::kAnswerBatchesAtOnce, quiz::limits::kMaxAnswerBatch,
               [this](absl::Span<Pending* const> answers) { return WriteTogether(answers); }),
      late_(1, quiz::limits::kMaxAnswerBatch,
            [this](absl::Span<Pending* const> answers) { return WriteLateTogether(answers); }) {}

absl::Status AnswerWriter::Write(const std::shared_ptr<LiveSession>& live, StoredAnswer& answer, LogPoint timed_by,
                                 absl::Duration patience) {
  Pending pending{live, answer, timed_by};
  // A batch takes an item of a participant once; who came second tries again.
  do {
    RETURN_IF_ERROR(in_time_.Write(pending, patience));
  } while (!pending.tried);
  return pending.written ? absl::OkStatus() : WhyNot(*live, answer);
}

absl::Status AnswerWriter::WriteTogether(absl::Span<Pending* const> answers) {
  // A statement takes an item of a participant once, and rows of one kind.
  std::vector<NewAnswer> rows;
  rows.reserve(answers.size());
  std::vector<NewAnswer*> kinds[2];
  std::vector<std::pair<NewAnswer*, Pending*>> batch;
  std::set<std::tuple<const LiveSession*, int, absl::string_view>> seen;
  for (Pending* pending : answers) {
    const Answer& answer = pending->row.answer;
    if (!seen.emplace(pending->live.get(), answer.item, answer.participant).second) continue;
    const bool may_change = pending->live->about().settings.allow_answer_change();
    rows.push_back({&pending->live->key(), &pending->row, may_change, pending->timed_by});
    kinds[may_change ? 1 : 0].push_back(&rows.back());
    batch.emplace_back(&rows.back(), pending);
  }
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) -> absl::Status {
    for (const auto& kind : kinds) RETURN_IF_ERROR(WriteAnswers(t, kind));
    return absl::OkStatus();
  }));
  for (const auto& [row, pending] : batch) {
    pending->tried = true;
    pending->written = row->written;
  }
  return absl::OkStatus();
}

absl::Status AnswerWriter::WhyNot(const LiveSession& live, StoredAnswer& answer) {
  const bool may_change = live.about().settings.allow_answer_change();
  std::optional<StoredAnswer> known;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(known, LoadAnswer(t, live.key(), answer.answer.item, answer.answer.participant));
    return absl::OkStatus();
  }));
  if (!known) return Refused("ITEM_CLOSED", "the time for this item is over");
  // The same answer again, or, with changes, an older one that comes late.
  if (known->response == answer.response || (may_change && known->version >= answer.version)) {
    answer = *std::move(known);
    return absl::OkStatus();
  }
  if (may_change) return Refused("ITEM_CLOSED", "the time for changes is over");
  return Refused("ALREADY_ANSWERED", "the item was answered with another response, and the first one counts");
}

absl::Status AnswerWriter::WriteLate(const std::shared_ptr<LiveSession>& live, StoredAnswer& answer,
                                     absl::Duration patience) {
  Pending pending{live, answer};
  RETURN_IF_ERROR(late_.Write(pending, patience));
  RETURN_IF_ERROR(pending.status);
  if (!pending.tried) return absl::UnavailableError("the session changes too fast: try again");
  return pending.written ? absl::OkStatus() : WhyNot(*live, answer);
}

absl::Status AnswerWriter::WriteLateTogether(absl::Span<Pending* const> answers) {
  std::map<LiveSession*, std::vector<Pending*>> sessions;
  for (Pending* pending : answers) sessions[pending->live.get()].push_back(pending);
  for (const auto& [live, pending] : sessions) {
    absl::Status status = absl::AbortedError("");
    for (int tries = 0; absl::IsAborted(status) && tries < limits::kMaxLateTries; ++tries) {
      status = live->Refresh(database_, clock_);
      if (status.ok()) status = AppendLate(*live, pending);
    }
    // Another session's answers are another matter.
    if (!status.ok() && !absl::IsAborted(status)) {
      for (Pending* one : pending) one->status = status;
    }
  }
  return absl::OkStatus();
}

absl::Status AnswerWriter::AppendLate(LiveSession& live, absl::Span<Pending* const> answers) {
  const State state = live.state();
  std::vector<Pending*> good;
  for (Pending* pending : answers) {
    const Answer& answer = pending->row.answer;
    pending->status = MayCountLate(state, answer.item, answer.elapsed_micros);
    if (pending->status.ok()) good.push_back(pending);
  }
  if (good.empty()) return absl::OkStatus();
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) -> absl::Status {
    std::vector<v1::LogEvent> events;
    for (Pending* pending : good) {
      const Answer& answer = pending->row.answer;
      pending->row.late_seq = state.seq + static_cast<int64_t>(events.size()) + 1;
      ASSIGN_OR_RETURN(pending->written, WriteLateAnswer(t, live.key(), pending->row));
      if (pending->written) {
        events.push_back(LateAnswer(answer.participant, answer.item, absl::ToUnixMicros(now)));
      }
    }
    if (events.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool appended, AppendEvents(t, live.key(), state, events, now));
    return appended ? absl::OkStatus() : absl::AbortedError("the log went on");
  }));
  for (Pending* pending : good) pending->tried = true;
  return hub_.Changed(live);
}

}  // namespace lyceum::quiz::live
