// Explanations from draft to revision, on each engine.
#include <algorithm>
#include <set>

#include "tests/contract/content_fixture.h"

namespace lyceum::content {
namespace {

using absl::StatusCode;

class ExplanationsTest : public ContentTest {};
INSTANTIATE_TEST_SUITE_P(, ExplanationsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(ExplanationsTest, LearnersSeeAnExplanationWhenItIsPublished) {
  const v1::Explanation draft = Create(Text("The Wall", "It stood in Berlin."), "wall");
  EXPECT_EQ(draft.name(), Name("wall"));
  EXPECT_EQ(draft.state(), v1::Explanation::STATE_DRAFT);
  EXPECT_EQ(draft.revision(), 1);
  EXPECT_EQ(draft.creator(), "ann");
  EXPECT_EQ(Get(learner_, draft.name()).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Get(learner_, draft.name(), v1::GetExplanationRequest::VIEW_DRAFT).status().code(), StatusCode::kNotFound);
  EXPECT_TRUE(Get(teacher_, draft.name(), v1::GetExplanationRequest::VIEW_DRAFT).ok());
  const v1::Explanation published = Publish(draft.name());
  EXPECT_EQ(published.published_revision(), 1);
  const auto seen = Get(learner_, draft.name());
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->sections(0).rich_text().markdown(), "It stood in Berlin.");
  EXPECT_EQ(seen->revision(), 1);
}

TEST_P(ExplanationsTest, PublishedRevisionsNeverChange) {
  const std::string name = CreatePublished(Text("The Wall", "It stood."), "wall").name();
  v1::GetRevisionRequest first;
  first.set_name(name);
  first.set_revision(1);
  const auto before = explanations_.GetRevision(learner_, first);
  ASSERT_TRUE(before.ok()) << before.status();
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(TryUpdate(name, Text("The Wall fell", "It fell."), {}).ok());
  EXPECT_EQ(Get(learner_, name)->title(), "The Wall");
  EXPECT_EQ(Publish(name).revision(), 2);
  const auto after = explanations_.GetRevision(learner_, first);
  EXPECT_EQ(before->SerializeAsString(), after->SerializeAsString());
  EXPECT_EQ(Get(learner_, name)->title(), "The Wall fell");
  EXPECT_EQ(TryPublish(name).status().code(), StatusCode::kFailedPrecondition);

  v1::ListRevisionsRequest list;
  list.set_name(name);
  list.set_page_size(1);
  const auto page = explanations_.ListRevisions(learner_, list);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->revisions(0).revision(), 2);
  list.set_page_token(page->next_page_token());
  EXPECT_EQ(explanations_.ListRevisions(learner_, list)->revisions(0).title(), "The Wall");

