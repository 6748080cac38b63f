// The table of operations: the only SQL of this folder. Every function that
// changes an operation on behalf of a worker names the worker's lease, and does
// nothing (false, or nothing returned) when another has taken it over.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/caller.h"
#include "common/sql/database.h"
#include "lyceum/api/v1/operation.pb.h"

namespace lyceum::ops {

// An operation a worker has taken, with all it needs to run it.
struct Claimed {
  std::string id;
  std::string kind;
  Caller caller;
  std::string request;
  std::string checkpoint;
  std::string lease;  // 16 bytes: who runs it
};

// How far it is.
struct Standing {
  int64_t done_units = 0;
  int64_t total_units = 0;
  std::string message;
  std::string checkpoint;
};

enum class Renewal { kGoOn, kCancelled, kLost };

absl::Status MigrateRecords(sql::Database& database);

absl::Status Insert(sql::Transaction& t, const api::v1::Operation& operation, const Caller& caller,
                    absl::string_view request, absl::Time now);
// Queued and running operations of the tenant.
absl::StatusOr<int64_t> CountOpen(sql::Transaction& t, absl::string_view tenant);

// Deletes the operations that ended before `before`, a bite at a time. Returns how many.
absl::StatusOr<int64_t> ForgetFinished(sql::Database& database, absl::Time before);

// `creator` "" for every creator's.
absl::StatusOr<std::optional<api::v1::Operation>> Find(sql::Transaction& t, absl::string_view tenant,
                                                       absl::string_view id, absl::string_view creator);
// Newest first, those with an id below `before` ("" for all).
absl::StatusOr<std::vector<api::v1::Operation>> List(sql::Transaction& t, absl::string_view tenant,
                                                     absl::string_view creator, absl::string_view before, int limit);
absl::Status RequestCancel(sql::Transaction& t, absl::string_view tenant, absl::string_view id, absl::Time now);

// The oldest operation of these kinds that waits, or whose worker has let its
// lease run out; nothing if there is none. One that was to be cancelled, or that
// has ended its process too often, is finished here and not returned.
absl::StatusOr<std::optional<Claimed>> Claim(sql::Database& database, const std::vector<std::string>& kinds,
                                             absl::Time now);
// Stores how far it is and renews the lease.
absl::StatusOr<Renewal> Renew(sql::Database& database, const Claimed& claimed, const Standing& standing,
                              absl::Time now);
// Gives it back, to be resumed from the checkpoint by whoever comes first.
absl::Status Release(sql::Database& database, const Claimed& claimed, const Standing& standing, absl::Time now);
// Stores the outcome: `result` if `status` is OK.
absl::Status Finish(sql::Database& database, const Claimed& claimed, const Standing& standing,
                    const absl::Status& status, const google::protobuf::Message* result, absl::Time now);

}  // namespace lyceum::ops
