#include "common/sql/once.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/limits.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace lyceum::sql {
namespace {

constexpr absl::string_view kMigrations[] = {
    "CREATE TABLE requests (tenant TEXT NOT NULL, user_id TEXT NOT NULL, rpc TEXT NOT NULL, request_id TEXT NOT NULL, "
    "fingerprint BYTEA NOT NULL, answer BYTEA NOT NULL, created BIGINT NOT NULL, "
    "PRIMARY KEY (tenant, user_id, rpc, request_id));\n"
    "CREATE INDEX requests_created ON requests (created)",
};

// Old requests go in bites, so that the writers in between hardly wait.
constexpr int64_t kForgetBatch = 1000;

// On PostgreSQL the row is written first and the answer filled in at the end.
// Whoever races with the same request_id waits at the primary key, and then
// runs again and finds the answer; and requests with other ids do not disturb
// each other, as they would, by serialization conflicts, had each first looked
// whether its row is there. On SQLite transactions never overlap, and a look
// leaves nothing to undo when the body refuses.
absl::StatusOr<bool> Claim(Transaction& transaction, const once::Key& key, absl::string_view fingerprint) {
  if (transaction.engine() == Engine::kSqlite) return false;
  ASSIGN_OR_RETURN(const int64_t rows,
                   transaction.Run("INSERT INTO requests (tenant, user_id, rpc, request_id, fingerprint, answer, "
                                   "created) VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT DO NOTHING",
                                   {key.tenant, key.user, key.rpc, key.request_id, Bytes{fingerprint}, Bytes{""}}));
  return rows > 0;
}

}  // namespace

absl::Status MigrateOnce(Database& database) { return Migrate(database, "once", kMigrations); }

absl::StatusOr<int64_t> ForgetOldRequests(Database& database, absl::Time now) {
  const int64_t before = Micros(now - absl::Hours(24 * limits::kRequestIdDays));
  int64_t forgotten = 0;
  while (true) {
    int64_t batch = 0;
    RETURN_IF_ERROR(database.Write([&](Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(batch, t.Run("DELETE FROM requests WHERE (tenant, user_id, rpc, request_id) IN "
                                    "(SELECT tenant, user_id, rpc, request_id FROM requests WHERE created < $1 "
                                    "ORDER BY created LIMIT $2)",
                                    {before, kForgetBatch}));
      return absl::OkStatus();
    }));
    forgotten += batch;
    if (batch < kForgetBatch) return forgotten;
  }
}

namespace once {

std::string Fingerprint(const google::protobuf::MessageLite& request) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  return Sha256(bytes);
}

absl::StatusOr<bool> Recall(Transaction& transaction, const Key& key, absl::string_view fingerprint,
                            std::string& answer) {
  if (key.request_id.size() > limits::kMaxRequestIdBytes) {
    return InvalidField("request_id", absl::StrCat("must be at most ", limits::kMaxRequestIdBytes, " bytes"));
  }
  ASSIGN_OR_RETURN(const bool claimed, Claim(transaction, key, fingerprint));
  if (claimed) return false;
  std::string remembered;
  ASSIGN_OR_RETURN(const int64_t rows,
                   transaction.Run("SELECT fingerprint, answer FROM requests WHERE tenant = $1 AND user_id = $2 "
                                   "AND rpc = $3 AND request_id = $4",
                                   {key.tenant, key.user, key.rpc, key.request_id}, [&](const Row& row) {
                                     remembered = std::string(row.Text(0));
                                     answer = std::string(row.Text(1));
                                   }));
  if (rows == 0) return false;
  if (remembered == fingerprint) return true;
  return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
               "this request_id was sent before with another request; use a new one",
               {{"request_id", std::string(key.request_id)}});
}

absl::Status Remember(Transaction& transaction, const Key& key, absl::string_view fingerprint,
                      absl::string_view answer, absl::Time now) {
  return transaction
      .Run("INSERT INTO requests (tenant, user_id, rpc, request_id, fingerprint, answer, created) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7) "
           "ON CONFLICT (tenant, user_id, rpc, request_id) DO UPDATE SET answer = $6, created = $7",
           {key.tenant, key.user, key.rpc, key.request_id, Bytes{fingerprint}, Bytes{answer}, Micros(now)})
      .status();
}

}  // namespace once
}  // namespace lyceum::sql
