#include "common/ops/records.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "google/protobuf/util/time_util.h"

namespace lyceum::ops {
namespace {

using api::v1::Operation;
using google::protobuf::util::TimeUtil;

constexpr absl::Duration kLease = absl::Seconds(30);

// How often an operation is begun again without having got any further since.
constexpr int64_t kMaxTries = 5;

// state: as lyceum.api.v1.Operation.State; lease_until 0: nobody runs it.
constexpr absl::string_view kMigrations[] = {
    "CREATE TABLE operations (tenant TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, state BIGINT NOT NULL, "
    "creator TEXT NOT NULL, roles BIGINT NOT NULL, traceparent TEXT NOT NULL, request BYTEA NOT NULL, "
    "checkpoint BYTEA NOT NULL, done_units BIGINT NOT NULL, total_units BIGINT NOT NULL, message TEXT NOT NULL, "
    "result BYTEA NOT NULL, error BYTEA NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL, "
    "cancel_requested BIGINT NOT NULL, tries BIGINT NOT NULL, lease BYTEA NOT NULL, lease_until BIGINT NOT NULL, "
    "PRIMARY KEY (tenant, id));\n"
    "CREATE INDEX operations_waiting ON operations (state, lease_until);\n"
    "CREATE INDEX operations_of_tenant ON operations (tenant, state);\n"
    "CREATE INDEX operations_of_creator ON operations (tenant, creator, id)",
    "CREATE INDEX operations_ended ON operations (state, updated)",
};

// Old operations go in bites, so that the writers in between hardly wait.
constexpr int64_t kForgetBatch = 500;

constexpr absl::string_view kColumns =
    "tenant, id, kind, state, creator, done_units, total_units, message, result, error, created, updated";

Operation FromRow(const sql::Row& row) {
  Operation operation;
  operation.set_name(absl::StrCat("tenants/", row.Text(0), "/operations/", row.Text(1)));
  operation.set_kind(std::string(row.Text(2)));
  operation.set_state(static_cast<Operation::State>(row.Int(3)));
  operation.set_creator(std::string(row.Text(4)));
  operation.set_done_units(row.Int(5));
  operation.set_total_units(row.Int(6));
  operation.set_message(std::string(row.Text(7)));
  if (!row.Text(8).empty()) operation.mutable_result()->ParseFromString(std::string(row.Text(8)));
  if (!row.Text(9).empty()) operation.mutable_error()->ParseFromString(std::string(row.Text(9)));
  *operation.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(10));
  *operation.mutable_update_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(11));
  return operation;
}

constexpr api::v1::Role kRoles[] = {api::v1::ROLE_LEARNER, api::v1::ROLE_TEACHER, api::v1::ROLE_AUTHOR,
                                    api::v1::ROLE_ADMIN, api::v1::ROLE_SERVICE};

int64_t Bits(Roles roles) {
  int64_t bits = 0;
  for (const api::v1::Role role : kRoles) bits |= roles.Has(role) ? int64_t{1} << role : 0;
  return bits;
}

Roles FromBits(int64_t bits) {
  Roles roles;
  for (const api::v1::Role role : kRoles) {
    if ((bits >> role & 1) != 0) roles.Add(role);
  }
  return roles;
}

std::string ErrorBytes(const absl::Status& status) {
  google::rpc::Status error;
  error.set_code(static_cast<int>(status.code()));
  error.set_message(IsUtf8(status.message()) ? std::string(status.message())
                                             : absl::CHexEscape(status.message()));
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& payload) {
    google::protobuf::Any& detail = *error.add_details();
    detail.set_type_url(std::string(type_url));
    detail.set_value(std::string(payload));
  });
  return error.SerializeAsString();
}

absl::Status CancelledError() {
  return Error(absl::StatusCode::kCancelled, "OPERATION_CANCELLED", "the operation was cancelled");
}

// Ends an operation that no worker runs.
absl::Status End(sql::Transaction& t, absl::string_view tenant, absl::string_view id, Operation::State state,
                 const absl::Status& error, absl::Time now) {
  return t
      .Run("UPDATE operations SET state = $1, error = $2, updated = $3, lease_until = 0 WHERE tenant = $4 AND id = $5",
           {int64_t{state}, sql::Bytes{ErrorBytes(error)}, sql::Micros(now), tenant, id})
      .status();
}

// $1 is the time, $2 and on are the kinds.
std::string ClaimStatement(size_t kinds) {
  std::vector<std::string> parameters;
  for (size_t i = 0; i < kinds; ++i) parameters.push_back(absl::StrCat("$", i + 2));
  return absl::StrCat(
      "SELECT tenant, id, kind, creator, roles, traceparent, request, checkpoint, cancel_requested, tries "
      "FROM operations WHERE state IN (1, 2) AND lease_until < $1 AND kind IN (",
      absl::StrJoin(parameters, ", "), ") ORDER BY created LIMIT 1");
}

}  // namespace

