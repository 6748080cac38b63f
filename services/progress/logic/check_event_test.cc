#include "services/progress/logic/check_event.h"

#include <gmock/gmock.h>

#include <functional>

#include "google/protobuf/text_format.h"

namespace lyceum::progress {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'780'000'000);

v1::Event Good() {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    event_id: "0123456789abcdef" user: "tenants/t/users/ada" occur_time {seconds: 1779999999}
    answer_submitted {
      quiz: "tenants/t/quizzes/q" quiz_revision: 1 attempt: "tenants/t/users/ada/attempts/a" item_id: "i"
      score_micros: 1 max_score_micros: 2 time_on_item {seconds: 86400} topic_path: "history" subject: "h"
      explanation: "tenants/t/explanations/e" explanation_revision: 1 section_id: "s"
    })", &event));
  return event;
}

std::string Faults(const v1::Event& event) {
  Violations violations;
  CheckEvent(event, "events[3]", "t", kNow, violations);
  return std::string(violations.ToStatus().message());
}

TEST(CheckEvent, AcceptsAGoodOne) {
  Violations violations;
  CheckEvent(Good(), "events[3]", "t", kNow, violations);
  EXPECT_TRUE(violations.ToStatus().ok()) << violations.ToStatus();
}

TEST(CheckEvent, NamesTheFieldOfEveryFault) {
  using Answer = v1::AnswerSubmitted;
  const auto answer = [](std::function<void(Answer&)> change) {
    return [change](v1::Event& event) { change(*event.mutable_answer_submitted()); };
  };
  const std::pair<const char*, std::function<void(v1::Event&)>> cases[] = {
      {"event_id", [](v1::Event& e) { e.set_event_id("short"); }},
      {"event_id", [](v1::Event& e) { e.set_event_id(std::string(65, 'a')); }},
      {"event_id", [](v1::Event& e) { e.set_event_id("0123456789 abcdef"); }},
      {"user", [](v1::Event& e) { e.set_user("tenants/other/users/ada"); }},
      {"user", [](v1::Event& e) { e.set_user("tenants/t/users/"); }},
      {"user", [](v1::Event& e) { e.set_user("tenants/t/users/ada/attempts/a"); }},
      {"occur_time", [](v1::Event& e) { e.clear_occur_time(); }},
      {"occur_time", [](v1::Event& e) { e.mutable_occur_time()->set_seconds(1'780'000'601); }},
      {"occur_time", [](v1::Event& e) { e.mutable_occur_time()->set_nanos(-1); }},
      {"fact", [](v1::Event& e) { e.clear_fact(); }},
      {"activity.kind", [](v1::Event& e) { e.mutable_activity(); }},
      {"activity.resource", [](v1::Event& e) { e.mutable_activity()->set_resource("tenants/o/explanations/e"); }},
      {"attempt_started.attempt", [](v1::Event& e) { e.mutable_attempt_started(); }},
      {"attempt_finished.score_micros", [](v1::Event& e) { e.mutable_attempt_finished()->set_score_micros(1); }},
      {"answer_submitted.quiz", answer([](Answer& a) { a.set_quiz("tenants/o/quizzes/q"); })},
      {"answer_submitted.quiz_revision", answer([](Answer& a) { a.set_quiz_revision(0); })},
      {"answer_submitted.attempt", answer([](Answer& a) { a.set_attempt("tenants/t/users/bob/attempts/a"); })},
      {"answer_submitted.item_id", answer([](Answer& a) { a.clear_item_id(); })},
      {"answer_submitted.score_micros", answer([](Answer& a) { a.set_score_micros(3); })},
      {"answer_submitted.score_micros", answer([](Answer& a) { a.set_score_micros(-1); })},
      {"answer_submitted.max_score_micros", answer([](Answer& a) { a.set_max_score_micros(10'000'000'001); })},
      {"answer_submitted.time_on_item", answer([](Answer& a) { a.mutable_time_on_item()->set_nanos(1); })},
      {"answer_submitted.time_on_item", answer([](Answer& a) { a.mutable_time_on_item()->set_seconds(-1); })},
      {"answer_submitted.topic_path", answer([](Answer& a) { for (int i = 0; i < 8; ++i) a.add_topic_path("x"); })},
      {"answer_submitted.topic_path[1]", answer([](Answer& a) { a.add_topic_path("a/b"); })},
      {"answer_submitted.topic_path[1]", answer([](Answer& a) { a.add_topic_path(""); })},
      {"answer_submitted.subject", answer([](Answer& a) { a.set_subject(std::string(65, 'a')); })},
      {"answer_submitted.explanation", answer([](Answer& a) { a.set_explanation("tenants/o/explanations/e"); })},
      {"answer_submitted.section_id", answer([](Answer& a) { a.set_section_id(std::string(129, 'a')); })},
  };
  for (const auto& [field, change] : cases) {
    v1::Event event = Good();
    change(event);
    EXPECT_THAT(Faults(event), testing::HasSubstr(std::string("events[3].") + field));
  }
}

TEST(CheckEvent, AcceptsSixtyFourCharactersOfAnyScriptAsSubject) {
  v1::Event event = Good();
  std::string subject;
  for (int i = 0; i < 64; ++i) subject += "ю";
  event.mutable_answer_submitted()->set_subject(subject);
  EXPECT_EQ(Faults(event), "");
}

}  // namespace
}  // namespace lyceum::progress
