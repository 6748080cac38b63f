// Search: what is found, what is shown of it, and what stays apart; on each engine.
#include "services/content/limits.h"
#include "services/content/store/search.h"
#include "tests/contract/content_fixture.h"

namespace lyceum::content {
namespace {

using absl::StatusCode;

class SearchTest : public ContentTest {
 protected:
  std::vector<std::string> Titles(absl::string_view query, absl::string_view filter = "",
                                  absl::string_view language = "") {
    std::vector<std::string> titles;
    const auto answer = Find(query, "acme", filter, language);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (answer.ok()) {
      for (const v1::SearchHit& hit : answer->hits()) titles.push_back(hit.explanation().title());
    }
    return titles;
  }
};
INSTANTIATE_TEST_SUITE_P(, SearchTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(SearchTest, RanksTitlesAndRareWordsFirst) {
  CreatePublished(Text("Berlin", "A city in Germany with a wall."), "berlin");
  CreatePublished(Text("Walls", "Walls of the world: Berlin, Hadrian, China."), "walls");
  CreatePublished(Text("Rivers", "Rivers of the world."), "rivers");
  Create(Text("Berlin draft", "Never published, about Berlin."), "draft");
  EXPECT_THAT(Titles("berlin"), testing::ElementsAre("Berlin", "Walls"));
  EXPECT_THAT(Titles("the rivers and a zebra"), testing::ElementsAre("Rivers"));
  EXPECT_THAT(Titles("zebra"), testing::IsEmpty());
  EXPECT_THAT(Titles("the"), testing::SizeIs(2));
}

TEST_P(SearchTest, StemsInTheLanguageOfTheText) {
  CreatePublished(Text("Nations", "Industrial nations compete."), "en");
  CreatePublished(Text("Städte", "Viele Häuser stehen hier.", "de-AT"), "de");
  EXPECT_THAT(Titles("nation industry competing"), testing::ElementsAre("Nations"));
  EXPECT_THAT(Titles("haus"), testing::ElementsAre("Städte"));
  EXPECT_THAT(Titles("haus", "", "de"), testing::ElementsAre("Städte"));
  EXPECT_THAT(Titles("haus", "", "en"), testing::IsEmpty());
  EXPECT_THAT(Titles("haus", "language = de-AT"), testing::ElementsAre("Städte"));
  EXPECT_THAT(Titles("haus", "language = de"), testing::IsEmpty());
}

TEST_P(SearchTest, FiltersByTopic) {
  CreatePublished(Text("Wall", "Berlin."), "wall");
  EXPECT_THAT(Titles("berlin", "topic = history"), testing::SizeIs(1));
  EXPECT_THAT(Titles("berlin", "topic = history/cold-war"), testing::SizeIs(1));
  EXPECT_THAT(Titles("berlin", "topic = history/cold"), testing::IsEmpty());
}

TEST_P(SearchTest, ShowsWhereItMatches) {
  CreatePublished(Text("The Wall", "Ünter **den** Linden: its walls were high."), "wall");
  const auto answer = Find("wall");
  ASSERT_GE(answer->hits_size(), 1);
  const v1::SearchHit& hit = answer->hits(0);
  EXPECT_EQ(hit.explanation().title(), "The Wall");
  EXPECT_EQ(hit.explanation().sections_size(), 0);
  ASSERT_EQ(hit.title_matches_size(), 1);
  EXPECT_EQ(hit.title_matches(0).start(), 4);
  EXPECT_EQ(hit.title_matches(0).end(), 8);
  EXPECT_EQ(hit.snippet(), "Ünter den Linden: its walls were high.");
  ASSERT_EQ(hit.snippet_matches_size(), 1);
  EXPECT_EQ(hit.snippet_matches(0).start(), 22);
  EXPECT_EQ(hit.snippet_matches(0).end(), 27);
}

TEST_P(SearchTest, TenantsDoNotSeeEachOther) {
  CreatePublished(Text("Wall", "Berlin."), "wall");
  EXPECT_EQ(Find("berlin", "other")->hits_size(), 0);
  const Caller stranger = MakeCaller("other", "sam", api::v1::ROLE_AUTHOR);
  const v1::CreateExplanationRequest theirs = CreateRequest(Text("Theirs", "Berlin."), "wall", "other");
  ASSERT_TRUE(explanations_.CreateExplanation(stranger, theirs).ok());
  v1::PublishExplanationRequest publish;
  publish.set_name("tenants/other/explanations/wall");
  ASSERT_TRUE(explanations_.PublishExplanation(stranger, publish).ok());
  EXPECT_THAT(Titles("berlin"), testing::ElementsAre("Wall"));
  EXPECT_EQ(Find("berlin", "other")->hits(0).explanation().title(), "Theirs");
}

TEST_P(SearchTest, FindsTheNewestRevisionOnly) {
  const std::string name = CreatePublished(Text("Wall", "Berlin."), "wall").name();
  ASSERT_TRUE(TryUpdate(name, Text("Wall", "Hadrian."), {}).ok());
  EXPECT_THAT(Titles("hadrian"), testing::IsEmpty());
  Publish(name);
  EXPECT_THAT(Titles("berlin"), testing::IsEmpty());
  EXPECT_THAT(Titles("hadrian"), testing::SizeIs(1));
  EXPECT_EQ(CountRows("search_documents"), 1);
}

TEST_P(SearchTest, PagesAndRefusesForeignTokens) {
  for (int i = 0; i < 5; ++i) CreatePublished(Text(absl::StrCat("Wall ", i), "Berlin."), absl::StrCat("w", i));
  v1::SearchExplanationsRequest request;
  request.set_parent("tenants/acme");
  request.set_query("berlin");
  request.set_page_size(2);
  std::set<std::string> names;
  std::string token;
  do {
    const auto page = search_.SearchExplanations(learner_, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::SearchHit& hit : page->hits()) names.insert(hit.explanation().name());
    if (token.empty()) token = page->next_page_token();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names.size(), 5u);
  request.set_page_token(token);
  request.set_query("wall");
  EXPECT_EQ(search_.SearchExplanations(learner_, request).status().code(), StatusCode::kInvalidArgument);
}

TEST_P(SearchTest, RefusesWhatItCannotRead) {
  EXPECT_EQ(Find("  ").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Find(std::string(1001, 'x')).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Find("x", "acme", "state = DRAFT").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Find("x", "acme", "", "not a tag!").status().code(), StatusCode::kInvalidArgument);
  for (const char* query : {"\"", "a\" OR \"b", "' & !", "* : ( )", "NOT", "a AND", "\\'"}) {
    EXPECT_TRUE(Find(query).ok()) << query << Find(query).status();
  }
}

// More texts than candidates: a rare word, and two common words together, are still found.
TEST_P(SearchTest, FindsTheRareAmongTheManyFirst) {
  constexpr int kTexts = 2 * kMaxSearchCandidates + 300;
  ASSERT_TRUE(database_
                  ->Write([&](sql::Transaction& t) {
                    for (int i = 0; i < kTexts; ++i) {
                      v1::Explanation text = Text(absl::StrCat("Text ", i), "");
                      const std::string body = absl::StrCat(i % 2 == 0 ? "even" : "odd", i % 3 == 0 ? " triple" : "",
                                                            i == kTexts - 7 ? " zebra" : "", " common");
                      const absl::Status status = store::IndexText(t, "acme", absl::StrCat("t", i), text, body);
                      if (!status.ok()) return status;
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  const auto search = [&](const char* text) {
    store::SearchAnswer answer;
    EXPECT_TRUE(database_
                    ->Read([&](sql::Transaction& t) -> absl::Status {
                      store::SearchQuery query;
                      query.tenant = "acme";
                      query.text = text;
                      auto found = store::Search(t, query);
                      if (found.ok()) answer = *std::move(found);
                      return found.status();
                    })
                    .ok());
    return answer;
  };
  EXPECT_EQ(search("common zebra").found.at(0).id, absl::StrCat("t", kTexts - 7));
  const store::SearchAnswer both = search("even triple");
  // All with the rarer word, and none with the common word alone.
  ASSERT_EQ(both.found.size(), static_cast<size_t>((kTexts + 2) / 3));
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(std::stoi(both.found[i].id.substr(1)) % 6, 0) << both.found[i].id;
  }
  EXPECT_EQ(search("even").found.size(), static_cast<size_t>(kMaxSearchCandidates));
  // Both are common: those with both come before those with one.
  const store::SearchAnswer common = search("even common");
  ASSERT_EQ(common.found.size(), static_cast<size_t>(kMaxSearchCandidates));
  EXPECT_EQ(std::stoi(common.found[0].id.substr(1)) % 2, 0);
  // The estimate of how many texts have a common word is close to the truth.
  const auto weight = [&](const char* word) { return search(word).terms.at("en").at(0).weight; };
  EXPECT_NEAR(weight("even"), InverseDocumentFrequency(kTexts, kTexts / 2), 0.1);
  EXPECT_NEAR(weight("triple"), InverseDocumentFrequency(kTexts, kTexts / 3), 0.1);
}

}  // namespace
}  // namespace lyceum::content
