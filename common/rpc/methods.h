// The table of a service: each rpc of its contract tied to a plain function.
//
//   rpc::Methods quiz("lyceum.quiz.v1.QuizService");
//   quiz.Unary("CreateQuiz", &Quizzes::CreateQuiz, quizzes)
//       .Unary("GetQuiz", &Quizzes::GetQuiz, quizzes)
//       .Inline("GetQuiz", [&](const Caller& c, absl::string_view request) { return quizzes.CachedQuiz(c, request); });
//
// A function is `absl::StatusOr<XResponse> X(const Caller&, const XRequest&)`;
// it runs on a worker thread and may block. Before it runs the server has
// authenticated the caller, applied the rpc's access rule, checked resource
// names, enum values, UTF-8 and page sizes. A function whose answer others will
// make (a batch of many calls, say) keeps no thread waiting:
//
//   .Later("SubmitResponse", &Attempts::SubmitResponse, attempts)
//
// with void X(const Caller&, const XRequest&, rpc::Reply<XResponse>). A server
// stream is made by a function too, under the same conditions, and then asked (streams.h):
//
//   .Stream<WatchQuizResponse>("WatchQuiz", &Quizzes::WatchQuiz, quizzes)
//
// with absl::StatusOr<std::unique_ptr<rpc::Stream>> X(const Caller&, const XRequest&).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/caller.h"
#include "common/rpc/reply.h"
#include "common/rpc/streams.h"
#include "google/protobuf/message.h"

namespace lyceum::rpc {

class Methods {
 public:
  using AnyResponse = std::unique_ptr<google::protobuf::Message>;
  using Call = std::function<void(const Caller&, const google::protobuf::Message& request, Reply<AnyResponse>)>;
  // The same for a server stream.
  using OpenCall = std::function<absl::StatusOr<std::unique_ptr<rpc::Stream>>(
      const Caller&, const google::protobuf::Message& request)>;
  // The serialized response if it is in memory, else null and the method's
  // ordinary function runs. Called on gRPC's own thread: must not block. The
  // request's bytes are unparsed and its names unchecked: whatever is returned
  // must have been cached under the caller's own tenant. `caller` is
  // authenticated and has a role the rpc allows; it is shared by all calls with
  // one token, so its deadline and traceparent are not set. Not called for a
  // service that acts for every tenant.
  using InlineCall = std::function<Bytes(const Caller&, absl::string_view request)>;

  // Whether the method will not block for this request, which is parsed and
  // valid. Must not block itself.
  using AtOnce = std::function<bool(const google::protobuf::Message& request)>;

  struct Entry {
    const google::protobuf::Message* request_prototype = nullptr;
    const google::protobuf::Message* response_prototype = nullptr;
    Call call;               // of a unary rpc; `request` is parsed and valid
    AtOnce at_once;          // null for never
    OpenCall open;           // of a server stream
    InlineCall inline_call;  // null for none
  };

  // `service` is the full name in the contract.
  explicit Methods(absl::string_view service) : service_(service) {}

  template <class Object, class Request, class Response>
  Methods& Unary(absl::string_view rpc, absl::StatusOr<Response> (Object::*method)(const Caller&, const Request&),
                 Object& object) {
    Entry& entry = entries_[std::string(rpc)];
    entry.request_prototype = &Request::default_instance();
    entry.response_prototype = &Response::default_instance();
    entry.call = [&object, method](const Caller& caller, const google::protobuf::Message& request,
                                   Reply<AnyResponse> reply) {
      reply(Wrap((object.*method)(caller, static_cast<const Request&>(request))));
    };
    return *this;
  }

  template <class Object, class Request, class Response>
  Methods& Later(absl::string_view rpc, void (Object::*method)(const Caller&, const Request&, Reply<Response>),
                 Object& object) {
    Entry& entry = entries_[std::string(rpc)];
    entry.request_prototype = &Request::default_instance();
    entry.response_prototype = &Response::default_instance();
    entry.call = [&object, method](const Caller& caller, const google::protobuf::Message& request,
                                   Reply<AnyResponse> reply) {
      (object.*method)(caller, static_cast<const Request&>(request),
                       [reply = std::move(reply)](absl::StatusOr<Response> answer) mutable {
                         reply(Wrap(std::move(answer)));
                       });
    };
    return *this;
  }

  // After Later or Unary: requests for which `ready` is true are answered on
  // gRPC's own thread, without the way to a worker, if the caller's token is
  // known.
  template <class Object, class Request>
  Methods& AtOnceIf(absl::string_view rpc, bool (Object::*ready)(const Request&), Object& object) {
    entries_[std::string(rpc)].at_once = [&object, ready](const google::protobuf::Message& request) {
      return (object.*ready)(static_cast<const Request&>(request));
    };
    return *this;
  }

  // `Response` is what the stream's bytes are messages of.
  template <class Response, class Object, class Request>
  Methods& Stream(absl::string_view name,
                  absl::StatusOr<std::unique_ptr<rpc::Stream>> (Object::*method)(const Caller&, const Request&),
                  Object& object) {
    Entry& entry = entries_[std::string(name)];
    entry.request_prototype = &Request::default_instance();
    entry.response_prototype = &Response::default_instance();
    entry.open = [&object, method](const Caller& caller, const google::protobuf::Message& request) {
      return (object.*method)(caller, static_cast<const Request&>(request));
    };
    return *this;
  }

  Methods& Inline(absl::string_view rpc, InlineCall call) {
    entries_[std::string(rpc)].inline_call = std::move(call);
    return *this;
  }

  const std::string& service() const { return service_; }
  const std::map<std::string, Entry>& entries() const { return entries_; }

 private:
  template <class Response>
  static absl::StatusOr<AnyResponse> Wrap(absl::StatusOr<Response> answer) {
    if (!answer.ok()) return answer.status();
    return AnyResponse(std::make_unique<Response>(*std::move(answer)));
  }

  std::string service_;
  std::map<std::string, Entry> entries_;
};

}  // namespace lyceum::rpc
