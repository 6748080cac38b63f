// One run of the client: the channels it opens, who it speaks for, and where
// its output goes.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/status.h"
#include "common/rpc/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"
#include "services/lyceumctl/draw/ink.h"
#include "services/lyceumctl/failure.h"
#include "services/lyceumctl/settings.h"

namespace lyceum::ctl {

enum class Peer { kContent, kQuiz, kProgress };

class Session {
 public:
  // Calls nobody yet; `settings` may still be filled until the first use.
  explicit Session(const Settings& settings) : settings_(settings) {}

  const Settings& settings() const { return settings_; }

  // Calls an rpc of one of the three services, such as
  //   session.Call(&QuizService::Stub::GetQuiz, request)
  // with token and deadline. A request_id that is empty is filled, so that gRPC
  // may try again when a connection breaks.
  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*),
                                Request request) {
    const std::string& name = Request::descriptor()->full_name();
    const Peer peer = absl::StartsWith(name, "lyceum.quiz.")       ? Peer::kQuiz
                      : absl::StartsWith(name, "lyceum.progress.") ? Peer::kProgress
                                                                   : Peer::kContent;
    return CallAt(peer, rpc, std::move(request));
  }

  // The same, to a service that all three have. `longer` is added to the
  // deadline, for calls that wait on purpose.
  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> CallAt(Peer peer,
                                  grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*),
                                  Request request, absl::Duration longer = absl::ZeroDuration()) {
    FillRequestId(request);
    grpc::ClientContext context;
    RETURN_IF_ERROR(Prepare(context, longer));
    Stub stub(Channel(peer));
    Response response;
    RETURN_IF_ERROR(rpc::FromGrpc((stub.*rpc)(&context, request, &response)));
    return response;
  }

  // A server stream of one service. `on_message` gets each message; an error it
  // returns ends the call and is the result.
  template <class Stub, class Request, class Response>
  absl::Status ReadAt(Peer peer,
                      std::unique_ptr<grpc::ClientReader<Response>> (Stub::*rpc)(grpc::ClientContext*, const Request&),
                      const Request& request,
                      absl::FunctionRef<absl::Status(const std::type_identity_t<Response>&)> on_message) {
    grpc::ClientContext context;
    RETURN_IF_ERROR(Prepare(context, absl::ZeroDuration()));
    Stub stub(Channel(peer));
    const auto reader = (stub.*rpc)(&context, request);
    Response response;
    absl::Status status;
    while (status.ok() && reader->Read(&response)) status = on_message(response);
    if (!status.ok()) context.TryCancel();
    const grpc::Status ended = reader->Finish();
    return status.ok() ? rpc::FromGrpc(ended) : status;
  }

  // "tenants/acme", from --tenant or the token.
  absl::StatusOr<std::string> Tenant();
  // "tenants/acme/users/ada", from --user or the token.
  absl::StatusOr<std::string> User();
  // The full name of what a person may write in short: for the collection
  // "explanations", "cold-war" and "explanations/cold-war" are
  // "tenants/acme/explanations/cold-war". A full name stays as it is.
  absl::StatusOr<std::string> Name(absl::string_view collection, absl::string_view name);
  // The same for what lies under a user, such as attempts.
  absl::StatusOr<std::string> UserName(absl::string_view collection, absl::string_view name);

  // "" if there is none.
  absl::StatusOr<std::string> Token();
  // --timeout. INVALID_ARGUMENT if it is not above 0.
  absl::StatusOr<absl::Duration> Timeout() const;
  // Fills an empty request_id, if there is one.
  static void FillRequestId(google::protobuf::Message& request);
  // A connection of its own to one server, with TLS as the settings say. Calls on
  // it are tried once.
  std::shared_ptr<grpc::Channel> Dial(const std::string& address) const;

  bool json() const { return settings_.json; }
  draw::Ink ink() const;
  int width() const;

  // To standard output. JSON is one line a message.
  void Print(absl::string_view text);
  void PrintJson(const google::protobuf::Message& message);
  // To standard error, for people: nothing with --quiet or --json.
  void Say(absl::string_view text);

 private:
  absl::Status Prepare(grpc::ClientContext& context, absl::Duration longer);
  std::shared_ptr<grpc::Channel> Channel(Peer peer);
  std::shared_ptr<grpc::ChannelCredentials> Credentials() const;

  const Settings& settings_;
  std::string token_;
  std::shared_ptr<grpc::Channel> channels_[3];
};

// One line, as protobuf's JSON mapping has it, with fields that are 0 or empty.
std::string ToJson(const google::protobuf::Message& message);

// The last segment of a resource name.
std::string LastSegment(absl::string_view name);

}  // namespace lyceum::ctl
