#include "common/ops/operations.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/ops/records.h"
#include "common/ops/workers.h"
#include "google/protobuf/util/time_util.h"

namespace lyceum::ops {
namespace {

using api::v1::Operation;

// How soon WaitOperation notices what another replica has done.
constexpr absl::Duration kWaitPoll = absl::Milliseconds(200);
// Left of the caller's deadline for the answer to travel.
constexpr absl::Duration kAnswerTime = absl::Milliseconds(50);

// Whose operations the caller sees; "" is everybody's.
absl::string_view Creator(const Caller& caller) {
  return caller.roles.Has(api::v1::ROLE_ADMIN) ? absl::string_view() : absl::string_view(caller.user);
}

bool Done(const Operation& operation) {
  return operation.state() != Operation::STATE_QUEUED && operation.state() != Operation::STATE_RUNNING;
}

absl::StatusOr<Operation> FindVisible(sql::Transaction& t, const Caller& caller, absl::string_view name) {
  if (Segment(name, 1) != caller.tenant) return NotFound(name);
  ASSIGN_OR_RETURN(std::optional<Operation> found, Find(t, caller.tenant, Segment(name, 3), Creator(caller)));
  if (!found.has_value()) return NotFound(name);
  return *std::move(found);
}

absl::StatusOr<absl::Duration> WaitTime(const Caller& caller, const api::v1::WaitOperationRequest& request) {
  absl::Duration timeout = absl::Seconds(limits::kMaxWaitSeconds);
  if (request.has_timeout()) {
    timeout = absl::Seconds(request.timeout().seconds()) + absl::Nanoseconds(request.timeout().nanos());
    if (timeout < absl::ZeroDuration() || timeout > absl::Seconds(limits::kMaxWaitSeconds)) {
      return InvalidField("timeout", absl::StrCat("must be 0 to ", limits::kMaxWaitSeconds, " s"));
    }
  }
  return std::min(timeout, caller.deadline - absl::Now() - kAnswerTime);
}

}  // namespace

struct Operations::State {
  State(sql::Database& database, Clock& clock, std::map<std::string, Work> works, int threads)
      : database(database), clock(clock), workers(database, clock, std::move(works), threads) {}

  absl::StatusOr<Operation> Get(const Caller& caller, absl::string_view name) {
    Operation operation;
    RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(operation, FindVisible(t, caller, name));
      return absl::OkStatus();
    }));
    return operation;
  }

  sql::Database& database;
  Clock& clock;
  std::atomic<int> max_waiting = std::numeric_limits<int>::max();
  std::atomic<int> waiting = 0;
  Workers workers;
};

void Operations::ShareWorkers(int workers) {
  state_->max_waiting = std::max(1, workers / limits::kMaxWaitingShare);
}

absl::StatusOr<int64_t> Operations::Forget() {
  return ForgetFinished(state_->database, state_->clock.Now() - absl::Hours(24 * limits::kOperationDays));
}

absl::Status Operations::Migrate(sql::Database& database) { return MigrateRecords(database); }

Operations::Operations(sql::Database& database, Clock& clock, std::map<std::string, Work> works, int threads)
    : state_(std::make_unique<State>(database, clock, std::move(works), threads)) {}

Operations::~Operations() = default;

absl::StatusOr<Operation> Operations::Start(sql::Transaction& transaction, const Caller& caller,
                                            absl::string_view kind, absl::string_view request) {
  ASSIGN_OR_RETURN(const int64_t open, CountOpen(transaction, caller.tenant));
  if (open >= limits::kMaxOperationsQueued) {
    return LimitExceeded(absl::StrCat("tenants/", caller.tenant, "/operations"), "kMaxOperationsQueued",
                         limits::kMaxOperationsQueued);
  }
  const absl::Time now = state_->clock.Now();
  Operation operation;
  operation.set_name(absl::StrCat("tenants/", caller.tenant, "/operations/", IdText(NewId(now))));
  operation.set_kind(std::string(kind));
  operation.set_state(Operation::STATE_QUEUED);
  operation.set_creator(caller.user);
  *operation.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
  *operation.mutable_update_time() = operation.create_time();
  RETURN_IF_ERROR(Insert(transaction, operation, caller, request, now));
  state_->workers.Expect();
  return operation;
}

absl::StatusOr<api::v1::GetOperationResponse> Operations::GetOperation(const Caller& caller,
                                                                       const api::v1::GetOperationRequest& request) {
  api::v1::GetOperationResponse response;
  ASSIGN_OR_RETURN(*response.mutable_operation(), state_->Get(caller, request.name()));
  return response;
}

absl::StatusOr<api::v1::ListOperationsResponse> Operations::ListOperations(
    const Caller& caller, const api::v1::ListOperationsRequest& request) {
  const absl::string_view creator = Creator(caller);
  const std::string scope = absl::StrCat("ListOperations\n", request.parent(), "\n", creator);
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string before, DecodePageToken(scope, request.page_token()));
  std::vector<Operation> operations;
  RETURN_IF_ERROR(state_->database.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(operations, List(t, caller.tenant, creator, before, size + 1));
    return absl::OkStatus();
  }));
  api::v1::ListOperationsResponse response;
  if (operations.size() > static_cast<size_t>(size)) {
    operations.pop_back();
    response.set_next_page_token(EncodePageToken(scope, Segment(operations.back().name(), 3)));
  }
  for (Operation& operation : operations) *response.add_operations() = std::move(operation);
  return response;
}

absl::StatusOr<api::v1::WaitOperationResponse> Operations::WaitOperation(
    const Caller& caller, const api::v1::WaitOperationRequest& request) {
  ASSIGN_OR_RETURN(const absl::Duration timeout, WaitTime(caller, request));
  const absl::Time end = absl::Now() + timeout;
  const bool may_wait = ++state_->waiting <= state_->max_waiting;
  const absl::Cleanup leave = [this] { --state_->waiting; };
  api::v1::WaitOperationResponse response;
  while (true) {
    const uint64_t seen = state_->workers.Changes();
    ASSIGN_OR_RETURN(*response.mutable_operation(), state_->Get(caller, request.name()));
    const absl::Duration left = end - absl::Now();
    if (Done(response.operation()) || !may_wait || left <= absl::ZeroDuration() || state_->workers.stopping()) {
      return response;
    }
    state_->workers.WaitForChange(seen, std::min(left, kWaitPoll));
  }
}

absl::StatusOr<api::v1::CancelOperationResponse> Operations::CancelOperation(
    const Caller& caller, const api::v1::CancelOperationRequest& request) {
  api::v1::CancelOperationResponse response;
  RETURN_IF_ERROR(state_->database.Write([&](sql::Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(FindVisible(t, caller, request.name()).status());
    RETURN_IF_ERROR(RequestCancel(t, caller.tenant, Segment(request.name(), 3), state_->clock.Now()));
    ASSIGN_OR_RETURN(*response.mutable_operation(), FindVisible(t, caller, request.name()));
    return absl::OkStatus();
  }));
  if (response.operation().state() == Operation::STATE_RUNNING) {
    state_->workers.Cancel(std::string(Segment(request.name(), 3)));
  }
  state_->workers.NoteChange();
  return response;
}

}  // namespace lyceum::ops
