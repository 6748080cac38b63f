#include "services/quiz/live/methods/live_session.h"

#include <algorithm>
#include <iterator>
#include <tuple>
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
    if (answer.late_seq > state.seq) continue;
    answers.push_back(answer.answer);
    if (item < 0 || answer.answer.item == item) reckoning->answers.push_back(answer);
  }
  reckoning->places = Rank(state, rules, players, answers);
  reckoning->teams = RankTeams(state, rules, reckoning->places);
  for (size_t i = 0; i < reckoning->places.size(); ++i) reckoning->place_of[reckoning->places[i].player.id] = i;
  return reckoning;
}

LiveSession::LiveSession(StoredSession about, std::shared_ptr<const PublishedQuiz> published, Clock& clock)
    : key_{about.tenant, about.id},
      about_(std::move(about)),
      published_(std::move(published)),
      rules_(MakeRules(published_->quiz(), about_.settings)),
      clock_(clock) {}

absl::Status LiveSession::Refresh(sql::Database& database, Clock& clock) {
  absl::MutexLock one_at_a_time(&refreshing_);
  State from;
  Look look;
  {
    absl::MutexLock lock(&mutex_);
    from = state_;
    look.moved = !participants_.empty();
    for (const auto& [id, watcher] : watchers_) (watcher.viewer.empty() ? look.counts : look.moved) = true;
    look.details = look.counts && CountsDue(absl::ToInt64Microseconds(clock.Steady()));
    look.known = counts_.responses;
  }
  look.counts = look.counts || from.seq == 0;
  News news;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) {
    news = News();
    return Read(t, from, look, news);
  }));
  const bool gone = news.lost && news.events.empty();
  if (news.lost) settled_ = Settled();
  absl::MutexLock lock(&mutex_);
  Learn(news, look, absl::ToInt64Microseconds(clock.Steady()));
  if (!news.answers.empty()) Settle(state_, std::move(news.answers));
  return gone ? NotFound(absl::StrCat("tenants/", key_.tenant, "/sessions/", key_.session)) : absl::OkStatus();
}

absl::StatusOr<std::vector<StoredAnswer>> LiveSession::AllAnswers(sql::Transaction& t, const Settled& settled) {
  ASSIGN_OR_RETURN(const auto fresh, ListAnswers(t, key_, settled.items));
  std::vector<StoredAnswer> answers;
  answers.reserve(settled.answers.size() + fresh.size());
  std::merge(settled.answers.begin(), settled.answers.end(), fresh.begin(), fresh.end(), std::back_inserter(answers),
             [](const StoredAnswer& a, const StoredAnswer& b) {
               return std::tie(a.answer.item, a.answer.participant) < std::tie(b.answer.item, b.answer.participant);
             });
  for (StoredAnswer& answer : answers) {
    answer.answer.verdict.multiple_choice = published_->quiz().items(answer.answer.item).has_multiple_choice();
  }
  return answers;
}

// Only what is open takes answers, so those in time to what came before are all.
void LiveSession::Settle(const State& state, std::vector<StoredAnswer> answers) {
  const int items = state.open() || state.phase == v1::Session::PHASE_PAUSED ? state.item : state.item + 1;
  std::erase_if(answers, [&](const StoredAnswer& a) { return a.late_seq > 0 || a.answer.item >= items; });
  for (StoredAnswer& answer : answers) answer.response = std::string();
  settled_ = {items, std::move(answers)};
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
    ASSIGN_OR_RETURN(answers, AllAnswers(t, Settled()));
    return absl::OkStatus();
  }));
  return Reckon(state, rules_, participants, answers, -1);
}

// The last event that is known here must be in the log, or all of it is read.
absl::Status LiveSession::ReadEvents(sql::Transaction& t, const State& from, News& news) {
  ASSIGN_OR_RETURN(news.events, LoadEvents(t, key_, std::max<int64_t>(0, from.seq - 1)));
  if (from.seq == 0) return absl::OkStatus();
  news.lost = news.events.empty() || news.events.front().epoch() != from.epoch;
  if (news.lost) {
    ASSIGN_OR_RETURN(news.events, LoadEvents(t, key_, 0));
  } else {
    news.events.erase(news.events.begin());
  }
  return absl::OkStatus();
}