absl::Status MigrateRecords(sql::Database& database) { return sql::Migrate(database, "operations", kMigrations); }

absl::Status Insert(sql::Transaction& t, const Operation& operation, const Caller& caller, absl::string_view request,
                    absl::Time now) {
  return t
      .Run("INSERT INTO operations (tenant, id, kind, state, creator, roles, traceparent, request, checkpoint, "
           "done_units, total_units, message, result, error, created, updated, cancel_requested, tries, lease, "
           "lease_until) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, 0, 0, '', $8, $8, $9, $9, 0, 0, $8, 0)",
           {caller.tenant, Segment(operation.name(), 3), operation.kind(), caller.user, Bits(caller.roles),
            caller.traceparent, sql::Bytes{request}, sql::Bytes{""}, sql::Micros(now)})
      .status();
}

absl::StatusOr<int64_t> CountOpen(sql::Transaction& t, absl::string_view tenant) {
  int64_t count = 0;
  RETURN_IF_ERROR(t.Run("SELECT COUNT(*) FROM operations WHERE tenant = $1 AND state IN (1, 2)", {tenant},
                        [&](const sql::Row& row) { count = row.Int(0); })
                      .status());
  return count;
}

absl::StatusOr<int64_t> ForgetFinished(sql::Database& database, absl::Time before) {
  int64_t forgotten = 0;
  while (true) {
    int64_t batch = 0;
    RETURN_IF_ERROR(database.Write([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(batch, t.Run("DELETE FROM operations WHERE (tenant, id) IN (SELECT tenant, id FROM operations "
                                    "WHERE state IN (3, 4, 5) AND updated < $1 LIMIT $2)",
                                    {sql::Micros(before), kForgetBatch}));
      return absl::OkStatus();
    }));
    forgotten += batch;
    if (batch < kForgetBatch) return forgotten;
  }
}

absl::StatusOr<std::optional<Operation>> Find(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                                              absl::string_view creator) {
  std::optional<Operation> found;
  RETURN_IF_ERROR(t.Run(absl::StrCat("SELECT ", kColumns,
                                     " FROM operations WHERE tenant = $1 AND id = $2 AND ($3 = '' OR creator = $3)"),
                        {tenant, id, creator}, [&](const sql::Row& row) { found = FromRow(row); })
                      .status());
  return found;
}

absl::StatusOr<std::vector<Operation>> List(sql::Transaction& t, absl::string_view tenant, absl::string_view creator,
                                            absl::string_view before, int limit) {
  // A bound above every id, which is of 0-9 and a-z.
  const absl::string_view bound = before.empty() ? absl::string_view("~") : before;
  std::vector<sql::Value> values = {tenant, bound, int64_t{limit}};
  if (!creator.empty()) values.push_back(creator);
  std::vector<Operation> operations;
  RETURN_IF_ERROR(t.Run(absl::StrCat("SELECT ", kColumns, " FROM operations WHERE tenant = $1 AND id < $2",
                                     creator.empty() ? "" : " AND creator = $4", " ORDER BY id DESC LIMIT $3"),
                        values, [&](const sql::Row& row) { operations.push_back(FromRow(row)); })
                      .status());
  return operations;
}

absl::Status RequestCancel(sql::Transaction& t, absl::string_view tenant, absl::string_view id, absl::Time now) {
  ASSIGN_OR_RETURN(const int64_t queued, t.Run("UPDATE operations SET cancel_requested = 1 WHERE tenant = $1 AND "
                                               "id = $2 AND state = 1",
                                               {tenant, id}));
  if (queued > 0) return End(t, tenant, id, Operation::STATE_CANCELLED, CancelledError(), now);
  return t.Run("UPDATE operations SET cancel_requested = 1 WHERE tenant = $1 AND id = $2 AND state = 2", {tenant, id})
      .status();
}

