// How good search is: nDCG@10 over known items of a history book, on each engine.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "nlohmann/json.hpp"
#include "services/content/store/search.h"
#include "tests/contract/content_fixture.h"

namespace lyceum::content {
namespace {

std::string Folder() {
  const char* shared = std::getenv("LYCEUM_SHARED");
  return absl::StrCat(shared != nullptr ? shared : "../shared", "/data/search/openstax_known_item/");
}

std::vector<nlohmann::json> Lines(const std::string& file) {
  std::vector<nlohmann::json> lines;
  std::ifstream in(Folder() + file);
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

// Binary relevance.
double Ndcg10(const std::vector<store::FoundText>& found, const std::set<std::string>& relevant) {
  double gain = 0, ideal = 0;
  for (size_t i = 0; i < 10; ++i) {
    const double discount = 1 / std::log2(static_cast<double>(i) + 2);
    if (i < found.size() && relevant.count(found[i].id) > 0) gain += discount;
    if (i < relevant.size()) ideal += discount;
  }
  return gain / ideal;
}

TEST(Ndcg10, FallsWithTheRank) {
  EXPECT_EQ(Ndcg10({{"a", 2}, {"b", 1}}, {"a"}), 1);
  EXPECT_NEAR(Ndcg10({{"b", 2}, {"a", 1}}, {"a"}), 1 / std::log2(3.0), 1e-12);
  EXPECT_EQ(Ndcg10({{"b", 2}}, {"a"}), 0);
}

class SearchQualityTest : public ContentTest {};
INSTANTIATE_TEST_SUITE_P(, SearchQualityTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(SearchQualityTest, FindsTermsAndDefinitions) {
  const std::vector<nlohmann::json> documents = Lines("docs.jsonl");
  if (documents.empty()) {
    std::cerr << "*** NO DATA: " << Folder() << " is absent, search quality is NOT measured ***\n";
    GTEST_SKIP();
  }
  const absl::Status indexed = database_->Write([&](sql::Transaction& t) {
    for (const nlohmann::json& document : documents) {
      const v1::Explanation text = Text(document["title"].get<std::string>(), "");
      const absl::Status status = store::IndexText(t, "acme", document["id"].get<std::string>(), text,
                                                   document["text"].get<std::string>());
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(indexed.ok()) << indexed;
  std::map<std::string, std::pair<double, int>> sums;
  for (const nlohmann::json& line : Lines("queries.jsonl")) {
    store::SearchQuery query;
    query.tenant = "acme";
    query.text = line["query"].get<std::string>();
    std::vector<store::FoundText> found;
    const absl::Status status = database_->Read([&](sql::Transaction& t) -> absl::Status {
      auto answer = store::Search(t, query);
      if (answer.ok()) found = answer->found;
      return answer.status();
    });
    ASSERT_TRUE(status.ok()) << status;
    auto& [sum, count] = sums[line["kind"].get<std::string>()];
    sum += Ndcg10(found, line["relevant"].get<std::set<std::string>>());
    ++count;
  }
  const double terms = sums["term"].first / sums["term"].second;
  const double definitions = sums["definition"].first / sums["definition"].second;
  std::cout << GetParam().name << ": nDCG@10 of " << sums["term"].second << " terms " << terms << ", of "
            << sums["definition"].second << " definitions " << definitions << "\n";
  EXPECT_GE(terms, 0.86);
  EXPECT_GE(definitions, 0.79);
}

}  // namespace
}  // namespace lyceum::content
