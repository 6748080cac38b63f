// Files that are wrong, or mean harm: each is refused by name, soon, and in little memory.
#include <zip.h>

#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/formats/archive.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/formats/limits.h"

namespace lyceum::quiz::formats {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

std::string Problem(v1::QuizFormat format, const std::string& bytes) {
  const auto reading = ReadQuestions(format, bytes);
  if (!reading.ok()) return std::string(reading.status().message());
  return reading->entries.empty() ? "" : reading->entries[0].problem;
}

// A zip with what MakeArchive would never write.
std::string Zip(const std::function<void(zip_t*)>& fill) {
  zip_error_t error;
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  fill(archive);
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t about;
  zip_source_stat(target, &about);
  std::string bytes(about.size, '\0');
  zip_source_open(target);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

zip_int64_t Add(zip_t* archive, const char* name, const std::string& content) {
  return zip_file_add(archive, name, zip_source_buffer(archive, content.data(), content.size(), 0), 0);
}

TEST(BadFiles, Archives) {
  for (const char* name : {"../up.xml", "a/../../b", "/etc/passwd", "c:\\x", "a\\..\\b"}) {
    const std::string zip = Zip([&](zip_t* archive) { Add(archive, name, "x"); });
    EXPECT_THAT(Problem(v1::QUIZ_FORMAT_KAHOOT, zip), AnyOf(HasSubstr("relative"), HasSubstr(".."))) << name;
  }
  const std::string link = Zip([](zip_t* archive) {
    const zip_int64_t index = Add(archive, "xl/workbook.xml", "/etc/passwd");
    zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX, 0120777u << 16);
  });
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_KAHOOT, link), HasSubstr("must not be a link"));
  const std::string zeros(static_cast<size_t>(limits::kMaxArchiveEntryBytes) + 1, ' ');
  const std::string bomb = Zip([&](zip_t* archive) { Add(archive, "xl/workbook.xml", zeros); });
  EXPECT_LT(bomb.size(), 100'000u);
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_KAHOOT, bomb), HasSubstr("kMaxArchiveEntryBytes"));
  const std::string many = Zip([](zip_t* archive) {
    for (int i = 0; i <= limits::kMaxArchiveEntries; ++i) Add(archive, std::to_string(i).c_str(), "");
  });
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_QTI, many), HasSubstr("kMaxArchiveEntries"));
  const auto whole = MakeArchive({{"a", std::string(10'000, 'x')}});
  ASSERT_TRUE(whole.ok());
  for (size_t size = 4; size < whole->size(); size += 7) {
    EXPECT_NE(Problem(v1::QUIZ_FORMAT_KAHOOT, whole->substr(0, size)), "") << size;
  }
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_KAHOOT, *whole), HasSubstr("xl/workbook.xml"));
}

TEST(BadFiles, Xml) {
  for (const auto format : {v1::QUIZ_FORMAT_MOODLE_XML, v1::QUIZ_FORMAT_QTI}) {
    EXPECT_THAT(Problem(format, "<quiz><question"), HasSubstr("not well-formed XML at line 1"));
    EXPECT_NE(Problem(format, "<html></html>"), "");
    std::string deep;
    for (int i = 0; i < 500'000; ++i) deep += "<quiz>";
    EXPECT_NE(Problem(format, deep), "");
    for (int i = 0; i < 500'000; ++i) deep += "</quiz>";
    EXPECT_THAT(Problem(format, deep), HasSubstr("nested deeper than 64 elements"));
  }
  // Entities are text: nothing grows, nothing is fetched.
  const auto reading = ReadQuestions(v1::QUIZ_FORMAT_MOODLE_XML,
                                     "<!DOCTYPE quiz [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM "
                                     "'file:///etc/passwd'>]><quiz><question type='truefalse'><questiontext>"
                                     "<text>&b;&c;</text></questiontext><answer fraction='100'><text>true</text>"
                                     "</answer></question></quiz>");
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_EQ(reading->entries[0].question->text.text, "&b;&c;");
}

TEST(BadFiles, Encodings) {
  for (const auto format : {v1::QUIZ_FORMAT_GIFT, v1::QUIZ_FORMAT_MOODLE_XML, v1::QUIZ_FORMAT_JSON}) {
    EXPECT_THAT(Problem(format, "q\nChrusch\xe4ow {T}"), HasSubstr("not UTF-8 at line 2"));
    EXPECT_THAT(Problem(format, std::string("a\0b", 3)), HasSubstr("NUL"));
  }
  const auto utf16 = ReadQuestions(v1::QUIZ_FORMAT_GIFT, std::string("\xff\xfeq\0{\0T\0}\0", 10));
  ASSERT_TRUE(utf16.ok());
  EXPECT_EQ(utf16->entries[0].question->type, Question::Type::kTrueFalse);
}

TEST(BadFiles, OurOwn) {
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_PROTOBUF, "\xff\xff"), HasSubstr("QuizSet"));
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_PROTOBUF, ""), HasSubstr("QuizSet"));
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_JSON, "{\"titel\": 1}"), HasSubstr("is no Quiz in JSON"));
  std::string deep;
  for (int i = 0; i < 500'000; ++i) deep += "[";
  EXPECT_NE(Problem(v1::QUIZ_FORMAT_JSON, "{\"items\": " + deep), "");
  EXPECT_EQ(Problem(v1::QUIZ_FORMAT_TRIVIA, "{\"question\": " + deep), "is not JSON");
}

TEST(BadFiles, EmbeddedFiles) {
  const auto xml = [](const std::string& file) {
    return "<quiz><question type='essay'><questiontext><text>x</text>" + file + "</questiontext></question></quiz>";
  };
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_MOODLE_XML, xml("<file name='a' encoding='base64'>%%%</file>")),
              HasSubstr("not base64"));
  const std::string big = "<file name='a' encoding='base64'>" + std::string(12 << 20, 'A') + "</file>";
  EXPECT_THAT(Problem(v1::QUIZ_FORMAT_MOODLE_XML, xml(big)), HasSubstr("kMaxEmbeddedFileBytes"));
}

}  // namespace
}  // namespace lyceum::quiz::formats
