#include "common/base/log.h"

#include <string>

#include "common/base/trace.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace lyceum::log {
namespace {

TEST(Line, IsOneJsonObjectWithItsFields) {
  const std::string line =
      Line(Level::kInfo, "say \"hi\"\n", {{"name", "a\xff"}, {"count", 3}, {"share", 0.5}, {"done", true}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const nlohmann::json json = nlohmann::json::parse(line);
  EXPECT_EQ(json["level"], "info");
  EXPECT_EQ(json["msg"], "say \"hi\"\n");
  EXPECT_EQ(json["name"], "a\xef\xbf\xbd");
  EXPECT_EQ(json["count"], 3);
  EXPECT_EQ(json["share"], 0.5);
  EXPECT_EQ(json["done"], true);
  EXPECT_EQ(json.count("trace_id"), 0u);
}

TEST(Line, CarriesTheThreadsTrace) {
  const trace::Scope scope("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  const nlohmann::json json = nlohmann::json::parse(Line(Level::kError, "x", {}));
  EXPECT_EQ(json["trace_id"], "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(json["span_id"], "00f067aa0ba902b7");
}

TEST(SetLevel, KnowsItsWords) {
  EXPECT_TRUE(SetLevel(absl::string_view("debug")));
  EXPECT_TRUE(Enabled(Level::kDebug));
  EXPECT_FALSE(SetLevel(absl::string_view("loud")));
  EXPECT_TRUE(SetLevel(absl::string_view("info")));
  EXPECT_FALSE(Enabled(Level::kDebug));
}

}  // namespace
}  // namespace lyceum::log
