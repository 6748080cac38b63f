#include "common/rpc/connections.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

// A TCP connection over loopback, both ends in this process.
class Pair {
 public:
  explicit Pair(Connections& connections) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    EXPECT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    client_ = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(client_, reinterpret_cast<sockaddr*>(&address), size), 0);
    sockaddr_storage other_end = {};
    size = sizeof(other_end);
    server_ = accept(listener, reinterpret_cast<sockaddr*>(&other_end), &size);
    EXPECT_GE(server_, 0);
    close(listener);
    peer_ = absl::StrCat("ipv4:127.0.0.1:", ntohs(reinterpret_cast<sockaddr_in&>(other_end).sin_port));
    connections.Add(server_, other_end);
  }
  ~Pair() {
    close(client_);
    if (server_ >= 0) close(server_);
  }

  void Talk(absl::Duration client_waits = absl::ZeroDuration()) {
    char byte = 'x';
    EXPECT_EQ(write(server_, &byte, 1), 1);
    absl::SleepFor(client_waits);
    EXPECT_EQ(read(client_, &byte, 1), 1);
    EXPECT_EQ(write(client_, &byte, 1), 1);
    EXPECT_EQ(read(server_, &byte, 1), 1);
  }
  // As gRPC does, when it is done with the connection. Returns the number.
  int Close() {
    close(server_);
    return std::exchange(server_, -1);
  }
  int client() const { return client_; }
  const std::string& peer() const { return peer_; }

 private:
  int client_ = -1;
  int server_ = -1;
  std::string peer_;
};

TEST(Connections, TellTheRoundTripTheKernelHasMeasured) {
  Connections connections;
  Pair pair(connections);
  pair.Talk();
  const auto round_trip = connections.RoundTrip(pair.peer());
  ASSERT_TRUE(round_trip.has_value());
  EXPECT_GE(*round_trip, absl::ZeroDuration());
  EXPECT_LT(*round_trip, absl::Seconds(1));
}

// The kernel acknowledges by itself, so it does not help a client to wait.
TEST(Connections, MeasureNoLongerRoundTripForAClientThatHoldsItsWordsBack) {
  Connections connections;
  Pair pair(connections);
  for (int i = 0; i < 3; ++i) pair.Talk(absl::Milliseconds(400));
  ASSERT_TRUE(connections.RoundTrip(pair.peer()).has_value());
  EXPECT_LT(*connections.RoundTrip(pair.peer()), absl::Milliseconds(200));
}

TEST(Connections, KnowNothingOfWhatTheyHaveNotAccepted) {
  Connections connections;
  for (const char* peer : {"", "unix:/tmp/socket", "ipv4:127.0.0.1", "ipv4:127.0.0.1:70000", "ipv4:nonsense:1",
                           "ipv6:%5B::1%5D:1", "ipv4:127.0.0.1:1", "ipv4:", "ipv4:1"}) {
    EXPECT_FALSE(connections.RoundTrip(peer).has_value()) << peer;
  }
}

TEST(Connections, ForgetOneThatIsClosed) {
  Connections connections;
  Pair pair(connections);
  pair.Close();
  EXPECT_EQ(connections.size(), 1u);
  EXPECT_FALSE(connections.RoundTrip(pair.peer()).has_value());
  EXPECT_EQ(connections.size(), 0u);
}

TEST(Connections, DoNotBelieveANumberThatHasChangedHands) {
  Connections connections;
  Pair pair(connections), other(connections);
  const int number = pair.Close();
  ASSERT_EQ(dup2(other.client(), number), number);  // another connection, under the old number
  EXPECT_FALSE(connections.RoundTrip(pair.peer()).has_value());
  close(number);
  EXPECT_TRUE(connections.RoundTrip(other.peer()).has_value());
}

TEST(Connections, RememberNoMoreThanThereAreNumbers) {
  Connections connections;
  for (int i = 0; i < 100; ++i) Pair pair(connections);
  EXPECT_LE(connections.size(), 2u);
}

TEST(Connections, ReadAddressesOfBothKinds) {
  Connections connections;
  sockaddr_storage address = {};
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  v6.sin6_port = htons(4711);
  connections.Add(-1, address);
  EXPECT_FALSE(connections.RoundTrip("ipv6:%5B::1%5D:4711").has_value());
  EXPECT_EQ(connections.size(), 0u);  // it was found, and did not lead there
}

}  // namespace
}  // namespace lyceum::rpc
