// Flashcards: written, derived, seen by learners; on each engine.
#include "tests/contract/content_fixture.h"

namespace lyceum::content {
namespace {

using absl::StatusCode;

class FlashcardsTest : public ContentTest {
 protected:
  static v1::Explanation Terms() {
    v1::Explanation text = Text("The Wall", "It stood.");
    v1::Section& section = *text.add_sections();
    section.set_id("terms");
    v1::TermTable::Row& row = *section.mutable_term_table()->add_rows();
    row.set_term("Politburo");
    row.set_definition("The highest committee of the party.");
    v1::Flashcards::Pair& pair = *text.add_sections()->mutable_flashcards()->add_pairs();
    pair.set_question("When was it built?");
    pair.set_answer("In 1961.");
    return text;
  }

  v1::CreateFlashcardRequest Card(const std::string& parent, absl::string_view front) {
    v1::CreateFlashcardRequest request;
    request.set_parent(parent);
    request.mutable_flashcard()->set_kind(v1::Flashcard::KIND_BASIC);
    request.mutable_flashcard()->set_front(std::string(front));
    request.mutable_flashcard()->set_back("An answer.");
    return request;
  }

  v1::ListFlashcardsResponse List(const std::string& parent) {
    v1::ListFlashcardsRequest request;
    request.set_parent(parent);
    return *flashcards_.ListFlashcards(author_, request);
  }
};
INSTANTIATE_TEST_SUITE_P(, FlashcardsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(FlashcardsTest, LiveWithTheirExplanation) {
  const std::string parent = Create(Text("The Wall", "It stood."), "wall").name();
  const auto made = flashcards_.CreateFlashcard(author_, Card(parent, "Why?"));
  ASSERT_TRUE(made.ok()) << made.status();
  v1::GetFlashcardRequest get;
  get.set_name(made->flashcard().name());
  EXPECT_EQ(flashcards_.GetFlashcard(learner_, get).status().code(), StatusCode::kNotFound);
  Publish(parent);
  EXPECT_EQ(flashcards_.GetFlashcard(learner_, get)->flashcard().front(), "Why?");

  v1::UpdateFlashcardRequest update;
  update.set_name(get.name());
  *update.mutable_flashcard() = made->flashcard();
  update.mutable_flashcard()->set_back("Changed.");
  update.mutable_update_mask()->add_paths("back");
  ASSERT_TRUE(flashcards_.UpdateFlashcard(author_, update).ok());
  EXPECT_EQ(flashcards_.UpdateFlashcard(author_, update).status().code(), StatusCode::kAborted);
  v1::DeleteFlashcardRequest remove;
  remove.set_name(get.name());
  ASSERT_TRUE(flashcards_.DeleteFlashcard(author_, remove).ok());
  EXPECT_EQ(flashcards_.GetFlashcard(author_, get).status().code(), StatusCode::kNotFound);
}

TEST_P(FlashcardsTest, BadOnesAreRefused) {
  const std::string parent = Create(Text("The Wall", "It stood."), "wall").name();
  v1::CreateFlashcardRequest request = Card(parent, "");
  EXPECT_EQ(flashcards_.CreateFlashcard(author_, request).status().code(), StatusCode::kInvalidArgument);
  request = Card(parent, "Why?");
  request.mutable_flashcard()->add_tags("Not A Tag");
  EXPECT_EQ(flashcards_.CreateFlashcard(author_, request).status().code(), StatusCode::kInvalidArgument);
  request.mutable_flashcard()->Clear();
  request.mutable_flashcard()->set_kind(v1::Flashcard::KIND_CLOZE);
  for (const char* text : {"No gap.", "{{c::x}}", "{{c1::}}", "{{c1::x}", "{{c1:x}}"}) {
    request.mutable_flashcard()->set_cloze_text(text);
    EXPECT_EQ(flashcards_.CreateFlashcard(author_, request).status().code(), StatusCode::kInvalidArgument) << text;
  }
  request.mutable_flashcard()->set_cloze_text("The {{c1::wall::a barrier}} stood.");
  EXPECT_TRUE(flashcards_.CreateFlashcard(author_, request).ok());
  request.set_parent(Name("absent"));
  EXPECT_EQ(flashcards_.CreateFlashcard(author_, request).status().code(), StatusCode::kNotFound);
}

TEST_P(FlashcardsTest, AreDerivedOnceWithWhereTheyCameFrom) {
  const std::string parent = Create(Terms(), "wall").name();
  v1::DeriveFlashcardsRequest request;
  request.set_parent(parent);
  EXPECT_EQ(flashcards_.DeriveFlashcards(author_, request).status().code(), StatusCode::kFailedPrecondition);
  Publish(parent);
  request.set_validate_only(true);
  const auto preview = flashcards_.DeriveFlashcards(author_, request);
  ASSERT_TRUE(preview.ok()) << preview.status();
  ASSERT_GE(preview->flashcards_size(), 2);
  EXPECT_EQ(preview->flashcards(0).name(), "");
  EXPECT_EQ(CountRows("flashcards"), 0);
  request.set_validate_only(false);
  const auto made = flashcards_.DeriveFlashcards(author_, request);
  EXPECT_EQ(made->flashcards_size(), preview->flashcards_size());
  for (const v1::Flashcard& card : made->flashcards()) {
    EXPECT_EQ(card.lineage().explanation(), parent);
    EXPECT_EQ(card.lineage().revision(), 1);
    EXPECT_FALSE(card.lineage().span().quote().empty());
  }
  const auto again = flashcards_.DeriveFlashcards(author_, request);
  EXPECT_EQ(again->flashcards_size(), 0);
  EXPECT_EQ(again->unchanged_count(), made->flashcards_size());

  // A new row before the old ones moves them, and makes cards of its own only.
  v1::Explanation longer = Terms();
  v1::TermTable::Row old = longer.sections(1).term_table().rows(0);
  longer.mutable_sections(1)->mutable_term_table()->mutable_rows(0)->set_term("Kolkhoz");
  longer.mutable_sections(1)->mutable_term_table()->mutable_rows(0)->set_definition("A collective farm.");
  *longer.mutable_sections(1)->mutable_term_table()->add_rows() = old;
  ASSERT_TRUE(TryUpdate(parent, longer, {"sections"}).ok());
  Publish(parent);
  const auto more = flashcards_.DeriveFlashcards(author_, request);
  EXPECT_EQ(more->unchanged_count(), made->flashcards_size());
  EXPECT_GE(more->flashcards_size(), 1);
  EXPECT_EQ(List(parent).flashcards_size(), made->flashcards_size() + more->flashcards_size());
}

TEST_P(FlashcardsTest, AreListedPageByPage) {
  const std::string parent = Create(Text("The Wall", "It stood."), "wall").name();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(flashcards_.CreateFlashcard(author_, Card(parent, absl::StrCat("Question ", i))).ok());
  }
  v1::ListFlashcardsRequest request;
  request.set_parent(parent);
  request.set_page_size(2);
  std::vector<std::string> fronts;
  do {
    const auto page = flashcards_.ListFlashcards(author_, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Flashcard& card : page->flashcards()) fronts.push_back(card.front());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(fronts, testing::ElementsAre("Question 0", "Question 1", "Question 2", "Question 3", "Question 4"));
}

}  // namespace
}  // namespace lyceum::content
