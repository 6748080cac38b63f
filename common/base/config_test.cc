#include "common/base/config.h"

#include <cstdlib>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Settings {
  std::string listen = "127.0.0.1:0";
  std::vector<std::string> redis;
  int workers = 8;
  absl::Duration drain_wait = absl::Milliseconds(500);
  std::string level = "info";
  bool reflection = false;

  std::ostringstream out, err;

  std::optional<int> Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "lyceum-test");
    Config config("lyceum-test", "A program to test settings with.");
    config.Text("listen", listen, "Where to listen")
        .Texts("redis", redis, "Redis servers")
        .Number("workers", workers, 1, 256, "Threads")
        .Milliseconds("drain-wait-ms", drain_wait, absl::Minutes(1), "How long to wait")
        .Choice("log-level", level, {"debug", "info"}, "What to log")
        .Flag("reflection", reflection, "Serve reflection");
    return config.Parse(static_cast<int>(arguments.size()), arguments.data(), out, err);
  }
};

// Sets an environment variable while it lives.
struct Environment {
  Environment(const char* name, const char* value) : name(name) { setenv(name, value, 1); }
  ~Environment() { unsetenv(name); }
  const char* name;
};

TEST(Config, KeepsDefaults) {
  Settings settings;
  EXPECT_EQ(settings.Parse({}), std::nullopt) << settings.err.str();
  EXPECT_EQ(settings.listen, "127.0.0.1:0");
  EXPECT_EQ(settings.drain_wait, absl::Milliseconds(500));
}

TEST(Config, ReadsFlagsAndEnvironmentAndLetsTheFlagWin) {
  const Environment listen("LYCEUM_LISTEN", "0.0.0.0:1"), workers("LYCEUM_WORKERS", "3"), redis("LYCEUM_REDIS", "a,b");
  const Environment reflection("LYCEUM_REFLECTION", "true");
  Settings settings;
  EXPECT_EQ(settings.Parse({"--workers", "5", "--drain-wait-ms=20"}), std::nullopt) << settings.err.str();
  EXPECT_EQ(settings.listen, "0.0.0.0:1");
  EXPECT_EQ(settings.workers, 5);
  EXPECT_EQ(settings.drain_wait, absl::Milliseconds(20));
  EXPECT_THAT(settings.redis, ElementsAre("a", "b"));
  EXPECT_TRUE(settings.reflection);
}

TEST(Config, RepeatsTexts) {
  Settings settings;
  EXPECT_EQ(settings.Parse({"--redis", "one", "--redis", "two"}), std::nullopt) << settings.err.str();
  EXPECT_THAT(settings.redis, ElementsAre("one", "two"));
}

TEST(Config, RefusesUnknownFlags) {
  Settings settings;
  EXPECT_EQ(settings.Parse({"--lisen", "x"}), 2);
  EXPECT_THAT(settings.err.str(), HasSubstr("--lisen"));
}

TEST(Config, RefusesUnknownEnvironmentVariables) {
  const Environment misspelt("LYCEUM_LISEN", "x");
  Settings settings;
  EXPECT_EQ(settings.Parse({}), 2);
  EXPECT_THAT(settings.err.str(), HasSubstr("LYCEUM_LISEN"));
}

TEST(Config, IgnoresWhatKubernetesPutsIntoContainers) {
  const Environment host("LYCEUM_QUIZ_SERVICE_HOST", "10.0.0.1"), port("LYCEUM_QUIZ_PORT", "tcp://10.0.0.1:50051");
  Settings settings;
  EXPECT_EQ(settings.Parse({}), std::nullopt) << settings.err.str();
}

TEST(Config, ChecksRangesAndWords) {
  for (const auto& bad : {std::vector<const char*>{"--workers", "0"}, {"--workers", "many"},
                          {"--drain-wait-ms", "60001"}, {"--log-level", "loud"}}) {
    Settings settings;
    EXPECT_EQ(settings.Parse(bad), 2) << bad[1];
    EXPECT_THAT(settings.err.str(), HasSubstr(bad[0]));
  }
}

TEST(Config, HelpShowsEverySettingWithDefaultAndEnvironment) {
  Settings settings;
  EXPECT_EQ(settings.Parse({"--help"}), 0);
  for (const char* part : {"--listen", "127.0.0.1:0", "LYCEUM_LISTEN", "Where to listen", "--redis", "LYCEUM_REDIS",
                           "--drain-wait-ms", "500", "LYCEUM_DRAIN_WAIT_MS", "--reflection", "LYCEUM_REFLECTION"}) {
    EXPECT_THAT(settings.out.str(), HasSubstr(part));
  }
}

}  // namespace
}  // namespace lyceum
