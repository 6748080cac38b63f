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
#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/logic/item_clock.h"
#include "services/quiz/live/logic/standings.h"
#include "services/quiz/live/logic/teams.h"
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

// Draws it from what is stored. Keeps the answers to `item`; -1 keeps all.
std::shared_ptr<const Reckoning> Reckon(const State& state, const Rules& rules,
                                        const std::vector<StoredParticipant>& participants,
                                        const std::vector<StoredAnswer>& answers, int item);

// An event of the log. Never changes.
struct Entry {
  int64_t seq = 0;
  v1::LogEvent event;
  State after;
  std::shared_ptr<const Reckoning> reckoning;  // after a reveal or the end
};

// What is counted beside the log; grows old at once.
struct Tally {
  int participants = 0;
  int answered = 0;  // to the open item
  std::vector<StoredParticipant> newest;
  int64_t version = 0;  // changes with every change of the rest
};

class LiveSession {
 public:
  // `about` as it was loaded: its seq, phase and lock may be old, all else stays.
  LiveSession(StoredSession about, std::shared_ptr<const PublishedQuiz> published);

  const Key& key() const { return key_; }
  const StoredSession& about() const { return about_; }
  const PublishedQuiz& published() const { return *published_; }
  const Rules& rules() const { return rules_; }

  // Reads what is new and wakes whom it concerns. Not inside a transaction.
  absl::Status Refresh(sql::Database& database, Clock& clock);

  State state();
  // The time, for decisions about `state`.
  Moment Now(const State& state, absl::Time now);
  // Null if there is no such event yet.
  std::shared_ptr<const Entry> At(int64_t seq);
  // As of the last reveal; null before the first.
  std::shared_ptr<const Reckoning> reckoning();
  Tally counts();

  // From memory, else from the database; NOT_FOUND.
  absl::StatusOr<StoredParticipant> Participant(sql::Database& database, const std::string& id);
  // Of a participant that Participant() has given before.
  int64_t TimePermille(const std::string& id);
  // The next Participant() reads anew.
  void Forget(const std::string& id);

  // Everything there is to report, on one snapshot: of all items that count.
  absl::StatusOr<std::shared_ptr<const Reckoning>> ReckonNow(sql::Database& database,
                                                             std::vector<StoredParticipant>& participants);

  // Those to wake when there is something new; `host`: for counts too.
  void AddWatcher(const void* id, rpc::Waker waker, bool host);
  void RemoveWatcher(const void* id);
  bool watched();

 private:
  struct Watcher {
    rpc::Waker waker;
    bool host;
  };
  struct News {
    std::vector<v1::LogEvent> events;
    std::vector<StoredParticipant> participants;  // with a reveal or the end
    std::vector<StoredAnswer> answers;
    AnswerCount answered;
    Tally counts;
  };
  absl::Status Read(sql::Transaction& t, const State& from, bool for_host, News& news);
  void Learn(News news, int64_t local_micros) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::vector<StoredAnswer>> AllAnswers(sql::Transaction& t);

  const Key key_;
  const StoredSession about_;
  const std::shared_ptr<const PublishedQuiz> published_;
  const Rules rules_;
  absl::Mutex refreshing_;  // before mutex_
  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_);
  ItemClock item_clock_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<const Entry>> log_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Reckoning> reckoning_ ABSL_GUARDED_BY(mutex_);
  Tally counts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, StoredParticipant> participants_ ABSL_GUARDED_BY(mutex_);
  // Of those with an accommodation; never changes.
  absl::flat_hash_map<std::string, int64_t> time_permille_ ABSL_GUARDED_BY(mutex_);
  std::map<const void*, Watcher> watchers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lyceum::quiz::live
