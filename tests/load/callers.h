// Many callers at once, each with one call in flight: the same closed loop for
// a service and for the bare server it is compared with.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace lyceum::load {

// Several connections, as several clients have.
std::vector<std::shared_ptr<grpc::Channel>> Channels(const std::string& address, int connections);

struct Outcome {
  int64_t ok = 0;
  std::map<std::string, int64_t> errors;  // by code and message
  double seconds = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double per_second() const { return seconds > 0 ? static_cast<double>(ok) / seconds : 0; }
};

// Of each call: how long it took, and its status.
struct Sample {
  absl::Duration took;
  grpc::Status status;
};
Outcome Summarize(const std::vector<std::vector<Sample>>& samples, absl::Duration total);

// One caller: `begin(call, context, done)` starts its call number `call` and
// has `done` run when it ends. Calls follow each other without a pause.
template <class Request, class Response>
class Caller {
 public:
  using Start = std::function<void(grpc::ClientContext*, const Request*, Response*, std::function<void(grpc::Status)>)>;
  using Prepare = std::function<void(int call, grpc::ClientContext&, Request&)>;
  using Finish = std::function<void(int call, const grpc::Status&, const Response&)>;

  Caller(int calls, Start start, Prepare prepare, Finish finish, absl::BlockingCounter& all)
      : calls_(calls), start_(std::move(start)), prepare_(std::move(prepare)), finish_(std::move(finish)), all_(all) {
    samples_.reserve(static_cast<size_t>(calls));
  }

  void Next() {
    if (static_cast<int>(samples_.size()) == calls_) return all_.DecrementCount(), void();
    const int call = static_cast<int>(samples_.size());
    context_ = std::make_unique<grpc::ClientContext>();
    context_->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    request_.Clear();
    response_.Clear();
    prepare_(call, *context_, request_);
    begun_ = absl::Now();
    start_(context_.get(), &request_, &response_, [this, call](const grpc::Status& status) {
      samples_.push_back({absl::Now() - begun_, status});
      if (finish_ != nullptr) finish_(call, status, response_);
      Next();
    });
  }

  const std::vector<Sample>& samples() const { return samples_; }

 private:
  const int calls_;
  const Start start_;
  const Prepare prepare_;
  const Finish finish_;
  absl::BlockingCounter& all_;
  std::unique_ptr<grpc::ClientContext> context_;
  Request request_;
  Response response_;
  absl::Time begun_;
  std::vector<Sample> samples_;
};

// Runs all callers to their end.
template <class Request, class Response>
Outcome RunCallers(int callers, int calls_each,
                   std::function<typename Caller<Request, Response>::Start(int caller)> start,
                   std::function<void(int caller, int call, grpc::ClientContext&, Request&)> prepare,
                   std::function<void(int caller, int call, const grpc::Status&, const Response&)> finish = nullptr) {
  using One = Caller<Request, Response>;
  absl::BlockingCounter all(callers);
  std::vector<std::unique_ptr<One>> crowd;
  for (int i = 0; i < callers; ++i) {
    typename One::Finish finish_one;
    if (finish != nullptr) {
      finish_one = [i, finish](int call, const grpc::Status& status, const Response& response) {
        finish(i, call, status, response);
      };
    }
    crowd.push_back(std::make_unique<One>(
        calls_each, start(i),
        [i, prepare](int call, grpc::ClientContext& context, Request& request) { prepare(i, call, context, request); },
        finish_one, all));
  }
  const absl::Time begun = absl::Now();
  for (auto& one : crowd) one->Next();
  all.Wait();
  const absl::Duration total = absl::Now() - begun;
  std::vector<std::vector<Sample>> samples;
  for (const auto& one : crowd) samples.push_back(one->samples());
  return Summarize(samples, total);
}

}  // namespace lyceum::load
