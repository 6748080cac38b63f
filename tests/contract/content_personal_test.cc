// What belongs to one learner, and the subject tree: annotations, folders, saved items,
// topics; on each engine.
#include "services/content/limits.h"
#include "tests/contract/content_fixture.h"

namespace lyceum::content {
namespace {

using absl::StatusCode;

constexpr char kUser[] = "tenants/acme/users/lea";

class AnnotationsTest : public ContentTest {
 protected:
  absl::StatusOr<v1::CreateAnnotationResponse> Mark(const std::string& explanation, int start, int end,
                                                    const std::string& quote = "") {
    v1::CreateAnnotationRequest request;
    request.set_parent(kUser);
    request.mutable_annotation()->set_explanation(explanation);
    request.mutable_annotation()->set_note("Remember.");
    v1::TextSpan& span = *request.mutable_annotation()->mutable_span();
    span.set_section("intro");
    span.set_part("markdown");
    span.set_start(start);
    span.set_end(end);
    span.set_quote(quote);
    return annotations_.CreateAnnotation(learner_, request);
  }

  v1::Annotation Read(const std::string& name) {
    v1::GetAnnotationRequest request;
    request.set_name(name);
    const auto response = annotations_.GetAnnotation(learner_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->annotation() : v1::Annotation();
  }

  void Republish(const std::string& name, absl::string_view markdown) {
    ASSERT_TRUE(TryUpdate(name, Text("The Wall", markdown), {}).ok());
    Publish(name);
  }
};
INSTANTIATE_TEST_SUITE_P(, AnnotationsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(AnnotationsTest, AreMadeOfAQuoteAlone) {
  const std::string name = CreatePublished(Text("The Wall", "In August the *wall*\nwas built."), "wall").name();
  v1::CreateAnnotationRequest request;
  request.set_parent(kUser);
  request.mutable_annotation()->set_explanation(name);
  request.mutable_annotation()->mutable_span()->set_quote("wall  was built");
  const auto made = annotations_.CreateAnnotation(learner_, request);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->annotation().span().section(), "intro");
  EXPECT_EQ(made->annotation().span().part(), "markdown");
  EXPECT_EQ(made->annotation().span().start(), 14);
  EXPECT_EQ(made->annotation().span().quote(), "wall was built");
  for (const std::string& quote : {std::string("never said"), std::string(kMaxAnnotatedChars + 1, 'a')}) {
    request.mutable_annotation()->mutable_span()->set_quote(quote);
    EXPECT_EQ(annotations_.CreateAnnotation(learner_, request).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST_P(AnnotationsTest, SurviveANewRevisionOrAreOrphanedAndComeBack) {
  const std::string text = "In August the wall was built across the divided city of Berlin in one night.";
  const std::string name = CreatePublished(Text("The Wall", text), "wall").name();
  const auto made = Mark(name, 14, 28, "wall was built");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->annotation().revision(), 1);
  EXPECT_EQ(made->annotation().colour(), v1::Annotation::COLOUR_YELLOW);
  EXPECT_EQ(made->annotation().span().prefix(), "In August the ");

  Republish(name, absl::StrCat("A sentence before it. ", text));
  const v1::Annotation moved = Read(made->annotation().name());
  EXPECT_EQ(moved.state(), v1::Annotation::STATE_ANCHORED);
  EXPECT_EQ(moved.revision(), 2);
  EXPECT_EQ(moved.span().start(), 36);
  EXPECT_EQ(moved.etag(), made->annotation().etag());

  Republish(name, "Nothing remains here but rivers and mountains.");
  const v1::Annotation orphaned = Read(moved.name());
  EXPECT_EQ(orphaned.state(), v1::Annotation::STATE_ORPHANED);
  EXPECT_EQ(orphaned.revision(), 2);
  EXPECT_EQ(orphaned.span().quote(), "wall was built");
  EXPECT_EQ(orphaned.note(), "Remember.");

  Republish(name, text);
  v1::ListAnnotationsRequest list;
  list.set_parent(kUser);
  list.set_explanation(name);
  const auto back = annotations_.ListAnnotations(learner_, list);
  ASSERT_EQ(back->annotations_size(), 1);
  EXPECT_EQ(back->annotations(0).state(), v1::Annotation::STATE_ANCHORED);
  EXPECT_EQ(back->annotations(0).revision(), 4);
  EXPECT_EQ(back->annotations(0).span().start(), 14);
}

TEST_P(AnnotationsTest, MustLieInTheText) {
  const std::string name = CreatePublished(Text("The Wall", "It stood."), "wall").name();
  EXPECT_EQ(Mark(name, 0, 100).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Mark(name, 3, 3).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Mark(name, -1, 3).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Mark(name, 0, 2, "At").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Mark(Name("absent"), 0, 2).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Mark("tenants/other/explanations/wall", 0, 2).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Mark("wall", 0, 2).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(CountRows("annotations"), 0);
}

TEST_P(AnnotationsTest, AreChangedListedAndDeleted) {
  const std::string name = CreatePublished(Text("The Wall", "It stood."), "wall").name();
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(absl::Seconds(1));
    ASSERT_TRUE(Mark(name, i, i + 2).ok());
  }
  v1::ListAnnotationsRequest list;
  list.set_parent(kUser);
  list.set_page_size(2);
  const auto first = annotations_.ListAnnotations(learner_, list);
  ASSERT_EQ(first->annotations_size(), 2);
  EXPECT_EQ(first->annotations(0).span().start(), 2);
  list.set_page_token(first->next_page_token());
  EXPECT_EQ(annotations_.ListAnnotations(learner_, list)->annotations_size(), 1);

  v1::UpdateAnnotationRequest update;
  update.set_name(first->annotations(0).name());
  *update.mutable_annotation() = first->annotations(0);
  update.mutable_annotation()->set_note("Changed.");
  update.mutable_annotation()->clear_span();
  update.mutable_update_mask()->add_paths("note");
  const auto updated = annotations_.UpdateAnnotation(learner_, update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->annotation().span().start(), 2);
  EXPECT_EQ(annotations_.UpdateAnnotation(learner_, update).status().code(), StatusCode::kAborted);
  v1::DeleteAnnotationRequest remove;
  remove.set_name(update.name());
  ASSERT_TRUE(annotations_.DeleteAnnotation(learner_, remove).ok());
  EXPECT_EQ(annotations_.DeleteAnnotation(learner_, remove).status().code(), StatusCode::kNotFound);
}

class LibraryTest : public ContentTest {
 protected:
  absl::StatusOr<v1::CreateFolderResponse> Folder(const std::string& title, const std::string& parent = "") {
    v1::CreateFolderRequest request;
    request.set_parent(kUser);
    request.mutable_folder()->set_title(title);
    request.mutable_folder()->set_parent_folder(parent);
    return library_.CreateFolder(learner_, request);
  }
  absl::StatusOr<v1::SaveItemResponse> Save(const std::string& target, const std::string& folder = "") {
    v1::SaveItemRequest request;
    request.set_parent(kUser);
    request.mutable_saved_item()->set_target(target);
    request.mutable_saved_item()->set_folder(folder);
    return library_.SaveItem(learner_, request);
  }
  std::vector<std::string> Targets(const std::string& folder = "") {
    v1::ListSavedItemsRequest request;
    request.set_parent(kUser);
    request.set_folder(folder);
    request.set_page_size(2);
    std::vector<std::string> targets;
    do {
      const auto page = library_.ListSavedItems(learner_, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::SavedItem& item : page->saved_items()) targets.push_back(item.target().substr(21));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return targets;
  }
};
INSTANTIATE_TEST_SUITE_P(, LibraryTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(LibraryTest, FoldersNestEightDeepAndNeverInThemselves) {
  std::string parent, top;
  for (int i = 0; i < 8; ++i) {
    const auto folder = Folder(absl::StrCat("Level ", i), parent);
    ASSERT_TRUE(folder.ok()) << folder.status();
    parent = folder->folder().name();
    if (i == 0) top = parent;
  }
  EXPECT_EQ(Folder("Too deep", parent).status().code(), StatusCode::kInvalidArgument);
  v1::UpdateFolderRequest move;
  move.set_name(top);
  move.mutable_folder()->set_parent_folder(parent);
  move.mutable_update_mask()->add_paths("parent_folder");
  EXPECT_EQ(library_.UpdateFolder(learner_, move).status().code(), StatusCode::kInvalidArgument);
  move.mutable_folder()->set_parent_folder(top);
  EXPECT_EQ(library_.UpdateFolder(learner_, move).status().code(), StatusCode::kInvalidArgument);
  const std::string other = Folder("Other")->folder().name();
  move.mutable_folder()->set_parent_folder(other);
  EXPECT_EQ(library_.UpdateFolder(learner_, move).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Folder("X", "tenants/acme/users/mia/folders/f").status().code(), StatusCode::kNotFound);

  ASSERT_TRUE(Save("tenants/acme/quizzes/q1", parent).ok());
  v1::DeleteFolderRequest remove;
  remove.set_name(top);
  EXPECT_EQ(library_.DeleteFolder(learner_, remove).status().code(), StatusCode::kFailedPrecondition);
  remove.set_force(true);
  ASSERT_TRUE(library_.DeleteFolder(learner_, remove).ok());
  EXPECT_EQ(CountRows("folders"), 1);
  EXPECT_THAT(Targets(), testing::ElementsAre("q1"));
}

TEST_P(LibraryTest, FoldersAreListedByTitle) {
  for (const char* title : {"beta", "Alpha", "gamma"}) ASSERT_TRUE(Folder(title).ok());
  v1::ListFoldersRequest request;
  request.set_parent(kUser);
  request.set_page_size(2);
  const auto first = library_.ListFolders(learner_, request);
  ASSERT_EQ(first->folders_size(), 2);
  EXPECT_EQ(first->folders(0).title(), "Alpha");
  request.set_page_token(first->next_page_token());
  const auto second = library_.ListFolders(learner_, request);
  EXPECT_EQ(second->folders(0).title(), "gamma");
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_P(LibraryTest, ItemsKeepTheOrderTheyAreGiven) {
  std::map<std::string, std::string> names;
  for (const char* id : {"a", "b", "c"}) {
    names[id] = Save(absl::StrCat("tenants/acme/quizzes/", id))->saved_item().name();
  }
  EXPECT_EQ(Save("tenants/acme/quizzes/a")->saved_item().name(), names["a"]);
  v1::MoveSavedItemRequest move;
  // Often enough to use up the room between two neighbours.
  for (int i = 0; i < 30; ++i) {
    move.set_name(names[i % 2 == 0 ? "c" : "b"]);
    move.set_before(names["a"]);
    ASSERT_TRUE(library_.MoveSavedItem(learner_, move).ok());
    move.set_name(names["a"]);
    move.set_before(names[i % 2 == 0 ? "b" : "c"]);
    ASSERT_TRUE(library_.MoveSavedItem(learner_, move).ok());
  }
  move.set_name(names["c"]);
  move.set_before(names["a"]);
  ASSERT_TRUE(library_.MoveSavedItem(learner_, move).ok());
  move.set_name(names["b"]);
  move.clear_before();
  ASSERT_TRUE(library_.MoveSavedItem(learner_, move).ok());
  EXPECT_THAT(Targets(), testing::ElementsAre("c", "a", "b"));

  const std::string folder = Folder("F")->folder().name();
  move.set_folder(folder);
  ASSERT_TRUE(library_.MoveSavedItem(learner_, move).ok());
  EXPECT_THAT(Targets(folder), testing::ElementsAre("b"));
  ASSERT_TRUE(Save("tenants/acme/quizzes/a", folder).ok());
  move.set_name(names["a"]);
  EXPECT_EQ(library_.MoveSavedItem(learner_, move).status().code(), StatusCode::kAlreadyExists);
  v1::RemoveSavedItemRequest remove;
  remove.set_name(names["a"]);
  ASSERT_TRUE(library_.RemoveSavedItem(learner_, remove).ok());
  EXPECT_THAT(Targets(), testing::ElementsAre("c"));
}

TEST_P(LibraryTest, RefusesWhatCannotBeSaved) {
  EXPECT_EQ(Save("tenants/acme/users/lea").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Save("tenants/other/quizzes/q").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Save("tenants/acme/quizzes/q", "tenants/acme/users/lea/folders/none").status().code(),
            StatusCode::kNotFound);
}

class TopicsTest : public ContentTest {
 protected:
  absl::StatusOr<v1::CreateTopicResponse> Create(std::vector<std::string> path) {
    v1::CreateTopicRequest request;
    request.set_parent("tenants/acme");
    request.mutable_topic()->set_title("A title");
    for (std::string& segment : path) request.mutable_topic()->add_path(std::move(segment));
    return topics_.CreateTopic(author_, request);
  }
};
INSTANTIATE_TEST_SUITE_P(, TopicsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(TopicsTest, MakeATree) {
  EXPECT_EQ(Create({"history", "cold-war"}).status().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(Create({"history"}).ok());
  ASSERT_TRUE(Create({"history", "cold-war"}).ok());
  ASSERT_TRUE(Create({"art"}).ok());
  EXPECT_EQ(Create({"art"}).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(Create({"Art"}).status().code(), StatusCode::kInvalidArgument);
  CreatePublished(Text("The Wall", "It stood."), "wall");

  v1::ListTopicsRequest list;
  list.set_parent("tenants/acme");
  const auto all = topics_.ListTopics(learner_, list);
  ASSERT_EQ(all->topics_size(), 3);
  EXPECT_EQ(all->topics(1).name(), "tenants/acme/topics/history");
  EXPECT_EQ(all->topics(1).explanation_count(), 1);
  EXPECT_EQ(all->topics(0).explanation_count(), 0);
  list.set_under("tenants/acme/topics/history");
  list.set_page_size(1);
  const auto first = topics_.ListTopics(learner_, list);
  list.set_page_token(first->next_page_token());
  EXPECT_EQ(topics_.ListTopics(learner_, list)->topics(0).name(), "tenants/acme/topics/history~cold-war");

  v1::UpdateTopicRequest update;
  update.set_name("tenants/acme/topics/history");
  update.mutable_topic()->set_title("History");
  update.mutable_topic()->set_etag(first->topics(0).etag());
  update.mutable_update_mask()->add_paths("title");
  ASSERT_TRUE(topics_.UpdateTopic(author_, update).ok());
  EXPECT_EQ(topics_.UpdateTopic(author_, update).status().code(), StatusCode::kAborted);
  v1::DeleteTopicRequest remove;
  remove.set_name("tenants/acme/topics/history");
  EXPECT_EQ(topics_.DeleteTopic(author_, remove).status().code(), StatusCode::kFailedPrecondition);
  remove.set_name("tenants/acme/topics/history~cold-war");
  ASSERT_TRUE(topics_.DeleteTopic(author_, remove).ok());
  EXPECT_EQ(topics_.DeleteTopic(author_, remove).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace lyceum::content
