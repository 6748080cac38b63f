#include "services/quiz/live/logic/transcript_review.h"

#include <functional>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/live/logic/transcript_script.h"

namespace lyceum::quiz::live {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Bodies = TranscriptScript::Bodies;

const Bodies& Genuine() {
  static const auto* const script = new TranscriptScript();
  return script->bodies;
}

// What the review says of a file; "" if nothing.
std::string FlawOf(const std::string& file) {
  const TranscriptReview review = ReviewFile(file);
  return review.flaw() ? review.flaw()->what : "";
}

// The same of a transcript in which somebody changed bodies and made all hashes,
// counts and the seal anew, as well as that can be done without the secret.
std::string FlawAfter(const std::function<void(Bodies&)>& change) {
  Bodies bodies = Genuine();
  change(bodies);
  return FlawOf(TranscriptScript::File(bodies));
}

// The n-th body of a kind, from 0.
v1::TranscriptBody& Nth(Bodies& bodies, v1::TranscriptBody::BodyCase kind, int n) {
  for (v1::TranscriptBody& body : bodies) {
    if (body.body_case() == kind && n-- == 0) return body;
  }
  ADD_FAILURE() << "no such body";
  return bodies.front();
}
v1::TranscriptAnswer& AnswerAt(Bodies& bodies, int n) {
  return *Nth(bodies, v1::TranscriptBody::kAnswer, n).mutable_answer();
}

TEST(TranscriptReview, FindsNothingInAGenuineOne) {
  const TranscriptReview review = ReviewFile(TranscriptScript::File(Genuine()));
  ASSERT_FALSE(review.flaw()) << review.flaw()->record << ": " << review.flaw()->what;
  EXPECT_EQ(review.records(), static_cast<int64_t>(Genuine().size()));
  EXPECT_EQ(review.events(), 17);
  EXPECT_EQ(review.participants(), 4);
  EXPECT_EQ(review.answers(), 7);
  ASSERT_EQ(review.places().size(), 3u);
  EXPECT_EQ(review.places()[0].player.id, "ann");
  EXPECT_EQ(review.places()[0].points, 875 + 10 + 475);
  EXPECT_EQ(review.places()[1].points, 925 + 10);
}

TEST(TranscriptReview, FindsEveryChangedByte) {
  const std::string file = TranscriptScript::File(Genuine());
  for (size_t i = 0; i < file.size(); ++i) {
    for (const int bit : {0, 7}) {
      std::string changed = file;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      ASSERT_NE(FlawOf(changed), "") << "byte " << i << ", bit " << bit;
    }
  }
}

TEST(TranscriptReview, FindsAFileCutShortAnywhereOrMadeLonger) {
  const std::string file = TranscriptScript::File(Genuine());
  for (size_t i = 0; i < file.size(); ++i) ASSERT_NE(FlawOf(file.substr(0, i)), "") << i;
  EXPECT_THAT(FlawOf(file + "x"), HasSubstr("not a record"));
  EXPECT_EQ(FlawOf(""), "the transcript ends without its seal");
}

TEST(TranscriptReview, FindsEveryRecordThatWasDroppedDoubledOrMoved) {
  for (size_t i = 0; i < Genuine().size(); ++i) {
    EXPECT_NE(FlawAfter([i](Bodies& b) { b.erase(b.begin() + static_cast<int>(i)); }), "") << "dropped " << i;
    EXPECT_NE(FlawAfter([i](Bodies& b) { b.insert(b.begin() + static_cast<int>(i), Bodies{b[i]}[0]); }), "")
        << "doubled " << i;
    if (i == 0) continue;
    EXPECT_NE(FlawAfter([i](Bodies& b) { std::swap(b[i - 1], b[i]); }), "") << "swapped " << i;
  }
}

TEST(TranscriptReview, FindsARecordThatWasDroppedFromTheChain) {
  std::vector<v1::TranscriptRecord> records;
  TranscriptChain chain;
  for (const v1::TranscriptBody& body : Genuine()) records.push_back(chain.Add(body));
  TranscriptReview review;
  EXPECT_TRUE(review.Take(records[0]));
  EXPECT_FALSE(review.Take(records[2]));
  EXPECT_EQ(review.flaw()->record, 1);
  EXPECT_EQ(review.flaw()->what, "the record has index 2 where 1 was to come");
  TranscriptReview renumbered;
  records[2].set_index(1);
  EXPECT_TRUE(renumbered.Take(records[0]));
  EXPECT_FALSE(renumbered.Take(records[2]));
  EXPECT_EQ(renumbered.flaw()->what, "the record does not follow from the one before");
}

TEST(TranscriptReview, GradesAnswersAgain) {
  const auto right = [](Bodies& b) { AnswerAt(b, 1).mutable_response()->set_single_choice("b"); };
  EXPECT_EQ(FlawAfter(right),
            "the answer of participant b to item one is worth 1000000 micro-points and not 0, a share of 1000000 "
            "millionths and not 0");
  EXPECT_THAT(FlawAfter([&](Bodies& b) {
                right(b);
                AnswerAt(b, 1).set_mark_micros(1'000'000);
                AnswerAt(b, 1).set_share_micros(1'000'000);
              }),
              StartsWith("the result has participant ann on rank 1 with 1360 points, 1 right, 0 in a row; the answers "
                         "give participant b on rank 1 with 1930 points"));
  EXPECT_THAT(FlawAfter([](Bodies& b) { AnswerAt(b, 0).mutable_response()->set_single_choice("z"); }),
              HasSubstr("is none"));
  EXPECT_THAT(FlawAfter([](Bodies& b) { AnswerAt(b, 5).set_net_choices(2); }), HasSubstr("is worth"));
  EXPECT_THAT(FlawAfter([](Bodies& b) {
                auto& quiz = *Nth(b, v1::TranscriptBody::kQuiz, 0).mutable_quiz()->mutable_quiz();
                quiz.mutable_items(1)->mutable_true_false()->set_answer(false);
              }),
              HasSubstr("to item two is worth 0 micro-points"));
}

TEST(TranscriptReview, RanksAgain) {
  EXPECT_THAT(FlawAfter([](Bodies& b) { AnswerAt(b, 0).set_elapsed_micros(0); }),
              StartsWith("the result has participant ann on rank 1 with 1360 points, 1 right, 0 in a row; the answers "
                         "give participant ann on rank 1 with 1485 points"));
  EXPECT_THAT(FlawAfter([](Bodies& b) {
                Nth(b, v1::TranscriptBody::kResult, 2).mutable_result()->set_points(9'999);
              }),
              HasSubstr("participant d on rank 3 with 9999 points"));
  EXPECT_THAT(FlawAfter([](Bodies& b) {
                auto& settings = *Nth(b, v1::TranscriptBody::kHeader, 0).mutable_header()->mutable_settings();
                settings.mutable_scoring()->set_speed(v1::ScoringRule::SPEED_NONE);
              }),
              StartsWith("the result has"));
}

TEST(TranscriptReview, ReadsTheLog) {
  using Body = v1::TranscriptBody;
  EXPECT_EQ(FlawAfter([](Bodies& b) { Nth(b, Body::kEvent, 4).mutable_event()->set_seq(9); }),
            "event 9 follows event 4");
  EXPECT_EQ(FlawAfter([](Bodies& b) {
              for (int i = 5; i < 17; ++i) Nth(b, Body::kEvent, i).mutable_event()->set_seq(i);
              b.erase(b.begin() + 2 + 4);  // the pause
            }),
            "an item is resumed in PHASE_ITEM_OPEN");
  EXPECT_EQ(FlawAfter([](Bodies& b) { b.erase(b.begin() + 2 + 16); }), "the log does not end the session");
  EXPECT_EQ(FlawAfter([](Bodies& b) { b.erase(b.end() - 7); }),  // the last answer
            "item three was closed with 2 answers, by the log, and here are 1");
}

TEST(TranscriptReview, ReadsWhichAnswersWereLate) {
  EXPECT_EQ(FlawAfter([](Bodies& b) { AnswerAt(b, 3).set_late_seq(0); }),
            "the answer of participant d is late or not, unlike in the log");
  EXPECT_EQ(FlawAfter([](Bodies& b) { AnswerAt(b, 0).set_late_seq(9); }),
            "the answer of participant ann is late or not, unlike in the log");
  EXPECT_EQ(FlawAfter([](Bodies& b) { AnswerAt(b, 3).set_elapsed_micros(kSecond + 1); }),
            "the late answer of participant d came after the close");
  EXPECT_EQ(FlawAfter([](Bodies& b) { b.erase(b.end() - 10); }),  // d's answer
            "the log tells of a late answer of participant d, which is not there");
}

TEST(TranscriptReview, RanksTeamsAgain) {
  using Body = v1::TranscriptBody;
  EXPECT_EQ(FlawAfter([](Bodies& b) {
              Nth(b, Body::kParticipant, 0).mutable_participant()->set_team("West");
            }),
            "the result has team East on rank 1 with 1360 points of 1 members; the answers give team West on rank 1 "
            "with 2295 points of 3 members");
  EXPECT_THAT(FlawAfter([](Bodies& b) {
                Nth(b, Body::kTeamResult, 1).mutable_team_result()->set_points(936);
              }),
              StartsWith("the result has team West on rank 2 with 936 points of 2 members"));
  EXPECT_EQ(FlawAfter([](Bodies& b) { b.erase(b.end() - 2); }), "there are 1 results of 2 teams");
}

TEST(TranscriptReview, ReadsWhoTookPart) {
  using Body = v1::TranscriptBody;
  const auto person = [](Bodies& b, int n) -> v1::TranscriptParticipant& {
    return *Nth(b, Body::kParticipant, n).mutable_participant();
  };
  EXPECT_EQ(FlawAfter([&](Bodies& b) { person(b, 2).set_removed(false); }), "participant c was removed, by the log");
  EXPECT_EQ(FlawAfter([&](Bodies& b) { person(b, 3).set_removed(true); }),
            "participant d was not removed, by the log");
  EXPECT_EQ(FlawAfter([&](Bodies& b) { person(b, 1).set_nickname("Eve"); }), "participant b is called Bob, by the log");
  EXPECT_EQ(FlawAfter([&](Bodies& b) { person(b, 2).set_participant("c2"); }),
            "participant c2 was not removed, by the log");
  EXPECT_EQ(FlawAfter([&](Bodies& b) { person(b, 0).set_time_permille(999); }),
            "participant ann has 999 thousandths of the time");
  EXPECT_EQ(FlawAfter([&](Bodies& b) { person(b, 0).set_first_item(4); }),
            "participant ann came with an item that the quiz has not");
  EXPECT_EQ(FlawAfter([](Bodies& b) { AnswerAt(b, 0).set_participant("a"); }),
            "an answer is of somebody who did not take part");
  EXPECT_EQ(FlawAfter([](Bodies& b) { AnswerAt(b, 6).set_item(3); }), "an answer is to an item that was not asked");
  EXPECT_EQ(FlawAfter([](Bodies& b) { AnswerAt(b, 6).set_elapsed_micros(-1); }),
            "an answer was given outside the item's time");
}

TEST(TranscriptReview, RefusesWhatItCannotGradeBy) {
  using Body = v1::TranscriptBody;
  EXPECT_THAT(FlawAfter([](Bodies& b) { Nth(b, Body::kHeader, 0).mutable_header()->set_version(2); }),
              HasSubstr("version 2"));
  EXPECT_THAT(FlawAfter([](Bodies& b) {
                Nth(b, Body::kHeader, 0).mutable_header()->mutable_settings()->mutable_time_limit()->set_seconds(0);
              }),
              HasSubstr("kMinTimeLimit"));
  EXPECT_THAT(FlawAfter([](Bodies& b) {
                Nth(b, Body::kQuiz, 0).mutable_quiz()->mutable_quiz()->mutable_items(0)->set_points(0);
              }),
              HasSubstr("items[0].points"));
  EXPECT_THAT(FlawAfter([](Bodies& b) { Nth(b, Body::kQuiz, 0).mutable_quiz()->mutable_quiz()->clear_items(); }),
              HasSubstr("kMaxItems"));
  EXPECT_EQ(FlawAfter([](Bodies& b) { Nth(b, Body::kEvent, 0).Clear(); }),
            "the body says nothing that is known here");
}

// What no check of a file alone can find, and why there is a seal.
TEST(TranscriptReview, TakesWhatIsMadeUpAsAWhole) {
  EXPECT_EQ(FlawAfter([](Bodies& b) {
              AnswerAt(b, 0).set_elapsed_micros(6 * kSecond);
              Nth(b, v1::TranscriptBody::kResult, 0).mutable_result()->set_points(850 + 10 + 475);
              Nth(b, v1::TranscriptBody::kTeamResult, 0).mutable_team_result()->set_points(850 + 10 + 475);
            }),
            "");
}

TEST(MakeSeal, DependsOnTheSecretAndTheChain) {
  TranscriptChain chain, longer;
  longer.Add(Genuine()[0]);
  EXPECT_EQ(MakeSeal("a", chain).proof().size(), 32u);
  EXPECT_NE(MakeSeal("a", chain).proof(), MakeSeal("b", chain).proof());
  EXPECT_NE(MakeSeal("a", chain).proof(), MakeSeal("a", longer).proof());
  EXPECT_EQ(MakeSeal("a", longer).record_count(), 1);
}

}  // namespace
}  // namespace lyceum::quiz::live
