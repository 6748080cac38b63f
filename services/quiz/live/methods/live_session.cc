#include "services/quiz/live/methods/live_session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/live/limits.h"

namespace lyceum::quiz::live {

const Place* Reckoning::Find(const std::string& participant) const {
  const auto found = place_of.find(participant);
  return found == place_of.end() ? nullptr : &places[found->second];
}

const StoredAnswer* Reckoning::FindAnswer(const std::string& participant, int item) const {
  const auto before = [](const StoredAnswer& a, const std::pair<int, const std::string&>& key) {
    return a.answer.item != key.first ? a.answer.item < key.first : a.answer.participant < key.second;
  };
  const std::pair<int, const std::string&> key(item, participant);
  const auto found = std::lower_bound(answers.begin(), answers.end(), key, before);
  const bool there = found != answers.end() && found->answer.item == item && found->answer.participant == participant;
  return there ? &*found : nullptr;
}

std::shared_ptr<const Reckoning> Reckon(const State& state, const Rules& rules,
                                        const std::vector<StoredParticipant>& participants,
                                        const std::vector<StoredAnswer>& stored, int item) {
  auto reckoning = std::make_shared<Reckoning>();
  std::vector<Player> players;
  for (const StoredParticipant& participant : participants) {
    if (participant.presence != Presence::kIn) continue;
    players.push_back({participant.id, participant.nickname, participant.team, participant.time_permille,
                       participant.first_item});
  }
  std::vector<Answer> answers;
  for (const StoredAnswer& answer : stored) {
    answers.push_back(answer.answer);
    if (item < 0 || answer.answer.item == item) reckoning->answers.push_back(answer);
  }
  reckoning->places = Rank(state, rules, players, answers);
  reckoning->teams = RankTeams(state, rules, reckoning->places);
  for (size_t i = 0; i < reckoning->places.size(); ++i) reckoning->place_of[reckoning->places[i].player.id] = i;
  return reckoning;
}

LiveSession::LiveSession(StoredSession about, std::shared_ptr<const PublishedQuiz> published)
    : key_{about.tenant, about.id},
      about_(std::move(about)),
      published_(std::move(published)),
      rules_(MakeRules(published_->quiz(), about_.settings)) {}

absl::Status LiveSession::Refresh(sql::Database& database, Clock& clock) {
  absl::MutexLock one_at_a_time(&refreshing_);
  State from;
  bool for_host = false;
  {
    absl::MutexLock lock(&mutex_);
    from = state_;
    for (const auto& [id, watcher] : watchers_) for_host = for_host || watcher.host;
  }
  News news;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) {
    news = News();
    return Read(t, from, for_host || from.seq == 0, news);
  }));
  absl::MutexLock lock(&mutex_);
  Learn(std::move(news), absl::ToUnixMicros(clock.Now()));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<StoredAnswer>> LiveSession::AllAnswers(sql::Transaction& t) {
  ASSIGN_OR_RETURN(auto answers, ListAnswers(t, key_));
  for (StoredAnswer& answer : answers) {
    answer.answer.verdict.multiple_choice = published_->quiz().items(answer.answer.item).has_multiple_choice();
  }
  return answers;
}

absl::StatusOr<std::shared_ptr<const Reckoning>> LiveSession::ReckonNow(sql::Database& database,
                                                                        std::vector<StoredParticipant>& participants) {
  State state;
  std::vector<StoredAnswer> answers;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const auto events, LoadEvents(t, key_, 0));
    state = State();
    for (const v1::LogEvent& event : events) Apply(state, event);
    ASSIGN_OR_RETURN(participants, ListParticipants(t, key_));
    ASSIGN_OR_RETURN(answers, AllAnswers(t));
    return absl::OkStatus();
  }));
  return Reckon(state, rules_, participants, answers, -1);
}

