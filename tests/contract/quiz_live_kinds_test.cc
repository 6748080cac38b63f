// Polls, word clouds, open questions and scales before a class, and what the host
// sees counted meanwhile; over two replicas on every engine.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/telling.h"
#include "services/quiz/live/store/schema.h"
#include "services/quiz/methods/facts.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz::live {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const char kPoll[] = "poll { choices { id: 'a' text: 'tea' } choices { id: 'b' text: 'milk' } "
                     "choices { id: 'c' text: 'rum' } }";

class QuizLiveKindsTest : public QuizWorld {
 protected:
  struct Node {
    Node(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published)
        : hub(database, clock, published, nullptr), sessions(database, clock, pointers, published, hub) {}
    Hub hub;
    Sessions sessions;
  };

  QuizLiveKindsTest() { EXPECT_TRUE(MigrateStore(*database_).ok()); }

  // A session about an item "it" of that kind, then a graded one; the first is open,
  // and Ann and Bob are in.
  void Ask(const std::string& kind, const std::string& settings = "") {
    v1::CreateQuizRequest quiz;
    quiz.set_parent("tenants/t");
    quiz.set_quiz_id("kinds");
    *quiz.mutable_quiz() =
        Text<v1::Quiz>(absl::StrCat("title: 'K' language: 'en' items { id: 'it' prompt: 'P {#1} {#2}' ", kind,
                                    " } items { id: 'fact' prompt: 'F' true_false { answer: true } }"));
    ASSERT_TRUE(here_.authoring.CreateQuiz(author_, quiz).ok());
    Publish("kinds");
    auto request = Text<v1::CreateSessionRequest>("parent: 'tenants/t' quiz: 'tenants/t/quizzes/kinds'");
    *request.mutable_settings() = Text<v1::SessionSettings>(settings);
    const auto made = a_.sessions.CreateSession(teacher_, request);
    ASSERT_TRUE(made.ok()) << made.status();
    session_ = made->session().name();
    ann_in_ = In(ann_, "Ann");
    bob_in_ = In(bob_, "Bob");
    Do("start {}");
  }

  std::string In(const Caller& caller, const std::string& nickname) {
    v1::JoinSessionRequest request;
    request.set_name(session_);
    request.set_nickname(nickname);
    const auto joined = b_.sessions.JoinSession(caller, request);
    EXPECT_TRUE(joined.ok()) << joined.status();
    return joined.ok() ? joined->participant().name() : "";
  }

  absl::StatusOr<v1::ControlSessionResponse> Try(const std::string& action, const std::string& request_id = "") {
    v1::GetSessionStateRequest look;
    look.set_name(session_);
    auto request = Text<v1::ControlSessionRequest>(action);
    request.set_name(session_);
    request.set_expected_seq(a_.sessions.GetSessionState(teacher_, look)->state().session().seq());
    request.set_request_id(request_id);
    return a_.sessions.ControlSession(teacher_, request);
  }
  void Do(const std::string& action) {
    const auto done = Try(action);
    EXPECT_TRUE(done.ok()) << action << ": " << done.status();
  }

  absl::Status Say(const Caller& caller, const std::string& participant, const std::string& response,
                   const std::string& item = "it", int64_t version = 0) {
    v1::SubmitAnswerRequest request;
    request.set_name(participant);
    request.set_item(item);
    request.set_version(version);
    *request.mutable_response() = Text<v1::Response>(response);
    return b_.sessions.SubmitAnswer(caller, request).status();
  }