// All on one snapshot: with the event that closes an item every answer to it is
// there (CountAnswers), so points drawn from a reveal never change any more.
absl::Status LiveSession::Read(sql::Transaction& t, const State& from, const Look& look, News& news) {
  RETURN_IF_ERROR(ReadEvents(t, from, news));
  State state = news.lost ? State() : from;
  bool reckon = false;
  for (const v1::LogEvent& event : news.events) {
    Apply(state, event);
    reckon = reckon || event.has_revealed() || event.has_late_answer() || event.has_ended();
  }
  if (reckon) {
    ASSIGN_OR_RETURN(news.participants, ListParticipants(t, key_));
    ASSIGN_OR_RETURN(news.answers, AllAnswers(t, news.lost ? Settled() : settled_));
  }
  if (state.open()) {
    ASSIGN_OR_RETURN(news.age, LoadAge(t, key_));
  }
  if (look.moved) {
    ASSIGN_OR_RETURN(news.moved, ListMoved(t, key_));
  }
  return ReadCounts(t, state, look, news);
}

void LiveSession::BeginAnew() {
  ++histories_;
  state_ = State();
  item_clock_ = ItemClock();
  log_.clear();
  reckoning_ = nullptr;
  moderation_.clear();
  participants_.clear();
  removed_.clear();
  receipts_.ForgetAll();
}

void LiveSession::LearnEvent(v1::LogEvent event, const News& news, int64_t steady_micros) {
  Apply(state_, event);
  item_clock_.See(state_, steady_micros);
  auto entry = std::make_shared<Entry>();
  if (event.has_revealed() || event.has_ended()) {
    entry->reckoning = Reckon(state_, rules_, news.participants, news.answers, state_.item);
    reckoning_ = entry->reckoning;
  }
  if (const int item = ModeratedItem(event); item >= 0) {
    Moderation after = moderation_[item] == nullptr ? Moderation() : *moderation_[item];
    Moderate(event, after);
    moderation_[item] = std::make_shared<const Moderation>(std::move(after));
  }
  if (event.has_revealed()) {
    const auto moderation = moderation_.find(state_.item);
    entry->collected = std::make_shared<const Collected>(
        Collect(published_->quiz().items(state_.item), published_->revision.paper_seed,
                TallyAnswers(*reckoning_, state_.item),
                moderation == moderation_.end() ? std::set<std::string>() : moderation->second->hidden));
  }
  if (event.has_removed()) {
    participants_.erase(event.removed().participant());
    removed_[event.removed().participant()] = state_.seq;
  }
  if (event.has_unbanned()) participants_.erase(event.unbanned().participant());
  if (event.has_renamed()) participants_.erase(event.renamed().participant());
  entry->seq = state_.seq;
  entry->event = std::move(event);
  entry->after = state_;
  log_.push_back(std::move(entry));
}

void LiveSession::Learn(News& news, const Look& look, int64_t steady_micros) {
  if (news.lost) BeginAnew();
  bool late = false;
  for (v1::LogEvent& event : news.events) {
    late = event.has_late_answer() || (late && !event.has_revealed());
    LearnEvent(std::move(event), news, steady_micros);
  }
  // Once for many late answers: nobody asks for the standings between them.
  if (late && reckoning_ != nullptr) {
    reckoning_ = Reckon(state_, rules_, news.participants, news.answers, state_.item);
  }
  item_clock_.SeeAnswer(state_, news.answered.latest_micros, steady_micros);
  age_ = news.age;
  if (state_.open()) item_clock_.SeeAge(age_.timing_seq, age_.age_micros, steady_micros);
  const bool counted = LearnCounts(std::move(news.counts), look.details, steady_micros);
  if (!news.events.empty()) counted_at_micros_ = 0;
  for (const auto& [id, watcher] : watchers_) {
    if (news.lost || !news.events.empty() || (counted && watcher.viewer.empty())) watcher.waker.Wake();
  }
  if (!news.moved.empty()) LearnMoves(std::move(news.moved));
}

State LiveSession::state() {
  absl::MutexLock lock(&mutex_);
  return state_;
}

Moment LiveSession::Now(const State& state, absl::Time now, absl::Duration ago) {
  const int64_t steady = absl::ToInt64Microseconds(clock_.Steady() - ago);
  absl::MutexLock lock(&mutex_);
  return {absl::ToUnixMicros(now), item_clock_.Elapsed(state, steady)};
}

bool LiveSession::AgeIsOld(const State& state, const Moment& moment) {
  absl::MutexLock lock(&mutex_);
  const int64_t known = age_.timing_seq == state.timing_seq ? age_.age_micros : state.elapsed_micros;
  return moment.elapsed - known >= absl::ToInt64Microseconds(limits::kAgeInterval);
}

int64_t LiveSession::histories() {
  absl::MutexLock lock(&mutex_);
  return histories_;
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

std::shared_ptr<const Moderation> LiveSession::moderation(int item) {
  static const auto* const none = new std::shared_ptr<const Moderation>(std::make_shared<Moderation>());
  absl::MutexLock lock(&mutex_);
  const auto found = moderation_.find(item);
  return found == moderation_.end() ? *none : found->second;
}

Tally LiveSession::counts() {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

}  // namespace lyceum::quiz::live
