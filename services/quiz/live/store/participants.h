// Who takes part in a session. Functions run inside the caller's transaction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/quiz/live/store/sessions.h"

namespace lyceum::quiz::live {

enum class Presence : int64_t { kIn = 1, kKicked = 2, kBanned = 3 };

struct StoredParticipant {
  std::string id;  // ids sort by the time of joining
  std::string user;
  std::string nickname;
  absl::Time joined;
  Presence presence = Presence::kIn;
  std::string team = {};
  int64_t time_permille = kWholePermille;
  int first_item = -1;  // the first one it could answer; -1: it joined in the lobby
};

// Inserts if the session has not ended and its lobby is not locked, neither the
// nickname's `fold` nor the user is in it; `late_too`: even if it has begun.
// False if it did not: look why. `first_item` is not written but learned from the
// session: it is read anew by the functions below.
absl::StatusOr<bool> InsertParticipant(sql::Transaction& t, const Key& key, const StoredParticipant& participant,
                                       absl::string_view fold, bool late_too);
absl::StatusOr<std::optional<StoredParticipant>> LoadParticipant(sql::Transaction& t, const Key& key,
                                                                 absl::string_view id);
// The user's, if it is in; else, if it was banned, that one.
absl::StatusOr<std::optional<StoredParticipant>> FindUser(sql::Transaction& t, const Key& key, absl::string_view user);
// All of them, by id; removed ones too.
absl::StatusOr<std::vector<StoredParticipant>> ListParticipants(sql::Transaction& t, const Key& key);
// The same, a page at a time: those after `id`; from the first with "".
absl::StatusOr<std::vector<StoredParticipant>> PageParticipants(sql::Transaction& t, const Key& key,
                                                                absl::string_view id, int limit);
// Those that are in, newest first.
absl::StatusOr<std::vector<StoredParticipant>> NewestParticipants(sql::Transaction& t, const Key& key, int limit);
// In the transaction that closes an item this makes sure that nobody who could have
// answered it is on its way in past the close: both cannot commit.
absl::StatusOr<int> CountParticipants(sql::Transaction& t, const Key& key);
// The largest time_permille of those that are in.
absl::StatusOr<int64_t> LongestTime(sql::Transaction& t, const Key& key);

// The participant is another user's from now on. ALREADY_EXISTS if that one has
// its own.
absl::Status Rebind(sql::Transaction& t, const Key& key, absl::string_view id, absl::string_view user);
// Whose those participants are that were ever rebound: users by participant.
absl::StatusOr<std::map<std::string, std::string>> ListMoved(sql::Transaction& t, const Key& key);
// False if it is not in. ALREADY_EXISTS if the fold is taken.
absl::StatusOr<bool> Rename(sql::Transaction& t, const Key& key, absl::string_view id, absl::string_view nickname,
                            absl::string_view fold);
// False if it is not in.
absl::StatusOr<bool> Remove(sql::Transaction& t, const Key& key, absl::string_view id, Presence presence);
// The participant counts as kicked. False if it was not banned.
absl::StatusOr<bool> Unban(sql::Transaction& t, const Key& key, absl::string_view id);

}  // namespace lyceum::quiz::live
