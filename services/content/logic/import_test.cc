#include "services/content/logic/import.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/content/limits.h"

namespace lyceum::content {
namespace {

using ::testing::HasSubstr;
using v1::Explanation;
using v1::Provenance;

std::string ErrorOf(Provenance::Format format, absl::string_view bytes) {
  absl::StatusOr<Explanation> read = Import(format, bytes, {});
  EXPECT_FALSE(read.ok()) << read->ShortDebugString();
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(read.status().message());
}

TEST(DetectFormat, ByNameThenByBytes) {
  EXPECT_EQ(DetectFormat("a/B.MD", "x"), Provenance::FORMAT_MARKDOWN);
  EXPECT_EQ(DetectFormat("m.cnxml", ""), Provenance::FORMAT_CNXML);
  EXPECT_EQ(DetectFormat("", "<!DOCTYPE html><p>"), Provenance::FORMAT_HTML);
  EXPECT_EQ(DetectFormat("", "<?xml version='1.0'?><document xmlns='http://cnx.rice.edu/cnxml'>"),
            Provenance::FORMAT_CNXML);
  EXPECT_EQ(DetectFormat("x.xml", "<document xmlns='http://cnx.rice.edu/cnxml'>"), Provenance::FORMAT_CNXML);
  EXPECT_EQ(DetectFormat("", " {\"title\": \"x\"}"), Provenance::FORMAT_JSON);
  EXPECT_EQ(DetectFormat("", "---\ntitle: x\n---\n"), Provenance::FORMAT_MARKDOWN);
  EXPECT_EQ(DetectFormat("notes", "Just words."), Provenance::FORMAT_TEXT);
}

TEST(Import, SaysWhatIsWrongWithTheBytes) {
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_TEXT, ""), HasSubstr("empty"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_TEXT, " \n \n"), HasSubstr("no text"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_TEXT, std::string(kMaxImportBytes + 1, 'a')), HasSubstr("3145728"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_TEXT, "fine\nCaf\xe9"), HasSubstr("line 2"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_TEXT, "cut in a letter: \xc3"), HasSubstr("not UTF-8"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_TEXT, absl::string_view("a\nb\0c", 5)), HasSubstr("NUL at line 2"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_TEXT, absl::string_view("\xFF\xFE"
                                                                 "a\0b",
                                                                 5)),
              HasSubstr("cut short"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_HTML, "<meta charset=koi8-r><p>\xc1\xc2"), HasSubstr("koi8-r"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_JSON, "{\"title\": "), HasSubstr("JSON"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_JSON, "{\"unknown\": 1}"), HasSubstr("JSON"));
  EXPECT_THAT(ErrorOf(Provenance::FORMAT_PROTOBUF, "\xff\xff\xff"), HasSubstr("protobuf"));
}

TEST(Import, TakesOnlyTheTextOfJsonAndProtobuf) {
  Explanation given;
  given.set_name("tenants/x/explanations/y");
  given.set_title("Cafe\u0301");
  given.set_language("en");
  given.set_state(Explanation::STATE_PUBLISHED);
  given.set_revision(7);
  given.add_sections()->mutable_rich_text()->set_markdown("text");
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(given, &json).ok());
  for (auto [format, bytes] :
       {std::pair(Provenance::FORMAT_JSON, json), std::pair(Provenance::FORMAT_PROTOBUF, given.SerializeAsString())}) {
    absl::StatusOr<Explanation> read = Import(format, bytes, {.source = "x.json", .language_hint = ""});
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->name(), "");
    EXPECT_EQ(read->revision(), 0);
    EXPECT_EQ(read->state(), Explanation::STATE_UNSPECIFIED);
    EXPECT_EQ(read->title(), "Caf\u00e9");
    EXPECT_EQ(read->sections(0).id(), "text");
    EXPECT_EQ(read->provenance().source(), "x.json");
    EXPECT_EQ(read->provenance().format(), format);
  }
  given.mutable_sections(0)->mutable_rich_text()->set_markdown("<script>x</script>");
  EXPECT_FALSE(Import(Provenance::FORMAT_PROTOBUF, given.SerializeAsString(), {}).ok());
}

TEST(Import, NamesWhatHasNoTitleAfterItsFile) {
  absl::StatusOr<Explanation> read =
      Import(Provenance::FORMAT_MARKDOWN, "Some text.", {.source = "notes/the-long_walk.md", .language_hint = "fr"});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->title(), "the long walk");
  EXPECT_EQ(read->language(), "fr");
}

TEST(Import, ContinuesALongTextInMoreSections) {
  std::string text = "# Long\n\n";
  for (int i = 0; i < 9000; ++i)
    absl::StrAppend(&text, "Paragraph number ", i, " has a few words in it, and then some more.\n\n");
  absl::StatusOr<Explanation> read = Import(Provenance::FORMAT_MARKDOWN, text, {});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->sections_size(), 3);
}

}  // namespace
}  // namespace lyceum::content
