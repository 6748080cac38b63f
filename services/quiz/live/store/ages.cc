#include "services/quiz/live/store/ages.h"

#include "common/base/status.h"

namespace lyceum::quiz::live {

absl::Status RecordAge(sql::Transaction& t, const Key& key, const State& state, int64_t age_micros) {
  return t
      .Run("INSERT INTO live_ages (tenant, session, timing_seq, age) SELECT s.tenant, s.session, $3, $4 "
           "FROM live_sessions s JOIN session_events e ON e.tenant = s.tenant AND e.session = s.session "
           "AND e.seq = s.seq WHERE s.tenant = $1 AND s.session = $2 AND s.seq = $5 AND e.epoch = $6 "
           "ON CONFLICT (tenant, session) DO UPDATE SET timing_seq = excluded.timing_seq, age = excluded.age "
           "WHERE excluded.timing_seq <> live_ages.timing_seq OR excluded.age > live_ages.age",
           {key.tenant, key.session, state.timing_seq, age_micros, state.seq, state.epoch})
      .status();
}

absl::StatusOr<StoredAge> LoadAge(sql::Transaction& t, const Key& key) {
  StoredAge age;
  RETURN_IF_ERROR(t.Run("SELECT timing_seq, age FROM live_ages WHERE tenant = $1 AND session = $2",
                        {key.tenant, key.session},
                        [&](const sql::Row& row) { age = {row.Int(0), row.Int(1)}; })
                      .status());
  return age;
}

}  // namespace lyceum::quiz::live
