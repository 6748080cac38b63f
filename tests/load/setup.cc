// Prepares a run of the benchmarks. FOLDER holds keys, tokens and payloads.
//
//   load_setup keys FOLDER                 issuer.key, jwks.json, learner.token, author.token
//   load_setup quiz FOLDER ADDRESS         publishes the sample quiz; request.grpc, reply.bin
//   load_setup check FOLDER ADDRESS        one GetQuiz: exit code 0 if the reply is reply.bin

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "grpcpp/grpcpp.h"
#include "lyceum/quiz/v1/quiz_authoring_service.grpc.pb.h"
#include "lyceum/quiz/v1/quiz_service.grpc.pb.h"
#include "tests/load/credentials.h"
#include "tests/load/sample.h"

namespace lyceum::load {
namespace {

absl::Status ToAbsl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void WriteFile(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

// A gRPC message on the wire: not compressed, then its size, big-endian.
std::string Framed(const std::string& message) {
  std::string frame(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) frame.push_back(static_cast<char>(message.size() >> shift));
  return frame + message;
}

absl::Status Keys(const std::string& folder) {
  RETURN_IF_ERROR(MakeKeys(folder));
  ASSIGN_OR_RETURN(const std::string learner, Token(folder, "reader", {api::v1::ROLE_LEARNER}));
  ASSIGN_OR_RETURN(const std::string author, Token(folder, "writer", {api::v1::ROLE_AUTHOR}));
  WriteFile(folder + "/learner.token", learner);
  WriteFile(folder + "/author.token", author);
  return absl::OkStatus();
}

absl::Status Publish(const std::string& folder, const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = quiz::v1::QuizAuthoringService::NewStub(channel);
  const std::string token = ReadFile(folder + "/author.token");
  quiz::v1::CreateQuizRequest create;
  create.set_parent(absl::StrCat("tenants/", kTenant));
  create.set_quiz_id("sample");
  *create.mutable_quiz() = SampleQuiz();
  quiz::v1::CreateQuizResponse created;
  grpc::ClientContext create_context;
  create_context.set_wait_for_ready(true);
  create_context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  Authorize(create_context, token);
  const absl::Status status = ToAbsl(stub->CreateQuiz(&create_context, create, &created));
  if (!status.ok() && !absl::IsAlreadyExists(status)) return status;

  quiz::v1::PublishQuizRequest publish;
  publish.set_name(kQuiz);
  quiz::v1::PublishQuizResponse published;
  grpc::ClientContext publish_context;
  Authorize(publish_context, token);
  return ToAbsl(stub->PublishQuiz(&publish_context, publish, &published));
}

absl::StatusOr<quiz::v1::GetQuizResponse> Get(const std::string& folder,
                                              const std::shared_ptr<grpc::Channel>& channel) {
  quiz::v1::GetQuizRequest request;
  request.set_name(kQuiz);
  quiz::v1::GetQuizResponse reply;
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  Authorize(context, ReadFile(folder + "/learner.token"));
  RETURN_IF_ERROR(ToAbsl(quiz::v1::QuizService::NewStub(channel)->GetQuiz(&context, request, &reply)));
  return reply;
}

absl::Status Quiz(const std::string& folder, const std::shared_ptr<grpc::Channel>& channel) {
  RETURN_IF_ERROR(Publish(folder, channel));
  ASSIGN_OR_RETURN(const auto reply, Get(folder, channel));
  quiz::v1::GetQuizRequest request;
  request.set_name(kQuiz);
  WriteFile(folder + "/request.grpc", Framed(request.SerializeAsString()));
  WriteFile(folder + "/reply.bin", reply.SerializeAsString());
  std::cout << "reply: " << reply.ByteSizeLong() << " bytes, " << reply.paper().items_size() << " items\n";
  return absl::OkStatus();
}

absl::Status Check(const std::string& folder, const std::shared_ptr<grpc::Channel>& channel) {
  ASSIGN_OR_RETURN(const auto reply, Get(folder, channel));
  if (reply.SerializeAsString() == ReadFile(folder + "/reply.bin")) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("another reply: ", reply.ByteSizeLong(), " bytes"));
}

absl::Status Run(const std::string& what, const std::string& folder, const std::string& address) {
  if (what == "keys") return Keys(folder);
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  if (what == "quiz" && !address.empty()) return Quiz(folder, channel);
  if (what == "check" && !address.empty()) return Check(folder, channel);
  return absl::InvalidArgumentError("usage: load_setup keys FOLDER | quiz FOLDER ADDRESS | check FOLDER ADDRESS");
}

}  // namespace
}  // namespace lyceum::load

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto word = [&](size_t i) { return i < words.size() ? words[i] : std::string(); };
  const absl::Status status = lyceum::load::Run(word(0), word(1), word(2));
  if (status.ok()) return 0;
  std::cerr << "load_setup: " << status << "\n";
  return 1;
}
