#include "services/quiz/live/store/participants.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace lyceum::quiz::live {
namespace {

using sql::Row;

absl::StatusOr<std::vector<StoredParticipant>> Collect(sql::Transaction& t, absl::string_view rest,
                                                       std::initializer_list<sql::Value> values) {
  std::vector<StoredParticipant> found;
  const std::string statement = absl::StrCat(
      "SELECT participant, user_id, nickname, joined, state, team, time_permille, first_item FROM live_participants "
      "WHERE tenant = $1 AND session = $2 ", rest);
  RETURN_IF_ERROR(t.Run(statement, values,
                        [&](const Row& row) {
                          StoredParticipant& p = found.emplace_back();
                          p.id = std::string(row.Text(0));
                          p.user = std::string(row.Text(1));
                          p.nickname = std::string(row.Text(2));
                          p.joined = absl::FromUnixMicros(row.Int(3));
                          p.presence = static_cast<Presence>(row.Int(4));
                          p.team = std::string(row.Text(5));
                          p.time_permille = row.Int(6);
                          p.first_item = static_cast<int>(row.Int(7));
                        })
                      .status());
  return found;
}

std::optional<StoredParticipant> First(std::vector<StoredParticipant> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

absl::StatusOr<bool> InsertParticipant(sql::Transaction& t, const Key& key, const StoredParticipant& participant,
                                       absl::string_view fold, bool late_too) {
  // Phase 1 is the lobby, 6 the end; in 4 and 5 the session's item is closed.
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      t.Run("INSERT INTO live_participants (tenant, session, participant, user_id, nickname, fold, joined, state, "
            "team, time_permille, first_item) "
            "SELECT tenant, session, $3, $4, $5, $6, $7, 1, $9, $10, "
            "CASE WHEN phase IN (4, 5) THEN item + 1 ELSE item END FROM live_sessions "
            "WHERE tenant = $1 AND session = $2 AND locked = 0 AND (phase = 1 OR (phase < 6 AND $8 = 1)) "
            "ON CONFLICT DO NOTHING",
            {key.tenant, key.session, participant.id, participant.user, participant.nickname, fold,
             sql::Micros(participant.joined), int64_t{late_too}, participant.team, participant.time_permille}));
  return inserted == 1;
}

absl::StatusOr<std::optional<StoredParticipant>> LoadParticipant(sql::Transaction& t, const Key& key,
                                                                 absl::string_view id) {
  ASSIGN_OR_RETURN(auto found, Collect(t, "AND participant = $3", {key.tenant, key.session, id}));
  return First(std::move(found));
}

absl::StatusOr<std::optional<StoredParticipant>> FindUser(sql::Transaction& t, const Key& key,
                                                          absl::string_view user) {
  ASSIGN_OR_RETURN(auto in, Collect(t, "AND user_id = $3 AND state = 1", {key.tenant, key.session, user}));
  if (!in.empty()) return First(std::move(in));
  ASSIGN_OR_RETURN(auto banned, Collect(t, "AND user_id = $3 AND state = 3", {key.tenant, key.session, user}));
  return First(std::move(banned));
}

absl::StatusOr<std::vector<StoredParticipant>> ListParticipants(sql::Transaction& t, const Key& key) {
  return Collect(t, "ORDER BY participant", {key.tenant, key.session});
}

absl::StatusOr<std::vector<StoredParticipant>> PageParticipants(sql::Transaction& t, const Key& key,
                                                                absl::string_view id, int limit) {
  return Collect(t, "AND participant > $3 ORDER BY participant LIMIT $4",
                 {key.tenant, key.session, id, int64_t{limit}});
}

absl::StatusOr<std::vector<StoredParticipant>> NewestParticipants(sql::Transaction& t, const Key& key, int limit) {
  return Collect(t, "AND state = 1 ORDER BY participant DESC LIMIT $3", {key.tenant, key.session, int64_t{limit}});
}

absl::StatusOr<int> CountParticipants(sql::Transaction& t, const Key& key) {
  int count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM live_participants WHERE tenant = $1 AND session = $2 AND state = 1",
                        {key.tenant, key.session}, [&](const Row& row) { count = static_cast<int>(row.Int(0)); })
                      .status());
  return count;
}

absl::StatusOr<int64_t> LongestTime(sql::Transaction& t, const Key& key) {
  int64_t longest = kWholePermille;
  RETURN_IF_ERROR(t.Run("SELECT COALESCE(MAX(time_permille), $3) FROM live_participants "
                        "WHERE tenant = $1 AND session = $2 AND state = 1",
                        {key.tenant, key.session, kWholePermille}, [&](const Row& row) { longest = row.Int(0); })
                      .status());
  return longest;
}

absl::Status Rebind(sql::Transaction& t, const Key& key, absl::string_view id, absl::string_view user) {
  return t.Run("UPDATE live_participants SET user_id = $4, moved = 1 "
               "WHERE tenant = $1 AND session = $2 AND participant = $3",
               {key.tenant, key.session, id, user})
      .status();
}

absl::StatusOr<std::map<std::string, std::string>> ListMoved(sql::Transaction& t, const Key& key) {
  std::map<std::string, std::string> moved;
  RETURN_IF_ERROR(t.Run("SELECT participant, user_id FROM live_participants "
                        "WHERE tenant = $1 AND session = $2 AND moved = 1",
                        {key.tenant, key.session},
                        [&](const Row& row) { moved[std::string(row.Text(0))] = std::string(row.Text(1)); })
                      .status());
  return moved;
}

absl::StatusOr<bool> Rename(sql::Transaction& t, const Key& key, absl::string_view id, absl::string_view nickname,
                            absl::string_view fold) {
  ASSIGN_OR_RETURN(const int64_t renamed,
                   t.Run("UPDATE live_participants SET nickname = $4, fold = $5 "
                         "WHERE tenant = $1 AND session = $2 AND participant = $3 AND state = 1",
                         {key.tenant, key.session, id, nickname, fold}));
  return renamed == 1;
}

absl::StatusOr<bool> Remove(sql::Transaction& t, const Key& key, absl::string_view id, Presence presence) {
  ASSIGN_OR_RETURN(const int64_t removed,
                   t.Run("UPDATE live_participants SET state = $4 "
                         "WHERE tenant = $1 AND session = $2 AND participant = $3 AND state = 1",
                         {key.tenant, key.session, id, static_cast<int64_t>(presence)}));
  return removed == 1;
}

absl::StatusOr<bool> Unban(sql::Transaction& t, const Key& key, absl::string_view id) {
  ASSIGN_OR_RETURN(const int64_t unbanned,
                   t.Run("UPDATE live_participants SET state = 2 "
                         "WHERE tenant = $1 AND session = $2 AND participant = $3 AND state = 3",
                         {key.tenant, key.session, id}));
  return unbanned == 1;
}

}  // namespace lyceum::quiz::live
