// Quizzes from draft to published, on every engine.
#include <string>

#include "gmock/gmock.h"
#include "tests/contract/quiz_world.h"

namespace lyceum::quiz {
namespace {

using testing::ElementsAre;

class QuizAuthoringTest : public QuizWorld {
 protected:
  absl::StatusOr<v1::Quiz> Rename(const std::string& id, const std::string& title, const std::string& etag = "",
                                  const std::string& request_id = "", bool validate_only = false) {
    v1::UpdateQuizRequest request;
    request.mutable_quiz()->set_name("tenants/t/quizzes/" + id);
    request.mutable_quiz()->set_title(title);
    request.mutable_quiz()->set_etag(etag);
    request.mutable_update_mask()->add_paths("title");
    request.set_request_id(request_id);
    request.set_validate_only(validate_only);
    auto response = here_.authoring.UpdateQuiz(author_, request);
    if (!response.ok()) return response.status();
    return response->quiz();
  }

  absl::StatusOr<v1::Quiz> GetDraft(const std::string& id) {
    v1::GetAuthoredQuizRequest request;
    request.set_name("tenants/t/quizzes/" + id);
    auto response = here_.authoring.GetAuthoredQuiz(author_, request);
    if (!response.ok()) return response.status();
    return response->quiz();
  }

  absl::StatusOr<v1::Paper> GetPaper(Replica& replica, const std::string& id) {
    v1::GetQuizRequest request;
    request.set_name("tenants/t/quizzes/" + id);
    auto response = replica.quizzes.GetQuiz(ann_, request);
    if (!response.ok()) return response.status();
    return response->paper();
  }

