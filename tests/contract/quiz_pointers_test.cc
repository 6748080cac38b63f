// Hot quizzes while the database is away, on each engine.
#include "services/quiz/limits.h"
#include "tests/contract/quiz_world.h"
#include "tests/support/counting_database.h"

namespace lyceum::quiz {
namespace {

class PointersTest : public QuizWorld {
 protected:
  PointersTest() {
    Create("walls");
    Publish("walls");
  }

  absl::Status Get(const std::string& quiz = "walls") {
    v1::GetQuizRequest request;
    request.set_name("tenants/t/quizzes/" + quiz);
    return there_.quizzes.GetQuiz(ann_, request).status();
  }

  tests::CountingDatabase counting_{*database_};
  Replica there_{counting_, clock_, content_};
};
INSTANTIATE_TEST_SUITE_P(, PointersTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(PointersTest, AKnownQuizIsServedForMinutes) {
  ASSERT_TRUE(Get().ok());
  counting_.away = true;
  for (absl::Duration gone; gone + limits::kPointerLife < limits::kPointerLastResort; gone += absl::Minutes(1)) {
    EXPECT_TRUE(Get().ok()) << gone;
    const int reads = counting_.reads;
    EXPECT_TRUE(Get().ok());
    EXPECT_EQ(counting_.reads, reads) << "asked again at once";
    clock_.Advance(absl::Minutes(1));
  }
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Get().code(), absl::StatusCode::kUnavailable);
}

TEST_P(PointersTest, WhatIsNotKnownIsUnavailable) {
  counting_.away = true;
  EXPECT_EQ(Get().code(), absl::StatusCode::kUnavailable);
}

TEST_P(PointersTest, TheNewRevisionIsSeenWhenTheDatabaseIsBack) {
  ASSERT_TRUE(Get().ok());
  counting_.away = true;
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(Get().ok());
  v1::DeleteQuizRequest request;
  request.set_name("tenants/t/quizzes/walls");
  ASSERT_TRUE(here_.authoring.DeleteQuiz(author_, request).ok());
  counting_.away = false;
  clock_.Advance(limits::kPointerLife);
  EXPECT_EQ(Get().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace lyceum::quiz
