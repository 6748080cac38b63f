// A quiz service without its edge: database, caches, methods and a clock that
// stands still. Shared by the contract tests of quiz.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/base/clock.h"
#include "common/base/errors.h"
#include "common/redis/two_level_cache.h"
#include "common/sql/database.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "lyceum/progress/v1/event.pb.h"
#include "services/quiz/methods/analyses.h"
#include "services/quiz/methods/attempts.h"
#include "services/quiz/methods/authoring.h"
#include "services/quiz/methods/quizzes.h"
#include "services/quiz/store/schema.h"
#include "tests/support/engines.h"

namespace lyceum::quiz {

// Has one explanation.
class FakeContent final : public ContentReader {
 public:
  absl::StatusOr<content::v1::Explanation> Published(const Caller& caller, absl::string_view name) override {
    bearer = caller.bearer;
    if (name != explanation.name()) return NotFound(name);
    return explanation;
  }
  content::v1::Explanation explanation;
  std::string bearer;  // of the last call
};

// One replica: what a process has of its own over the shared database.
struct Replica {
  Replica(sql::Database& database, Clock& clock, ContentReader& content)
      : papers(redis::MakeCache({}, nullptr, clock)),
        pointer_cache(redis::MakeCache(Pointers::CacheOptions(), nullptr, clock)),
        pointers(database, *pointer_cache, clock),
        published(database),
        authoring(database, clock, pointers, content),
        quizzes(database, *papers, pointers),
        attempts(database, clock, pointers, published),
        analyses(database, clock, pointers, published) {}

  std::unique_ptr<redis::CountingCache> papers, pointer_cache;
  Pointers pointers;
  PublishedQuizzes published;
  Authoring authoring;
  Quizzes quizzes;
  Attempts attempts;
  Analyses analyses;
};

class QuizWorld : public testing::TestWithParam<tests::Engine> {
 protected:
  QuizWorld() { EXPECT_TRUE(MigrateStore(*database_).ok()); }

  static Caller As(const std::string& user, api::v1::Role role) {
    Caller caller;
    caller.tenant = "t";
    caller.user = user;
    caller.roles.Add(role);
    caller.bearer = "token of " + user;
    return caller;
  }

  template <class Message>
  static Message Text(const std::string& text) {
    Message message;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
    return message;
  }

  // Three items: "one" is right with b, "two" with true, "three" with Berlin.
  static std::string QuizText(const std::string& policy) {
    return absl::StrCat("title: 'Walls' language: 'en' topic_path: ['history', 'cold-war'] policy { ", policy, R"( }
      items { id: 'one' prompt: 'When?' explanation: 'In August.' lineage { explanation: 'tenants/t/explanations/e'
              revision: 2 section: 's' quote: 'It was built in 1961.' }
              single_choice { choices { id: 'a' text: '1945' } choices { id: 'b' text: '1961' correct: true } } }
      items { id: 'two' prompt: 'Was it tall?' points: 2000000 true_false { answer: true } }
      items { id: 'three' prompt: 'Where?' short_text { typo_tolerance: true patterns { pattern: 'Berlin' } } })");
  }

