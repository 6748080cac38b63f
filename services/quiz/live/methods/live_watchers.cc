// Who watches a session, and for how long they may.
#include <optional>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/live/methods/live_session.h"

namespace lyceum::quiz::live {

void LiveSession::LearnMoves(std::map<std::string, std::string> moved) {
  if (moved == moved_) return;
  for (const auto& [participant, user] : moved) {
    const auto cached = participants_.find(participant);
    if (cached != participants_.end() && cached->second.user != user) participants_.erase(cached);
  }
  for (const auto& [id, watcher] : watchers_) {
    const auto now = moved.find(watcher.viewer), before = moved_.find(watcher.viewer);
    if (now == moved.end()) continue;
    if (before == moved_.end() || now->second != before->second) watcher.waker.Wake();
  }
  moved_ = std::move(moved);
}

absl::Status LiveSession::MayWatch(sql::Database& database, const std::string& participant, const std::string& user,
                                   int64_t seq) {
  {
    absl::MutexLock lock(&mutex_);
    const auto removed = removed_.find(participant);
    if (removed != removed_.end() && removed->second <= seq) {
      return Error(absl::StatusCode::kPermissionDenied, "REMOVED", "the host has removed this participant");
    }
    const auto moved = moved_.find(participant);
    if (moved == moved_.end() || moved->second == user) return absl::OkStatus();
  }
  // What memory holds may be older than this user's own move.
  Forget(participant);
  ASSIGN_OR_RETURN(const StoredParticipant now, Participant(database, participant));
  if (now.user == user) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "MOVED",
               "a resume token has made this participant another user's");
}

absl::Status LiveSession::NotBanned(sql::Database& database, const std::string& user) {
  std::optional<StoredParticipant> own;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(own, FindUser(t, key_, user));
    return absl::OkStatus();
  }));
  if (!own || own->presence != Presence::kBanned) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "BANNED", "the host has banned this user");
}

void LiveSession::AddWatcher(const void* id, rpc::Waker waker, const std::string& viewer) {
  absl::MutexLock lock(&mutex_);
  watchers_[id] = {std::move(waker), viewer};
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
