#include "tests/load/sample.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace lyceum::load {
namespace {

constexpr int kItems = 10;
constexpr absl::string_view kWords[] = {"summit",  "treaty",  "harvest", "missile", "speech", "embassy", "quarter",
                                        "railway", "reactor", "library", "census",  "border", "orbit"};

// Sentences of words, so that sizes are those of real text.
std::string Sentence(int seed, int words) {
  std::string text;
  for (int i = 0; i < words; ++i) absl::StrAppend(&text, i == 0 ? "" : " ", kWords[(seed * 7 + i * 5) % 13]);
  return text;
}

std::string Prompt(int item) { return absl::StrCat("Which of these came first: ", Sentence(item, 14), "?"); }
std::string ChoiceText(int item, int choice) { return Sentence(item * 4 + choice + 1, 8); }
std::string ItemId(int item) { return absl::StrCat("item-", item); }
std::string ChoiceId(int choice) { return std::string(1, static_cast<char>('a' + choice)); }

}  // namespace

quiz::v1::Quiz SampleQuiz() {
  quiz::v1::Quiz quiz;
  quiz.set_title("The world in thirteen words");
  quiz.set_language("en");
  quiz.add_topic_path("history");
  quiz.set_description(Sentence(3, 30));
  quiz.mutable_policy()->set_feedback(quiz::v1::QuizPolicy::FEEDBACK_DEFERRED);
  for (int i = 0; i < kItems; ++i) {
    auto* item = quiz.add_items();
    item->set_id(ItemId(i));
    item->set_prompt(Prompt(i));
    item->set_points(1'000'000);
    for (int c = 0; c < 4; ++c) {
      auto* choice = item->mutable_single_choice()->add_choices();
      choice->set_id(ChoiceId(c));
      choice->set_text(ChoiceText(i, c));
      choice->set_correct(c == 0);
    }
  }
  return quiz;
}

quiz::v1::GetQuizResponse SampleReply(absl::string_view name) {
  const quiz::v1::Quiz quiz = SampleQuiz();
  quiz::v1::GetQuizResponse reply;
  auto* paper = reply.mutable_paper();
  paper->set_name(std::string(name));
  paper->set_revision(1);
  paper->set_title(quiz.title());
  paper->set_language(quiz.language());
  *paper->mutable_topic_path() = quiz.topic_path();
  paper->set_description(quiz.description());
  *paper->mutable_policy() = quiz.policy();
  paper->set_max_score(kItems * 1'000'000);
  for (const auto& from : quiz.items()) {
    auto* item = paper->add_items();
    item->set_id(from.id());
    item->set_prompt(from.prompt());
    item->set_points(from.points());
    for (const auto& choice : from.single_choice().choices()) {
      auto* pickable = item->mutable_single_choice()->add_choices();
      pickable->set_id(choice.id());
      pickable->set_text(choice.text());
    }
  }
  return reply;
}

quiz::v1::SubmitResponseRequest SampleSubmission(absl::string_view attempt, int item) {
  quiz::v1::SubmitResponseRequest request;
  request.set_name(std::string(attempt));
  request.set_item(ItemId(item % kItems));
  request.mutable_response()->set_single_choice(ChoiceId(item % 4));
  request.mutable_time_spent()->set_seconds(7);
  return request;
}

}  // namespace lyceum::load
