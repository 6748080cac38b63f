// One session in the memory of this process: its log, folded, and what is drawn
// from it, kept up to date by reading the database. Nothing here is the truth; a
// process that forgets it reads it again.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/clock.h"
#include "common/rpc/streams.h"
#include "common/sql/database.h"
#include "services/quiz/live/logic/collect.h"
#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/logic/item_clock.h"
#include "services/quiz/live/logic/moderation.h"
#include "services/quiz/live/logic/standings.h"
#include "services/quiz/live/logic/teams.h"
#include "services/quiz/live/methods/receipt_memory.h"
#include "services/quiz/live/store/ages.h"
#include "services/quiz/live/store/answers.h"
#include "services/quiz/live/store/participants.h"
#include "services/quiz/live/store/sessions.h"
#include "services/quiz/methods/published.h"

namespace lyceum::quiz::live {

// Standings and answers as of a reveal or the end. Never changes.
struct Reckoning {
  std::vector<Place> places;  // by rank
  std::vector<TeamPlace> teams;
  absl::flat_hash_map<std::string, size_t> place_of;  // by participant
  std::vector<StoredAnswer> answers;                  // to the revealed item
  // Null if the participant is not among them.
  const Place* Find(const std::string& participant) const;
  const StoredAnswer* FindAnswer(const std::string& participant, int item) const;
};

// Draws it from what is stored, as of the state's seq. Keeps the answers to `item`;
// -1 keeps all.
std::shared_ptr<const Reckoning> Reckon(const State& state, const Rules& rules,
                                        const std::vector<StoredParticipant>& participants,
                                        const std::vector<StoredAnswer>& answers, int item);

// An event of the log. Never changes.
struct Entry {
  int64_t seq = 0;
  v1::LogEvent event;
  State after;
  std::shared_ptr<const Reckoning> reckoning;  // after a reveal or the end
  std::shared_ptr<const Collected> collected;  // after a reveal
};

// The answers to an item as they were once read for the host. Never changes.
struct Responses {
  int item = -1;
  AnswerCount answered;  // what there was to read
  int participants = 0;
  std::vector<ResponseTally> tallies;
};

// The answers to the item that the reckoning has, counted; of those who are in it.
std::vector<ResponseTally> TallyAnswers(const Reckoning& reckoning, int item);

// What is counted beside the log; grows old at once. `newest` and `responses` are
// read for a host only, and no more often than limits::kCountPace.
struct Tally {
  int participants = 0;
  int answered = 0;  // to the open item
  std::vector<StoredParticipant> newest;
  std::shared_ptr<const Responses> responses;  // may be null, or those to the item before
  // Change with the rest, and with who takes part.
  int64_t version = 0;
  int64_t roster_version = 0;
};

class LiveSession {
 public:
  // `about` as it was loaded: its seq, phase and lock may be old, all else stays.
  LiveSession(StoredSession about, std::shared_ptr<const PublishedQuiz> published, Clock& clock);

  const Key& key() const { return key_; }
  const StoredSession& about() const { return about_; }
  const PublishedQuiz& published() const { return *published_; }
  const Rules& rules() const { return rules_; }

  // Reads what is new and wakes whom it concerns. Not inside a transaction. Where
  // the database has another history than this memory, begins anew. NOT_FOUND if
  // the session is gone from it.
  absl::Status Refresh(sql::Database& database, Clock& clock);

  State state();
  // The time, `ago` before now, for decisions about `state`; `now` is the time of
  // day, for people.
  Moment Now(const State& state, absl::Time now, absl::Duration ago = absl::ZeroDuration());
  // The open item has been open for so long since that was last written down.
  bool AgeIsOld(const State& state, const Moment& moment);
  // How often another history of the database began: what was handed out before
  // may be wrong.
  int64_t histories();
  // Null if there is no such event yet.
  std::shared_ptr<const Entry> At(int64_t seq);
  // What the host has let through or taken out by now; never null.
  std::shared_ptr<const Moderation> moderation(int item);
  // Of what has been revealed, as of now; null before the first reveal.
  std::shared_ptr<const Reckoning> reckoning();
  Tally counts();

  // From memory, else from the database; NOT_FOUND.
  absl::StatusOr<StoredParticipant> Participant(sql::Database& database, const std::string& id);
  // Of a participant that Participant() has given before.
  int64_t TimePermille(const std::string& id);
  // The next Participant() reads anew.
  void Forget(const std::string& id);

