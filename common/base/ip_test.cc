#include "common/base/ip.h"

#include "gtest/gtest.h"

namespace lyceum {
namespace {

TEST(PlainIp, HasOneFormForEachAddress) {
  EXPECT_EQ(PlainIp("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(PlainIp("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(PlainIp("2001:0DB8:0::1"), "2001:db8::1");
  EXPECT_EQ(PlainIp("::"), "::");
  for (const char* text : {"", "192.0.2", "192.0.2.1:80", "[::1]", "host", "1.2.3.4 "}) EXPECT_EQ(PlainIp(text), "");
}

TEST(SubscriberOf, IsTheNetworkOfAnIpv6Address) {
  EXPECT_EQ(SubscriberOf("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(SubscriberOf("2001:db8:0:1:2:3:4:5"), "2001:db8:0:1::/64");
  EXPECT_EQ(SubscriberOf("2001:db8:0:1::9"), SubscriberOf("2001:db8:0:1:2:3:4:5"));
  EXPECT_NE(SubscriberOf("2001:db8:0:2::9"), SubscriberOf("2001:db8:0:1::9"));
  EXPECT_EQ(SubscriberOf(""), "");
}

TEST(IpRange, ContainsWhatBeginsAlike) {
  const auto contains = [](const char* range, const char* ip) { return IpRange::Parse(range)->Contains(ip); };
  EXPECT_TRUE(contains("10.0.0.0/8", "10.9.8.7"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.200"));
  EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.100"));
  EXPECT_TRUE(contains("10.0.0.0/8", "::ffff:10.0.0.1"));
  EXPECT_TRUE(contains("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(contains("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(contains("fd00::/8", "fd12::1"));
  EXPECT_FALSE(contains("fd00::/8", "fe80::1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("::/0", "8.8.8.8"));
  EXPECT_FALSE(contains("::/0", "nowhere"));
}

TEST(IpRange, RefusesWhatIsNone) {
  for (const char* text : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "fd00::/129", "proxy", "10.0.0/8"}) {
    EXPECT_FALSE(IpRange::Parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace lyceum
