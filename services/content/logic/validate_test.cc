#include "services/content/logic/validate.h"

#include <functional>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/content/limits.h"
#include "services/content/logic/section_ids.h"

namespace lyceum::content {
namespace {

using v1::Explanation;

Explanation Good() {
  Explanation explanation;
  explanation.set_title("Title");
  explanation.set_language("en");
  v1::Section& section = *explanation.add_sections();
  section.set_id("one");
  section.mutable_rich_text()->set_markdown("text");
  return explanation;
}

std::string ErrorOf(const Explanation& explanation) {
  Violations violations;
  ValidateExplanation(explanation, "explanation", violations);
  absl::Status status = violations.ToStatus();
  if (status.ok()) return "";
  std::string all(status.message());
  status.ForEachPayload([&](absl::string_view, const absl::Cord& payload) { all += std::string(payload); });
  return all;
}

TEST(ValidateExplanation, TakesWhatIsGood) { EXPECT_EQ(ErrorOf(Good()), ""); }

TEST(ValidateExplanation, NamesTheField) {
  struct Case {
    std::string field;
    std::function<void(Explanation&)> break_it;
  };
  const std::vector<Case> cases = {
      {"explanation.title", [](auto& e) { e.clear_title(); }},
      {"explanation.title", [](auto& e) { e.set_title(std::string(kMaxTitleChars + 1, 'x')); }},
      {"explanation.language", [](auto& e) { e.set_language("english language"); }},
      {"explanation.topic_path[0]", [](auto& e) { e.add_topic_path("Bad Topic"); }},
      {"explanation.sections[0].id", [](auto& e) { e.mutable_sections(0)->set_id("Bad Id"); }},
      {"explanation.sections[1].id", [](auto& e) { *e.add_sections() = e.sections(0); }},
      {"explanation.sections[0]", [](auto& e) { e.mutable_sections(0)->clear_body(); }},
      {"explanation.sections[0].rich_text.markdown",
       [](auto& e) { e.mutable_sections(0)->mutable_rich_text()->set_markdown("a <b>c</b>"); }},
      {"explanation.sections[0].rich_text.markdown",
       [](auto& e) { e.mutable_sections(0)->mutable_rich_text()->set_markdown("[a](javascript:b)"); }},
      {"explanation.sections[0].term_table.rows[0].term",
       [](auto& e) { e.mutable_sections(0)->mutable_term_table()->add_rows()->set_definition("d"); }},
      {"explanation.sections[0].timeline.rows[0].date.earliest",
       [](auto& e) {
         auto& row = *e.mutable_sections(0)->mutable_timeline()->add_rows();
         row.set_event("e");
         row.mutable_date()->set_text("t");
         row.mutable_date()->set_precision(v1::HistoricalDate::PRECISION_DAY);
         row.mutable_date()->set_earliest("1961-02-31");
         row.mutable_date()->set_latest("1961-03-31");
       }},
      {"explanation.sections[0].takeaways.points", [](auto& e) { e.mutable_sections(0)->mutable_takeaways(); }},
      {"explanation.sections[0].figure.uri",
       [](auto& e) { e.mutable_sections(0)->mutable_figure()->set_uri("javascript:x"); }},
  };
  for (const Case& one : cases) {
    Explanation explanation = Good();
    one.break_it(explanation);
    EXPECT_THAT(ErrorOf(explanation), ::testing::HasSubstr(one.field));
  }
}

TEST(AssignSectionIds, MakesThemFromHeadings) {
  Explanation explanation;
  for (const char* heading : {"The Café's Door!", "", "The Cafés Door", "Κρήτη"}) {
    explanation.add_sections()->set_heading(heading);
  }
  explanation.mutable_sections(1)->mutable_timeline();
  AssignSectionIds(explanation);
  EXPECT_EQ(explanation.sections(0).id(), "the-cafes-door");
  EXPECT_EQ(explanation.sections(1).id(), "timeline");
  EXPECT_EQ(explanation.sections(2).id(), "the-cafes-door-2");
  EXPECT_EQ(explanation.sections(3).id(), "text");
}

TEST(IsSafeUri, TakesHttpAndMediaNames) {
  for (const char* good : {"https://x.org/a.jpg", "http://x.org", "media/wall-01.jpg"})
    EXPECT_TRUE(IsSafeUri(good)) << good;
  for (const char* bad : {"", "javascript:x", "data:x", "//x.org", "../x", "/etc", "a b", "https://x y"}) {
    EXPECT_FALSE(IsSafeUri(bad)) << bad;
  }
}

}  // namespace
}  // namespace lyceum::content
