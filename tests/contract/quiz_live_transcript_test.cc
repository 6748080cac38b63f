// What is left of a live session, on both engines: its transcript and its table.
#include <memory>
#include <string>
#include <vector>

#include "services/quiz/live/logic/transcript_review.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/store/answers.h"
#include "services/quiz/live/store/participants.h"
#include "services/quiz/live/store/schema.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz::live {
namespace {

class QuizLiveTranscriptTest : public QuizWorld {
 protected:
  struct Node {
    Node(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published)
        : hub(database, clock, published, nullptr), sessions(database, clock, pointers, published, hub) {}
    Hub hub;
    Sessions sessions;
  };

  QuizLiveTranscriptTest() {
    EXPECT_TRUE(MigrateStore(*database_).ok());
    Create("walls");
    Publish("walls");
    const auto request = Text<v1::CreateSessionRequest>(
        "parent: 'tenants/t' quiz: 'tenants/t/quizzes/walls' "
        "settings { scoring { streak { first: 2 step: 50 cap: 90 } } }");
    const auto made = a_.sessions.CreateSession(teacher_, request);
    EXPECT_TRUE(made.ok()) << made.status();
    if (made.ok()) session_ = made->session().name();
  }

  std::string Join(const std::string& user, const std::string& nickname) {
    v1::JoinSessionRequest request;
    request.set_name(session_);
    request.set_nickname(nickname);
    const auto joined = a_.sessions.JoinSession(As(user, api::v1::ROLE_LEARNER), request);
    EXPECT_TRUE(joined.ok()) << joined.status();
    clock_.Advance(absl::Milliseconds(2));
    return joined.ok() ? joined->participant().name() : "";
  }

  void Do(const std::string& action) {
    auto request = Text<v1::ControlSessionRequest>(action);
    request.set_name(session_);
    request.set_expected_seq(seq_);
    const auto done = a_.sessions.ControlSession(teacher_, request);
    ASSERT_TRUE(done.ok()) << action << ": " << done.status();
    seq_ = done->session().seq();
  }

  void Say(const std::string& user, const std::string& participant, const std::string& item,
           const std::string& response) {
    v1::SubmitAnswerRequest request;
    request.set_name(participant);
    request.set_item(item);
    *request.mutable_response() = Text<v1::Response>(response);
    const auto said = a_.sessions.SubmitAnswer(As(user, api::v1::ROLE_LEARNER), request);
    EXPECT_TRUE(said.ok()) << said.status();
  }

  // Plays with `people` participants, to the end.
  void Play(int people) {
    std::vector<std::string> names;
    for (int i = 0; i < people; ++i) names.push_back(Join(absl::StrCat("u", i), absl::StrCat("=Guest ", i)));
    Do("start {}");
    clock_.Advance(absl::Seconds(2));
    for (int i = 0; i < people; ++i) {
      clock_.Advance(absl::Milliseconds(10));
      Say(absl::StrCat("u", i), names[i], "one", i % 3 == 0 ? "single_choice: 'a'" : "single_choice: 'b'");
    }
    Do("reveal {}");
    Do("rename { participant: '" + names[1] + "' nickname: 'Renamed' }");
    Do("kick { participant: '" + names[2] + "' }");
    Do("next {}");
    Say("u0", names[0], "two", "true_false: true");
    Do("skip {}");
    Do("next {}");
    Do("pause {}");
    Do("resume {}");
    clock_.Advance(absl::Seconds(1));
    Say("u0", names[0], "three", "short_text: 'Berlin'");
    Say("u1", names[1], "three", "short_text: 'Belrin, \"I\" think'");
    Do("reveal {}");
    Do("end {}");
  }

  absl::StatusOr<std::unique_ptr<rpc::Stream>> Open(Node& node, const Caller& caller) {
    v1::ExportTranscriptRequest request;
    request.set_name(session_);
    return node.sessions.ExportTranscript(caller, request);
  }

  // The transcript as a file. Every message keeps the limit.
  std::string Export(Node& node) {
    const auto stream = Open(node, teacher_);
    EXPECT_TRUE(stream.ok()) << stream.status();
    std::string file;
    while (stream.ok()) {
      const auto next = (*stream)->Next();
      if (!next.ok()) {
        EXPECT_TRUE(rpc::IsEndOfStream(next.status())) << next.status();
        break;
      }
      v1::ExportTranscriptResponse response;
      EXPECT_TRUE(response.ParseFromString(***next));
      for (const v1::TranscriptRecord& record : response.records()) AppendToFile(record, file);
      ++messages_;
    }
    return file;
  }

  absl::StatusOr<v1::GetReportResponse> Report(v1::GetReportRequest::Format format) {
    v1::GetReportRequest request;
    request.set_name(session_);
    request.set_format(format);
    return b_.sessions.GetReport(teacher_, request);
  }