  std::unique_ptr<rpc::Stream> Watch(Node& node, const Caller& caller, const std::string& participant,
                                     int64_t after_seq = 0) {
    v1::WatchSessionRequest request;
    request.set_name(session_);
    request.set_participant(participant);
    request.set_after_seq(after_seq);
    auto stream = node.sessions.WatchSession(caller, request);
    EXPECT_TRUE(stream.ok()) << stream.status();
    (*stream)->Start({});
    return *std::move(stream);
  }
  static std::vector<v1::SessionEvent> Drain(rpc::Stream& stream) {
    std::vector<v1::SessionEvent> events;
    while (true) {
      const auto next = stream.Next();
      if (!next.ok() || !next->has_value()) return events;
      v1::WatchSessionResponse response;
      EXPECT_TRUE(response.ParseFromString(***next));
      events.push_back(response.event());
    }
  }
  // All that Ann, on another replica than the host, gets from the beginning.
  std::vector<v1::SessionEvent> Ann() {
    EXPECT_TRUE(b_.hub.Round().ok());
    const auto stream = Watch(b_, ann_, ann_in_);
    EXPECT_TRUE(b_.hub.Round().ok());
    return Drain(*stream);
  }
  std::vector<v1::SessionEvent> Host() {
    const auto stream = Watch(a_, teacher_, "");
    clock_.Advance(limits::kCountPace);
    EXPECT_TRUE(a_.hub.Round().ok());
    return Drain(*stream);
  }
  static v1::ItemRevealed Revealed(const std::vector<v1::SessionEvent>& events) {
    for (const v1::SessionEvent& event : events) {
      if (event.has_item_revealed()) return event.item_revealed();
    }
    ADD_FAILURE() << "nothing was revealed";
    return {};
  }
  static v1::AnswersCounted Counted(const std::vector<v1::SessionEvent>& events) {
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
      if (event->has_answers_counted()) return event->answers_counted();
    }
    ADD_FAILURE() << "nothing was counted";
    return {};
  }
  static std::string AllText(const std::vector<v1::SessionEvent>& events) {
    std::string text;
    for (const v1::SessionEvent& event : events) text += event.DebugString();
    return text;
  }
  template <class Rows>
  static std::vector<std::string> Lines(const Rows& rows) {
    std::vector<std::string> lines;
    for (const auto& row : rows) lines.push_back(absl::StrCat(row.text(), " ", row.count(), row.correct() ? "!" : ""));
    return lines;
  }

  Node a_{*database_, clock_, here_.pointers, here_.published};
  Node b_{*database_, clock_, there_.pointers, there_.published};
  std::string session_, ann_in_, bob_in_;
};
INSTANTIATE_TEST_SUITE_P(, QuizLiveKindsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizLiveKindsTest, ShowsAPollToAllAndGivesNoPoints) {
  Ask(kPoll, "items { item: 'it' points_multiplier: 2 } scoring { speed: SPEED_NONE }");
  ASSERT_TRUE(Say(ann_, ann_in_, "poll { choices: 'c' }").ok());
  EXPECT_THAT(AllText(Ann()), Not(HasSubstr("shown")));
  Do("reveal {}");
  const v1::ItemRevealed revealed = Revealed(Ann());
  EXPECT_THAT(Lines(revealed.shown()), ElementsAre("tea 0", "milk 0", "rum 1"));
  EXPECT_TRUE(revealed.reveal().recorded());
  EXPECT_EQ(revealed.responses_size(), 0);
  EXPECT_EQ(revealed.own().response().poll().choices(0), "c");
  EXPECT_EQ(revealed.own().points(), 0);
  for (const v1::Standing& standing : revealed.standings().top()) {
    EXPECT_EQ(standing.points(), 0);
    EXPECT_EQ(standing.rank(), 1);
  }
  const auto host = Host();
  EXPECT_THAT(Lines(Revealed(host).shown()), ElementsAre("tea 0", "milk 0", "rum 1"));
  EXPECT_EQ(host.at(1).item_opened().points_multiplier(), 0);
  v1::GetReportRequest report;
  report.set_name(session_);
  const auto reported = a_.sessions.GetReport(teacher_, report);
  ASSERT_TRUE(reported.ok()) << reported.status();
  EXPECT_THAT(Lines(reported->report().items(0).responses()), ElementsAre("tea 0", "milk 0", "rum 1"));
  EXPECT_EQ(reported->report().items(0).correct_count(), 0);
}

TEST_P(QuizLiveKindsTest, TakesTextsWithGapsAndGivesAPartForSome) {
  Ask("gap_fill { gaps { short_text { patterns { pattern: 'x' } } } "
      "gaps { short_text { patterns { pattern: 'y' } } } }",
      "scoring { speed: SPEED_NONE }");
  EXPECT_TRUE(absl::IsInvalidArgument(Say(bob_, bob_in_, "gap_fill { gaps { gap: 3 short_text: 'x' } }")));
  ASSERT_TRUE(Say(ann_, ann_in_, "gap_fill { gaps { gap: 1 short_text: 'x' } gaps { gap: 2 short_text: 'y' } }").ok());
  ASSERT_TRUE(Say(bob_, bob_in_, "gap_fill { gaps { gap: 1 short_text: 'x' } }").ok());
  Do("reveal {}");
  const v1::ItemRevealed revealed = Revealed(Ann());
  EXPECT_EQ(revealed.reveal().correct_text(), "(1) x; (2) y");
  ASSERT_EQ(revealed.standings().top_size(), 2);
  EXPECT_GT(revealed.standings().top(1).points(), 0);
  EXPECT_GT(revealed.standings().top(0).points(), revealed.standings().top(1).points());
  EXPECT_THAT(Lines(Revealed(Host()).responses()), testing::UnorderedElementsAre("(1) x 1", "(1) x; (2) y 1!"));
}