  ReceiptMemory& receipts() { return receipts_; }
  // Whether `user` may see more through the participant than the events up to
  // `seq`, as far as this process knows. PERMISSION_DENIED (REMOVED, MOVED).
  absl::Status MayWatch(sql::Database& database, const std::string& participant, const std::string& user, int64_t seq);
  // As stored. PERMISSION_DENIED (BANNED).
  absl::Status NotBanned(sql::Database& database, const std::string& user);

  // Everything there is to report, on one snapshot: of all items that count.
  absl::StatusOr<std::shared_ptr<const Reckoning>> ReckonNow(sql::Database& database,
                                                             std::vector<StoredParticipant>& participants);

  // Those to wake when there is something new; `viewer` as in view.h, the host for
  // counts too.
  void AddWatcher(const void* id, rpc::Waker waker, const std::string& viewer);
  void RemoveWatcher(const void* id);
  bool watched();

 private:
  struct Watcher {
    rpc::Waker waker;
    std::string viewer;
  };
  struct News {
    bool lost = false;  // what was known is not in the log any more: `events` are all
    std::vector<v1::LogEvent> events;
    std::vector<StoredParticipant> participants;  // with a reveal, a late answer or the end
    std::vector<StoredAnswer> answers;
    AnswerCount answered;
    StoredAge age;  // while an item is open
    Tally counts;
    std::map<std::string, std::string> moved;
  };
  // Answers that never change any more, by item and participant: to the first
  // `items` items, those that came in time. Without their responses.
  struct Settled {
    int items = 0;
    std::vector<StoredAnswer> answers;
  };
  // What must be read beside the log.
  struct Look {
    bool moved = false;    // for participants
    bool counts = false;   // for hosts
    bool details = false;  // for hosts: newest and responses
    std::shared_ptr<const Responses> known;
  };
  std::optional<StoredParticipant> Known(const std::string& id);
  absl::Status Read(sql::Transaction& t, const State& from, const Look& look, News& news)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(refreshing_);
  absl::Status ReadCounts(sql::Transaction& t, const State& state, const Look& look, News& news);
  bool CountsDue(int64_t local_micros) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // True if hosts should be told.
  bool LearnCounts(Tally next, bool details, int64_t local_micros) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadEvents(sql::Transaction& t, const State& from, News& news);
  void Learn(News& news, const Look& look, int64_t steady_micros) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LearnEvent(v1::LogEvent event, const News& news, int64_t steady_micros) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LearnMoves(std::map<std::string, std::string> moved) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void BeginAnew() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // All there are, of which `settled` are known.
  absl::StatusOr<std::vector<StoredAnswer>> AllAnswers(sql::Transaction& t, const Settled& settled);
  void Settle(const State& state, std::vector<StoredAnswer> answers) ABSL_EXCLUSIVE_LOCKS_REQUIRED(refreshing_);

  const Key key_;
  const StoredSession about_;
  const std::shared_ptr<const PublishedQuiz> published_;
  const Rules rules_;
  Clock& clock_;
  absl::Mutex asking_;  // before mutex_
  std::optional<absl::Duration> asked_at_ ABSL_GUARDED_BY(asking_);      // for a participant; steady
  std::optional<absl::Duration> asked_all_at_ ABSL_GUARDED_BY(asking_);  // for all of them
  absl::Mutex refreshing_;  // before mutex_
  Settled settled_ ABSL_GUARDED_BY(refreshing_);
  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_);
  ItemClock item_clock_ ABSL_GUARDED_BY(mutex_);
  StoredAge age_ ABSL_GUARDED_BY(mutex_);
  int64_t histories_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::shared_ptr<const Entry>> log_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Reckoning> reckoning_ ABSL_GUARDED_BY(mutex_);
  std::map<int, std::shared_ptr<const Moderation>> moderation_ ABSL_GUARDED_BY(mutex_);
  Tally counts_ ABSL_GUARDED_BY(mutex_);
  int64_t counted_at_micros_ ABSL_GUARDED_BY(mutex_) = 0;  // when details were read; 0: an event came since
  bool untold_ ABSL_GUARDED_BY(mutex_) = false;
  bool roster_untold_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, StoredParticipant> participants_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> removed_ ABSL_GUARDED_BY(mutex_);    // participants, and the event's seq
  std::map<std::string, std::string> moved_ ABSL_GUARDED_BY(mutex_);  // see ListMoved
  // Of those with an accommodation; never changes.
  absl::flat_hash_map<std::string, int64_t> time_permille_ ABSL_GUARDED_BY(mutex_);
  std::map<const void*, Watcher> watchers_ ABSL_GUARDED_BY(mutex_);
  ReceiptMemory receipts_;
};

}  // namespace lyceum::quiz::live
