// What tests of server streams need: a real service with one, and a client that
// keeps what it received.
#pragma once

#include <atomic>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "common/rpc/http_get.h"
#include "common/rpc/status.h"
#include "common/rpc/server.h"
#include "common/rpc/streams.h"
#include "common/rpc/test_service.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "testing/ticker.grpc.pb.h"

namespace lyceum::rpc {

using lyceum::testing::v1::GetTickRequest;
using lyceum::testing::v1::GetTickResponse;
using lyceum::testing::v1::TickerService;
using lyceum::testing::v1::WatchTicksRequest;
using lyceum::testing::v1::WatchTicksResponse;

// A log of ticks. Each is serialized once; watchers read the log.
class Ticker {
 public:
  absl::StatusOr<std::unique_ptr<rpc::Stream>> WatchTicks(const Caller&, const WatchTicksRequest& request) {
    opened.fetch_add(1);
    if (request.name() != "tenants/acme/tickers/one") return NotFound(request.name());
    return std::make_unique<Watch>(*this, static_cast<size_t>(request.from_seq()));
  }
  void GetTick(const Caller&, const GetTickRequest&, Reply<GetTickResponse> reply) {
    absl::MutexLock lock(&mutex_);
    replies_.push_back(std::move(reply));
  }

  Methods Table() {
    Methods methods("lyceum.testing.v1.TickerService");
    methods.Stream<WatchTicksResponse>("WatchTicks", &Ticker::WatchTicks, *this)
        .Later("GetTick", &Ticker::GetTick, *this);
    return methods;
  }

  void Tick(size_t padding_bytes = 0) {
    absl::MutexLock lock(&mutex_);
    log_.push_back(Serialized(static_cast<int64_t>(log_.size()), padding_bytes));
    WakeLocked();
  }
  void Put(Bytes bytes) {
    absl::MutexLock lock(&mutex_);
    log_.push_back(std::move(bytes));
    WakeLocked();
  }
  // What watchers end with once they have seen all ticks.
  void End(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    end_ = std::move(status);
    WakeLocked();
  }
  void WakeAll() {
    absl::MutexLock lock(&mutex_);
    WakeLocked();
  }

  // Until so many calls wait for an answer.
  void AwaitCalls(size_t count) {
    const auto all = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return replies_.size() == count; };
    absl::MutexLock lock(&mutex_, absl::Condition(&all));
  }
  // With a seq from 0 on.
  void AnswerAll(const absl::Status& status = absl::OkStatus()) {
    std::vector<Reply<GetTickResponse>> replies;
    {
      absl::MutexLock lock(&mutex_);
      replies.swap(replies_);
    }
    GetTickResponse response;
    for (size_t i = 0; i < replies.size(); ++i) {
      response.set_seq(static_cast<int64_t>(i));
      status.ok() ? replies[i](response) : replies[i](status);
    }
  }

  int watching() {
    absl::MutexLock lock(&mutex_);
    return static_cast<int>(watches_.size());
  }
  void AwaitWatching(int count) {
    while (watching() != count) absl::SleepFor(absl::Milliseconds(2));
  }
  // How many refer to the last tick: streams that are sending it, and the log.
  int64_t LastTickUses() {
    absl::MutexLock lock(&mutex_);
    return log_.back().use_count();
  }

  std::atomic<int> opened{0};
  std::atomic<int> asked{0};
  std::atomic<bool> hold{false};  // makes Next wait
  std::atomic<int> held{0};
  absl::Duration heartbeat_after = absl::InfiniteDuration();

 private:
  class Watch final : public rpc::Stream {
   public:
    Watch(Ticker& ticker, size_t next) : ticker_(ticker), next_(next) {}
    ~Watch() override {
      absl::MutexLock lock(&ticker_.mutex_);
      ticker_.watches_.erase(this);
    }
    void Start(Waker waker) override {
      absl::MutexLock lock(&ticker_.mutex_);
      waker_ = std::move(waker);
      ticker_.watches_.insert(this);
    }
    absl::StatusOr<std::optional<Bytes>> Next() override {
      EXPECT_FALSE(asking_.exchange(true)) << "asked by two at a time";
      ticker_.asked.fetch_add(1);
      if (ticker_.hold) {
        ticker_.held.fetch_add(1);
        while (ticker_.hold) absl::SleepFor(absl::Milliseconds(1));
      }
      asking_ = false;
      absl::MutexLock lock(&ticker_.mutex_);
      if (next_ < ticker_.log_.size()) return ticker_.log_[next_++];
      if (!ticker_.end_.ok()) return ticker_.end_;
      return std::nullopt;
    }
    bool MayHaveMore() override {
      absl::MutexLock lock(&ticker_.mutex_);
      return next_ < ticker_.log_.size() || !ticker_.end_.ok();
    }
    absl::Duration HeartbeatAfter() const override { return ticker_.heartbeat_after; }
    Bytes Heartbeat() override { return Serialized(-1, 0); }

