#include "services/lyceumctl/completion.h"

#include <array>
#include <cstdio>
#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/lyceumctl/files.h"

namespace lyceum::ctl {
namespace {

using testing::HasSubstr;

struct Tree {
  CLI::App app{"", "lyceumctl"};
  std::string text;
  bool flag = false;

  Tree() {
    app.add_flag("--json", flag, "Print JSON");
    CLI::App* import = app.add_subcommand("import", "Import 'files'");
    import->add_option("--format", text, "Format")->check(CLI::IsMember({"auto", "html"}));
    import->add_option("--topic", text, "Topic");
    CLI::App* quiz = app.add_subcommand("quiz", "Quizzes");
    quiz->add_subcommand("take", "Take one");
    quiz->add_subcommand("review", "Review one");
    CLI::App* list = app.add_subcommand("list", "List");
    list->add_option("what", text, "What")->check(CLI::IsMember({"cards", "quizzes"}));
  }
};

// What bash offers for the words of a line, the last of which is being typed.
std::string Offered(const std::string& line) {
  Tree tree;
  const std::string path = testing::TempDir() + "/lyceumctl_completion.bash";
  EXPECT_TRUE(WriteFile(path, BashCompletion(CommandTree(tree.app))).ok());
  const std::string command = "bash -c 'source " + path + "; COMP_WORDS=(" + line +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _lyceumctl; echo ${COMPREPLY[*]}'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::array<char, 4096> buffer{};
  return fgets(buffer.data(), buffer.size(), pipe.get()) == nullptr ? "" : std::string(buffer.data());
}

TEST(BashCompletion, OffersWhatComesNext) {
  EXPECT_EQ(Offered("lyceumctl \"\""), "import quiz list\n");
  EXPECT_EQ(Offered("lyceumctl im"), "import\n");
  EXPECT_EQ(Offered("lyceumctl quiz \"\""), "take review\n");
  EXPECT_EQ(Offered("lyceumctl --json quiz t"), "take\n");
  EXPECT_EQ(Offered("lyceumctl list q"), "quizzes\n");
}

TEST(BashCompletion, OffersOptionsAndTheirValues) {
  EXPECT_EQ(Offered("lyceumctl import --f"), "--format\n");
  EXPECT_EQ(Offered("lyceumctl import --j"), "--json\n");
  EXPECT_EQ(Offered("lyceumctl import --format \"\""), "auto html\n");
  EXPECT_EQ(Offered("lyceumctl import --topic x --f"), "--format\n");
  // The value of an option is not a command.
  EXPECT_EQ(Offered("lyceumctl import --topic quiz --f"), "--format\n");
}

TEST(ZshCompletion, NamesEveryCommandWithItsDescription) {
  Tree tree;
  const std::string script = ZshCompletion(CommandTree(tree.app));
  EXPECT_THAT(script, HasSubstr("'take:Take one'"));
  EXPECT_THAT(script, HasSubstr("'import:Import files'"));
  EXPECT_THAT(script, HasSubstr("values=(auto html)"));
}

TEST(FishCompletion, NamesEveryCommandWithItsDescription) {
  Tree tree;
  const std::string script = FishCompletion(CommandTree(tree.app));
  EXPECT_THAT(script, HasSubstr("-n \"__lyceumctl_at lyceumctl quiz\" -f -a 'take' -d 'Take one'"));
  EXPECT_THAT(script, HasSubstr("-l format -d 'Format' -x -a 'auto html'"));
}

}  // namespace
}  // namespace lyceum::ctl
