// Learners who submit answers: a load generator for the quiz service.
//
//   load_submit --target HOST:PORT --folder FOLDER [--callers 256] [--calls 51200]
//   load_submit --target HOST:PORT --folder FOLDER --bare     against load_bare_server
//
// Each submission is another item of another attempt. Attempts are started
// before the clock runs. Prints one line of JSON.

#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lyceum/quiz/v1/attempt_service.grpc.pb.h"
#include "tests/load/callers.h"
#include "tests/load/credentials.h"
#include "tests/load/sample.h"

namespace lyceum::load {
namespace {

constexpr int kItemsPerAttempt = 10;

struct Settings {
  std::string target;
  std::string folder;
  int callers = 256;
  int calls = 51'200;
  int connections = 8;
  bool bare = false;
};

struct Learner {
  std::string token;
  std::string parent;
  std::string attempt;
};

void PrintErrors(const Outcome& outcome) {
  for (const auto& [error, times] : outcome.errors) {
    std::cerr << "load_submit: " << times << " times: " << error << "\n";
  }
}

absl::StatusOr<std::vector<Learner>> MakeLearners(const Settings& settings, int count) {
  // Another run of the same folder meets other learners.
  const std::string run = absl::StrCat("r", absl::ToUnixMillis(absl::Now()), "-");
  std::vector<Learner> learners;
  for (int i = 0; i < count; ++i) {
    const std::string user = absl::StrCat(run, i);
    auto token = Token(settings.folder, user, {api::v1::ROLE_LEARNER});
    if (!token.ok()) return token.status();
    const std::string parent = absl::StrCat("tenants/", kTenant, "/users/", user);
    learners.push_back({*std::move(token), parent, absl::StrCat(parent, "/attempts/01hzzzzzzzzzzzzzzzzzzzzzzz")});
  }
  return learners;
}

using Stubs = std::vector<std::unique_ptr<quiz::v1::AttemptService::Stub>>;

Outcome StartAttempts(const Settings& settings, const Stubs& stubs, std::vector<Learner>& learners, int each) {
  using quiz::v1::StartAttemptRequest;
  using quiz::v1::StartAttemptResponse;
  return RunCallers<StartAttemptRequest, StartAttemptResponse>(
      settings.callers, each,
      [&](int caller) {
        auto* stub = stubs[caller % stubs.size()].get();
        return [stub](grpc::ClientContext* context, const StartAttemptRequest* request, StartAttemptResponse* response,
                      std::function<void(grpc::Status)> done) {
          stub->async()->StartAttempt(context, request, response, std::move(done));
        };
      },
      [&](int caller, int call, grpc::ClientContext& context, StartAttemptRequest& request) {
        const Learner& learner = learners[caller * each + call];
        Authorize(context, learner.token);
        request.set_parent(learner.parent);
        request.set_quiz(kQuiz);
      },
      [&](int caller, int call, const grpc::Status&, const StartAttemptResponse& response) {
        learners[caller * each + call].attempt = response.attempt().name();
      });
}

Outcome Submit(const Settings& settings, const Stubs& stubs, const std::vector<Learner>& learners, int each) {
  using quiz::v1::SubmitResponseRequest;
  using quiz::v1::SubmitResponseResponse;
  return RunCallers<SubmitResponseRequest, SubmitResponseResponse>(
      settings.callers, each * kItemsPerAttempt,
      [&](int caller) {
        auto* stub = stubs[caller % stubs.size()].get();
        return [stub](grpc::ClientContext* context, const SubmitResponseRequest* request,
                      SubmitResponseResponse* response, std::function<void(grpc::Status)> done) {
          stub->async()->SubmitResponse(context, request, response, std::move(done));
        };
      },
      [&](int caller, int call, grpc::ClientContext& context, SubmitResponseRequest& request) {
        const Learner& learner = learners[caller * each + call / kItemsPerAttempt];
        Authorize(context, learner.token);
        request = SampleSubmission(learner.attempt, call % kItemsPerAttempt);
      });
}

int Run(const Settings& settings) {
  const int each = std::max(1, settings.calls / settings.callers / kItemsPerAttempt);
  auto learners = MakeLearners(settings, each * settings.callers);
  if (!learners.ok()) {
    std::cerr << "load_submit: " << learners.status() << "\n";
    return 1;
  }
  Stubs stubs;
  for (const auto& channel : Channels(settings.target, settings.connections)) {
    stubs.push_back(quiz::v1::AttemptService::NewStub(channel));
  }
  if (!settings.bare) {
    const Outcome started = StartAttempts(settings, stubs, *learners, each);
    PrintErrors(started);
    if (!started.errors.empty()) return 1;
    std::cerr << absl::StrFormat("load_submit: %d attempts started, %.0f/s\n", started.ok, started.per_second());
  }
  const Outcome outcome = Submit(settings, stubs, *learners, each);
  PrintErrors(outcome);
  std::cout << absl::StrFormat(
      "{\"calls\": %d, \"errors\": %d, \"seconds\": %.3f, \"per_second\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f}\n",
      outcome.ok, static_cast<int>(outcome.errors.size()), outcome.seconds, outcome.per_second(), outcome.p50_ms,
      outcome.p99_ms);
  return outcome.errors.empty() ? 0 : 1;
}

}  // namespace
}  // namespace lyceum::load

int main(int argc, char** argv) {
  lyceum::load::Settings settings;
  CLI::App app("Learners who submit answers");
  app.add_option("--target", settings.target, "HOST:PORT of the quiz service")->required();
  app.add_option("--folder", settings.folder, "made by load_setup keys")->required();
  app.add_option("--callers", settings.callers, "calls in flight")->check(CLI::Range(1, 10'000));
  app.add_option("--calls", settings.calls, "submissions in all")->check(CLI::Range(10, 100'000'000));
  app.add_option("--connections", settings.connections, "TCP connections")->check(CLI::Range(1, 1000));
  app.add_flag("--bare", settings.bare, "the target is load_bare_server: there are no attempts to start");
  CLI11_PARSE(app, argc, argv);
  return lyceum::load::Run(settings);
}
