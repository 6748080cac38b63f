#include "services/quiz/live/store/sessions.h"

#include "common/base/status.h"

namespace lyceum::quiz::live {

using sql::Bytes;
using sql::Row;
using sql::Value;

absl::StatusOr<bool> InsertSession(sql::Transaction& t, const StoredSession& session) {
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      t.Run("INSERT INTO live_sessions (tenant, session, pin, host, quiz, revision, seq, phase, item, locked, created, "
            "secret, settings) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, -1, 0, $7, $8, $9) ON CONFLICT DO NOTHING",
            {session.tenant, session.id, session.pin, session.host, session.quiz, session.revision,
             sql::Micros(session.created), Bytes{session.secret}, Bytes{session.settings.SerializeAsString()}}));
  return inserted == 1;
}

absl::StatusOr<std::optional<StoredSession>> LoadSession(sql::Transaction& t, const Key& key) {
  std::optional<StoredSession> session;
  bool readable = true;
  RETURN_IF_ERROR(t.Run("SELECT pin, host, quiz, revision, seq, phase, locked, created, ended, secret, settings "
                        "FROM live_sessions WHERE tenant = $1 AND session = $2",
                        {key.tenant, key.session},
                        [&](const Row& row) {
                          StoredSession& s = session.emplace();
                          s.tenant = key.tenant;
                          s.id = key.session;
                          s.pin = std::string(row.Text(0));
                          s.host = std::string(row.Text(1));
                          s.quiz = std::string(row.Text(2));
                          s.revision = row.Int(3);
                          s.seq = row.Int(4);
                          s.phase = static_cast<v1::Session::Phase>(row.Int(5));
                          s.locked = row.Int(6) != 0;
                          s.created = absl::FromUnixMicros(row.Int(7));
                          if (!row.IsNull(8)) s.ended = absl::FromUnixMicros(row.Int(8));
                          s.secret = std::string(row.Text(9));
                          readable = s.settings.ParseFromString(std::string(row.Text(10)));
                        })
                      .status());
  if (!readable) return absl::DataLossError("settings of a live session");
  return session;
}

absl::StatusOr<std::optional<std::string>> FindPin(sql::Transaction& t, absl::string_view tenant,
                                                   absl::string_view pin) {
  std::optional<std::string> session;
  RETURN_IF_ERROR(t.Run("SELECT session FROM live_sessions WHERE tenant = $1 AND pin = $2", {tenant, pin},
                        [&](const Row& row) { session = std::string(row.Text(0)); })
                      .status());
  return session;
}

absl::StatusOr<bool> AppendEvents(sql::Transaction& t, const Key& key, const State& state,
                                  const std::vector<v1::LogEvent>& events, absl::Time now) {
  State after = state;
  for (const v1::LogEvent& event : events) Apply(after, event);
  ASSIGN_OR_RETURN(
      const int64_t moved,
      t.Run("UPDATE live_sessions SET seq = $4, phase = $5, item = $6, locked = $7, ended = $8, "
            "pin = CASE WHEN $5 = 6 THEN NULL ELSE pin END "
            "WHERE tenant = $1 AND session = $2 AND seq = $3 AND $9 = COALESCE("
            "(SELECT epoch FROM session_events WHERE tenant = $1 AND session = $2 AND seq = $3), 0)",
            {key.tenant, key.session, state.seq, after.seq, int64_t{after.phase}, int64_t{after.item},
             int64_t{after.locked}, after.ended() ? Value(sql::Micros(now)) : Value(sql::Null{}), state.epoch}));
  if (moved == 0) return false;
  int64_t seq = state.seq;
  for (const v1::LogEvent& event : events) {
    RETURN_IF_ERROR(t.Run("INSERT INTO session_events (tenant, session, seq, event, epoch) "
                          "SELECT $1, $2, $3, $4, epoch FROM database_epoch",
                          {key.tenant, key.session, ++seq, Bytes{event.SerializeAsString()}})
                        .status());
  }
  return true;
}

absl::StatusOr<std::vector<v1::LogEvent>> LoadEvents(sql::Transaction& t, const Key& key, int64_t after_seq) {
  std::vector<v1::LogEvent> events;
  bool readable = true;
  RETURN_IF_ERROR(t.Run("SELECT event, epoch FROM session_events "
                        "WHERE tenant = $1 AND session = $2 AND seq > $3 ORDER BY seq",
                        {key.tenant, key.session, after_seq},
                        [&](const Row& row) {
                          readable = events.emplace_back().ParseFromString(std::string(row.Text(0))) && readable;
                          events.back().set_epoch(row.Int(1));
                        })
                      .status());
  if (!readable) return absl::DataLossError("an event of a live session");
  return events;
}

absl::StatusOr<std::vector<Key>> ListOpen(sql::Transaction& t, int limit) {
  std::vector<Key> keys;
  RETURN_IF_ERROR(t.Run("SELECT tenant, session FROM live_sessions WHERE phase = 2 ORDER BY tenant, session LIMIT $1",
                        {int64_t{limit}},
                        [&](const Row& row) { keys.push_back({std::string(row.Text(0)), std::string(row.Text(1))}); })
                      .status());
  return keys;
}

}  // namespace lyceum::quiz::live