  v1::DiffRevisionsRequest diff;
  diff.set_name(name);
  const auto changes = explanations_.DiffRevisions(learner_, diff);
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_EQ(changes->from_revision(), 1);
  EXPECT_EQ(changes->diff().sections_size(), 1);
  first.set_revision(3);
  EXPECT_EQ(explanations_.GetRevision(learner_, first).status().code(), StatusCode::kNotFound);
}

TEST_P(ExplanationsTest, AStaleEtagIsAborted) {
  const v1::Explanation draft = Create(Text("The Wall", "It stood."), "wall");
  v1::Explanation change = draft;
  change.set_title("Changed");
  ASSERT_TRUE(TryUpdate(draft.name(), change, {"title"}).ok());
  EXPECT_EQ(TryUpdate(draft.name(), change, {"title"}).status().code(), StatusCode::kAborted);
  EXPECT_EQ(TryPublish(draft.name(), draft.etag()).status().code(), StatusCode::kAborted);
  v1::DeleteExplanationRequest remove;
  remove.set_name(draft.name());
  remove.set_etag(draft.etag());
  EXPECT_EQ(explanations_.DeleteExplanation(author_, remove).status().code(), StatusCode::kAborted);
}

TEST_P(ExplanationsTest, TheEtagOfWhatWasPublishedServesUntilTheDraftChanges) {
  const v1::Explanation published = CreatePublished(Text("The Wall", "It stood."), "wall");
  v1::Explanation change = *Get(learner_, published.name());
  change.set_title("Second");
  EXPECT_TRUE(TryUpdate(published.name(), change, {"title"}).ok());
  EXPECT_EQ(TryUpdate(published.name(), change, {"title"}).status().code(), StatusCode::kAborted);
}

TEST_P(ExplanationsTest, ARequestIdMakesAWriteOnce) {
  v1::CreateExplanationRequest request = CreateRequest(Text("The Wall", "It stood."), "");
  request.set_request_id("once");
  const auto first = explanations_.CreateExplanation(author_, request);
  const auto second = explanations_.CreateExplanation(author_, request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(CountRows("explanations"), 1);
  request.mutable_explanation()->set_title("Another");
  EXPECT_EQ(explanations_.CreateExplanation(author_, request).status().code(), StatusCode::kInvalidArgument);
}

TEST_P(ExplanationsTest, ValidateOnlyChangesNothing) {
  v1::CreateExplanationRequest create = CreateRequest(Text("The Wall", "It stood."), "wall");
  create.set_validate_only(true);
  create.set_request_id("rehearsal");
  EXPECT_TRUE(explanations_.CreateExplanation(author_, create).ok());
  EXPECT_EQ(CountRows("explanations") + CountRows("drafts") + CountRows("requests"), 0);
  const v1::Explanation draft = Create(create.explanation(), "wall");
  EXPECT_EQ(explanations_.CreateExplanation(author_, create).status().code(), StatusCode::kAlreadyExists);
  v1::PublishExplanationRequest publish;
  publish.set_name(draft.name());
  publish.set_validate_only(true);
  EXPECT_EQ(explanations_.PublishExplanation(author_, publish)->explanation().revision(), 1);
  EXPECT_EQ(CountRows("revisions") + CountRows("search_documents"), 0);
  EXPECT_EQ(Get(author_, draft.name(), v1::GetExplanationRequest::VIEW_DRAFT)->etag(), draft.etag());
}

TEST_P(ExplanationsTest, AMaskChangesWhatItNames) {
  const v1::Explanation draft = Create(Text("The Wall", "It stood."), "wall");
  const auto updated = TryUpdate(draft.name(), Text("Changed", "New text."), {"title"});
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->explanation().title(), "Changed");
  EXPECT_EQ(updated->explanation().sections(0).rich_text().markdown(), "It stood.");
  EXPECT_EQ(TryUpdate(draft.name(), Text("A", "b"), {"state"}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(TryUpdate(draft.name(), Text("A", "b"), {"sections.heading"}).status().code(),
            StatusCode::kInvalidArgument);
  const auto replaced = TryUpdate(draft.name(), Text("Changed", "New text."), {"*"});
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(replaced->explanation().sections_size(), 1);
}

TEST_P(ExplanationsTest, BadDocumentsAreRefusedWhole) {
  v1::Explanation bad = Text("", "Hello <script>alert(1)</script>");
  const auto response = explanations_.CreateExplanation(author_, CreateRequest(bad, "bad"));
  EXPECT_EQ(response.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(explanations_.CreateExplanation(author_, CreateRequest(Text("A", "b"), "NOT GOOD")).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(CountRows("explanations") + CountRows("drafts"), 0);
}

TEST_P(ExplanationsTest, DeletedOnesVanishAndComeBack) {
  const v1::Explanation published = CreatePublished(Text("The Wall", "It stood in Berlin."), "wall");
  v1::DeleteExplanationRequest remove;
  remove.set_name(published.name());
  ASSERT_TRUE(explanations_.DeleteExplanation(author_, remove).ok());
  EXPECT_EQ(Get(learner_, published.name()).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(explanations_.DeleteExplanation(author_, remove).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Find("berlin")->hits_size(), 0);
  v1::ListExplanationsRequest list;
  list.set_parent("tenants/acme");
  EXPECT_EQ(explanations_.ListExplanations(author_, list)->explanations_size(), 0);
  list.set_show_deleted(true);
  const auto shown = explanations_.ListExplanations(author_, list);
  ASSERT_EQ(shown->explanations_size(), 1);
  EXPECT_EQ(shown->explanations(0).state(), v1::Explanation::STATE_DELETED);
  EXPECT_EQ(explanations_.ListExplanations(learner_, list)->explanations_size(), 0);
  v1::GetRevisionRequest revision;
  revision.set_name(published.name());
  EXPECT_TRUE(explanations_.GetRevision(learner_, revision).ok());
  v1::UndeleteExplanationRequest undelete;
  undelete.set_name(published.name());
  ASSERT_TRUE(explanations_.UndeleteExplanation(author_, undelete).ok());
  EXPECT_TRUE(Get(learner_, published.name()).ok());
  EXPECT_EQ(Find("berlin")->hits_size(), 1);
  EXPECT_EQ(explanations_.UndeleteExplanation(author_, undelete).status().code(), StatusCode::kFailedPrecondition);
}

TEST_P(ExplanationsTest, ListsPageByPageInEveryOrder) {
  for (int i = 0; i < 7; ++i) {
    clock_.Advance(absl::Seconds(1));
    CreatePublished(Text(absl::StrCat("Title ", (i * 3) % 7), "Text."), absl::StrCat("e", i));
  }
  for (const char* order : {"", "update_time", "title", "title desc"}) {
    v1::ListExplanationsRequest request;
    request.set_parent("tenants/acme");
    request.set_order_by(order);
    request.set_page_size(3);
    std::vector<std::string> titles;
    std::string foreign;
    do {
      const auto page = explanations_.ListExplanations(learner_, request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::Explanation& e : page->explanations()) titles.push_back(e.title());
      request.set_page_token(page->next_page_token());
      if (foreign.empty()) foreign = page->next_page_token();
    } while (!request.page_token().empty());
    EXPECT_EQ(titles.size(), 7u) << order;
    EXPECT_EQ(std::set<std::string>(titles.begin(), titles.end()).size(), 7u) << order;
    if (order == std::string("title")) {
      EXPECT_TRUE(std::is_sorted(titles.begin(), titles.end()));
    }
    request.set_page_token(foreign);
    request.set_filter("language = en");
    EXPECT_EQ(explanations_.ListExplanations(learner_, request).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST_P(ExplanationsTest, ListsFilterByTopicLanguageAndState) {
  CreatePublished(Text("Wall", "Text."), "wall");
  v1::Explanation other = Text("Mauer", "Text.", "de");
  other.clear_topic_path();
  other.add_topic_path("history");
  Create(other, "mauer");
  const auto count = [&](const Caller& caller, const char* filter) {
    v1::ListExplanationsRequest request;
    request.set_parent("tenants/acme");
    request.set_filter(filter);
    const auto page = explanations_.ListExplanations(caller, request);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? page->explanations_size() : -1;
  };
  EXPECT_EQ(count(author_, "topic = \"history\""), 2);
  EXPECT_EQ(count(author_, "topic = \"history/cold-war\" AND language = \"en\""), 1);
  EXPECT_EQ(count(author_, "topic = \"history/cold\""), 0);
  EXPECT_EQ(count(author_, "state = DRAFT"), 1);
  EXPECT_EQ(count(author_, "state = PUBLISHED"), 1);
  EXPECT_EQ(count(learner_, ""), 1);
  EXPECT_EQ(count(learner_, "language = de"), 0);
}

}  // namespace
}  // namespace lyceum::content
