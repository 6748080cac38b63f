// What hosts see counted while a session runs, at its own pace.
#include <utility>

#include "common/base/status.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/methods/live_session.h"

namespace lyceum::quiz::live {
namespace {

// How many different answers are worth reading. Polls and word clouds are added
// up over all of them; of other kinds only the most frequent are shown.
int LimitFor(const v1::Item& item) {
  return item.has_poll() || item.has_word_cloud() ? limits::kMaxLiveResponses : limits::kMaxResponseCounts;
}

std::string NewestId(const Tally& counts) { return counts.newest.empty() ? "" : counts.newest.front().id; }

}  // namespace

std::vector<ResponseTally> TallyAnswers(const Reckoning& reckoning, int item) {
  absl::flat_hash_map<std::string, ResponseTally> tallies;
  for (const StoredAnswer& answer : reckoning.answers) {
    if (answer.answer.item != item || reckoning.Find(answer.answer.participant) == nullptr) continue;
    ResponseTally& tally = tallies[answer.response];
    tally.response = answer.response;
    tally.correct = answer.answer.verdict.share_micros == kWholeShare;
    ++tally.count;
  }
  std::vector<ResponseTally> list;
  list.reserve(tallies.size());
  for (auto& [response, tally] : tallies) list.push_back(std::move(tally));
  return list;
}

bool LiveSession::CountsDue(int64_t local_micros) const {
  const int64_t since = local_micros - counted_at_micros_;
  return since < 0 || since >= absl::ToInt64Microseconds(limits::kCountPace);  // a clock may go back
}

absl::Status LiveSession::ReadCounts(sql::Transaction& t, const State& state, const Look& look, News& news) {
  if (state.item >= 0) {
    ASSIGN_OR_RETURN(news.answered, CountAnswers(t, key_, state.item));
    news.counts.answered = news.answered.count;
  }
  news.counts.participants = -1;
  if (look.counts) {
    ASSIGN_OR_RETURN(news.counts.participants, CountParticipants(t, key_));
  }
  if (!look.details) return absl::OkStatus();
  ASSIGN_OR_RETURN(news.counts.newest, NewestParticipants(t, key_, limits::kMaxNewest));
  news.counts.responses = look.known;
  if (state.item < 0) return absl::OkStatus();
  const Responses* known = look.known.get();
  // Answers only grow in number, or are given anew at a later time.
  if (known != nullptr && known->item == state.item && known->answered == news.answered &&
      known->participants == news.counts.participants) {
    return absl::OkStatus();
  }
  auto responses = std::make_shared<Responses>();
  responses->item = state.item;
  responses->answered = news.answered;
  responses->participants = news.counts.participants;
  RETURN_IF_ERROR(GroupAnswers(t, key_, state.item, LimitFor(published_->quiz().items(state.item)),
                               [&](ResponseTally tally) { responses->tallies.push_back(std::move(tally)); }));
  news.counts.responses = std::move(responses);
  return absl::OkStatus();
}

bool LiveSession::LearnCounts(Tally next, bool details, int64_t local_micros) {
  if (next.participants < 0) next.participants = counts_.participants;
  if (!details) {
    next.newest = std::move(counts_.newest);
    next.responses = counts_.responses;
  }
  const bool roster = next.participants != counts_.participants || (details && NewestId(next) != NewestId(counts_));
  roster_untold_ = roster_untold_ || roster;
  untold_ = untold_ || roster || next.answered != counts_.answered || next.responses != counts_.responses;
  next.version = counts_.version;
  next.roster_version = counts_.roster_version;
  counts_ = std::move(next);
  if (!details) return false;
  counted_at_micros_ = local_micros;
  if (!untold_) return false;
  ++counts_.version;
  if (roster_untold_) ++counts_.roster_version;
  untold_ = roster_untold_ = false;
  return true;
}

}  // namespace lyceum::quiz::live
