#include "services/lyceumctl/session_crowd.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <queue>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/status.h"
#include "lyceum/quiz/v1/session_service.grpc.pb.h"
#include "services/lyceumctl/failure.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::SessionService;

constexpr absl::Duration kCallTime = absl::Seconds(10);
// The longest a thread waits for something to happen before it looks around.
constexpr absl::Duration kLook = absl::Milliseconds(100);

// Something that is under way; its address is the tag of its operations.
struct Operation {
  virtual ~Operation() = default;
  virtual bool Step(bool ok) = 0;  // one is complete; false: no other will follow, and it can go
};

template <class Response>
class UnaryCall final : public Operation {
 public:
  using Done = std::function<void(const absl::Status&, const Response&)>;
  explicit UnaryCall(Done done) : done_(std::move(done)) {}

  template <class Request>
  void Start(std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> (SessionService::Stub::*prepare)(
                 grpc::ClientContext*, const Request&, grpc::CompletionQueue*),
             SessionService::Stub& stub, const Request& request, const std::string& authorization,
             grpc::CompletionQueue& queue) {
    context_.AddMetadata("authorization", authorization);
    context_.set_deadline(absl::ToChronoTime(absl::Now() + kCallTime));
    reader_ = (stub.*prepare)(&context_, request, &queue);
    reader_->StartCall();
    reader_->Finish(&response_, &status_, this);
  }

  bool Step(bool) override {
    done_(rpc::FromGrpc(status_), response_);
    return false;
  }

 private:
  const Done done_;
  grpc::ClientContext context_;
  Response response_;
  grpc::Status status_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> reader_;
};

}  // namespace

class Crowd::Worker {
 public:
  // The bots `first`, `first` + `step`, ... of the plan.
  Worker(const Session& session, const CrowdPlan& plan, int first, int step);

  void Start() {
    thread_ = std::thread([this] { Run(); });
  }
  void Stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  Count count() const { return {joined_, watching_, done_}; }
  SessionFigures& figures() { return figures_; }

 private:
  class Watch;
  struct Seat {
    Bot bot;
    std::string authorization;
    // The open stream; null for none.
    Watch* watch = nullptr;
    bool was_joined = false, was_watching = false, was_done = false;
  };
  struct Due {
    absl::Time when;
    size_t seat;
    Errand errand;
    bool operator>(const Due& other) const { return when > other.when; }
  };
  using Stubs = std::vector<std::unique_ptr<SessionService::Stub>>;
  // A replica's connections: calls do not queue behind streams that fill one.
  struct Replica {
    Stubs watch, call;
  };

  void Run();
  void RunDue(absl::Time now);
  void Begin(size_t seat, const Errand& errand);
  void Schedule(size_t seat, const std::vector<Errand>& errands);
  void Notice(Seat& seat);
  void EndAll();
  static SessionService::Stub& Pick(const Stubs& stubs, size_t seat) { return *stubs[seat % stubs.size()]; }

  const absl::Duration join_within_;
  std::vector<Replica> replicas_;
  grpc::CompletionQueue queue_;
  SessionFigures figures_;
  std::vector<Seat> seats_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  int under_way_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> joined_ = 0, watching_ = 0, done_ = 0;
  std::thread thread_;
};

// A bot's stream, from its start to its status.
class Crowd::Worker::Watch final : public Operation {
 public:
  Watch(Worker& worker, size_t seat) : worker_(worker), seat_(seat) {}

  void Start(SessionService::Stub& stub) {
    Seat& seat = worker_.seats_[seat_];
    seat.watch = this;
    context_.AddMetadata("authorization", seat.authorization);
    reader_ = stub.PrepareAsyncWatchSession(&context_, seat.bot.Watch(), &worker_.queue_);
    reader_->StartCall(this);
  }
  void Cancel() { context_.TryCancel(); }

  bool Step(bool ok) override {
    Seat& seat = worker_.seats_[seat_];
    if (finishing_) {
      seat.watch = nullptr;
      worker_.Schedule(seat_, seat.bot.StreamEnded(rpc::FromGrpc(status_), absl::Now()));
      return false;
    }
    if (started_ && ok) worker_.Schedule(seat_, seat.bot.Saw(response_.event(), absl::Now()));
    started_ = true;
    if (ok) {
      reader_->Read(&response_, this);
    } else {
      finishing_ = true;
      reader_->Finish(&status_, this);
    }
    return true;
  }

 private:
  Worker& worker_;
  const size_t seat_;
  bool started_ = false, finishing_ = false;
  grpc::ClientContext context_;
  quiz::v1::WatchSessionResponse response_;
  grpc::Status status_;
  std::unique_ptr<grpc::ClientAsyncReader<quiz::v1::WatchSessionResponse>> reader_;
};

