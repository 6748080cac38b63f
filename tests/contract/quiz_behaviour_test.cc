// Items that take several steps, from the first check to the teacher's mark, on every engine.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz {
namespace {

using Progress = v1::ItemProgress;
using v1::ItemState;

class QuizBehaviourTest : public QuizWorld {
 protected:
  std::string BeginWith(const std::string& kind, const std::string& more = "feedback: FEEDBACK_IMMEDIATE") {
    return Begin(absl::StrCat(more, " behaviour { kind: ", kind, " penalty_micros: 250000 }"));
  }

  absl::StatusOr<v1::SubmitResponseResponse> Check(const std::string& attempt, const std::string& item,
                                                   const std::string& response, int certainty = 0) {
    v1::SubmitResponseRequest request;
    request.set_name(attempt);
    request.set_item(item);
    request.set_certainty(certainty);
    *request.mutable_response() = Text<v1::Response>(response);
    return Answer(&Attempts::SubmitResponse, request);
  }

  absl::StatusOr<v1::GradeItemResponse> GradeByHand(const std::string& attempt, const std::string& item, int64_t mark,
                                                    const std::string& comment = "") {
    v1::GradeItemRequest request;
    request.set_name(attempt);
    request.set_item(item);
    request.set_mark(mark);
    request.set_comment(comment);
    return here_.attempts.GradeItem(teacher_, request);
  }

  // "ITEM SCORE;" of each answer progress is told of.
  std::string ScoresTold() {
    std::string told;
    for (const auto& [id, event] : Events()) {
      if (!event.has_answer_submitted()) continue;
      const auto& answer = event.answer_submitted();
      absl::StrAppend(&told, answer.item_id(), " ", answer.score_micros(), ";");
    }
    return told;
  }

