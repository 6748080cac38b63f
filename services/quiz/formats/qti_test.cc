#include "services/quiz/formats/qti.h"

#include <map>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/formats/archive.h"
#include "services/quiz/formats/testing.h"
#include "services/quiz/formats/to_item.h"
#include "services/quiz/logic/grade.h"

namespace lyceum::quiz::formats {
namespace {

using ::testing::HasSubstr;

Question ReadOne(const std::string& file) {
  const auto reading = ReadQti(SharedFile("formats/qti/" + file));
  EXPECT_TRUE(reading.ok()) << file << reading.status();
  if (!reading.ok() || reading->entries.size() != 1) return {};
  EXPECT_EQ(reading->entries[0].problem, "") << file;
  return reading->entries[0].question.value_or(Question());
}

// The plain texts of the data are "Choice 2" for C2, "Source 1" for S1, "Target 0" for T0.
std::string TextOf(const std::string& id) {
  if (id[0] == 'S') return "Source " + id.substr(1);
  return (id[0] == 'T' ? "Target " : "Choice ") + id.substr(1);
}

std::string IdOf(const v1::Item& item, const std::string& text) {
  for (const v1::Choice& choice : item.single_choice().choices()) {
    if (choice.text() == text) return choice.id();
  }
  for (const v1::Choice& choice : item.multiple_choice().choices()) {
    if (choice.text() == text) return choice.id();
  }
  return "";
}

// A response of the data as one of ours.
v1::Response ResponseTo(const v1::Item& item, const json& values) {
  v1::Response response;
  if (item.has_single_choice() && !values.empty()) response.set_single_choice(IdOf(item, TextOf(values[0])));
  if (item.has_multiple_choice()) {
    response.mutable_multiple_choice();
    std::set<std::string> chosen;
    for (const json& value : values) chosen.insert(IdOf(item, TextOf(value)));
    for (const std::string& id : chosen) response.mutable_multiple_choice()->add_choices(id);
  }
  if (item.has_short_text() && !values.empty()) response.set_short_text(values[0].get<std::string>());
  if (item.has_numeric() && !values.empty()) {
    response.mutable_numeric()->set_text(values[0].is_string() ? values[0].get<std::string>() : values[0].dump());
  }
  return response;
}

TEST(Qti, ItemsScoreAsTheReferenceOrAreReported) {
  const std::vector<json> cases = JsonLines(SharedFile("formats/qti/expected_scores.jsonl"));
  if (cases.empty()) GTEST_SKIP();
  std::set<std::string> items, made_items;
  std::map<std::string, int> unsupported;
  int scored = 0, same = 0, known = 0;
  for (const json& c : cases) {
    for (const char* version : {"file21_22", "file30"}) {
      const std::string file = c[version];
      const Question question = ReadOne(file);
      const MadeItem made = ToItem(question);
      if (items.insert(file).second && !made.item) ++unsupported[made.unsupported + made.problem];
      if (!made.item) {
        EXPECT_NE(made.unsupported, "") << file << made.problem;
        continue;
      }
      made_items.insert(file);
      // Orders and pairs are answered by places on a learner's paper: their scores are those of their own tests.
      if (made.item->has_ordering() || made.item->has_matching() || version != std::string("file21_22")) continue;
      const v1::Response response = ResponseTo(*made.item, c["response"]["RESPONSE"]);
      double score = 0;
      if (response.kind_case() != v1::Response::KIND_NOT_SET) {
        score = static_cast<double>(GradeResponse(*made.item, 0, response).mark) / 1e6;
      }
      ++scored;
      const bool equal = std::fabs(score - c["score"].get<double>()) < 2e-6;
      same += equal;
      // What is known to differ is told when the item is made, or is white space around a word, which is not held
      // against a learner here.
      const json& given = c["response"]["RESPONSE"];
      const std::string word = !given.empty() && given[0].is_string() ? given[0].get<std::string>() : "";
      const bool told = !made.lost.empty() || word != absl::StripAsciiWhitespace(word);
      known += !equal && told;
      EXPECT_TRUE(equal || told) << c.dump() << " " << score << made.item->DebugString();
    }
  }
  for (const auto& [name, count] : unsupported) std::cout << "  reported: " << count << " x " << name << "\n";
  std::cout << "QTI: " << made_items.size() << " of " << items.size() << " files became items, the others are named; "
            << same << " of " << scored << " scored responses as the reference, " << known
            << " differ as told\n";
  EXPECT_GE(made_items.size(), items.size() / 2);
}

std::string Item(const std::string& body, const std::string& declaration, const std::string& processing) {
  return "<assessmentItem identifier='I' title='T'><responseDeclaration identifier='R' " + declaration +
         "</responseDeclaration><itemBody>" + body + "</itemBody>" + processing + "</assessmentItem>";
}

std::string TypeNameOf(const std::string& xml) {
  const auto reading = ReadQti(xml);
  EXPECT_TRUE(reading.ok()) << reading.status();
  return reading.ok() && reading->entries[0].question ? reading->entries[0].question->type_name : "";
}

TEST(Qti, NamesWhatIsNotSupported) {
  const std::string single = "cardinality='single' baseType='identifier'>";
  EXPECT_EQ(TypeNameOf(Item("<hotspotInteraction responseIdentifier='R'/>", single, "")), "hotspotInteraction");
  EXPECT_EQ(TypeNameOf(Item("<p>no question</p>", ">", "")), "0 interactions");
  EXPECT_THAT(TypeNameOf(Item("<choiceInteraction responseIdentifier='R'><simpleChoice identifier='A'>a</simpleChoice>"
                              "</choiceInteraction>",
                              single, "<responseProcessing/>")),
              HasSubstr("response processing of its own"));
}

TEST(Qti, ReadsTheTextAroundAGap) {
  const auto reading = ReadQti(Item(
      "<p>The <b>capital</b> is <textEntryInteraction responseIdentifier='R'/>, said &lt;he&gt;.</p>",
      "cardinality='single' baseType='string'><correctResponse><value>Wien*</value></correctResponse>",
      "<responseProcessing template='x/match_correct.xml'/>"));
  ASSERT_TRUE(reading.ok()) << reading.status();
  const MadeItem made = ToItem(*reading->entries[0].question);
  ASSERT_TRUE(made.item) << made.problem << made.unsupported;
  EXPECT_EQ(made.item->prompt(), "The **capital** is \\_\\_\\_\\_\\_, said \\<he\\>.");
  EXPECT_EQ(made.item->short_text().patterns(0).pattern(), "Wien\\*");
  EXPECT_TRUE(made.item->short_text().case_sensitive());
}

TEST(Qti, ReadsAPackage) {
  const std::string item =
      Item("<p>n <textEntryInteraction responseIdentifier='R'/></p>",
           "cardinality='single' baseType='integer'><correctResponse><value>7</value></correctResponse>",
           "<responseProcessing template='match_correct'/>");
  const auto zip = MakeArchive({{"imsmanifest.xml", "<manifest/>"},
                                {"items/a.xml", item},
                                {"items/b.xml", "<assessmentItem"},
                                {"test.xml", "<assessmentTest/>"},
                                {"pic.png", "x"}});
  ASSERT_TRUE(zip.ok());
  const auto reading = ReadQtiPackage(*zip);
  ASSERT_TRUE(reading.ok()) << reading.status();
  ASSERT_EQ(reading->entries.size(), 2u);
  EXPECT_TRUE(reading->entries[0].question);
  EXPECT_THAT(reading->entries[1].problem, HasSubstr("items/b.xml"));
}

}  // namespace
}  // namespace lyceum::quiz::formats