Crowd::Worker::Worker(const Session& session, const CrowdPlan& plan, int first, int step)
    : join_within_(plan.join_within) {
  const int streams = std::max(1, plan.connections / step);
  for (const std::string& address : plan.replicas) {
    Replica& replica = replicas_.emplace_back();
    for (int i = 0; i < streams; ++i) replica.watch.push_back(SessionService::NewStub(session.Dial(address)));
    for (int i = 0; i < (streams + 3) / 4; ++i) replica.call.push_back(SessionService::NewStub(session.Dial(address)));
  }
  for (int i = first; i < static_cast<int>(plan.tokens.size()); i += step) {
    BotPlan bot = plan.bot;
    bot.replicas = static_cast<int>(plan.replicas.size());
    bot.index = i;
    bot.nickname = absl::StrCat("Bot ", i + 1);
    seats_.push_back({Bot(std::move(bot), figures_), absl::StrCat("Bearer ", plan.tokens[static_cast<size_t>(i)])});
  }
}

void Crowd::Worker::Notice(Seat& seat) {
  const auto follow = [](bool is, bool& was, std::atomic<int>& count) {
    if (is != was) count += is ? 1 : -1;
    was = is;
  };
  follow(seat.bot.joined(), seat.was_joined, joined_);
  follow(seat.bot.watching(), seat.was_watching, watching_);
  follow(seat.bot.done(), seat.was_done, done_);
  if (seat.bot.done() && !seat.bot.finished() && seat.watch != nullptr) seat.watch->Cancel();
}

void Crowd::Worker::Schedule(size_t seat, const std::vector<Errand>& errands) {
  for (const Errand& errand : errands) due_.push({absl::Now() + errand.after, seat, errand});
  Notice(seats_[seat]);
}

void Crowd::Worker::Begin(size_t number, const Errand& errand) {
  Seat& seat = seats_[number];
  const Replica& replica = replicas_[static_cast<size_t>(errand.replica)];
  if (errand.what == Errand::kWatch) {
    auto* watch = new Watch(*this, number);
    watch->Start(Pick(replica.watch, number));
  } else if (errand.what == Errand::kJoin) {
    auto* call = new UnaryCall<quiz::v1::JoinSessionResponse>([this, number](const auto& status, const auto& response) {
      Schedule(number, seats_[number].bot.Joined(status, response));
    });
    call->Start(&SessionService::Stub::PrepareAsyncJoinSession, Pick(replica.call, number), seat.bot.Join(),
                seat.authorization, queue_);
  } else {
    const int item = errand.item;
    if (!seat.bot.StillWanted(item)) return;
    auto* call = new UnaryCall<quiz::v1::SubmitAnswerResponse>(
        [this, number, item](const auto& status, const auto& response) {
          Schedule(number, seats_[number].bot.Answered(item, status, response, absl::Now()));
        });
    call->Start(&SessionService::Stub::PrepareAsyncSubmitAnswer, Pick(replica.call, number),
                seat.bot.Answer(item, absl::Now()), seat.authorization, queue_);
  }
  ++under_way_;
}

void Crowd::Worker::RunDue(absl::Time now) {
  while (!due_.empty() && due_.top().when <= now) {
    const Due due = due_.top();
    due_.pop();
    Begin(due.seat, due.errand);
  }
}

void Crowd::Worker::Run() {
  for (size_t i = 0; i < seats_.size(); ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(seats_.size());
    Schedule(i, {seats_[i].bot.Begin(join_within_ * share)});
  }
  while (!stopping_) {
    const absl::Time now = absl::Now();
    RunDue(now);
    const absl::Time until = due_.empty() ? now + kLook : std::min(due_.top().when, now + kLook);
    void* tag = nullptr;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(until)) != grpc::CompletionQueue::GOT_EVENT) continue;
    auto* operation = static_cast<Operation*>(tag);
    if (operation->Step(ok)) continue;
    delete operation;
    --under_way_;
  }
  EndAll();
}

// Bots that are not done yet stay so: the ends of their calls tell them nothing.
void Crowd::Worker::EndAll() {
  for (Seat& seat : seats_) {
    figures_.faults.Add(seat.bot.faults());
    if (seat.bot.joined() && !seat.bot.finished()) ++figures_.unfinished;
    if (seat.watch != nullptr) seat.watch->Cancel();
  }
  const SessionFigures measured = figures_;
  void* tag = nullptr;
  bool ok = false;
  while (under_way_ > 0 && queue_.Next(&tag, &ok)) {
    auto* operation = static_cast<Operation*>(tag);
    if (operation->Step(ok)) continue;
    delete operation;
    --under_way_;
  }
  figures_ = measured;
  queue_.Shutdown();
  while (queue_.Next(&tag, &ok)) {
  }
}

Crowd::Crowd(const Session& session, CrowdPlan plan) {
  for (int i = 0; i < plan.threads; ++i) workers_.push_back(std::make_unique<Worker>(session, plan, i, plan.threads));
}

Crowd::~Crowd() {
  for (auto& worker : workers_) worker->Stop();
}

void Crowd::Start() {
  for (auto& worker : workers_) worker->Start();
}

Crowd::Count Crowd::count() const {
  Count all;
  for (const auto& worker : workers_) {
    const Count one = worker->count();
    all.joined += one.joined;
    all.watching += one.watching;
    all.done += one.done;
  }
  return all;
}

SessionFigures Crowd::Stop() {
  SessionFigures figures;
  for (auto& worker : workers_) worker->Stop();
  for (auto& worker : workers_) figures.Add(worker->figures());
  return figures;
}

}  // namespace lyceum::ctl