  Node a_{*database_, clock_, here_.pointers, here_.published};
  Node b_{*database_, clock_, there_.pointers, there_.published};
  std::string session_;
  int64_t seq_ = 1;
  int messages_ = 0;
};
INSTANTIATE_TEST_SUITE_P(, QuizLiveTranscriptTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizLiveTranscriptTest, HoldsAllThatTheResultFollowsFrom) {
  Play(6);
  const TranscriptReview review = ReviewFile(Export(a_));
  ASSERT_FALSE(review.flaw()) << review.flaw()->record << ": " << review.flaw()->what;
  EXPECT_EQ(review.header().session(), session_);
  EXPECT_EQ(review.quiz().quiz().title(), "Walls");
  EXPECT_EQ(review.events(), seq_);
  EXPECT_EQ(review.participants(), 6);
  EXPECT_EQ(review.answers(), 9);
  const auto report = Report(v1::GetReportRequest::FORMAT_UNSPECIFIED);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(review.places().size(), 5u);
  for (size_t i = 0; i < review.places().size(); ++i) {
    const v1::Standing& standing = report->report().participants(static_cast<int>(i)).standing();
    EXPECT_EQ(standing.participant(), session_ + "/participants/" + review.places()[i].player.id);
    EXPECT_EQ(standing.rank(), review.places()[i].rank);
    EXPECT_EQ(standing.points(), review.places()[i].points);
  }
}

TEST_P(QuizLiveTranscriptTest, IsTheSameAlwaysAndEverywhere) {
  Play(4);
  const std::string file = Export(a_);
  clock_.Advance(absl::Hours(30));
  EXPECT_EQ(Export(a_), file);
  EXPECT_EQ(Export(b_), file);
  // Whoever a participant is by now.
  v1::JoinSessionRequest again;
  again.set_name(session_);
  again.set_resume_token(a_.sessions.JoinSession(As("u0", api::v1::ROLE_LEARNER), again)->resume_token());
  ASSERT_TRUE(a_.sessions.JoinSession(As("phone", api::v1::ROLE_LEARNER), again).ok());
  EXPECT_EQ(Export(b_), file);
}

TEST_P(QuizLiveTranscriptTest, GoesOutInManyMessages) {
  // More than a page of participants and of answers.
  Play(1'010);
  const TranscriptReview review = ReviewFile(Export(b_));
  ASSERT_FALSE(review.flaw()) << review.flaw()->record << ": " << review.flaw()->what;
  EXPECT_EQ(review.participants(), 1'010);
  EXPECT_EQ(review.answers(), 1'013);
  EXPECT_GT(messages_, 2);
}

TEST_P(QuizLiveTranscriptTest, ShowsWhatSomebodyDidToTheDatabase) {
  Play(4);
  ASSERT_TRUE(database_->Write([](sql::Transaction& t) {
    return t.Run("UPDATE live_answers SET elapsed = 1 WHERE item = $1", {int64_t{0}}).status();
  }).ok());
  // What was told at the end no longer follows from what is stored.
  const TranscriptReview review = ReviewFile(Export(a_));
  ASSERT_TRUE(review.flaw());
  EXPECT_EQ(review.flaw()->what.find("the result has participant"), 0u) << review.flaw()->what;
}

TEST_P(QuizLiveTranscriptTest, IsForTheHostAfterTheEnd) {
  EXPECT_EQ(Reason(Open(a_, teacher_).status()), "WRONG_PHASE");
  EXPECT_EQ(Open(a_, teacher_).status().code(), absl::StatusCode::kFailedPrecondition);
  Do("end {}");
  // Another replica does not know yet that it is over; it looks.
  EXPECT_FALSE(ReviewFile(Export(b_)).flaw());
  EXPECT_TRUE(absl::IsNotFound(Open(a_, author_).status()));
  EXPECT_TRUE(absl::IsNotFound(Open(a_, As("u0", api::v1::ROLE_LEARNER)).status()));
  EXPECT_TRUE(Open(a_, As("root", api::v1::ROLE_ADMIN)).ok());
  session_ += "x";
  EXPECT_TRUE(absl::IsNotFound(Open(a_, teacher_).status()));
}

TEST_P(QuizLiveTranscriptTest, IsReportedAsATable) {
  Play(4);
  const auto report = Report(v1::GetReportRequest::FORMAT_CSV);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->has_report());
  EXPECT_EQ(report->csv().find("rank,nickname,user,team,item,question,response,share,points,streak_bonus,seconds\r\n"),
            0u);
  EXPECT_NE(report->csv().find("\r\n2,Renamed,tenants/t/users/u1,,1,When?,1961,1,950,0,2.02\r\n"), std::string::npos)
      << report->csv();
  EXPECT_NE(report->csv().find(",'=Guest 0,tenants/t/users/u0,,2,Was it tall?,true,1,0,0,0\r\n"), std::string::npos)
      << report->csv();
  EXPECT_NE(report->csv().find(",3,Where?,\"Belrin, \"\"I\"\" think\",0,0,0,1\r\n"), std::string::npos)
      << report->csv();
}

TEST_P(QuizLiveTranscriptTest, PagesKeepTheOrderOfTheLists) {
  Play(7);
  const Key key{"t", session_.substr(session_.rfind('/') + 1)};
  ASSERT_TRUE(database_->Read([&](sql::Transaction& t) -> absl::Status {
    const auto all = *ListAnswers(t, key, 0);
    std::vector<StoredAnswer> paged;
    for (auto page = *PageAnswers(t, key, -1, "", 4); !page.empty();) {
      paged.insert(paged.end(), page.begin(), page.end());
      page = *PageAnswers(t, key, paged.back().answer.item, paged.back().answer.participant, 4);
    }
    EXPECT_EQ(paged.size(), all.size());
    for (size_t i = 0; i < all.size() && i < paged.size(); ++i) {
      EXPECT_EQ(paged[i].answer.item, all[i].answer.item);
      EXPECT_EQ(paged[i].answer.participant, all[i].answer.participant);
    }
    const auto people = *ListParticipants(t, key);
    const auto first = *PageParticipants(t, key, "", 4), rest = *PageParticipants(t, key, first.back().id, 4);
    EXPECT_EQ(first.size() + rest.size(), people.size());
    EXPECT_EQ(rest.front().id, people[4].id);
    return absl::OkStatus();
  }).ok());
}

}  // namespace
}  // namespace lyceum::quiz::live
