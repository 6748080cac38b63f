// Polls, word clouds, open-ended items and scales: what may be asked and answered.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/quiz/logic/complete.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/paper.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/logic/testing.h"
#include "services/quiz/logic/validate.h"
#include "services/quiz/logic/word_cloud.h"

namespace lyceum::quiz {
namespace {

using testing::Contains;
using testing::ElementsAre;

const char kPoll[] = "poll { choices { text: 'tea' } choices { text: 'coffee' } }";
const char kSeveral[] = "poll { several: true choices { text: 'tea' } choices { text: 'coffee' } }";
const char kCloud[] = "word_cloud { max_words: 2 }";
const char kOpen[] = "open_ended { max_chars: 10 }";
const char kScale[] = "scale { from: 1 to: 5 low_label: 'never' high_label: 'always' }";

std::set<std::string> Fields(const absl::Status& status) {
  std::set<std::string> fields;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    google::rpc::BadRequest bad;
    if (url.find("BadRequest") == absl::string_view::npos || !bad.ParseFromString(std::string(payload))) return;
    for (const auto& violation : bad.field_violations()) fields.insert(violation.field());
  });
  return fields;
}

v1::Quiz QuizOf(const std::string& kind) {
  auto quiz = FromText<v1::Quiz>("title: 'T' language: 'en' items { prompt: 'P' " + kind + " }");
  Complete(quiz);
  return quiz;
}

v1::Item ItemOf(const std::string& kind) { return QuizOf(kind).items(0); }

std::set<std::string> Wrong(const std::string& kind) { return Fields(ValidateQuiz(QuizOf(kind))); }

// "" if the response may be given; else the field, and the message.
std::string Refusal(const std::string& item, const v1::Response& response) {
  const absl::Status status = CheckResponse(ItemOf(item), 1, response);
  EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
  return status.ok() ? "" : *Fields(status).begin();
}
std::string Refusal(const std::string& item, const std::string& response) {
  return Refusal(item, FromText<v1::Response>(response));
}
std::string RefusalOfWord(const std::string& word) {
  v1::Response response;
  response.mutable_word_cloud()->add_words(word);
  return Refusal(kCloud, response);
}
std::string RefusalOfText(const std::string& text) {
  v1::Response response;
  response.set_open_ended(text);
  return Refusal(kOpen, response);
}

