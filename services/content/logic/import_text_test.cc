#include "services/content/logic/import_text.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/content/logic/import.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using v1::Explanation;
using v1::Section;

Explanation Read(absl::string_view page) {
  absl::StatusOr<Explanation> explanation = Import(v1::Provenance::FORMAT_TEXT, page, {});
  EXPECT_TRUE(explanation.ok()) << explanation.status();
  return explanation.ok() ? *explanation : Explanation();
}

std::string AllText(const Explanation& explanation) {
  std::string text = explanation.title() + "\n";
  for (const TextPart& part : PlainTexts(explanation)) absl::StrAppend(&text, part.text, "\n");
  return text;
}

const Section* Only(const Explanation& explanation, Section::BodyCase body) {
  const Section* found = nullptr;
  for (const Section& section : explanation.sections()) {
    if (section.body_case() != body) continue;
    EXPECT_EQ(found, nullptr) << "more than one section of kind " << body;
    found = &section;
  }
  return found;
}

int Count(absl::string_view text, absl::string_view what) {
  int count = 0;
  for (size_t at = text.find(what); at != absl::string_view::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// The page this project was made from; it is not ours, so it is read where it lies.
class SeedPage : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("LYCEUM_SHARED");
    std::ifstream file(absl::StrCat(shared == nullptr ? "../shared" : shared, "/data/seed/khrushchev.txt"));
    if (!file) {
      std::cout << "SKIPPED: the shared data is not here; set LYCEUM_SHARED\n";
      GTEST_SKIP();
    }
    std::stringstream content;
    content << file.rdbuf();
    page_ = Read(content.str());
  }
  Explanation page_;
};

TEST_F(SeedPage, HasItsPartsInOrder) {
  EXPECT_THAT(page_.title(), HasSubstr("Khrushchev"));
  EXPECT_LT(page_.title().size(), 40u);
  EXPECT_EQ(page_.language(), "en");
  std::vector<Section::BodyCase> order;
  for (const Section& section : page_.sections()) order.push_back(section.body_case());
  EXPECT_THAT(order,
              ::testing::ElementsAre(Section::kRichText, Section::kTermTable, Section::kRichText, Section::kTimeline,
                                     Section::kRichText, Section::kFaq, Section::kFlashcards));
}

TEST_F(SeedPage, HasItsTermsTimelineAndQuestions) {
  ASSERT_NE(Only(page_, Section::kTermTable), nullptr);
  EXPECT_EQ(Only(page_, Section::kTermTable)->term_table().rows_size(), 7);
  ASSERT_NE(Only(page_, Section::kTimeline), nullptr);
  const auto& timeline = Only(page_, Section::kTimeline)->timeline().rows();
  ASSERT_EQ(timeline.size(), 10);
  for (const auto& row : timeline) EXPECT_NE(row.date().earliest(), "") << row.date().text();
  EXPECT_EQ(timeline[0].date().earliest(), "1961-01-20");
  EXPECT_EQ(timeline[1].date().earliest(), "1961-04-17");
  EXPECT_EQ(timeline[1].date().latest(), "1961-04-20");
  EXPECT_EQ(timeline[4].date().earliest(), "1962-07-01");
  EXPECT_EQ(timeline[4].date().latest(), "1962-07-31");
  EXPECT_EQ(timeline[9].date().precision(), v1::HistoricalDate::PRECISION_MONTH);
  ASSERT_NE(Only(page_, Section::kFlashcards), nullptr);
  const auto& cards = Only(page_, Section::kFlashcards)->flashcards().pairs();
  ASSERT_EQ(cards.size(), 6);
  EXPECT_EQ(cards[0].answer(), "1953");
  EXPECT_EQ(cards[4].answer(), "1956");
  ASSERT_NE(Only(page_, Section::kFaq), nullptr);
  EXPECT_EQ(Only(page_, Section::kFaq)->faq().entries_size(), 5);
  for (const auto& entry : Only(page_, Section::kFaq)->faq().entries()) EXPECT_EQ(entry.question(), "");
}

TEST_F(SeedPage, HasNoFurniture) {
  std::string text = AllText(page_);
  for (absl::string_view furniture :
       {"Sign up", "sign up", "signing up", "Log in", "account", "kostenlos", "anmelden", "Lerne", "Lernerinnerungen",
        "learning app", "our app", "Open in App", "Privacy Policy", "Terms and Conditions", "personalised space",
        "100%", "Apple", "million learning", "Term |"}) {
    EXPECT_THAT(text, Not(HasSubstr(std::string(furniture))));
  }
  EXPECT_EQ(Count(text, "a position he held until 1964"), 1);
}

constexpr absl::string_view kVolcanoPage =
    "Log in\n"
    "Mount Etna stands on the east coast of Sicily and is the tallest active volcano in Europe. Why does Etna erupt so "
    "often, and how do people live beside it?\n"
    "Get the app now and join 3 million learners for free\n"
    "Découvrez notre application et révisez vos cours avec vos amis, gratuitement\n"
    "Create a free accountMount Etna stands on the east coast of Sicily and is the tallest active volcano in Europe. "
    "Why does Etna erupt so often, and how do people live beside it?\n"
    "Word | Meaning |\n"
    "Magma | Molten rock below the ground |\n"
    "Lava | Molten rock that has reached the surface |\n"
    "How the mountain grew\n"
    "Etna began under the sea about half a million years ago. Layer upon layer of lava lifted it above the water, and "
    "Etna has been growing and collapsing ever since.\n"
    "In McCarthy's survey of the slopes the oldest flows were found far below the present summit.\n"
    "Year | What happened |\n"
    "1669 | The longest eruption on record reached Catania |\n"
    "1928 | The village of Mascali was buried |\n"
    "2001-2002 | Two flank eruptions followed each other |\n"
    "Conclusion\n"
    "The mountain will go on growing, and the towns around it will go on watching it closely.\n"
    "Etna is a stratovolcano in Sicily which erupts several times in most years because two plates meet below it.\n"
    "People live beside it because old lava makes soil that is good for vines, and because the flows are usually "
    "slow.\n"
    "When was Mascali buried?\n"
    "1928\n"
    "What is molten rock called below the ground?\n"
    "Magma\n"
    "Subscribe to our newsletter! It's free and you get new notes every week.\n"
    "Accept all cookies\n"
    "© All rights reserved\n";

