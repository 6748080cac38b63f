#include "common/rpc/method.h"

#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/base/trace.h"
#include "common/rpc/bytes.h"
#include "common/rpc/status.h"
#include "common/rpc/validate.h"
#include "google/protobuf/arena.h"

namespace lyceum::rpc {
namespace {

// How long a caller that met a full queue should stay away.
constexpr absl::Duration kBusyDelay = absl::Milliseconds(100);

absl::string_view Header(const grpc::CallbackServerContext& context, const char* name) {
  const auto& headers = context.client_metadata();
  const auto found = headers.find(name);
  if (found == headers.end()) return "";
  return absl::string_view(found->second.data(), found->second.size());
}

// The last of several headers of that name: proxies add theirs at the end.
absl::string_view LastHeader(const grpc::CallbackServerContext& context, const char* name) {
  const auto [begin, end] = context.client_metadata().equal_range(name);
  if (begin == end) return "";
  const auto last = std::prev(end);
  return absl::string_view(last->second.data(), last->second.size());
}

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                  : absl::FromChrono(deadline);
}

bool IsServersFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss || code == absl::StatusCode::kUnavailable;
}

absl::Status Busy() {
  return RetryAfter(Error(absl::StatusCode::kResourceExhausted, "SERVER_BUSY",
                          "too many calls are waiting: try again a little later"),
                    kBusyDelay);
}

// Whom a log line names. Tokens are long, and many calls and streams wait.
Caller WithoutToken(const Caller& caller) {
  Caller who;
  who.tenant = caller.tenant;
  who.user = caller.user;
  return who;
}
// The connection of one call, looked up when it is asked for.
class CallConnection final : public Connection {
 public:
  CallConnection(const grpc::CallbackServerContext& context, Connections& connections)
      : context_(context), connections_(connections) {}
  std::optional<absl::Duration> RoundTrip() const override { return connections_.RoundTrip(context_.peer()); }

 private:
  const grpc::CallbackServerContext& context_;
  Connections& connections_;
};

