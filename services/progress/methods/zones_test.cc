#include "services/progress/methods/zones.h"

#include <gtest/gtest.h>

#include <string>

namespace lyceum::progress {
namespace {

TEST(FindZone, KnowsIanaNames) {
  for (const char* name : {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "CET"}) {
    EXPECT_TRUE(FindZone(name).has_value()) << name;
  }
}

TEST(FindZone, RefusesEverythingElse) {
  for (const char* name : {"", "Europe", "Europe/Atlantis", "utc", "localtime", "/etc/passwd",
                           "/usr/share/zoneinfo/UTC",
                           "../zoneinfo/UTC", "Europe/../UTC", "file:Europe/Berlin", "libc:localtime",
                           "Fixed/UTC+01:00:00", "right/Europe/Berlin", "posix/Europe/Berlin", "zone.tab", "+01:00",
                           "Europe/Berlin ", "Europe/Berlin\n"}) {
    EXPECT_FALSE(FindZone(name).has_value()) << name;
  }
  EXPECT_FALSE(FindZone(std::string("Europe/Berlin\0", 14)).has_value());
  EXPECT_FALSE(FindZone(std::string(65, 'A')).has_value());
}

}  // namespace
}  // namespace lyceum::progress