absl::StatusOr<std::optional<Claimed>> Claim(sql::Database& database, const std::vector<std::string>& kinds,
                                             absl::Time now) {
  if (kinds.empty()) return std::optional<Claimed>();
  const std::string statement = ClaimStatement(kinds.size());
  std::vector<sql::Value> values = {sql::Micros(now)};
  for (const std::string& kind : kinds) values.push_back(absl::string_view(kind));

  // Mostly there is nothing, and a look costs less than a write transaction.
  int64_t waiting = 0;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(waiting, t.Run(statement, values));
    return absl::OkStatus();
  }));
  if (waiting == 0) return std::optional<Claimed>();

  std::optional<Claimed> claimed;
  RETURN_IF_ERROR(database.Write([&](sql::Transaction& t) -> absl::Status {
    claimed.reset();
    Claimed next;
    int64_t cancelled = 0, tries = 0;
    ASSIGN_OR_RETURN(const int64_t rows, t.Run(statement, values, [&](const sql::Row& row) {
                       next.caller.tenant = std::string(row.Text(0));
                       next.id = std::string(row.Text(1));
                       next.kind = std::string(row.Text(2));
                       next.caller.user = std::string(row.Text(3));
                       next.caller.roles = FromBits(row.Int(4));
                       next.caller.traceparent = std::string(row.Text(5));
                       next.request = std::string(row.Text(6));
                       next.checkpoint = std::string(row.Text(7));
                       cancelled = row.Int(8);
                       tries = row.Int(9);
                     }));
    if (rows == 0) return absl::OkStatus();
    if (cancelled != 0) return End(t, next.caller.tenant, next.id, Operation::STATE_CANCELLED, CancelledError(), now);
    if (tries >= kMaxTries) {
      return End(t, next.caller.tenant, next.id, Operation::STATE_FAILED,
                 Error(absl::StatusCode::kInternal, "OPERATION_ABANDONED",
                       absl::StrCat("given up after ", kMaxTries, " tries, none of which came to an end")),
                 now);
    }
    next.lease = NewId(now);
    RETURN_IF_ERROR(t.Run("UPDATE operations SET state = 2, lease = $1, lease_until = $2, tries = tries + 1, "
                          "updated = $3 WHERE tenant = $4 AND id = $5",
                          {sql::Bytes{next.lease}, sql::Micros(now + kLease), sql::Micros(now), next.caller.tenant,
                           next.id})
                        .status());
    claimed = std::move(next);
    return absl::OkStatus();
  }));
  return claimed;
}

absl::StatusOr<Renewal> Renew(sql::Database& database, const Claimed& claimed, const Standing& standing,
                              absl::Time now) {
  Renewal renewal = Renewal::kLost;
  RETURN_IF_ERROR(database.Write([&](sql::Transaction& t) {
    renewal = Renewal::kLost;
    return t
        .Run("UPDATE operations SET done_units = $1, total_units = $2, message = $3, checkpoint = $4, tries = 1, "
             "updated = $5, lease_until = $6 WHERE tenant = $7 AND id = $8 AND state = 2 AND lease = $9 "
             "RETURNING cancel_requested",
             {standing.done_units, standing.total_units, standing.message, sql::Bytes{standing.checkpoint},
              sql::Micros(now), sql::Micros(now + kLease), claimed.caller.tenant, claimed.id,
              sql::Bytes{claimed.lease}},
             [&](const sql::Row& row) { renewal = row.Int(0) != 0 ? Renewal::kCancelled : Renewal::kGoOn; })
        .status();
  }));
  return renewal;
}

absl::Status Release(sql::Database& database, const Claimed& claimed, const Standing& standing, absl::Time now) {
  return database.Write([&](sql::Transaction& t) {
    return t
        .Run("UPDATE operations SET state = 1, done_units = $1, total_units = $2, message = $3, checkpoint = $4, "
             "tries = 0, updated = $5, lease_until = 0 WHERE tenant = $6 AND id = $7 AND state = 2 AND lease = $8",
             {standing.done_units, standing.total_units, standing.message, sql::Bytes{standing.checkpoint},
              sql::Micros(now), claimed.caller.tenant, claimed.id, sql::Bytes{claimed.lease}})
        .status();
  });
}

absl::Status Finish(sql::Database& database, const Claimed& claimed, const Standing& standing,
                    const absl::Status& status, const google::protobuf::Message* result, absl::Time now) {
  Operation::State state = Operation::STATE_SUCCEEDED;
  std::string result_bytes, error_bytes;
  if (status.ok()) {
    google::protobuf::Any any;
    if (result != nullptr) any.PackFrom(*result);
    result_bytes = any.SerializeAsString();
  } else {
    state = absl::IsCancelled(status) ? Operation::STATE_CANCELLED : Operation::STATE_FAILED;
    error_bytes = ErrorBytes(absl::IsCancelled(status) ? CancelledError() : status);
  }
  return database.Write([&](sql::Transaction& t) {
    return t
        .Run("UPDATE operations SET state = $1, done_units = $2, total_units = $3, message = $4, result = $5, "
             "error = $6, updated = $7, lease_until = 0 WHERE tenant = $8 AND id = $9 AND state = 2 AND lease = $10",
             {int64_t{state}, standing.done_units, standing.total_units, standing.message, sql::Bytes{result_bytes},
              sql::Bytes{error_bytes}, sql::Micros(now), claimed.caller.tenant, claimed.id,
              sql::Bytes{claimed.lease}})
        .status();
  });
}

}  // namespace lyceum::ops