    const Waker& waker() const { return waker_; }

   private:
    Ticker& ticker_;
    size_t next_;
    Waker waker_;
    std::atomic<bool> asking_{false};
  };

  static Bytes Serialized(int64_t seq, size_t padding_bytes) {
    WatchTicksResponse response;
    response.set_seq(seq);
    response.set_padding(std::string(padding_bytes, 'x'));
    return std::make_shared<const std::string>(response.SerializeAsString());
  }
  void WakeLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (const Watch* watch : watches_) watch->waker().Wake();
  }

  absl::Mutex mutex_;
  std::vector<Bytes> log_ ABSL_GUARDED_BY(mutex_);
  std::vector<Reply<GetTickResponse>> replies_ ABSL_GUARDED_BY(mutex_);
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  std::set<const Watch*> watches_ ABSL_GUARDED_BY(mutex_);
};

// A client's side of one stream. Reads all the time, or only when told.
class Reader final : public grpc::ClientReadReactor<WatchTicksResponse> {
 public:
  struct Options {
    std::string token;
    std::string name = "tenants/acme/tickers/one";
    absl::Duration deadline = absl::InfiniteDuration();
    bool reads = true;
  };

  Reader(TickerService::Stub& stub, const Options& options) : reads_(options.reads) {
    if (!options.token.empty()) context_.AddMetadata("authorization", "Bearer " + options.token);
    if (options.deadline < absl::InfiniteDuration()) {
      context_.set_deadline(absl::ToChronoTime(absl::Now() + options.deadline));
    }
    request_.set_name(options.name);
    stub.async()->WatchTicks(&context_, &request_, this);
    // Held while nobody reads: without an operation or a hold gRPC ends the call.
    reads_ ? StartRead(&response_) : AddHold();
    StartCall();
  }
  ~Reader() override {
    Cancel();
    (void)Await();
  }

  // For one that did not read: from now on it does.
  void Read() {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(reads_, true)) return;
    StartRead(&response_);
    RemoveHold();
  }
  void Cancel() {
    context_.TryCancel();
    Read();
  }
  absl::Status Await() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&done_));
    return FromGrpc(status_);
  }
  void AwaitMessages(size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return seqs_.size() >= count || done_; };
    mutex_.Await(absl::Condition(&enough));
  }
  std::vector<int64_t> seqs() {
    absl::MutexLock lock(&mutex_);
    return seqs_;
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    {
      absl::MutexLock lock(&mutex_);
      seqs_.push_back(response_.seq());
    }
    StartRead(&response_);
  }
  void OnDone(const grpc::Status& status) override {
    absl::MutexLock lock(&mutex_);
    status_ = status;
    done_ = true;
  }

 private:
  grpc::ClientContext context_;
  WatchTicksRequest request_;
  WatchTicksResponse response_;
  absl::Mutex mutex_;
  bool reads_ ABSL_GUARDED_BY(mutex_);
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Status status_ ABSL_GUARDED_BY(mutex_);
  std::vector<int64_t> seqs_ ABSL_GUARDED_BY(mutex_);
};

class StreamTest : public ::testing::Test {
 protected:
  StreamTest() : clock_(absl::Now()) {}

  void Start(const ServerOptions& options) {
    server_.reset();
    auto server = Server::Start(options, clock_, {ticker_.Table()});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = Connect();
  }
  // A stub with a connection of its own.
  std::unique_ptr<TickerService::Stub> Connect() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);  // windows stay small: who does not read is stalled soon
    return TickerService::NewStub(grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                                            grpc::InsecureChannelCredentials(), arguments));
  }
  std::unique_ptr<Reader> Watch() { return std::make_unique<Reader>(*stub_, Reader::Options{issuer_.Token()}); }

  // The value of a metric without labels.
  int Metric(absl::string_view name) {
    const auto text =
        HttpGet(absl::StrCat("http://127.0.0.1:", server_->metrics_port(), "/metrics"), absl::Seconds(10), 1 << 20);
    EXPECT_TRUE(text.ok()) << text.status();
    const size_t place = text->find(absl::StrCat("\n", name, " "));
    EXPECT_NE(place, std::string::npos) << name;
    return std::stoi(text->substr(place + name.size() + 2));
  }

  FakeClock clock_;  // stands still: it only tells when tokens expire
  TestIssuer issuer_;
  Ticker ticker_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<TickerService::Stub> stub_;
};

inline std::vector<int64_t> Counting(int64_t count) {
  std::vector<int64_t> all(static_cast<size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

inline std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  return payload.has_value() && info.ParseFromString(std::string(*payload)) ? info.reason() : "";
}

}  // namespace lyceum::rpc