// All on one snapshot: with the event that closes an item every answer to it is
// there (CountAnswers), so points drawn from a reveal never change any more.
absl::Status LiveSession::Read(sql::Transaction& t, const State& from, bool for_host, News& news) {
  ASSIGN_OR_RETURN(news.events, LoadEvents(t, key_, from.seq));
  State state = from;
  bool reckon = false;
  for (const v1::LogEvent& event : news.events) {
    Apply(state, event);
    reckon = reckon || event.has_revealed() || event.has_ended();
  }
  if (reckon) {
    ASSIGN_OR_RETURN(news.participants, ListParticipants(t, key_));
    ASSIGN_OR_RETURN(news.answers, AllAnswers(t));
  }
  if (state.item >= 0) {
    ASSIGN_OR_RETURN(news.answered, CountAnswers(t, key_, state.item));
    news.counts.answered = news.answered.count;
  }
  if (for_host) {
    ASSIGN_OR_RETURN(news.counts.participants, CountParticipants(t, key_));
    if (state.phase == v1::Session::PHASE_LOBBY) {
      ASSIGN_OR_RETURN(news.counts.newest, NewestParticipants(t, key_, limits::kMaxNewest));
    }
  } else {
    news.counts.participants = -1;
  }
  return absl::OkStatus();
}

void LiveSession::Learn(News news, int64_t local_micros) {
  for (v1::LogEvent& event : news.events) {
    Apply(state_, event);
    item_clock_.See(state_, local_micros);
    auto entry = std::make_shared<Entry>();
    if (event.has_revealed() || event.has_ended()) {
      entry->reckoning = Reckon(state_, rules_, news.participants, news.answers, state_.item);
      reckoning_ = entry->reckoning;
    }
    if (event.has_removed()) participants_.erase(event.removed().participant());
    if (event.has_renamed()) participants_.erase(event.renamed().participant());
    entry->seq = state_.seq;
    entry->event = std::move(event);
    entry->after = state_;
    log_.push_back(std::move(entry));
  }
  item_clock_.SeeAnswer(state_, news.answered.latest_micros, local_micros);
  if (news.counts.participants < 0) news.counts.participants = counts_.participants;
  const bool counted =
      news.counts.answered != counts_.answered || news.counts.participants != counts_.participants;
  news.counts.version = counts_.version + (counted ? 1 : 0);
  counts_ = std::move(news.counts);
  for (const auto& [id, watcher] : watchers_) {
    if (!news.events.empty() || (counted && watcher.host)) watcher.waker.Wake();
  }
}

State LiveSession::state() {
  absl::MutexLock lock(&mutex_);
  return state_;
}

Moment LiveSession::Now(const State& state, absl::Time now) {
  const int64_t local = absl::ToUnixMicros(now);
  absl::MutexLock lock(&mutex_);
  return {local, item_clock_.Elapsed(state, local)};
}

std::shared_ptr<const Entry> LiveSession::At(int64_t seq) {
  absl::MutexLock lock(&mutex_);
  if (seq < 1 || seq > static_cast<int64_t>(log_.size())) return nullptr;
  return log_[seq - 1];
}

std::shared_ptr<const Reckoning> LiveSession::reckoning() {
  absl::MutexLock lock(&mutex_);
  return reckoning_;
}

Tally LiveSession::counts() {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

absl::StatusOr<StoredParticipant> LiveSession::Participant(sql::Database& database, const std::string& id) {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = participants_.find(id);
    if (found != participants_.end()) return found->second;
  }
  std::optional<StoredParticipant> loaded;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(loaded, LoadParticipant(t, key_, id));
    return absl::OkStatus();
  }));
  if (!loaded) return NotFound(absl::StrCat("participant ", id));
  absl::MutexLock lock(&mutex_);
  participants_[id] = *loaded;
  if (loaded->time_permille != kWholePermille) time_permille_[id] = loaded->time_permille;
  return *std::move(loaded);
}

int64_t LiveSession::TimePermille(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  const auto found = time_permille_.find(id);
  return found == time_permille_.end() ? kWholePermille : found->second;
}

void LiveSession::Forget(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  participants_.erase(id);
}

void LiveSession::AddWatcher(const void* id, rpc::Waker waker, bool host) {
  absl::MutexLock lock(&mutex_);
  watchers_[id] = {std::move(waker), host};
}

void LiveSession::RemoveWatcher(const void* id) {
  absl::MutexLock lock(&mutex_);
  watchers_.erase(id);
}

bool LiveSession::watched() {
  absl::MutexLock lock(&mutex_);
  return !watchers_.empty();
}

}  // namespace lyceum::quiz::live