TEST_P(QuizLiveKindsTest, ShowsAScaleWithItsMean) {
  Ask("scale { from: 1 to: 3 }");
  ASSERT_TRUE(Say(ann_, ann_in_, "scale: 3").ok());
  ASSERT_TRUE(Say(bob_, bob_in_, "scale: 2").ok());
  Do("reveal {}");
  EXPECT_THAT(Lines(Revealed(Ann()).shown()), ElementsAre("1 0", "2 1", "3 1"));
  EXPECT_EQ(Revealed(Ann()).mean_micros(), 2'500'000);
}

TEST_P(QuizLiveKindsTest, KeepsHiddenWordsFromTheClass) {
  Ask("word_cloud {}");
  ASSERT_TRUE(Say(ann_, ann_in_, "word_cloud { words: ['Wall', 'Rude'] }").ok());
  ASSERT_TRUE(Say(bob_, bob_in_, "word_cloud { words: ['WALL', 'spy'] }").ok());
  EXPECT_THAT(Lines(Counted(Host()).responses()), ElementsAre("wall 2", "rude 1", "spy 1"));
  Do("hide_word { item: 'it' word: 'RUDE' }");
  EXPECT_EQ(Ann().back().word_hidden().word(), "");
  Do("reveal {}");
  EXPECT_THAT(Lines(Revealed(Ann()).shown()), ElementsAre("wall 2", "spy 1"));
  const auto host = Host();
  EXPECT_THAT(Lines(Revealed(host).shown()), ElementsAre("wall 2", "spy 1"));
  EXPECT_THAT(Lines(Revealed(host).responses()), ElementsAre("wall 2", "rude 1", "spy 1"));
  EXPECT_EQ(host.at(2).word_hidden().word(), "rude");
  EXPECT_THAT(AllText(Ann()), Not(HasSubstr("rude")));

  Do("hide_word { item: 'it' word: 'spy' }");
  const auto ann = Ann();
  EXPECT_EQ(ann.back().word_hidden().word(), "spy");  // she may have it on her screen
  EXPECT_THAT(Lines(Revealed(ann).shown()), ElementsAre("wall 2"));
  EXPECT_TRUE(absl::IsInvalidArgument(Try("hide_word { item: 'fact' word: 'spy' }").status()));
}

TEST_P(QuizLiveKindsTest, ShowsTextsOnlyAsFarAsTheHostLets) {
  Ask("open_ended {}");
  ASSERT_TRUE(Say(ann_, ann_in_, "open_ended: 'Because of fear.'").ok());
  ASSERT_TRUE(Say(bob_, bob_in_, "open_ended: 'Do not show this.'").ok());
  const auto counted = Counted(Host());
  ASSERT_EQ(counted.responses_size(), 2);
  const v1::ResponseCount& fear = counted.responses(counted.responses(0).text() == "Because of fear." ? 0 : 1);
  const std::string show = absl::StrCat("show_response { item: 'it' response: '", fear.id(), "' show: true }");
  const std::string hide = absl::StrCat("show_response { item: 'it' response: '", fear.id(), "' }");
  EXPECT_TRUE(absl::IsNotFound(Try(hide).status()));
  ASSERT_TRUE(Try(show, "once").ok());
  const int64_t seq = Try(show, "again")->session().seq();

  auto ann = Ann();
  EXPECT_EQ(ann.back().response_shown().response().text(), "Because of fear.");
  EXPECT_TRUE(ann.back().response_shown().shown());
  EXPECT_EQ(ann.back().seq(), seq);
  Do("reveal {}");
  ann = Ann();
  ASSERT_EQ(Revealed(ann).open_size(), 1);
  EXPECT_EQ(Revealed(ann).open(0).text(), "Because of fear.");
  EXPECT_EQ(Revealed(ann).open(0).id(), fear.id());
  EXPECT_EQ(Revealed(ann).shown_size(), 0);
  EXPECT_THAT(AllText(ann), Not(HasSubstr("Do not show")));
  EXPECT_EQ(Revealed(Host()).open_size(), 2);

  Do(hide);
  ann = Ann();
  EXPECT_FALSE(ann.back().response_shown().shown());
  EXPECT_EQ(ann.back().response_shown().response().id(), fear.id());
  EXPECT_EQ(Revealed(ann).open_size(), 0);
  EXPECT_EQ(Revealed(ann).own().response().open_ended(), "Because of fear.");  // her own
  EXPECT_EQ(ann[2].response_shown().response().text(), "");
  EXPECT_TRUE(absl::IsNotFound(Try(hide).status()));
}