TEST(Ungraded, IsWorthNothingAndHasItsDefaults) {
  for (const char* kind : {kPoll, kSeveral, "word_cloud {}", "open_ended {}", kScale}) {
    EXPECT_THAT(Wrong(kind), ElementsAre()) << kind;
    EXPECT_EQ(ItemOf(kind).points(), 0) << kind;
    EXPECT_FALSE(IsGraded(ItemOf(kind).kind_case())) << kind;
    EXPECT_THAT(Wrong(std::string("points: 1000000 ") + kind), ElementsAre("quiz.items[0].points")) << kind;
    EXPECT_THAT(Wrong(std::string("points: -1 ") + kind), ElementsAre("quiz.items[0].points")) << kind;
  }
  EXPECT_EQ(ItemOf("word_cloud {}").word_cloud().max_words(), 3);
  EXPECT_EQ(ItemOf("open_ended {}").open_ended().max_chars(), 2'000);
  EXPECT_EQ(ItemOf(kPoll).poll().choices(1).id(), "b");
  EXPECT_TRUE(IsGraded(v1::Item::kTrueFalse));
}

TEST(ValidateQuiz, ChecksEachUngradedKind) {
  const std::pair<std::string, const char*> cases[] = {
      {"poll { choices { text: 'x' } }", "poll.choices"},
      {"poll { choices { text: 'x' } choices { text: '' } }", "poll.choices[1].text"},
      {"poll { choices { id: 'A!' text: 'x' } choices { text: 'y' } }", "poll.choices[0].id"},
      {"poll { choices { id: 'a' text: 'x' } choices { id: 'a' text: 'y' } }", "poll.choices[1].id"},
      {"word_cloud { max_words: -1 }", "word_cloud.max_words"},
      {"word_cloud { max_words: 11 }", "word_cloud.max_words"},
      {"open_ended { max_chars: 2001 }", "open_ended.max_chars"},
      {"open_ended { max_chars: -1 }", "open_ended.max_chars"},
      {"scale { from: -1 to: 3 }", "scale.from"},
      {"scale { from: 3 to: 3 }", "scale.to"},
      {"scale { to: 11 }", "scale.to"},
      {"scale {}", "scale.to"},
      {absl::StrCat("scale { to: 2 low_label: '", std::string(201, 'x'), "' }"), "scale.low_label"},
      {absl::StrCat("scale { to: 2 high_label: '", std::string(201, 'x'), "' }"), "scale.high_label"}};
  for (const auto& [kind, field] : cases) {
    EXPECT_THAT(Wrong(kind), Contains(std::string("quiz.items[0].") + field)) << kind;
  }
}

TEST(CheckResponse, TakesAnswersThatNobodyGrades) {
  EXPECT_EQ(Refusal(kPoll, "poll { choices: 'a' }"), "");
  EXPECT_EQ(Refusal(kPoll, "poll {}"), "response.poll.choices");
  EXPECT_EQ(Refusal(kPoll, "poll { choices: ['a', 'b'] }"), "response.poll.choices");
  EXPECT_EQ(Refusal(kPoll, "multiple_choice { choices: 'a' }"), "response");
  EXPECT_EQ(Refusal(kSeveral, "poll { choices: ['b', 'a'] }"), "");
  EXPECT_EQ(Refusal(kSeveral, "poll {}"), "response.poll.choices");
  EXPECT_EQ(Refusal(kSeveral, "poll { choices: ['a', 'a'] }"), "response.poll.choices[1]");
  EXPECT_EQ(Refusal(kSeveral, "poll { choices: ['a', 'tea'] }"), "response.poll.choices[1]");
  for (const int value : {1, 5}) EXPECT_EQ(Refusal(kScale, absl::StrCat("scale: ", value)), "");
  for (const int value : {-1, 0, 6}) EXPECT_EQ(Refusal(kScale, absl::StrCat("scale: ", value)), "response.scale");
  EXPECT_EQ(Refusal("scale { to: 1 }", "scale: 0"), "");
}

TEST(CheckResponse, KeepsWordsShortAndVisible) {
  EXPECT_EQ(Refusal(kCloud, "word_cloud { words: ['Wall', 'wall'] }"), "");
  EXPECT_EQ(Refusal(kCloud, "word_cloud {}"), "response.word_cloud.words");
  EXPECT_EQ(Refusal(kCloud, "word_cloud { words: ['a', 'b', 'c'] }"), "response.word_cloud.words");
  v1::Response many;
  for (int i = 0; i < 50; ++i) many.mutable_word_cloud()->add_words("x");
  EXPECT_EQ(Refusal(kCloud, many), "response.word_cloud.words");
  EXPECT_EQ(RefusalOfWord(std::string(40, 'x')), "");
  EXPECT_EQ(RefusalOfWord("Überraschung 👩‍🚀"), "");
  const std::string field = "response.word_cloud.words[0]";
  for (const std::string& word :
       {std::string(41, 'x'), std::string(10'000, 'x'), std::string(), std::string("  "), std::string("a\nb"),
        std::string("a\0b", 3), std::string("\u202Eevil"), std::string("\u200B\u200B"), std::string("a\x07"),
        std::string("\u2028"), std::string("\xff"), std::string("\uFDFA\uFDFA\uFDFA")}) {
    EXPECT_EQ(RefusalOfWord(word), field) << word.substr(0, 50);
  }
}

TEST(CheckResponse, TakesTextsOfSeveralLines) {
  EXPECT_EQ(RefusalOfText("Yes.\n\tNo."), "");
  EXPECT_EQ(RefusalOfText("ÄÖÜäöüßéèñ"), "");
  for (const std::string& text : {std::string("more than ten"), std::string(10'000, 'x'), std::string(),
                                  std::string(" \n "), std::string("a\x1b[2J"), std::string("a\u2066b")}) {
    EXPECT_EQ(RefusalOfText(text), "response.open_ended") << text.substr(0, 50);
  }
}

TEST(CloudWord, FoldsWhatReadsTheSame) {
  EXPECT_EQ(CloudWord(" Iron  Curtain "), "iron curtain");
  EXPECT_EQ(CloudWord("STRASSE"), CloudWord("straße"));
  EXPECT_EQ(CloudWord("ﬁne"), "fine");
  EXPECT_EQ(CloudWord("cafe\u0301"), "café");
  EXPECT_NE(CloudWord("café"), CloudWord("cafe"));
  EXPECT_EQ(CloudWord("\u200B"), "");
}

TEST(GradeResponse, MarksNothingOfWhatIsNotGraded) {
  const std::pair<const char*, const char*> cases[] = {{kPoll, "poll { choices: 'a' }"},
                                                       {kCloud, "word_cloud { words: 'x' }"},
                                                       {kOpen, "open_ended: 'x'"},
                                                       {kScale, "scale: 3"}};
  for (const auto& [kind, response] : cases) {
    EXPECT_EQ(GradeResponse(ItemOf(kind), 1, FromText<v1::Response>(response)).mark, 0) << kind;
  }
}

TEST(MakeReveal, SaysRecordedAndNothingElse) {
  const v1::Reveal reveal = MakeReveal(ItemOf(std::string("explanation: 'Thanks.' ") + kPoll), 1, "");
  EXPECT_TRUE(reveal.recorded());
  EXPECT_FALSE(reveal.has_correct());
  EXPECT_EQ(reveal.correct_text(), "");
  EXPECT_EQ(reveal.explanation(), "Thanks.");
  EXPECT_FALSE(MakeReveal(ItemOf("true_false {}"), 1, "").recorded());
}

TEST(ResponseText, PutsUngradedAnswersIntoWords) {
  const auto text = [](const char* kind, const char* response) {
    return ResponseText(ItemOf(kind), 1, FromText<v1::Response>(response));
  };
  EXPECT_EQ(text(kSeveral, "poll { choices: ['b', 'a'] }"), "coffee; tea");
  EXPECT_EQ(text(kCloud, "word_cloud { words: ['Wall', 'Spy'] }"), "Wall; Spy");
  EXPECT_EQ(text(kOpen, "open_ended: 'it depends'"), "it depends");
  EXPECT_EQ(text(kScale, "scale: 0"), "0");
}

TEST(MakePaper, AsksWhatIsNotGraded) {
  auto quiz = QuizOf(kSeveral);
  for (const char* kind : {kCloud, kOpen, kScale}) *quiz.add_items() = ItemOf(kind);
  quiz.mutable_policy()->set_shuffle_choices(true);
  const v1::Paper paper = MakePaper(quiz, 5);
  EXPECT_EQ(paper.max_score(), 0);
  EXPECT_EQ(paper.items(0).poll().choices(1).text(), "coffee");
  EXPECT_TRUE(paper.items(0).poll().several());
  EXPECT_EQ(paper.items(1).word_cloud().max_words(), 2);
  EXPECT_EQ(paper.items(2).open_ended().max_chars(), 10);
  EXPECT_EQ(paper.items(3).scale().from(), 1);
  EXPECT_EQ(paper.items(3).scale().to(), 5);
  EXPECT_EQ(paper.items(3).scale().low_label(), "never");
  EXPECT_EQ(paper.items(3).scale().high_label(), "always");
  std::set<std::string> first;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    first.insert(PaperForAttempt(paper, seed).items(0).poll().choices(0).id());
  }
  EXPECT_EQ(first.size(), 2u);
}

}  // namespace
}  // namespace lyceum::quiz
