// Many learners open the same quiz at the same moment.
//
//   load_cold_read --folder FOLDER --target HOST:PORT [--target HOST:PORT...] [--callers 1000]
//
// All calls are in flight at once, spread over the targets. Prints one line of
// JSON; how many database reads it took is in the services' metrics.

#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "lyceum/quiz/v1/quiz_service.grpc.pb.h"
#include "tests/load/callers.h"
#include "tests/load/credentials.h"

namespace lyceum::load {
namespace {

using quiz::v1::GetQuizRequest;
using quiz::v1::GetQuizResponse;

int Run(const std::string& folder, const std::vector<std::string>& targets, int callers) {
  const auto token = Token(folder, "reader", {api::v1::ROLE_LEARNER});
  if (!token.ok()) {
    std::cerr << "load_cold_read: " << token.status() << "\n";
    return 1;
  }
  std::vector<std::unique_ptr<quiz::v1::QuizService::Stub>> stubs;
  for (int connection = 0; connection < 4; ++connection) {
    for (const std::string& target : targets) {
      const auto channel = Channels(target, 1)[0];
      channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
      stubs.push_back(quiz::v1::QuizService::NewStub(channel));
    }
  }
  const Outcome outcome = RunCallers<GetQuizRequest, GetQuizResponse>(
      callers, 1,
      [&](int caller) {
        auto* stub = stubs[caller % stubs.size()].get();
        return [stub](grpc::ClientContext* context, const GetQuizRequest* request, GetQuizResponse* response,
                      std::function<void(grpc::Status)> done) {
          stub->async()->GetQuiz(context, request, response, std::move(done));
        };
      },
      [&](int, int, grpc::ClientContext& context, GetQuizRequest& request) {
        Authorize(context, *token);
        request.set_name(kQuiz);
      });
  for (const auto& [error, times] : outcome.errors) {
    std::cerr << "load_cold_read: " << times << " times: " << error << "\n";
  }
  std::cout << absl::StrFormat("{\"ok\": %d, \"seconds\": %.3f, \"p50_ms\": %.2f, \"p99_ms\": %.2f}\n", outcome.ok,
                               outcome.seconds, outcome.p50_ms, outcome.p99_ms);
  return outcome.errors.empty() ? 0 : 1;
}

}  // namespace
}  // namespace lyceum::load

int main(int argc, char** argv) {
  std::string folder;
  std::vector<std::string> targets;
  int callers = 1000;
  CLI::App app("Many learners open the same quiz at the same moment");
  app.add_option("--folder", folder, "made by load_setup keys")->required();
  app.add_option("--target", targets, "HOST:PORT of a quiz service; repeat for a fleet")->required();
  app.add_option("--callers", callers, "calls at once")->check(CLI::Range(1, 100'000));
  CLI11_PARSE(app, argc, argv);
  return lyceum::load::Run(folder, targets, callers);
}