  // What the inline path sends; "" on a miss.
  std::string Inline(Replica& replica, const Caller& caller, const std::string& id) {
    v1::GetQuizRequest request;
    request.set_name("tenants/t/quizzes/" + id);
    const redis::Bytes bytes = replica.quizzes.CachedQuiz(caller, request.SerializeAsString());
    return bytes == nullptr ? "" : *bytes;
  }
};
INSTANTIATE_TEST_SUITE_P(, QuizAuthoringTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(QuizAuthoringTest, CreatesADraftThatLearnersDoNotSee) {
  const v1::Quiz quiz = Create("walls");
  EXPECT_EQ(quiz.name(), "tenants/t/quizzes/walls");
  EXPECT_EQ(quiz.state(), v1::Quiz::STATE_DRAFT);
  EXPECT_EQ(quiz.revision(), 1);
  EXPECT_EQ(quiz.creator(), "otto");
  EXPECT_EQ(quiz.items(0).points(), 1'000'000);
  EXPECT_EQ(GetDraft("walls")->SerializeAsString(), quiz.SerializeAsString());
  EXPECT_TRUE(absl::IsNotFound(GetPaper(here_, "walls").status()));
  EXPECT_TRUE(absl::IsNotFound(GetPaper(here_, "never").status()));
  EXPECT_TRUE(absl::IsNotFound(GetDraft("never").status()));
}

TEST_P(QuizAuthoringTest, RefusesATakenNameAndABadQuiz) {
  Create("walls");
  v1::CreateQuizRequest request;
  request.set_quiz_id("walls");
  *request.mutable_quiz() = Text<v1::Quiz>(QuizText(""));
  EXPECT_TRUE(absl::IsAlreadyExists(here_.authoring.CreateQuiz(author_, request).status()));
  request.set_validate_only(true);
  EXPECT_TRUE(absl::IsAlreadyExists(here_.authoring.CreateQuiz(author_, request).status()));
  request.set_quiz_id("Walls!");
  EXPECT_TRUE(absl::IsInvalidArgument(here_.authoring.CreateQuiz(author_, request).status()));
  request.set_quiz_id("other");
  EXPECT_TRUE(here_.authoring.CreateQuiz(author_, request).ok());  // only checked
  EXPECT_TRUE(absl::IsNotFound(GetDraft("other").status()));
  request.mutable_quiz()->set_title("");
  EXPECT_TRUE(absl::IsInvalidArgument(here_.authoring.CreateQuiz(author_, request).status()));
}

TEST_P(QuizAuthoringTest, CreatesOnceForARequestId) {
  v1::CreateQuizRequest request;
  request.set_request_id("r1");
  *request.mutable_quiz() = Text<v1::Quiz>(QuizText(""));
  const auto first = here_.authoring.CreateQuiz(author_, request);
  const auto second = here_.authoring.CreateQuiz(author_, request);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->quiz().name(), second->quiz().name());
  request.mutable_quiz()->set_title("Other");
  const auto third = here_.authoring.CreateQuiz(author_, request);
  EXPECT_TRUE(absl::IsInvalidArgument(third.status()));
  EXPECT_EQ(Reason(third.status()), "REQUEST_ID_REUSED");
}

TEST_P(QuizAuthoringTest, UpdatesUnderTheEtag) {
  const v1::Quiz quiz = Create("walls");
  EXPECT_EQ(Rename("walls", "Checked", quiz.etag(), "", true)->title(), "Checked");
  EXPECT_EQ(GetDraft("walls")->title(), "Walls");
  const auto renamed = Rename("walls", "Fences", quiz.etag(), "r");
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  EXPECT_EQ(renamed->revision(), 2);
  EXPECT_EQ(renamed->items_size(), 3);
  EXPECT_NE(renamed->etag(), quiz.etag());
  EXPECT_EQ(Rename("walls", "Fences", quiz.etag(), "r")->etag(), renamed->etag());  // the first answer
  EXPECT_TRUE(absl::IsAborted(Rename("walls", "Gates", quiz.etag()).status()));
  EXPECT_EQ(GetDraft("walls")->title(), "Fences");
  EXPECT_TRUE(absl::IsInvalidArgument(Rename("walls", "").status()));
  EXPECT_TRUE(absl::IsNotFound(Rename("never", "x").status()));
}

TEST_P(QuizAuthoringTest, PublishesRevisionsThatStay) {
  Create("walls");
  EXPECT_EQ(Publish("walls").published_revision(), 1);
  EXPECT_EQ(Publish("walls").etag(), GetDraft("walls")->etag());  // again changes nothing
  ASSERT_TRUE(Rename("walls", "Fences").ok());
  EXPECT_EQ(GetPaper(here_, "walls")->title(), "Walls");
  EXPECT_EQ(Publish("walls").published_revision(), 2);
  EXPECT_EQ(GetPaper(here_, "walls")->title(), "Fences");
  v1::GetQuizRevisionRequest request;
  request.set_name("tenants/t/quizzes/walls/revisions/1");
  EXPECT_EQ(here_.authoring.GetQuizRevision(author_, request)->quiz().title(), "Walls");
  for (const char* number : {"3", "0", "-1", "x", "1x"}) {
    request.set_name(std::string("tenants/t/quizzes/walls/revisions/") + number);
    EXPECT_TRUE(absl::IsNotFound(here_.authoring.GetQuizRevision(author_, request).status())) << number;
  }
  v1::ListQuizRevisionsRequest list;
  list.set_parent("tenants/t/quizzes/walls");
  list.set_page_size(1);
  const auto page = here_.authoring.ListQuizRevisions(author_, list);
  ASSERT_EQ(page->revisions_size(), 1);
  EXPECT_EQ(page->revisions(0).revision(), 2);
  list.set_page_token(page->next_page_token());
  const auto rest = here_.authoring.ListQuizRevisions(author_, list);
  EXPECT_EQ(rest->revisions(0).name(), "tenants/t/quizzes/walls/revisions/1");
}

TEST_P(QuizAuthoringTest, PublishesNothingEmptyOrDeleted) {
  v1::CreateQuizRequest request;
  request.set_quiz_id("empty");
  *request.mutable_quiz() = Text<v1::Quiz>("title: 'T' language: 'en'");
  ASSERT_TRUE(here_.authoring.CreateQuiz(author_, request).ok());
  v1::PublishQuizRequest publish;
  publish.set_name("tenants/t/quizzes/empty");
  EXPECT_EQ(Reason(here_.authoring.PublishQuiz(author_, publish).status()), "QUIZ_EMPTY");
  const v1::Quiz quiz = Create("walls");
  publish.set_name(quiz.name());
  publish.set_etag("stale");
  EXPECT_TRUE(absl::IsAborted(here_.authoring.PublishQuiz(author_, publish).status()));
  publish.clear_etag();
  publish.set_validate_only(true);
  EXPECT_EQ(here_.authoring.PublishQuiz(author_, publish)->quiz().published_revision(), 1);
  EXPECT_EQ(GetDraft("walls")->published_revision(), 0);
  v1::DeleteQuizRequest remove;
  remove.set_name(quiz.name());
  ASSERT_TRUE(here_.authoring.DeleteQuiz(author_, remove).ok());
  EXPECT_EQ(here_.authoring.DeleteQuiz(author_, remove)->quiz().state(), v1::Quiz::STATE_DELETED);
  EXPECT_EQ(Reason(here_.authoring.PublishQuiz(author_, publish).status()), "QUIZ_DELETED");
  EXPECT_EQ(Reason(Rename("walls", "x").status()), "QUIZ_DELETED");
}

TEST_P(QuizAuthoringTest, ServesAPublishAtOnceHereAndSoonElsewhere) {
  Create("walls");
  Publish("walls");
  EXPECT_EQ(Inline(here_, ann_, "walls"), "");  // nobody has asked yet
  ASSERT_TRUE(GetPaper(here_, "walls").ok() && GetPaper(there_, "walls").ok());
  v1::GetQuizResponse response;
  ASSERT_TRUE(response.ParseFromString(Inline(here_, ann_, "walls")));
  EXPECT_EQ(response.paper().title(), "Walls");
  EXPECT_NE(Inline(there_, ann_, "walls"), "");
  Caller stranger = ann_;
  stranger.tenant = "other";
  EXPECT_EQ(Inline(here_, stranger, "walls"), "");

  ASSERT_TRUE(Rename("walls", "Fences").ok());
  Publish("walls");
  EXPECT_EQ(GetPaper(here_, "walls")->title(), "Fences");
  EXPECT_EQ(Inline(here_, ann_, "walls").find("Walls"), std::string::npos);
  clock_.Advance(absl::Milliseconds(999));
  EXPECT_EQ(Inline(there_, ann_, "walls"), "");  // too old to be trusted
  EXPECT_EQ(GetPaper(there_, "walls")->title(), "Fences");
  EXPECT_NE(Inline(there_, ann_, "walls"), "");

  v1::DeleteQuizRequest remove;
  remove.set_name("tenants/t/quizzes/walls");
  ASSERT_TRUE(here_.authoring.DeleteQuiz(author_, remove).ok());
  EXPECT_EQ(Inline(here_, ann_, "walls"), "");
  EXPECT_TRUE(absl::IsNotFound(GetPaper(here_, "walls").status()));
  clock_.Advance(absl::Milliseconds(999));
  EXPECT_EQ(Inline(there_, ann_, "walls"), "");
  EXPECT_TRUE(absl::IsNotFound(GetPaper(there_, "walls").status()));
}

TEST_P(QuizAuthoringTest, LetsOneCallerRenewTheHotPointer) {
  Create("walls");
  Publish("walls");
  ASSERT_TRUE(GetPaper(here_, "walls").ok());
  ASSERT_NE(Inline(here_, ann_, "walls"), "");
  clock_.Advance(absl::Milliseconds(300));
  EXPECT_EQ(Inline(here_, ann_, "walls"), "");  // this one goes and asks
  EXPECT_NE(Inline(here_, ann_, "walls"), "");  // the others go on
  ASSERT_TRUE(GetPaper(here_, "walls").ok());
  clock_.Advance(absl::Milliseconds(200));
  EXPECT_NE(Inline(here_, ann_, "walls"), "");
}

TEST_P(QuizAuthoringTest, ListsByPageAndFilter) {
  for (const char* id : {"a", "b", "c", "d"}) Create(id);
  for (const char* id : {"a", "c", "d"}) Publish(id);
  v1::ListQuizzesRequest request;
  request.set_parent("tenants/t");
  request.set_page_size(2);
  const auto ids = [&] {
    std::vector<std::string> ids;
    const auto page = here_.quizzes.ListQuizzes(ann_, request);
    EXPECT_TRUE(page.ok()) << page.status();
    for (const auto& quiz : page->quizzes()) ids.push_back(quiz.name().substr(18));
    request.set_page_token(page->next_page_token());
    return ids;
  };
  EXPECT_THAT(ids(), ElementsAre("a", "c"));
  EXPECT_THAT(ids(), ElementsAre("d"));
  EXPECT_EQ(request.page_token(), "");
  request.add_topic_path("history");
  EXPECT_THAT(ids(), ElementsAre("a", "c"));
  request.clear_topic_path();
  EXPECT_TRUE(absl::IsInvalidArgument(here_.quizzes.ListQuizzes(ann_, request).status()));  // the token of another list
  request.clear_page_token();
  request.add_topic_path("hist");
  EXPECT_THAT(ids(), ElementsAre());

  v1::ListAuthoredQuizzesRequest authored;
  authored.set_page_size(3);
  const auto page = here_.authoring.ListAuthoredQuizzes(author_, authored);
  ASSERT_EQ(page->quizzes_size(), 3);
  EXPECT_EQ(page->quizzes(1).name(), "tenants/t/quizzes/b");
  EXPECT_EQ(page->quizzes(1).items_size(), 0);
  authored.set_page_token(page->next_page_token());
  EXPECT_EQ(here_.authoring.ListAuthoredQuizzes(author_, authored)->quizzes_size(), 1);
}

TEST_P(QuizAuthoringTest, DerivesFromTheExplanationOfTheCaller) {
  content_.explanation = Text<content::v1::Explanation>(R"(
    name: 'tenants/t/explanations/e' title: 'Tides' language: 'en'
    revision: 7 topic_path: 'nature'
    sections { id: 's' term_table { rows { term: 'ebb' definition: 'out' }
                                    rows { term: 'flood' definition: 'in' } } })");
  v1::DeriveQuizRequest request;
  request.set_parent("tenants/t");
  request.set_explanation("tenants/t/explanations/e");
  request.set_quiz_id("tides");
  request.set_validate_only(true);
  const auto preview = here_.authoring.DeriveQuiz(author_, request);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(content_.bearer, "token of otto");
  EXPECT_TRUE(absl::IsNotFound(GetDraft("tides").status()));
  request.set_validate_only(false);
  request.set_request_id("r");
  const auto derived = here_.authoring.DeriveQuiz(author_, request);
  ASSERT_TRUE(derived.ok()) << derived.status();
  EXPECT_EQ(derived->quiz().items_size(), 7);
  EXPECT_EQ(derived->quiz().source().revision(), 7);
  EXPECT_EQ(derived->quiz().title(), "Tides");
  EXPECT_EQ(here_.authoring.DeriveQuiz(author_, request)->quiz().etag(), derived->quiz().etag());
  EXPECT_EQ(Publish("tides").published_revision(), 1);
  request.set_explanation("tenants/t/explanations/none");
  EXPECT_TRUE(absl::IsNotFound(here_.authoring.DeriveQuiz(author_, request).status()));
  content_.explanation.clear_sections();
  request.set_explanation("tenants/t/explanations/e");
  EXPECT_EQ(Reason(here_.authoring.DeriveQuiz(author_, request).status()), "NOTHING_TO_ASK");
  request.set_max_items(501);
  EXPECT_TRUE(absl::IsInvalidArgument(here_.authoring.DeriveQuiz(author_, request).status()));
}

}  // namespace
}  // namespace lyceum::quiz
