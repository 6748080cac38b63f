// Long-running operations of a service: stored, run by background workers,
// resumed after a restart, shared between replicas by a lease.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/api/v1/operation.pb.h"

namespace lyceum::ops {

// What running work can say and ask.
class Progress {
 public:
  virtual ~Progress() = default;
  // Call it at least every 10 s: after 30 s of silence another process takes the
  // work over. Durable at most twice a second and at the end. CANCELLED if somebody asked
  // for that: return it. `checkpoint` is handed to the work when it is resumed
  // by another process.
  virtual absl::Status Report(int64_t done_units, int64_t total_units, absl::string_view message,
                              absl::string_view checkpoint = "") = 0;
};

// Does the work of one kind. `caller` is who started it; `request` the bytes
// given to Start; `checkpoint` "" or what the last Report before a crash left.
// Runs at least once, so each unit of work must be idempotent. Returns the
// result message.
using Work = std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(
    const Caller& caller, const std::string& request, const std::string& checkpoint, Progress& progress)>;

class Operations {
 public:
  static absl::Status Migrate(sql::Database& database);

  // `works` by kind. Starts `threads` workers; the destructor stops them after
  // their current Report, leaving unfinished operations to be resumed.
  Operations(sql::Database& database, Clock& clock, std::map<std::string, Work> works, int threads = 1);
  ~Operations();

  // Stores a new operation inside the caller's transaction; it runs after the
  // commit. RESOURCE_EXHAUSTED at limits::kMaxOperationsQueued of the tenant.
  absl::StatusOr<api::v1::Operation> Start(sql::Transaction& transaction, const Caller& caller,
                                           absl::string_view kind, absl::string_view request);

  // A wait holds one of the threads that serve calls. Of `workers` such threads, the wait of
  // at most one in limits::kMaxWaitingShare, and of at least one, goes on at a time; who comes
  // when they are taken is told the state at once. Without this call all may wait.
  void ShareWorkers(int workers);

  // Deletes operations of every tenant and kind that ended limits::kOperationDays ago or
  // earlier. Returns how many.
  absl::StatusOr<int64_t> Forget();

  // The methods of lyceum.api.v1.OperationService. A learner, author or service
  // sees the operations it started; teachers see their own too; admins all.
  absl::StatusOr<api::v1::GetOperationResponse> GetOperation(const Caller&, const api::v1::GetOperationRequest&);
  absl::StatusOr<api::v1::ListOperationsResponse> ListOperations(const Caller&, const api::v1::ListOperationsRequest&);
  absl::StatusOr<api::v1::WaitOperationResponse> WaitOperation(const Caller&, const api::v1::WaitOperationRequest&);
  absl::StatusOr<api::v1::CancelOperationResponse> CancelOperation(const Caller&,
                                                                   const api::v1::CancelOperationRequest&);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lyceum::ops
