// The quiz servers a live session is played through: any of them will do, and
// one that fails is left for the next.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/status.h"
#include "lyceum/quiz/v1/session_service.grpc.pb.h"
#include "services/lyceumctl/session.h"
#include "services/lyceumctl/session_fate.h"

namespace lyceum::ctl {

class Replicas {
 public:
  using Stub = quiz::v1::SessionService::Stub;

  // HOST:PORT of each, between commas; "" for the one of --quiz. With `token` in
  // place of the session's own. INVALID_ARGUMENT, UNAUTHENTICATED.
  static absl::StatusOr<Replicas> Open(Session& session, absl::string_view list, std::string token = "");

  // The same addresses as Open takes, one by one.
  static std::vector<std::string> Addresses(const Session& session, absl::string_view list);

  int size() const { return static_cast<int>(stubs_.size()); }
  Stub& stub(int replica) const { return *stubs_[static_cast<size_t>(replica)]; }
  void Authorize(grpc::ClientContext& context) const { context.AddMetadata("authorization", "Bearer " + token_); }

  // Calls until a replica answers something that trying again cannot change, or
  // --timeout is over. A mutation keeps its request_id.
  template <class Request, class Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*),
                                Request request) {
    Session::FillRequestId(request);
    const absl::Time end = absl::Now() + timeout_;
    for (int attempt = 1;; ++attempt) {
      grpc::ClientContext context;
      Authorize(context);
      context.set_deadline(absl::ToChronoTime(std::min(end, absl::Now() + kAttempt)));
      Response response;
      const absl::Status status = rpc::FromGrpc((stub(current_).*rpc)(&context, request, &response));
      if (status.ok()) return response;
      // Another's change to the session is for the caller to look at.
      const bool again = MayTryAgain(status) && !absl::IsAborted(status);
      const absl::Duration wait = Backoff(status, attempt, Random());
      if (!again || absl::Now() + wait >= end) return status;
      current_ = (current_ + 1) % size();
      absl::SleepFor(wait);
    }
  }

  // 0 to 1.
  double Random() { return std::uniform_real_distribution<double>(0, 1)(random_); }

 private:
  static constexpr absl::Duration kAttempt = absl::Seconds(10);

  std::vector<std::unique_ptr<Stub>> stubs_;
  std::string token_;
  absl::Duration timeout_;
  int current_ = 0;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace lyceum::ctl
