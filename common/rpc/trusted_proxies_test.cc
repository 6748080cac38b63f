#include "common/rpc/trusted_proxies.h"

#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

TEST(TrustedProxies, TakesTheConnectionsAddressWithoutThePort) {
  const TrustedProxies none;
  EXPECT_EQ(none.AddressOf("ipv4:192.0.2.1:5678", ""), "192.0.2.1");
  EXPECT_EQ(none.AddressOf("ipv6:[2001:db8::1]:5678", ""), "2001:db8::1");
  EXPECT_EQ(none.AddressOf("ipv6:%5B2001:db8::1%5D:5678", ""), "2001:db8::1");
  EXPECT_EQ(none.AddressOf("ipv6:%5B::ffff:192.0.2.1%5D:5678", ""), "192.0.2.1");
  for (const char* peer : {"", "unix:/tmp/socket", "ipv4:", "ipv4:nowhere:1"}) EXPECT_EQ(none.AddressOf(peer, ""), "");
}

TEST(TrustedProxies, BelievesNobodyElse) {
  EXPECT_EQ(TrustedProxies().AddressOf("ipv4:192.0.2.1:5678", "198.51.100.7"), "192.0.2.1");
  const auto proxies = *TrustedProxies::Parse({"10.0.0.0/8"});
  EXPECT_EQ(proxies.AddressOf("ipv4:192.0.2.1:5678", "198.51.100.7"), "192.0.2.1");
}

TEST(TrustedProxies, BelievesTheLastEntryThatIsNoProxys) {
  const auto proxies = *TrustedProxies::Parse({"10.0.0.0/8", "fd00::1"});
  const auto address = [&](const char* forwarded) { return proxies.AddressOf("ipv4:10.0.0.1:5678", forwarded); };
  EXPECT_EQ(address("198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(address("203.0.113.9, 198.51.100.7"), "198.51.100.7");  // the first is the caller's own invention
  EXPECT_EQ(address("203.0.113.9,198.51.100.7 , 10.0.0.2,fd00::1"), "198.51.100.7");
  EXPECT_EQ(address("2001:DB8::7"), "2001:db8::7");
  EXPECT_EQ(address(""), "10.0.0.1");
  EXPECT_EQ(address("198.51.100.7, unknown"), "10.0.0.1");
  EXPECT_EQ(address("10.0.0.3"), "10.0.0.3");
  EXPECT_EQ(address(",,"), "10.0.0.1");
}

TEST(TrustedProxies, RefusesWhatIsNoRange) { EXPECT_FALSE(TrustedProxies::Parse({"10.0.0.0/8", "proxy"}).ok()); }

}  // namespace
}  // namespace lyceum::rpc
