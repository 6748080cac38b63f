// Taking answers: the steps from the receipt to the acknowledgement.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/late_answer.h"
#include "services/quiz/live/logic/receipt.h"
#include "tests/simulation/replica.h"

namespace lyceum::quiz::live::simulation {
namespace {

constexpr char kSecret[] = "of the session";

Receipt ReceiptOf(const Submission& submission, int choice) {
  return {submission.participant, submission.item, absl::StrCat(choice), submission.version};
}

StoredAnswer RowOf(const Submission& submission, int64_t elapsed) {
  StoredAnswer row;
  row.answer = {submission.participant, submission.item, elapsed,
                {submission.choice == 0 ? kWholeShare : 0, 0, false}};
  row.version = submission.version;
  row.choice = submission.choice;
  return row;
}

}  // namespace

int64_t StampedTime(const std::string& stamp) {
  int64_t time = 0;
  for (int i = 0; i < 8; ++i) time = time << 8 | static_cast<unsigned char>(stamp[i]);
  return time;
}

// What was counted for the participant must be what was true: not more than the
// time since the opening, and less only by what this replica came late.
void Replica::CheckReceipt(int64_t elapsed) const {
  const Database& truth = world_.database;
  if (state_.timing_seq != truth.state.timing_seq || !truth.state.open() || !truth.Leads(state_)) return;
  const int64_t age = world_.time.now() - truth.true_opens;
  const int64_t late = saw_timing_at_ - (truth.true_opens + truth.state.elapsed_micros);
  if (elapsed > age) world_.Violation("an answer was counted later than it came");
  if (age - elapsed > late) world_.Violation("an answer was counted earlier than it came");
}

// Nothing is older than its item, whatever its replica believed. After a pause the
// item may be: the replica that paused it may have been behind.
void Replica::CheckStore(const StoredAnswer& row) const {
  const Database& truth = world_.database;
  if (!truth.state.open() || truth.state.item != row.answer.item || truth.state.was_paused) return;
  const bool older = row.answer.elapsed_micros > world_.time.now() - truth.true_opens;
  if (older) world_.Violation("an answer was stored that is older than its item");
  const int64_t own = OwnTime(truth.state, world_.Describe(row.answer.participant).time_permille);
  if (row.answer.elapsed_micros > own) world_.Violation("an answer was taken after its own time");
}

bool Replica::ReadStamp(const Submission& submission, int64_t& elapsed) const {
  if (world_.bug == Bug::kUnsignedStamp) {
    elapsed = StampedTime(submission.stamp);
    return true;
  }
  auto read = ReadReceiptStamp(kSecret, ReceiptOf(submission, submission.choice), submission.stamp);
  if (!read.ok() && world_.bug == Bug::kStampForAnyResponse) {
    read = ReadReceiptStamp(kSecret, ReceiptOf(submission, 1 - submission.choice), submission.stamp);
  }
  if (read.ok()) elapsed = *read;
  return read.ok();
}

Reply Replica::NotStored(const Submission& submission, int64_t elapsed) {
  Reply reply{Fate::kTryAgain};
  const int first = may_stamp_.insert({{submission.participant, submission.item}, submission.choice}).first->second;
  if (submission.stamp.empty() && first != submission.choice) return reply;
  reply.elapsed_micros = elapsed;
  reply.restores = world_.restores;
  reply.stamp = MakeReceiptStamp(kSecret, ReceiptOf(submission, submission.choice), elapsed);
  world_.stamped.insert({submission.participant, submission.item, submission.version, submission.choice, elapsed});
  return reply;
}

void Replica::Submit(const Submission& submission, std::function<void(Reply)> reply) {
  if (!up_ || Deferred([this, submission, reply] { Submit(submission, reply); })) return;
  Decide(submission, true, std::move(reply));
}

// `again`: if it does not fit, perhaps this replica is behind: look, then decide
// for good.
void Replica::Decide(const Submission& submission, bool again, std::function<void(Reply)> reply) {
  int64_t stamped = INT64_MAX;
  if (!submission.stamp.empty() && !ReadStamp(submission, stamped)) return reply({Fate::kRefused});
  if (MayAnswer(state_, submission.item, Now(), PermilleOf(submission.participant)).ok()) {
    const int64_t elapsed = world_.bug == Bug::kClientTime ? submission.claimed_elapsed : Elapsed();
    CheckReceipt(elapsed);
    if (stamped < elapsed) world_.CheckStamped(RowOf(submission, stamped));
    return Store(submission, std::min(elapsed, stamped), std::move(reply));
  }
  if (again) return DecideLater(submission, std::move(reply));
  if (submission.stamp.empty() && world_.bug == Bug::kLateWithoutStamp) stamped = 0;
  if (stamped != INT64_MAX) return StoreLate(submission, stamped, std::move(reply));
  const bool not_yet = state_.items.empty() || !state_.items[submission.item].closed;
  reply({not_yet ? Fate::kTryAgain : Fate::kRefused});
}

void Replica::DecideLater(const Submission& submission, std::function<void(Reply)> reply) {
  Poll([this, submission, reply = std::move(reply)](bool good) {
    if (good) Decide(submission, false, reply);
    else reply({Fate::kTryAgain});
  });
}

void Replica::Store(const Submission& submission, int64_t elapsed, std::function<void(Reply)> reply) {
  const StoredAnswer row = RowOf(submission, elapsed);
  if (world_.bug == Bug::kStandingsFromMemory && submission.choice == 0) {
    memory_points_[submission.participant] += PointsFor(world_.rules.scoring, world_.rules.items[submission.item],
                                                        row.answer.verdict, elapsed);
  }
  if (world_.bug == Bug::kReadModifyWrite) return StoreWholeItem(submission, row, std::move(reply));
  if (world_.bug == Bug::kAckBeforeCommit) {
    reply({Fate::kStored, elapsed, submission.version, world_.restores, ""});
  }

  auto result = std::make_shared<Reply>();
  auto lost = std::make_shared<bool>(false);
  Transact([this, row, result, lost, base = state_](Database& database) {
    // The time is worth nothing in another history: its item was opened anew.
    *lost = !database.Leads(base) && world_.bug != Bug::kStaleEpochAnswer;
    if (*lost) return;
    const bool open = database.state.open() && database.state.item == row.answer.item;
    StoredAnswer* known = database.Find(row.answer.participant, row.answer.item);
    if (!open && world_.bug != Bug::kAnswerAfterClose) {
      // An answer that is stored is acknowledged whenever it is asked for again.
      *result = {Fate::kRefused};
      if (known != nullptr && known->version >= row.version) {
        *result = {Fate::kStored, known->answer.elapsed_micros, known->version, world_.restores, ""};
      }
      return;
    }
    CheckStore(row);
    const bool blind = world_.bug == Bug::kIgnoredVersion;
    if (known == nullptr || world_.bug == Bug::kLostDedup) {
      database.answers.push_back(row);
    } else if (world_.allow_change && (row.version > known->version || blind)) {
      *known = row;
    }
    known = database.Find(row.answer.participant, row.answer.item);
    *result = {Fate::kStored, known->answer.elapsed_micros, known->version, world_.restores, ""};
  }, [this, result, lost, reply, submission, elapsed](Outcome outcome) {
    if (outcome == Outcome::kCommitted) {
      if (*lost) return DecideLater(submission, reply);
      if (result->kind == Fate::kRefused && !submission.stamp.empty()) return DecideLater(submission, reply);
      return reply(*result);
    }
    if (outcome == Outcome::kUnknown && world_.bug == Bug::kUnknownIsDone) {
      return reply({Fate::kStored, elapsed, submission.version, world_.restores, ""});
    }
    reply(NotStored(submission, elapsed));
  });
}

// The answer and the event that says so, if the log is still where this replica is.
void Replica::StoreLate(const Submission& submission, int64_t elapsed, std::function<void(Reply)> reply) {
  if (!MayCountLate(state_, submission.item, elapsed).ok()) return reply({Fate::kRefused});
  StoredAnswer row = RowOf(submission, elapsed);
  row.late_seq = state_.seq + 1;
  auto result = std::make_shared<Reply>();
  Transact([this, row, result, base = state_, now = Local()](Database& database) {
    const StoredAnswer* known = database.Find(row.answer.participant, row.answer.item);
    if (known == nullptr) {
      const v1::LogEvent event = LateAnswer(row.answer.participant, row.answer.item, now);
      if (!world_.Append(base, {event}, false)) return;  // try again
      database.answers.push_back(row);
      world_.CheckStamped(row);
      Announce(base.seq);
      *result = {Fate::kStored, row.answer.elapsed_micros, row.version, world_.restores, ""};
    } else if (known->choice == row.choice || known->version >= row.version) {
      *result = {Fate::kStored, known->answer.elapsed_micros, known->version, world_.restores, ""};
    } else {
      *result = {Fate::kRefused};
    }
  }, [result, reply](Outcome outcome) { reply(outcome == Outcome::kCommitted ? *result : Reply{Fate::kTryAgain}); });
}

// Bug::kReadModifyWrite.
void Replica::StoreWholeItem(const Submission& submission, const StoredAnswer& row, std::function<void(Reply)> reply) {
  auto rows = std::make_shared<std::vector<StoredAnswer>>();
  auto write = [this, rows, row, submission, reply](Outcome) {
    Transact([rows, row](Database& database) {
      rows->push_back(row);
      auto& all = database.answers;
      all.erase(std::remove_if(all.begin(), all.end(), [&](const auto& a) { return a.answer.item == row.answer.item; }),
                all.end());
      all.insert(all.end(), rows->begin(), rows->end());
    }, [this, reply, row](Outcome outcome) {
      reply({outcome == Outcome::kCommitted ? Fate::kStored : Fate::kTryAgain, row.answer.elapsed_micros, row.version,
             world_.restores, ""});
    });
  };
  Transact([rows, row](Database& database) {
    for (const StoredAnswer& known : database.answers) {
      const bool same = known.answer.participant == row.answer.participant;
      if (known.answer.item == row.answer.item && !same) rows->push_back(known);
    }
  }, std::move(write));
}

}  // namespace lyceum::quiz::live::simulation
