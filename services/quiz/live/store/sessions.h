// Sessions and their logs. Functions run inside the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/session.pb.h"
#include "lyceum/quiz/v1/session_log.pb.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

struct StoredSession {
  std::string tenant;
  std::string id;
  std::string pin;  // "" once it has ended
  std::string host;  // the user
  std::string quiz;  // its id
  int64_t revision = 0;
  int64_t seq = 0;
  v1::Session::Phase phase = v1::Session::PHASE_UNSPECIFIED;
  bool locked = false;
  absl::Time created;
  std::optional<absl::Time> ended;
  std::string secret;
  v1::SessionSettings settings;
};

// Which session.
struct Key {
  std::string tenant;
  std::string session;
  bool operator==(const Key&) const = default;
  auto operator<=>(const Key&) const = default;
};

// With no event yet. False if another session has the PIN.
absl::StatusOr<bool> InsertSession(sql::Transaction& t, const StoredSession& session);
absl::StatusOr<std::optional<StoredSession>> LoadSession(sql::Transaction& t, const Key& key);
// The id of the session that has this PIN.
absl::StatusOr<std::optional<std::string>> FindPin(sql::Transaction& t, absl::string_view tenant,
                                                   absl::string_view pin);

// Appends if the log is still where `state` is, by seq and epoch (compare and set);
// false, and nothing done, if not. `now` becomes the end of a session that ends.
absl::StatusOr<bool> AppendEvents(sql::Transaction& t, const Key& key, const State& state,
                                  const std::vector<v1::LogEvent>& events, absl::Time now);
// Those after `after_seq`, in order; with their epochs.
absl::StatusOr<std::vector<v1::LogEvent>> LoadEvents(sql::Transaction& t, const Key& key, int64_t after_seq);

// Sessions, of all tenants, with an open item: those whose timers must run.
absl::StatusOr<std::vector<Key>> ListOpen(sql::Transaction& t, int limit);

}  // namespace lyceum::quiz::live