TEST_P(QuizLiveKindsTest, ShowsTheVeryTextTheHostHasSeen) {
  Ask("open_ended {}", "allow_answer_change: true");
  ASSERT_TRUE(Say(ann_, ann_in_, "open_ended: 'Nice.'").ok());
  const std::string id = Counted(Host()).responses(0).id();
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(Say(ann_, ann_in_, "open_ended: 'Not nice.'", "it", 1).ok());
  const std::string show = absl::StrCat("show_response { item: 'it' response: '", id, "' show: true }");
  EXPECT_TRUE(absl::IsNotFound(Try(show).status()));
  EXPECT_THAT(Lines(Counted(Host()).responses()), ElementsAre("Not nice. 1"));
  for (const std::string& other : {ann_in_, std::string(10'000, 'x'), std::string()}) {
    EXPECT_TRUE(absl::IsNotFound(Try(absl::StrCat("show_response { item: 'it' response: '", other, "' show: true }"))
                                     .status()));
  }
  EXPECT_THAT(AllText(Ann()), Not(HasSubstr("nice")));
}

TEST_P(QuizLiveKindsTest, CountsAnswersForTheHostAtItsPace) {
  Ask("true_false { answer: true }");
  EXPECT_EQ((*a_.hub.Get({"t", session_.substr(session_.rfind('/') + 1)}))->counts().responses, nullptr);
  const auto host = Watch(a_, teacher_, "", 2);
  ASSERT_TRUE(a_.hub.Round().ok());
  Drain(*host);
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(Say(ann_, ann_in_, "true_false: false").ok());
  ASSERT_TRUE(a_.hub.Round().ok());
  EXPECT_THAT(Lines(Counted(Drain(*host)).responses()), ElementsAre("false 1"));
  ASSERT_TRUE(Say(bob_, bob_in_, "true_false: true").ok());
  ASSERT_TRUE(a_.hub.Round().ok());
  EXPECT_THAT(Drain(*host), IsEmpty());
  clock_.Advance(limits::kCountPace);
  ASSERT_TRUE(a_.hub.Round().ok());
  EXPECT_THAT(Lines(Counted(Drain(*host)).responses()), ElementsAre("false 1", "true 1!"));
  clock_.Advance(limits::kCountPace);
  ASSERT_TRUE(a_.hub.Round().ok());
  EXPECT_THAT(Drain(*host), IsEmpty());
  for (const auto& event : Ann()) EXPECT_FALSE(event.has_answers_counted());
  Do("kick { participant: '" + ann_in_ + "' }");
  EXPECT_THAT(Lines(Counted(Host()).responses()), ElementsAre("true 1!"));
}

TEST_P(QuizLiveKindsTest, TellsTheHostWhoComesAfterTheStart) {
  Ask(kPoll);
  const auto host = Watch(a_, teacher_, "", 2);
  ASSERT_TRUE(a_.hub.Round().ok());
  Drain(*host);
  clock_.Advance(absl::Seconds(1));
  In(As("cy", api::v1::ROLE_LEARNER), "Cy");
  ASSERT_TRUE(a_.hub.Round().ok());
  const auto events = Drain(*host);
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events[0].lobby_changed().participant_count(), 3);
  EXPECT_EQ(events[0].lobby_changed().newest(0).nickname(), "Cy");
}

TEST_P(QuizLiveKindsTest, TellsProgressNothingOfWhatIsNotGraded) {
  Ask(kPoll);
  ASSERT_TRUE(Say(ann_, ann_in_, "poll { choices: 'a' }").ok());
  Do("reveal {}");
  Do("next {}");
  ASSERT_TRUE(Say(ann_, ann_in_, "true_false: true", "fact").ok());
  Do("reveal {}");
  ASSERT_TRUE(TellProgress(*database_, a_.hub).ok());
  EXPECT_EQ(sql::outbox::Lag(*database_, kProgressTopic)->pending, 1);
  std::vector<Untold> untold;
  ASSERT_TRUE(database_->Read([&](sql::Transaction& t) -> absl::Status {
    auto listed = ListUntold(t, 10);
    if (listed.ok()) untold = *std::move(listed);
    return listed.status();
  }).ok());
  EXPECT_THAT(untold, IsEmpty());
}

TEST_P(QuizLiveKindsTest, RefusesWhatWouldSpoilTheResult) {
  Ask("word_cloud { max_words: 10 }");
  std::string fifty;
  for (int i = 0; i < 50; ++i) absl::StrAppend(&fifty, "words: 'w", i, "' ");
  const std::string longest(10'000, 'x');
  for (const std::string& words : std::vector<std::string>{"words: '" + longest + "'", fifty, "words: 'a\\033[0m'",
                                                           "words: '\\000'", "words: '\\n'", ""}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Say(ann_, ann_in_, "word_cloud { " + words + " }"))) << words.substr(0, 60);
  }
  EXPECT_TRUE(absl::IsInvalidArgument(Say(ann_, ann_in_, "open_ended: 'x'")));
  EXPECT_TRUE(absl::IsNotFound(Say(ann_, bob_in_, "word_cloud { words: 'x' }")));
  Do("reveal {}");
  EXPECT_THAT(Revealed(Host()).responses(), IsEmpty());
}

}  // namespace
}  // namespace lyceum::quiz::live