  // An attempt at a quiz whose two items have two hints each.
  std::string BeginHinted(const std::string& kind) {
    v1::CreateQuizRequest request;
    request.set_parent("tenants/t");
    request.set_quiz_id("hinted");
    *request.mutable_quiz() = Text<v1::Quiz>(absl::StrCat(R"(title: 'Hinted' language: 'en'
        policy { feedback: FEEDBACK_IMMEDIATE review_after_finish: true
                 behaviour { kind: )", kind, R"( penalty_micros: 250000 } }
        items { id: 'pairs' prompt: 'Match' points: 4000000 hints: 'h1' hints: 'h2'
                matching { pairs { stem: 'A' option: '1' } pairs { stem: 'B' option: '2' } distractors: '3' } }
        items { id: 'one' prompt: 'When?' hints: 'h1' hints: 'h2' short_text { patterns { pattern: '1961' } } })"));
    EXPECT_TRUE(here_.authoring.CreateQuiz(author_, request).ok());
    Publish("hinted");
    return Start("hinted")->attempt().name();
  }

  static const ItemState& ItemOf(const v1::Attempt& attempt, const std::string& id) {
    for (const ItemState& item : attempt.items()) {
      if (item.item() == id) return item;
    }
    ADD_FAILURE() << "no item " << id;
    return ItemState::default_instance();
  }
};
INSTANTIATE_TEST_SUITE_P(, QuizBehaviourTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizBehaviourTest, AdaptiveItemsKeepTheBestOfManyTries) {
  const std::string attempt = BeginWith("KIND_ADAPTIVE");
  auto wrong = Check(attempt, "one", "single_choice: 'a'");
  ASSERT_TRUE(wrong.ok()) << wrong.status();
  EXPECT_EQ(wrong->item().progress().state(), Progress::STATE_TODO);
  EXPECT_EQ(wrong->item().progress().mark(), 0);
  EXPECT_EQ(wrong->item().state(), ItemState::STATE_SAVED);
  EXPECT_FALSE(wrong->has_reveal());
  // Sent again because the answer got lost: no further try.
  EXPECT_EQ(Check(attempt, "one", "single_choice: 'a'")->item().progress().tries(), 1);
  const auto right = Check(attempt, "one", "single_choice: 'b'");
  EXPECT_EQ(right->item().progress().state(), Progress::STATE_COMPLETE);
  EXPECT_EQ(right->item().progress().mark(), 750'000);
  EXPECT_EQ(ItemOf(Get(attempt), "one").progress().SerializeAsString(),
            right->item().progress().SerializeAsString());
  const auto finished = Finish(attempt);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->score(), 750'000);
  EXPECT_EQ(ItemOf(*finished, "one").progress().state(), Progress::STATE_RIGHT);
  EXPECT_EQ(ItemOf(*finished, "two").progress().state(), Progress::STATE_GAVE_UP);
  EXPECT_EQ(Reason(Check(attempt, "one", "single_choice: 'a'").status()), "ATTEMPT_OVER");
  EXPECT_TRUE(Check(attempt, "one", "single_choice: 'b'").ok());  // a late retry
}

TEST_P(QuizBehaviourTest, InteractiveItemsHaveATryMoreThanHints) {
  const std::string attempt = BeginHinted("KIND_INTERACTIVE");
  auto state = Check(attempt, "one", "short_text: '1945'");
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_TRUE(state->item().progress().must_try_again());
  EXPECT_EQ(state->item().progress().tries_left(), 2);
  EXPECT_FALSE(state->item().progress().has_mark());
  EXPECT_EQ(Check(attempt, "one", "short_text: '1945'")->item().progress().tries_left(), 2);
  EXPECT_EQ(Check(attempt, "one", "short_text: '1989'")->item().progress().tries_left(), 1);
  const auto last = Check(attempt, "one", "short_text: '1961'");
  EXPECT_EQ(last->item().progress().state(), Progress::STATE_RIGHT);
  EXPECT_EQ(last->item().mark(), 500'000);
  EXPECT_EQ(last->item().state(), ItemState::STATE_SUBMITTED);
  EXPECT_EQ(last->reveal().correct_text(), "1961");
  EXPECT_EQ(Reason(Check(attempt, "one", "short_text: '1945'").status()), "ITEM_SUBMITTED");
  EXPECT_EQ(Check(attempt, "one", "short_text: '1961'")->item().mark(), 500'000);
  EXPECT_EQ(Finish(attempt)->score(), 500'000);
}

TEST_P(QuizBehaviourTest, CountbackTakesEachPartByItself) {
  const std::string attempt = BeginHinted("KIND_INTERACTIVE_COUNTBACK");
  v1::GetAttemptRequest request;
  request.set_name(attempt);
  const v1::Paper paper = here_.attempts.GetAttempt(ann_, request)->paper();
  const auto option = [&](const std::string& text) {
    for (const auto& candidate : paper.items(0).matching().options()) {
      if (candidate.text() == text) return candidate.id();
    }
    return std::string();
  };
  const auto pairs = [&](const std::string& a, const std::string& b) {
    return absl::StrCat("matching { pairs { stem: 's1' option: '", option(a), "' } pairs { stem: 's2' option: '",
                        option(b), "' } }");
  };
  // A is right from the first try on, B from the second: (1 + 0.75) / 2 of 4 points.
  ASSERT_TRUE(Check(attempt, "pairs", pairs("1", "3")).ok());
  const auto right = Check(attempt, "pairs", pairs("1", "2"));
  ASSERT_TRUE(right.ok()) << right.status();
  EXPECT_EQ(right->item().mark(), 3'500'000);
  const std::string half = absl::StrCat("matching { pairs { stem: 's1' option: '", option("1"), "' } }");
  EXPECT_EQ(Reason(Check(attempt, "pairs", half).status()), "ITEM_SUBMITTED");
}

TEST_P(QuizBehaviourTest, CertaintyMultipliesMarks) {
  const std::string attempt = BeginWith("KIND_DEFERRED_CERTAINTY", "review_after_finish: true");
  EXPECT_EQ(Check(attempt, "one", "single_choice: 'b'", 3)->item().progress().state(), Progress::STATE_COMPLETE);
  EXPECT_EQ(Check(attempt, "two", "true_false: false", 0)->item().progress().state(), Progress::STATE_INVALID);
  EXPECT_EQ(Check(attempt, "two", "true_false: false", 2)->item().progress().state(), Progress::STATE_COMPLETE);
  EXPECT_FALSE(Check(attempt, "two", "true_false: false", 2)->item().progress().has_mark());
  EXPECT_EQ(Check(attempt, "two", "true_false: true", 4).status().code(), absl::StatusCode::kInvalidArgument);
  const auto finished = Finish(attempt);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(ItemOf(*finished, "one").mark(), 3'000'000);
  EXPECT_EQ(ItemOf(*finished, "two").mark(), -4'000'000);
  EXPECT_EQ(finished->score(), -1'000'000);
  const std::string plain = Begin("");
  EXPECT_EQ(Check(plain, "one", "single_choice: 'b'", 1).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_P(QuizBehaviourTest, ATeacherGradesWhatNobodyElseDoes) {
  const std::string attempt = BeginWith("KIND_MANUAL", "review_after_finish: true");
  ASSERT_TRUE(Check(attempt, "three", "short_text: 'Berlin'").ok());
  EXPECT_EQ(Reason(GradeByHand(attempt, "three", 1).status()), "ATTEMPT_IN_PROGRESS");
  const auto finished = Finish(attempt);
  EXPECT_EQ(finished->score(), 0);
  EXPECT_EQ(ItemOf(*finished, "three").progress().state(), Progress::STATE_NEEDS_GRADING);
  EXPECT_EQ(GradeByHand(attempt, "three", 1'000'001).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(GradeByHand(attempt, "four", 0).status().code(), absl::StatusCode::kInvalidArgument);

  v1::GetItemAnalysisRequest analyse;
  analyse.set_name(finished->quiz());
  EXPECT_EQ(here_.analyses.GetItemAnalysis(teacher_, analyse)->analysis().test().mean(), 0);
  EXPECT_EQ(ScoresTold(), "") << "nobody has graded it";
  const auto graded = GradeByHand(attempt, "three", 600'000, "Which part?");
  ASSERT_TRUE(graded.ok()) << graded.status();
  EXPECT_EQ(ScoresTold(), "three 600000;");
  EXPECT_EQ(graded->attempt().score(), 600'000);
  EXPECT_EQ(ItemOf(graded->attempt(), "three").progress().state(), Progress::STATE_MANUAL_PARTIAL);
  EXPECT_EQ(GradeByHand(attempt, "one", 1'000'000)->attempt().score(), 1'600'000);  // was never answered
  EXPECT_EQ(GradeByHand(attempt, "three", 1'000'000, "Well.")->attempt().score(), 2'000'000);
  EXPECT_EQ(ScoresTold(), "three 600000;") << "the first mark is what is told, once";
  const auto review = Review(attempt, ann_);
  ASSERT_TRUE(review.ok()) << review.status();
  EXPECT_EQ(review->items(2).comment(), "Well.");
  EXPECT_EQ(review->items(2).mark(), 1'000'000);
  EXPECT_FALSE(review->items(0).has_response());
  EXPECT_EQ(here_.analyses.GetItemAnalysis(teacher_, analyse)->analysis().test().mean(), 2'000'000);
}

TEST_P(QuizBehaviourTest, PoliciesAreChecked) {
  const auto create = [&](const std::string& policy) {
    v1::CreateQuizRequest request;
    request.set_parent("tenants/t");
    *request.mutable_quiz() = Text<v1::Quiz>(QuizText(policy));
    return here_.authoring.CreateQuiz(author_, request).status().code();
  };
  EXPECT_EQ(create("behaviour { kind: KIND_ADAPTIVE penalty_micros: 1000001 }"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(create("allow_change: true behaviour { kind: KIND_ADAPTIVE }"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(create("allow_change: true behaviour { kind: KIND_DEFERRED }"), absl::StatusCode::kOk);
}

}  // namespace
}  // namespace lyceum::quiz