// The end of a call that does not become a stream.
class Refusal final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit Refusal(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

// A call that has left gRPC's thread.
struct Method::Call {
  Arrival arrival;
  grpc::ServerUnaryReactor& reactor;
  grpc::ByteBuffer& response;
};

Method::Method(const google::protobuf::MethodDescriptor& rpc, const Methods::Entry& entry, const CallContext& context,
               Metrics& metrics)
    : path_(absl::StrCat("/", rpc.service()->full_name(), "/", rpc.name())),
      name_(rpc.full_name()),
      entry_(entry),
      context_(context),
      access_(rpc.options().GetExtension(api::v1::access)),
      all_metrics_(metrics),
      metrics_(metrics.Add(name_)) {
  for (const int role : access_.roles()) roles_.Add(static_cast<api::v1::Role>(role));
  roles_.Add(api::v1::ROLE_ADMIN);
}

absl::StatusOr<std::unique_ptr<Method>> Method::Make(const google::protobuf::MethodDescriptor& rpc,
                                                     const Methods::Entry& entry, const CallContext& context,
                                                     Metrics& metrics) {
  std::unique_ptr<Method> method(new Method(rpc, entry, context, metrics));
  ASSIGN_OR_RETURN(method->plan_, method->plans_.Of(*rpc.input_type()));
  return method;
}

grpc::ServerUnaryReactor* Method::Serve(grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                                        grpc::ByteBuffer& response) {
  const Instant begin = std::chrono::steady_clock::now();
  grpc::ServerUnaryReactor* const reactor = context.DefaultReactor();
  if (entry_.inline_call != nullptr && ServeInline(context, request, response)) {
    metrics_.CountInline();
    metrics_.Count(absl::StatusCode::kOk, std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count());
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  all_metrics_.in_flight.fetch_add(1, std::memory_order_relaxed);
  const Call call{{context, request, begin}, *reactor, response};
  if (entry_.at_once != nullptr && Answer(call, false)) return reactor;
  if (!context_.workers.Post([this, call] { Answer(call, true); })) Finish(call, Busy(), Caller());
  return reactor;
}

bool Method::ServeInline(grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                         grpc::ByteBuffer& response) {
  const auto identity = context_.authenticator.Remembered(BearerToken(Header(context, "authorization")));
  if (identity == nullptr || !identity->caller.roles.Intersects(roles_)) return false;
  if (identity->caller.tenant == kEveryTenant) return false;
  const Contiguous bytes(request);
  Bytes answer = entry_.inline_call(identity->caller, bytes.view());
  if (answer == nullptr) return false;
  Reference(std::move(answer), response);
  return true;
}

bool Method::Answer(const Call& call, bool may_block) {
  const grpc::CallbackServerContext& context = call.arrival.context;
  if (!may_block && context_.authenticator.Remembered(BearerToken(Header(context, "authorization"))) == nullptr) {
    return false;
  }
  Caller caller;
  caller.traceparent = trace::Next(Header(context, "traceparent"));
  const std::string traceparent = caller.traceparent;
  const trace::Scope scope(traceparent);
  absl::Time good_until;
  const CallConnection connection(context, context_.connections);
  bool taken = true;
  const auto run = [&](const google::protobuf::Message& request) {
    caller.connection = &connection;
    taken = may_block || entry_.at_once(request);
    if (taken) Invoke(call, caller, request);
    return absl::OkStatus();
  };
  // OK: the call's reply has ended it, or will.
  const absl::Status admitted = Admit(call.arrival, caller, good_until, run);
  if (!admitted.ok()) Finish(call, admitted, caller);
  return taken;
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* Method::ServeStream(grpc::CallbackServerContext& context,
                                                                const grpc::ByteBuffer& request) {
  const Arrival arrival{context, request, std::chrono::steady_clock::now()};
  const absl::StatusOr<std::shared_ptr<Feed>> place = context_.feeds.Add(context);
  if (!place.ok()) {
    Record(arrival.begin, place.status(), Caller(), true);
    return new Refusal(place.status());
  }
  const std::shared_ptr<Feed>& feed = *place;
  all_metrics_.in_flight.fetch_add(1, std::memory_order_relaxed);
  if (!context_.workers.Post([this, arrival, feed = feed] { OpenOnWorker(arrival, *feed); })) {
    all_metrics_.in_flight.fetch_sub(1, std::memory_order_relaxed);
    Record(arrival.begin, Busy(), Caller(), false);
    feed->Refuse(Busy());
  }
  return feed.get();  // kept by `feeds` until OnDone
}

void Method::OpenOnWorker(const Arrival& arrival, Feed& feed) {
  Caller caller;
  caller.traceparent = trace::Next(Header(arrival.context, "traceparent"));
  const std::string traceparent = caller.traceparent;
  const trace::Scope scope(traceparent);
  Feed::Opening opening;
  const auto run = [&](const google::protobuf::Message& request) -> absl::Status {
    ASSIGN_OR_RETURN(opening.stream, entry_.open(caller, request));
    return opening.stream == nullptr ? absl::InternalError("a method gave no stream") : absl::OkStatus();
  };
  const absl::Status status = Admit(arrival, caller, opening.good_until, run);
  all_metrics_.in_flight.fetch_sub(1, std::memory_order_relaxed);
  if (!status.ok()) {
    Record(arrival.begin, status, caller, false);
    return feed.Refuse(Explained(status));
  }
  opening.traceparent = traceparent;
  Caller who = WithoutToken(caller);
  opening.on_end = [this, begin = arrival.begin, who = std::move(who)](const absl::Status& end, bool usual) {
    Record(begin, end, who, usual);
  };
  feed.Open(std::move(opening));
}

absl::Status Method::Admit(const Arrival& arrival, Caller& caller, absl::Time& good_until, Run run) {
  const absl::Time deadline = DeadlineOf(arrival.context);
  // Whoever waited past the deadline in the queue no longer listens. Deadlines
  // are gRPC's business and on its clock, the real one.
  if (absl::Now() >= deadline) {
    return absl::DeadlineExceededError("the deadline passed before the call was begun");
  }
  if (arrival.context.IsCancelled()) return absl::CancelledError("the caller has gone");
  ASSIGN_OR_RETURN(const auto identity,
                   context_.authenticator.Authenticate(BearerToken(Header(arrival.context, "authorization"))));
  std::string traceparent = std::move(caller.traceparent);
  caller = identity->caller;
  caller.traceparent = std::move(traceparent);
  caller.deadline = deadline;
  caller.queued = absl::FromChrono(std::chrono::steady_clock::now() - arrival.begin);
  caller.address = context_.proxies.AddressOf(arrival.context.peer(), LastHeader(arrival.context, "x-forwarded-for"));
  good_until = identity->expires;
  if (!caller.roles.Intersects(roles_)) {
    return Error(absl::StatusCode::kPermissionDenied, "ROLE_MISSING",
                 absl::StrCat(name_, " is not for any of the roles of this token"));
  }
  return Read(arrival, caller, run);
}

absl::Status Method::Read(const Arrival& arrival, Caller& caller, Run run) {
  google::protobuf::Arena arena;
  google::protobuf::Message* const request = entry_.request_prototype->New(&arena);
  if (!Parse(arrival.request, *request)) {
    return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST",
                 absl::StrCat("the bytes are no ", request->GetDescriptor()->full_name(),
                              ": they are cut off or damaged, hold text that is not UTF-8, or nest deeper than ",
                              limits::kMaxMessageDepth));
  }
  RETURN_IF_ERROR(Validate(*request, *plan_, access_, caller));
  return run(*request);
}

void Method::Invoke(const Call& call, const Caller& caller, const google::protobuf::Message& request) {
  entry_.call(caller, request,
              [this, call, traceparent = caller.traceparent,
               who = WithoutToken(caller)](absl::StatusOr<Methods::AnyResponse> answer) {
                const trace::Scope scope(traceparent);
                if (answer.ok() && (*answer)->ByteSizeLong() > static_cast<size_t>(limits::kMaxMessageBytes)) {
                  answer = LimitExceeded("the answer", "kMaxMessageBytes", limits::kMaxMessageBytes);
                }
                if (answer.ok()) Serialize(**answer, call.response);
                Finish(call, answer.status(), who);
              });
}

void Method::Finish(const Call& call, const absl::Status& status, const Caller& caller) {
  all_metrics_.in_flight.fetch_sub(1, std::memory_order_relaxed);
  Record(call.arrival.begin, status, caller, false);
  // Last: it lets the call go, and with it all that `call` refers to.
  call.reactor.Finish(ToGrpc(Explained(status)));
}

void Method::Record(Instant begin, const absl::Status& status, const Caller& caller, bool usual) {
  const int64_t ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count();
  metrics_.Count(status.code(), ns);
  const log::Level level = status.ok() || usual            ? log::Level::kDebug
                           : IsServersFault(status.code()) ? log::Level::kError
                                                            : log::Level::kInfo;
  if (log::Enabled(level)) {
    log::Write(level, status.ok() ? "call answered" : "call failed",
               {{"rpc", name_},
                {"code", absl::StatusCodeToString(status.code())},
                {"error", status.message()},
                {"tenant", caller.tenant},
                {"user", caller.user},
                {"ms", static_cast<double>(ns) / 1e6}});
  }
}

}  // namespace lyceum::rpc
