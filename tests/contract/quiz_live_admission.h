// Two replicas of live sessions on one database, a class, and a clock that stands
// still: for tests of who gets in.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/gate.h"
#include "services/quiz/live/methods/guesses.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/store/schema.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz::live {

// How long the error says to wait; negative if it does not.
inline absl::Duration RetryIn(const absl::Status& status) {
  google::rpc::RetryInfo retry;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  if (!payload || !retry.ParseFromString(std::string(*payload))) return absl::Seconds(-1);
  return absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
}

class QuizLiveAdmissionTest : public QuizWorld {
 protected:
  struct Node {
    Node(sql::Database& database, Clock& clock, Replica& replica)
        : hub(database, clock, replica.published, nullptr),
          sessions(database, clock, replica.pointers, replica.published, hub) {}
    Hub hub;
    Sessions sessions;
  };

  // A stream, and how often it was woken.
  struct Watching {
    struct Bell final : rpc::Wakeable {
      void Wake() override { ++rung; }
      int rung = 0;
    };
    std::unique_ptr<rpc::Stream> stream;
    std::shared_ptr<Bell> bell = std::make_shared<Bell>();
    std::vector<v1::SessionEvent> events;
    absl::Status end;  // OK while it goes on

    // Takes all there is, as a server does when it was woken.
    Watching& Drain() {
      events.clear();
      while (end.ok()) {
        const auto next = stream->Next();
        if (!next.ok()) end = next.status();
        if (!next.ok() || !next->has_value()) break;
        v1::WatchSessionResponse response;
        EXPECT_TRUE(response.ParseFromString(***next));
        events.push_back(response.event());
        if (!stream->MayHaveMore()) break;
      }
      return *this;
    }
  };

  QuizLiveAdmissionTest() {
    EXPECT_TRUE(MigrateStore(*database_).ok());
    Create("walls");
    Publish("walls");
  }

  v1::Session Begin(const std::string& settings = "") {
    auto request = Text<v1::CreateSessionRequest>("parent: 'tenants/t' quiz: 'tenants/t/quizzes/walls'");
    *request.mutable_settings() = Text<v1::SessionSettings>(settings);
    const auto made = a_.sessions.CreateSession(teacher_, request);
    EXPECT_TRUE(made.ok()) << made.status();
    session_ = made.ok() ? made->session().name() : "";
    return made.ok() ? made->session() : v1::Session();
  }

  absl::StatusOr<v1::JoinSessionResponse> Join(Node& node, const Caller& caller, const std::string& rest) {
    auto request = Text<v1::JoinSessionRequest>(rest);
    request.set_name(session_);
    return node.sessions.JoinSession(caller, request);
  }
  std::string In(Node& node, const Caller& caller, const std::string& nickname) {
    const auto joined = Join(node, caller, "nickname: '" + nickname + "'");
    EXPECT_TRUE(joined.ok()) << joined.status();
    return joined.ok() ? joined->participant().name() : "";
  }

  absl::StatusOr<v1::SessionState> Look(Node& node, const Caller& caller, const std::string& rest = "") {
    auto request = Text<v1::GetSessionStateRequest>(rest);
    request.set_name(session_);
    auto response = node.sessions.GetSessionState(caller, request);
    if (!response.ok()) return response.status();
    return response->state();
  }

  absl::Status Control(Node& node, const Caller& caller, const std::string& action) {
    const auto state = Look(node, teacher_);
    if (!state.ok()) return state.status();
    auto request = Text<v1::ControlSessionRequest>(action);
    request.set_name(session_);
    request.set_expected_seq(state->session().seq());
    return node.sessions.ControlSession(caller, request).status();
  }
  void Do(const std::string& action) {
    const absl::Status done = Control(a_, teacher_, action);
    EXPECT_TRUE(done.ok()) << action << ": " << done;
  }

  absl::StatusOr<Watching> TryWatch(Node& node, const Caller& caller, const std::string& rest = "") {
    auto request = Text<v1::WatchSessionRequest>(rest);
    request.set_name(session_);
    auto stream = node.sessions.WatchSession(caller, request);
    if (!stream.ok()) return stream.status();
    Watching watching;
    watching.stream = *std::move(stream);
    watching.stream->Start(rpc::Waker(watching.bell));
    return watching;
  }
  Watching Watch(Node& node, const Caller& caller, const std::string& rest = "") {
    auto watching = TryWatch(node, caller, rest);
    EXPECT_TRUE(watching.ok()) << watching.status();
    if (!watching.ok()) return {};
    watching->Drain();
    return *std::move(watching);
  }

  absl::StatusOr<v1::ResolvePinResponse> Resolve(Node& node, const Caller& caller, const std::string& pin) {
    v1::ResolvePinRequest request;
    request.set_parent("tenants/t");
    request.set_pin(pin);
    return node.sessions.ResolvePin(caller, request);
  }

  static Caller At(Caller caller, const std::string& address) {
    caller.address = address;
    return caller;
  }

  Node a_{*database_, clock_, here_};
  Node b_{*database_, clock_, there_};
  std::string session_;
  const Caller cora_ = As("cora", api::v1::ROLE_TEACHER);
};

}  // namespace lyceum::quiz::live