  v1::Quiz Create(const std::string& id, const std::string& policy = "") {
    v1::CreateQuizRequest request;
    request.set_parent("tenants/t");
    request.set_quiz_id(id);
    *request.mutable_quiz() = Text<v1::Quiz>(QuizText(policy));
    const auto response = here_.authoring.CreateQuiz(author_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->quiz() : v1::Quiz();
  }

  v1::Quiz Publish(const std::string& id) {
    v1::PublishQuizRequest request;
    request.set_name("tenants/t/quizzes/" + id);
    const auto response = here_.authoring.PublishQuiz(author_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->quiz() : v1::Quiz();
  }

  absl::StatusOr<v1::StartAttemptResponse> Start(const std::string& quiz, const std::string& request_id = "") {
    v1::StartAttemptRequest request;
    request.set_parent("tenants/t/users/ann");
    request.set_quiz("tenants/t/quizzes/" + quiz);
    request.set_request_id(request_id);
    return here_.attempts.StartAttempt(ann_, request);
  }

  // The name of a new attempt at a new, published quiz.
  std::string Begin(const std::string& policy) {
    const std::string id = absl::StrCat("quiz-", ++quizzes_);
    Create(id, policy);
    Publish(id);
    const auto started = Start(id);
    EXPECT_TRUE(started.ok()) << started.status();
    return started.ok() ? started->attempt().name() : "";
  }

  // What Ann is answered in the end.
  template <class Request, class Response>
  absl::StatusOr<Response> Answer(void (Attempts::*method)(const Caller&, const Request&, rpc::Reply<Response>),
                                  const Request& request) {
    absl::StatusOr<Response> result;
    absl::Notification replied;
    (here_.attempts.*method)(ann_, request, [&](absl::StatusOr<Response> answer) {
      result = std::move(answer);
      replied.Notify();
    });
    replied.WaitForNotification();
    return result;
  }

  absl::StatusOr<v1::SubmitResponseResponse> Submit(const std::string& attempt, const std::string& item,
                                                    const std::string& response) {
    v1::SubmitResponseRequest request;
    request.set_name(attempt);
    request.set_item(item);
    *request.mutable_response() = Text<v1::Response>(response);
    request.mutable_time_spent()->set_seconds(4);
    return Answer(&Attempts::SubmitResponse, request);
  }

  absl::StatusOr<v1::SaveResponseResponse> Save(const std::string& attempt, const std::string& item,
                                                const std::string& response) {
    v1::SaveResponseRequest request;
    request.set_name(attempt);
    request.set_item(item);
    *request.mutable_response() = Text<v1::Response>(response);
    return Answer(&Attempts::SaveResponse, request);
  }

  absl::StatusOr<v1::Attempt> Finish(const std::string& attempt) {
    v1::FinishAttemptRequest request;
    request.set_name(attempt);
    auto response = here_.attempts.FinishAttempt(ann_, request);
    if (!response.ok()) return response.status();
    return response->attempt();
  }

  v1::Attempt Get(const std::string& attempt) {
    v1::GetAttemptRequest request;
    request.set_name(attempt);
    const auto response = here_.attempts.GetAttempt(ann_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->attempt() : v1::Attempt();
  }

  absl::StatusOr<v1::AttemptReview> Review(const std::string& attempt, const Caller& caller) {
    v1::ReviewAttemptRequest request;
    request.set_name(attempt);
    auto response = here_.attempts.ReviewAttempt(caller, request);
    if (!response.ok()) return response.status();
    return response->review();
  }

  // The events in the outbox by id; the number of rows of each is counted.
  std::map<std::string, progress::v1::Event> Events() {
    std::map<std::string, progress::v1::Event> events;
    const absl::Status read = database_->Read([&](sql::Transaction& t) {
      return t.Run("SELECT event_id, payload FROM outbox", {}, [&](const sql::Row& row) {
        progress::v1::Event event;
        EXPECT_TRUE(event.ParseFromArray(row.Text(1).data(), static_cast<int>(row.Text(1).size())));
        EXPECT_TRUE(events.emplace(std::string(row.Text(0)), event).second) << "twice: " << row.Text(0);
      }).status();
    });
    EXPECT_TRUE(read.ok()) << read;
    return events;
  }

  // The reason in the error's details.
  static std::string Reason(const absl::Status& status) {
    std::string reason;
    status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
      google::rpc::ErrorInfo info;
      if (url.find("ErrorInfo") != absl::string_view::npos && info.ParseFromString(std::string(payload))) {
        reason = info.reason();
      }
    });
    return reason;
  }

  std::unique_ptr<sql::Database> database_ = GetParam().fresh();
  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  FakeContent content_;
  Replica here_{*database_, clock_, content_};
  Replica there_{*database_, clock_, content_};  // another process
  const Caller author_ = As("otto", api::v1::ROLE_AUTHOR);
  const Caller ann_ = As("ann", api::v1::ROLE_LEARNER);
  const Caller bob_ = As("bob", api::v1::ROLE_LEARNER);
  const Caller teacher_ = As("tia", api::v1::ROLE_TEACHER);
  int quizzes_ = 0;
};

}  // namespace lyceum::quiz
