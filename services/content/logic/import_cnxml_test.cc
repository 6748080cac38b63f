#include "services/content/logic/import_cnxml.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/content/logic/import.h"

namespace lyceum::content {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using v1::Explanation;
using v1::Section;

TEST(ReadCnxml, ReadsSectionsNotesAndGlossary) {
  absl::StatusOr<Explanation> read =
      Import(v1::Provenance::FORMAT_CNXML,
             "<document xmlns=\"http://cnx.rice.edu/cnxml\"><title>Tea</title><content><para>Tea is <term>drunk</term> "
             "(<link target-id=\"f\"/>) here.</para><section><title>Trade</title><para>By <emphasis "
             "effect=\"italics\">sea</emphasis>.</para>"
             "<note><title>In Their Own Words</title><para>First.</para><para>Second.</para></note>"
             "<figure><media alt=\"A cup\"><image "
             "src=\"../../media/cup.jpg\"/></media><caption>Cup</caption></figure></section>"
             "<section><title>Check</title><exercise><problem><para><link class=\"os-embed\" "
             "url=\"#e\"/></para></problem></exercise>"
             "</section></content><glossary><definition><term>tannin</term><meaning>what makes it "
             "bitter</meaning></definition>"
             "</glossary></document>",
             {});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->title(), "Tea");
  ASSERT_EQ(read->sections_size(), 5);
  EXPECT_EQ(read->sections(0).rich_text().markdown(), "Tea is drunk here.");
  EXPECT_EQ(read->sections(1).rich_text().markdown(), "By *sea*.");
  EXPECT_EQ(read->sections(2).heading(), "In Their Own Words");
  EXPECT_EQ(read->sections(2).quote().text(), "First.\nSecond.");
  EXPECT_EQ(read->sections(3).figure().uri(), "media/cup.jpg");
  EXPECT_EQ(read->sections(4).term_table().rows(0).term(), "tannin");
}

TEST(ReadCnxml, RefusesWhatIsBroken) {
  auto error = [](absl::string_view xml) { return std::string(ReadCnxml(xml).status().message()); };
  EXPECT_THAT(error("<document>\n<content><para>cut"), HasSubstr("line 2"));
  EXPECT_THAT(error("<html/>"), HasSubstr("no CNXML"));
  std::string deep = "<document><content>";
  for (int i = 0; i < 50000; ++i) deep += "<section>";
  for (int i = 0; i < 50000; ++i) deep += "</section>";
  EXPECT_THAT(error(deep + "</content></document>"), HasSubstr("nested deeper than 256"));
  EXPECT_THAT(error("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b "
                    "\"&a;&a;\">]><document><content><para>&b;</para></content></document>"),
              ::testing::IsEmpty());
}

void SectionTitles(const json& blocks, std::vector<std::string>& titles) {
  for (const json& block : blocks) {
    if (!block.contains("section")) continue;
    if (block["section"]["title"].is_string()) titles.push_back(block["section"]["title"]);
    SectionTitles(block["section"]["blocks"], titles);
  }
}

int Lists(const Explanation& explanation, const std::string& heading) {
  for (const Section& section : explanation.sections()) {
    if (section.heading() != heading) continue;
    std::istringstream lines(section.rich_text().markdown());
    int items = 0;
    for (std::string line; std::getline(lines, line);) items += line.rfind("- ", 0) == 0 ? 1 : 0;
    return items;
  }
  return 0;
}

// OpenStax, World History Volume 2, CC BY 4.0; read where it lies.
TEST(ReadCnxml, ReadsEveryArticleOfTheBook) {
  const char* shared = std::getenv("LYCEUM_SHARED");
  std::string folder = absl::StrCat(shared == nullptr ? "../shared" : shared, "/data/content/articles/");
  std::ifstream lines(folder + "articles.jsonl");
  if (!lines) {
    std::cout << "SKIPPED: the shared data is not here; set LYCEUM_SHARED\n";
    GTEST_SKIP();
  }
  int articles = 0, terms = 0;
  for (std::string line; std::getline(lines, line);) {
    json expected = json::parse(line);
    std::string id = expected["id"];
    std::ifstream file(folder + "cnxml/" + id + ".cnxml");
    std::stringstream bytes;
    bytes << file.rdbuf();
    absl::StatusOr<Explanation> read = Import(v1::Provenance::FORMAT_CNXML, bytes.str(), {});
    ASSERT_TRUE(read.ok()) << id << read.status();
    ++articles;
    EXPECT_EQ(read->title(), expected["title"].get<std::string>());
    EXPECT_EQ(read->language(), "en") << id;
    std::vector<std::string> titles, headings;
    SectionTitles(expected["sections"], titles);
    int article_terms = 0;
    for (const Section& section : read->sections()) {
      headings.push_back(section.heading());
      article_terms += section.term_table().rows_size();
    }
    // In order, each once; a section without a text of its own shares a heading with the next.
    std::string all = absl::StrJoin(headings, "\n");
    size_t at = 0;
    for (const std::string& title : titles) {
      at = all.find(title, at);
      ASSERT_NE(at, std::string::npos) << id << " lacks the section " << title;
      at += title.size();
    }
    EXPECT_EQ(article_terms, static_cast<int>(expected["key_terms"].size())) << id;
    EXPECT_EQ(Lists(*read, "Learning Objectives"), static_cast<int>(expected["learning_objectives"].size())) << id;
    terms += article_terms;
  }
  EXPECT_EQ(articles, 80);
  EXPECT_EQ(terms, 229);
}

}  // namespace
}  // namespace lyceum::content
