#include "common/rpc/jwks.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/authenticator.h"
#include "common/rpc/http_get.h"
#include "common/rpc/test_tokens.h"
#include "gtest/gtest.h"

namespace lyceum::rpc {
namespace {

std::string SetOf(const std::vector<PrivateKey>& keys) {
  std::string text;
  for (const PrivateKey& key : keys) absl::StrAppend(&text, text.empty() ? "" : ",", key.PublicJwk());
  return absl::StrCat("{\"keys\":[", text, "]}");
}

TokenClaims Ann(absl::Time issued) {
  TokenClaims claims;
  claims.user = "ann";
  claims.tenant = "acme";
  claims.roles = {api::v1::ROLE_LEARNER};
  claims.issued = issued;
  return claims;
}

TEST(ParseKeySet, PassesOverWhatItDoesNotUse) {
  const auto keys = ParseKeySet(absl::StrCat(
      R"({"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"a"},{"kty":"RSA","use":"enc","n":"AQ","e":"AQAB"},7,)",
      R"({"kty":"RSA","n":"0123456789","e":"AQAB","kid":"weak"},{"kty":"EC","crv":"P-384","x":"AA","y":"AA"},)",
      R"({"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",)",
      R"("y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"},)",
      NewPrivateKey(Algorithm::kEdDsa).PublicJwk(), "]}"));
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->size(), 1u);
}

TEST(ParseKeySet, RefusesWhatIsNoKeySet) {
  for (const absl::string_view bad : {"", "{", "[]", "{}", R"({"keys":{}})", R"({"keys":[]})",
                                      R"({"keys":[{"kty":"oct","k":"c2VjcmV0"}]})"}) {
    EXPECT_FALSE(ParseKeySet(bad).ok()) << bad;
  }
}

TEST(Jwks, RefusesAMissingOrBrokenFile) {
  RealClock clock;
  const TemporaryFolder folder;
  EXPECT_FALSE(Jwks::Open(folder.File("none.json"), clock).ok());
  EXPECT_FALSE(Jwks::Open(folder.Write("broken.json", "{"), clock).ok());
}

TEST(Jwks, ServesTheOnlyKeyWithoutKidAndNoneOfSeveral) {
  RealClock clock;
  const TemporaryFolder folder;
  const PrivateKey one = NewPrivateKey(Algorithm::kEdDsa), two = NewPrivateKey(Algorithm::kEs256);
  const auto single = Jwks::Open(folder.Write("one.json", SetOf({one})), clock);
  ASSERT_TRUE(single.ok()) << single.status();
  EXPECT_NE((*single)->Find(""), nullptr);
  const auto both = Jwks::Open(folder.Write("two.json", SetOf({one, two})), clock);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ((*both)->Find(""), nullptr);
  EXPECT_NE((*both)->Find(two.kid), nullptr);
}

TEST(Authenticator, FollowsTheRotationOfKeysInAFile) {
  RealClock clock;
  const TemporaryFolder folder;
  const Issuer old_issuer(NewPrivateKey(Algorithm::kEdDsa)), new_issuer(NewPrivateKey(Algorithm::kEdDsa));
  const auto jwks = Jwks::Open(folder.Write("jwks.json", old_issuer.KeySetJson()), clock);
  ASSERT_TRUE(jwks.ok()) << jwks.status();
  Authenticator authenticator(**jwks, {"lyceum-local", "lyceum"}, clock);
  const std::string old_token = *old_issuer.Token(Ann(clock.Now())), new_token = *new_issuer.Token(Ann(clock.Now()));
  EXPECT_TRUE(authenticator.Authenticate(old_token).ok());
  EXPECT_NE(authenticator.Remembered(old_token), nullptr);
  EXPECT_FALSE(authenticator.Authenticate(new_token).ok());

  folder.Write("jwks.json", SetOf({old_issuer.key(), new_issuer.key()}));
  EXPECT_TRUE(authenticator.Authenticate(new_token).ok()) << "an unknown kid reads the file again";
  EXPECT_TRUE(authenticator.Authenticate(old_token).ok());

  folder.Write("jwks.json", new_issuer.KeySetJson());
  ASSERT_TRUE((*jwks)->Refresh().ok());
  EXPECT_EQ(authenticator.Remembered(old_token), nullptr) << "a withdrawn key takes its remembered tokens along";
  EXPECT_FALSE(authenticator.Authenticate(old_token).ok());
  EXPECT_TRUE(authenticator.Authenticate(new_token).ok());
}

TEST(Jwks, KeepsItsKeysWhileTheFileIsGoneOrBroken) {
  RealClock clock;
  const TemporaryFolder folder;
  const PrivateKey key = NewPrivateKey(Algorithm::kEdDsa);
  const auto jwks = Jwks::Open(folder.Write("jwks.json", SetOf({key})), clock);
  ASSERT_TRUE(jwks.ok()) << jwks.status();
  folder.Write("jwks.json", "half a fi");
  EXPECT_FALSE((*jwks)->Refresh().ok());
  EXPECT_NE((*jwks)->Find(key.kid), nullptr);
  std::filesystem::remove(folder.File("jwks.json"));
  EXPECT_FALSE((*jwks)->Refresh().ok());
  EXPECT_NE((*jwks)->Find(key.kid), nullptr);
}

