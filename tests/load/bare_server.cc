// What gRPC C++ can do when the server does nothing else: the limits the
// services are measured against.
//
//   load_bare_server typed|raw PORT_FILE [REPLY_FILE]
//
// typed: GetQuiz copies one message into each response. raw: it sends the same
// bytes, serialized once. Both also answer SubmitResponse with a typed echo, and
// play live sessions with nothing behind them (bare_session.h).
// REPLY_FILE holds a serialized GetQuizResponse; without it a sample is used.

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "grpcpp/grpcpp.h"
#include "lyceum/quiz/v1/attempt_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_service.grpc.pb.h"
#include "tests/load/bare_session.h"
#include "tests/load/sample.h"

namespace lyceum::load {
namespace {

using quiz::v1::AttemptService;
using quiz::v1::GetQuizResponse;
using quiz::v1::QuizService;

grpc::ServerUnaryReactor* Done(grpc::CallbackServerContext* context) {
  auto* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

class TypedQuiz final : public QuizService::CallbackService {
 public:
  explicit TypedQuiz(GetQuizResponse reply) : reply_(std::move(reply)) {}

  grpc::ServerUnaryReactor* GetQuiz(grpc::CallbackServerContext* context, const quiz::v1::GetQuizRequest*,
                                    GetQuizResponse* response) override {
    response->CopyFrom(reply_);
    return Done(context);
  }

 private:
  const GetQuizResponse reply_;
};

class RawQuiz final : public QuizService::WithRawCallbackMethod_GetQuiz<QuizService::Service> {
 public:
  explicit RawQuiz(const std::string& reply) : slice_(reply) {}

  grpc::ServerUnaryReactor* GetQuiz(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                    grpc::ByteBuffer* response) override {
    *response = grpc::ByteBuffer(&slice_, 1);
    return Done(context);
  }

 private:
  const grpc::Slice slice_;
};

class Echo final : public AttemptService::CallbackService {
 public:
  grpc::ServerUnaryReactor* SubmitResponse(grpc::CallbackServerContext* context,
                                           const quiz::v1::SubmitResponseRequest* request,
                                           quiz::v1::SubmitResponseResponse* response) override {
    auto* item = response->mutable_item();
    item->set_item(request->item());
    item->set_state(quiz::v1::ItemState::STATE_SUBMITTED);
    *item->mutable_response() = request->response();
    *item->mutable_time_spent() = request->time_spent();
    return Done(context);
  }
};

std::string ReplyBytes(int argc, char** argv) {
  if (argc < 4) return SampleReply("tenants/load/quizzes/sample").SerializeAsString();
  std::ifstream file(argv[3], std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Complete or absent, like the services' own port files.
void WritePortFile(const std::string& path, int port) {
  std::ofstream(path + ".new") << "grpc=" << port << "\n";
  std::rename((path + ".new").c_str(), path.c_str());
}

int Main(int argc, char** argv) {
  const std::string kind = argc > 2 ? argv[1] : "";
  if (kind != "typed" && kind != "raw") {
    std::cerr << "usage: load_bare_server typed|raw PORT_FILE [REPLY_FILE]\n";
    return 2;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const std::string bytes = ReplyBytes(argc, argv);
  GetQuizResponse reply;
  if (!reply.ParseFromString(bytes) || bytes.empty()) {
    std::cerr << "load_bare_server: " << argv[3] << " holds no GetQuizResponse\n";
    return 1;
  }
  TypedQuiz typed(reply);
  RawQuiz raw(bytes);
  Echo echo;
  BareSession session;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(kind == "typed" ? static_cast<grpc::Service*>(&typed) : &raw);
  builder.RegisterService(&echo);
  builder.RegisterService(&session);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  WritePortFile(argv[2], port);
  int signal = 0;
  sigwait(&signals, &signal);
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  return 0;
}

}  // namespace
}  // namespace lyceum::load

int main(int argc, char** argv) { return lyceum::load::Main(argc, argv); }