TEST(ReadText, ServesOtherPagesByTheSameRules) {
  Explanation page = Read(kVolcanoPage);
  std::string text = AllText(page);
  EXPECT_THAT(page.title(), HasSubstr("Etna"));
  EXPECT_EQ(page.language(), "en");
  ASSERT_NE(Only(page, Section::kTermTable), nullptr);
  EXPECT_EQ(Only(page, Section::kTermTable)->term_table().rows_size(), 2);
  ASSERT_NE(Only(page, Section::kTimeline), nullptr);
  EXPECT_EQ(Only(page, Section::kTimeline)->timeline().rows_size(), 3);
  ASSERT_NE(Only(page, Section::kFlashcards), nullptr);
  EXPECT_EQ(Only(page, Section::kFlashcards)->flashcards().pairs_size(), 2);
  ASSERT_NE(Only(page, Section::kFaq), nullptr);
  EXPECT_EQ(Only(page, Section::kFaq)->faq().entries_size(), 2);
  for (absl::string_view furniture :
       {"Log in", "app", "application", "Create a free", "newsletter", "cookies", "rights"}) {
    EXPECT_THAT(text, Not(HasSubstr(std::string(furniture)))) << text;
  }
  EXPECT_EQ(Count(text, "tallest active volcano"), 1);
  EXPECT_THAT(text, HasSubstr("In McCarthy's survey"));
  std::vector<std::string> headings;
  for (const Section& section : page.sections()) {
    if (!section.heading().empty()) headings.push_back(section.heading());
  }
  EXPECT_THAT(headings, ::testing::ElementsAre("How the mountain grew", "Conclusion"));
}

TEST(ReadText, ReadsAGermanPageWithEnglishAdvertising) {
  Explanation page = Read(
      "Die Hanse\n"
      "Die Hanse war ein Bund von Kaufleuten und Städten, der im Mittelalter den Handel an der Ostsee beherrschte.\n"
      "Sign up for freeDie wichtigste Stadt des Bundes war Lübeck, wo sich die Vertreter der Städte zum Hansetag "
      "trafen.\n"
      "The best learning app for your exams\n"
      "Study with your friends and stay on the right track with the statistics that you need\n"
      "Begriff | Erklärung |\n"
      "Kogge | Ein bauchiges Schiff für den Handel |\n"
      "Kontor | Eine Niederlassung im Ausland |\n"
      "Datum | Ereignis |\n"
      "12. Jahrhundert | Kaufleute schließen sich zusammen |\n"
      "24. Mai 1370 | Der Friede von Stralsund |\n"
      "Hast du schon ein Konto? Einloggen\n");
  std::string text = AllText(page);
  EXPECT_EQ(page.title(), "Die Hanse");
  EXPECT_EQ(page.language(), "de");
  EXPECT_EQ(Only(page, Section::kTermTable)->term_table().rows_size(), 2);
  ASSERT_NE(Only(page, Section::kTimeline), nullptr);
  EXPECT_EQ(Only(page, Section::kTimeline)->timeline().rows(1).date().earliest(), "1370-05-24");
  EXPECT_THAT(text, HasSubstr("Hansetag"));
  for (absl::string_view furniture : {"Sign up", "learning app", "Study with", "Einloggen"}) {
    EXPECT_THAT(text, Not(HasSubstr(std::string(furniture))));
  }
}

TEST(ReadText, ReadsAPageWithoutAnyTable) {
  Explanation page = Read(
      "The Silk Road was a net of trade routes between China and the Mediterranean. Caravans carried silk, paper and "
      "ideas along the Silk Road for more than a thousand years.\n"
      "Key takeaways\n"
      "- The routes joined east and west.\n"
      "- Ideas travelled with the goods.\n");
  EXPECT_EQ(page.title(), "Silk Road");
  ASSERT_EQ(page.sections_size(), 2);
  EXPECT_EQ(page.sections(1).heading(), "Key takeaways");
  EXPECT_EQ(page.sections(1).takeaways().points_size(), 2);
}

TEST(ReadText, KeepsTextThatOnlyResemblesFurniture) {
  Explanation page = Read(
      "In 1914 thousands of young men went to sign up for the army within days of the declaration.\n"
      "The terms and conditions of the armistice were dictated in a railway carriage near the front.\n"
      "\"Ich bin ein Berliner und das ist mein Stolz\", the president said to the crowd that day.\n"
      "They were free to go home, but they had no account of what had happened to their villages.\n");
  std::string text = AllText(page);
  for (absl::string_view kept :
       {"sign up for the army", "terms and conditions of the armistice", "Berliner", "villages"}) {
    EXPECT_THAT(text, HasSubstr(std::string(kept)));
  }
}

TEST(ReadText, WritesMarkupAsText) {
  Explanation page =
      Read("The tag <script>alert(1)</script> is *not* run here, and [this](javascript:x) is no link at all.\n");
  EXPECT_THAT(AllText(page), HasSubstr("<script>alert(1)</script> is *not* run here, and [this](javascript:x) is"));
}

}  // namespace
}  // namespace lyceum::content
