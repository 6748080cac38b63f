// Who takes part, as far as this process has asked.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/methods/live_session.h"

namespace lyceum::quiz::live {

// Where another replica's participants come all at once, because it is gone, the
// second of them brings all: one read, and not one for each.
absl::StatusOr<StoredParticipant> LiveSession::Participant(sql::Database& database, const std::string& id) {
  if (auto known = Known(id)) return *std::move(known);
  absl::MutexLock one_at_a_time(&asking_);
  if (auto known = Known(id)) return *std::move(known);
  const absl::Duration now = clock_.Steady();
  const bool many = asked_at_ && now - *asked_at_ < limits::kManyWithin;
  const bool all = many && (!asked_all_at_ || now - *asked_all_at_ >= limits::kRosterPace);
  asked_at_ = now;
  std::vector<StoredParticipant> loaded;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
    if (all) {
      ASSIGN_OR_RETURN(loaded, ListParticipants(t, key_));
      return absl::OkStatus();
    }
    loaded.clear();
    ASSIGN_OR_RETURN(auto one, LoadParticipant(t, key_, id));
    if (one) loaded.push_back(*std::move(one));
    return absl::OkStatus();
  }));
  if (all) asked_all_at_ = now;
  std::optional<StoredParticipant> found;
  absl::MutexLock lock(&mutex_);
  for (StoredParticipant& participant : loaded) {
    if (participant.id == id) found = participant;
    if (participant.time_permille != kWholePermille) time_permille_[participant.id] = participant.time_permille;
    // What was learned since it was read is newer.
    const auto moved = moved_.find(participant.id);
    const bool was_removed = removed_.contains(participant.id) && participant.presence == Presence::kIn;
    const bool had_moved = moved != moved_.end() && moved->second != participant.user;
    if (!was_removed && !had_moved) participants_.insert_or_assign(participant.id, std::move(participant));
  }
  if (!found) return NotFound(absl::StrCat("participant ", id));
  return *std::move(found);
}

std::optional<StoredParticipant> LiveSession::Known(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  const auto found = participants_.find(id);
  if (found == participants_.end()) return std::nullopt;
  return found->second;
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

}  // namespace lyceum::quiz::live
