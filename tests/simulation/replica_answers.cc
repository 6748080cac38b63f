// Taking answers: the steps from the receipt to the acknowledgement.
#include <algorithm>
#include <memory>
#include <utility>

#include "services/quiz/live/limits.h"
#include "tests/simulation/replica.h"

namespace lyceum::quiz::live::simulation {

// What was counted for the participant must be what was true: not more than the
// time since the opening, and less only by what this replica came late.
void Replica::CheckReceipt(int64_t elapsed) const {
  if (state_.timing_seq != world_.database.state.timing_seq || !world_.database.state.open()) return;
  const int64_t truth = world_.time.now() - world_.true_opens;
  const int64_t late = saw_timing_at_ - (world_.true_opens + world_.database.state.elapsed_micros);
  if (elapsed > truth) world_.Violation("an answer was counted later than it came");
  if (truth - elapsed > late) world_.Violation("an answer was counted earlier than it came");
}

void Replica::Submit(const Submission& submission, std::function<void(Reply)> reply) {
  if (!up_) return;
  const int64_t permille = PermilleOf(submission.participant);
  if (MayAnswer(state_, submission.item, Now(), permille).ok()) {
    const int64_t elapsed = world_.bug == Bug::kClientTime ? submission.claimed_elapsed : Elapsed();
    CheckReceipt(elapsed);
    return Store(submission, elapsed, std::move(reply));
  }
  // Perhaps this replica is behind: look, then decide for good.
  Poll([this, submission, permille, reply = std::move(reply)] {
    if (MayAnswer(state_, submission.item, Now(), permille).ok()) return Store(submission, Elapsed(), reply);
    const bool not_yet = !state_.items.empty() && !state_.items[submission.item].closed;
    reply({not_yet ? Fate::kTryAgain : Fate::kRefused});
  });
}

void Replica::Store(const Submission& submission, int64_t elapsed, std::function<void(Reply)> reply) {
  StoredAnswer row;
  row.answer = {submission.participant, submission.item, elapsed,
                {submission.choice == 0 ? kWholeShare : 0, 0, false}};
  row.version = submission.version;
  row.choice = submission.choice;
  if (world_.bug == Bug::kStandingsFromMemory && submission.choice == 0) {
    memory_points_[submission.participant] += PointsFor(world_.rules.scoring, world_.rules.items[submission.item],
                                                        row.answer.verdict, elapsed);
  }
  if (world_.bug == Bug::kReadModifyWrite) return StoreWholeItem(submission, row, std::move(reply));
  if (world_.bug == Bug::kAckBeforeCommit) reply({Fate::kStored, elapsed, submission.version});

  auto result = std::make_shared<Reply>();
  Transact([this, row, result](Database& database) {
    const bool open = database.state.open() && database.state.item == row.answer.item;
    StoredAnswer* known = database.Find(row.answer.participant, row.answer.item);
    if (!open && world_.bug != Bug::kAnswerAfterClose) {
      // An answer that is stored is acknowledged whenever it is asked for again.
      *result = {Fate::kRefused};
      if (known != nullptr && known->version >= row.version) {
        *result = {Fate::kStored, known->answer.elapsed_micros, known->version};
      }
      return;
    }
    const int64_t own = OwnTime(database.state, world_.Describe(row.answer.participant).time_permille);
    if (open && row.answer.elapsed_micros > own) world_.Violation("an answer was taken after its own time");
    const bool blind = world_.bug == Bug::kIgnoredVersion;
    if (known == nullptr || world_.bug == Bug::kLostDedup) {
      database.answers.push_back(row);
    } else if (world_.allow_change && (row.version > known->version || blind)) {
      *known = row;
    }
    known = database.Find(row.answer.participant, row.answer.item);
    *result = {Fate::kStored, known->answer.elapsed_micros, known->version};
  }, [this, result, reply, elapsed, version = row.version](Outcome outcome) {
    if (outcome == Outcome::kCommitted) return reply(*result);
    if (outcome == Outcome::kUnknown && world_.bug == Bug::kUnknownIsDone) {
      return reply({Fate::kStored, elapsed, version});
    }
    reply({Fate::kTryAgain});
  });
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
    }, [reply, row](Outcome outcome) {
      reply({outcome == Outcome::kCommitted ? Fate::kStored : Fate::kTryAgain, row.answer.elapsed_micros, row.version});
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
