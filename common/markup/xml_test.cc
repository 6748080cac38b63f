#include "common/markup/xml.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum {
namespace {

using ::testing::HasSubstr;

std::string Message(absl::string_view xml, int depth = 10) {
  pugi::xml_document tree;
  return std::string(ParseXml(xml, depth, tree).message());
}

TEST(ParseXml, ReadsWhatIsWellFormed) {
  pugi::xml_document tree;
  ASSERT_TRUE(ParseXml("<?xml version='1.0'?><a b='1&lt;2'>x &amp; &#228;<![CDATA[<p>]]></a>", 10, tree).ok());
  EXPECT_STREQ(tree.child("a").attribute("b").value(), "1<2");
  EXPECT_STREQ(tree.child("a").first_child().value(), "x & \u00e4");
}

TEST(ParseXml, NamesTheLineOfWhatIsNot) {
  EXPECT_THAT(Message("<a>\n<b></a>"), HasSubstr("line 2"));
  EXPECT_THAT(Message("<a>\n\n<b"), HasSubstr("not well-formed XML"));
  EXPECT_THAT(Message(""), HasSubstr("not well-formed XML"));
}

TEST(ParseXml, ExpandsNothingAndFetchesNothing) {
  pugi::xml_document tree;
  const char bomb[] =
      "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'><!ENTITY y '&x;&x;&x;'><!ENTITY z SYSTEM 'file:///etc/passwd'>]>"
      "<a>&y;&z;</a>";
  ASSERT_TRUE(ParseXml(bomb, 10, tree).ok());
  EXPECT_STREQ(tree.child("a").first_child().value(), "&y;&z;");
}

TEST(ParseXml, RefusesWhatIsNestedDeep) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<a>\n";
  for (int i = 0; i < 200'000; ++i) deep += "</a>";
  EXPECT_THAT(Message(deep, 100), HasSubstr("nested deeper than 100 elements at line 102"));
  EXPECT_EQ(Message("<a><b><c/></b></a>", 2), "");
}

}  // namespace
}  // namespace lyceum
