#include "services/lyceumctl/files.h"

#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum::ctl {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

std::string Directory(const std::string& name) {
  const fs::path path = fs::path(testing::TempDir()) / ("lyceumctl_files_" + name);
  fs::remove_all(path);
  fs::create_directories(path / "sub");
  return path.string();
}

TEST(ExpandPaths, TakesImportableFilesOfDirectoriesInOrder) {
  const std::string root = Directory("expand");
  for (const char* name : {"/b.md", "/sub/a.TXT", "/photo.jpg", "/.hidden.md"})
    ASSERT_TRUE(WriteFile(root + name, "x").ok());
  EXPECT_THAT(*ExpandPaths({root}), ElementsAre(root + "/b.md", root + "/sub/a.TXT"));
  // A file that is named is taken whatever it is called.
  EXPECT_THAT(*ExpandPaths({root + "/photo.jpg"}), ElementsAre(root + "/photo.jpg"));
  EXPECT_TRUE(absl::IsNotFound(ExpandPaths({root + "/none"}).status()));
}

TEST(WriteFile, ReplacesTheWholeFile) {
  const std::string path = Directory("write") + "/file";
  ASSERT_TRUE(WriteFile(path, "a long first text").ok());
  ASSERT_TRUE(WriteFile(path, std::string("b\0c", 3)).ok());
  EXPECT_EQ(*ReadFile(path), std::string("b\0c", 3));
  EXPECT_FALSE(fs::exists(path + ".partial"));
  EXPECT_FALSE(WriteFile(path + "/below", "x").ok());
}

TEST(ReadFile, SaysWhatIsWrong) {
  EXPECT_TRUE(absl::IsNotFound(ReadFile(Directory("read") + "/none").status()));
  EXPECT_FALSE(ReadFile(Directory("read")).ok());
}

}  // namespace
}  // namespace lyceum::ctl
