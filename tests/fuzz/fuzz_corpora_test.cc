// Every file of the corpora, and each of its beginnings, through the function it is for.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gtest/gtest.h"
#include "tests/fuzz/targets.h"

namespace lyceum::fuzz {
namespace {

int RunCorpus(const std::string& name, void (*target)(absl::string_view)) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/" + name)) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    const std::string data = bytes.str();
    target(data);
    // A file cut short is another input.
    for (size_t parts = 1; parts < 8; ++parts) target(absl::string_view(data).substr(0, data.size() * parts / 8));
    ++files;
  }
  return files;
}

TEST(FuzzCorpora, Import) { EXPECT_GE(RunCorpus("import", FuzzImport), 6); }
TEST(FuzzCorpora, Dates) { EXPECT_GE(RunCorpus("dates", FuzzDates), 3); }
TEST(FuzzCorpora, Anchor) { EXPECT_GE(RunCorpus("anchor", FuzzAnchor), 3); }
TEST(FuzzCorpora, QuizFiles) { EXPECT_GE(RunCorpus("quiz_files", FuzzQuizFiles), 12); }
TEST(FuzzCorpora, Transcript) { EXPECT_GE(RunCorpus("transcript", FuzzTranscript), 3); }

}  // namespace
}  // namespace lyceum::fuzz