TEST(Authenticator, ForgetsATokenWhenItExpires) {
  FakeClock clock(absl::FromUnixSeconds(1'000'000));
  const TestIssuer issuer;
  const auto jwks = Jwks::Open(issuer.jwks(), clock);
  ASSERT_TRUE(jwks.ok()) << jwks.status();
  Authenticator authenticator(**jwks, {"lyceum-local", "lyceum"}, clock);
  const std::string token = *issuer.issuer().Token(Ann(clock.Now()));
  ASSERT_TRUE(authenticator.Authenticate(token).ok());
  EXPECT_NE(authenticator.Remembered(token), nullptr);
  EXPECT_EQ(authenticator.Remembered(token.substr(1)), nullptr);
  clock.Advance(absl::Hours(1) + kClockSkew);
  EXPECT_EQ(authenticator.Remembered(token), nullptr);
  EXPECT_FALSE(authenticator.Authenticate(token).ok());
}

TEST(BearerToken, ReadsTheHeader) {
  EXPECT_EQ(BearerToken("Bearer abc"), "abc");
  EXPECT_EQ(BearerToken("bearer  abc "), "abc");
  EXPECT_EQ(BearerToken("Basic abc"), "");
  EXPECT_EQ(BearerToken("abc"), "");
  EXPECT_EQ(BearerToken(""), "");
}

TEST(Issuer, KeepsItsKeyInAFileOfItsOwn) {
  const TemporaryFolder folder;
  const auto made = Issuer::Open(folder.File("key.pem"));
  ASSERT_TRUE(made.ok()) << made.status();
  struct stat state;
  ASSERT_EQ(stat(folder.File("key.pem").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600u);
  const auto again = Issuer::Open(folder.File("key.pem"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(made->KeySetJson(), again->KeySetJson());
  chmod(folder.File("key.pem").c_str(), 0644);
  EXPECT_EQ(Issuer::Open(folder.File("key.pem")).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(Issuer::Open(folder.Write("junk.pem", "junk")).ok());
}

// Answers every HTTP request with one text, on a thread of its own.
class OneAnswer {
 public:
  OneAnswer() {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 16), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port), "/jwks.json");
    thread_ = std::thread([this] { Serve(); });
  }
  ~OneAnswer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  const std::string& url() const { return url_; }
  int requests() const { return requests_.load(); }
  void Say(absl::string_view status, absl::string_view body) {
    absl::MutexLock lock(&mutex_);
    answer_ = absl::StrCat("HTTP/1.1 ", status, "\r\nContent-Length: ", body.size(), "\r\nConnection: close\r\n",
                           "Location: ", url_, "/elsewhere\r\n\r\n", body);
  }

 private:
  void Serve() {
    for (int fd; (fd = accept(listener_, nullptr, nullptr)) >= 0; close(fd)) {
      char request[4096];
      if (read(fd, request, sizeof(request)) <= 0) continue;
      requests_.fetch_add(1);
      absl::MutexLock lock(&mutex_);
      send(fd, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    }
  }

  int listener_;
  std::string url_;
  std::atomic<int> requests_{0};
  absl::Mutex mutex_;
  std::string answer_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

TEST(HttpGet, TakesOnlyWholeShortAnswers) {
  OneAnswer server;
  server.Say("200 OK", "hello");
  EXPECT_EQ(*HttpGet(server.url(), absl::Seconds(10), 5), "hello");
  EXPECT_FALSE(HttpGet(server.url(), absl::Seconds(10), 4).ok());
  server.Say("500 Internal Server Error", "hello");
  EXPECT_FALSE(HttpGet(server.url(), absl::Seconds(10), 5).ok());
  server.Say("302 Found", "");
  EXPECT_FALSE(HttpGet(server.url(), absl::Seconds(10), 5).ok());
  EXPECT_FALSE(HttpGet("file:///etc/passwd", absl::Seconds(10), 1 << 20).ok());
}

TEST(Jwks, FollowsItsUrlWithoutAskingTooOften) {
  FakeClock clock(absl::FromUnixSeconds(1'000'000));
  const PrivateKey first = NewPrivateKey(Algorithm::kEdDsa), second = NewPrivateKey(Algorithm::kEs256);
  OneAnswer server;
  server.Say("503 Service Unavailable", "");
  const auto jwks = Jwks::Open(server.url(), clock);
  ASSERT_TRUE(jwks.ok()) << "an issuer that is down does not keep a server down: " << jwks.status();
  EXPECT_EQ((*jwks)->Find(first.kid), nullptr);
  EXPECT_EQ(server.requests(), 1) << "asked ten seconds ago at most";

  server.Say("200 OK", SetOf({first}));
  clock.Advance(absl::Seconds(10));
  EXPECT_NE((*jwks)->Find(first.kid), nullptr);
  EXPECT_EQ(server.requests(), 2);

  server.Say("200 OK", SetOf({first, second}));
  EXPECT_EQ((*jwks)->Find(second.kid), nullptr);
  EXPECT_EQ(server.requests(), 2);
  clock.Advance(absl::Seconds(10));
  EXPECT_NE((*jwks)->Find(second.kid), nullptr);
  EXPECT_EQ(server.requests(), 3);

  server.Say("503 Service Unavailable", "");
  clock.Advance(absl::Seconds(10));
  EXPECT_EQ((*jwks)->Find("unknown"), nullptr);
  EXPECT_NE((*jwks)->Find(first.kid), nullptr) << "old keys stay while the issuer is down";
}

}  // namespace
}  // namespace lyceum::rpc
