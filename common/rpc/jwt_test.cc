#include "common/rpc/jwt.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/limits.h"
#include "common/rpc/jwks.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "openssl/evp.h"
#include "openssl/hmac.h"

namespace lyceum::rpc {
namespace {

const TokenRules kRules{"https://issuer.example", "lyceum"};
const absl::Time kNow = absl::FromUnixSeconds(1'000'000);
constexpr absl::string_view kClaims =
    R"({"iss":"https://issuer.example","aud":"lyceum","sub":"ann","tenant":"acme","roles":["learner","author"],)"
    R"("nbf":999990,"exp":1000600})";

std::string HeaderOf(const PrivateKey& key) {
  return absl::StrCat(R"({"alg":")", Name(key.algorithm), R"(","kid":")", key.kid, R"("})");
}

// One key of each kind; making RSA keys takes a while.
const PrivateKey& Key(Algorithm algorithm) {
  static const PrivateKey* const keys[] = {new PrivateKey(NewPrivateKey(Algorithm::kRs256)),
                                           new PrivateKey(NewPrivateKey(Algorithm::kEs256)),
                                           new PrivateKey(NewPrivateKey(Algorithm::kEdDsa))};
  return *keys[static_cast<int>(algorithm)];
}

std::string KeySetText() {
  return absl::StrCat("{\"keys\":[", Key(Algorithm::kRs256).PublicJwk(), ",", Key(Algorithm::kEs256).PublicJwk(), ",",
                      Key(Algorithm::kEdDsa).PublicJwk(), "]}");
}

std::shared_ptr<const PublicKey> Find(absl::string_view kid) {
  static const KeySet* const keys = new KeySet(*ParseKeySet(KeySetText()));
  for (const auto& key : *keys) {
    if (key->kid == kid) return key;
  }
  return nullptr;
}

std::string Good(Algorithm algorithm) { return *SignToken(Key(algorithm), HeaderOf(Key(algorithm)), kClaims); }

std::string WithClaims(absl::string_view from, absl::string_view to) {
  const std::string claims = absl::StrReplaceAll(kClaims, {{from, to}});
  EXPECT_NE(claims, kClaims);
  return *SignToken(Key(Algorithm::kEdDsa), HeaderOf(Key(Algorithm::kEdDsa)), claims);
}

absl::StatusOr<Identity> Verify(absl::string_view token, absl::Time now = kNow) {
  return VerifyToken(token, kRules, now, Find);
}

// The reason of a refusal; "" if there was none.
std::string Reason(absl::string_view token, absl::Time now = kNow) {
  const auto verified = Verify(token, now);
  if (verified.ok()) return "";
  EXPECT_EQ(verified.status().code(), absl::StatusCode::kUnauthenticated);
  google::rpc::ErrorInfo info;
  const auto payload = verified.status().GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return "no details";
  return info.reason();
}

class EveryAlgorithm : public ::testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(All, EveryAlgorithm,
                         ::testing::Values(Algorithm::kRs256, Algorithm::kEs256, Algorithm::kEdDsa));

TEST_P(EveryAlgorithm, GivesTheIdentity) {
  const std::string token = Good(GetParam());
  const auto identity = Verify(token);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->caller.user, "ann");
  EXPECT_EQ(identity->caller.tenant, "acme");
  EXPECT_TRUE(identity->caller.roles.Has(api::v1::ROLE_LEARNER));
  EXPECT_TRUE(identity->caller.roles.Has(api::v1::ROLE_AUTHOR));
  EXPECT_FALSE(identity->caller.roles.Has(api::v1::ROLE_TEACHER));
  EXPECT_EQ(identity->caller.bearer, token);
  EXPECT_EQ(identity->expires, absl::FromUnixSeconds(1000600) + kClockSkew);
}

TEST_P(EveryAlgorithm, RefusesWhatWasTamperedWith) {
  const std::string token = Good(GetParam());
  // Each change of one character is seen, in header, claims and signature.
  for (size_t i = 0; i < token.size(); i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(Reason(changed), "TOKEN_INVALID") << i;
  }
}

TEST_P(EveryAlgorithm, RefusesWhatIsCutOff) {
  const std::string token = Good(GetParam());
  for (size_t size = 0; size < token.size(); size += 5) EXPECT_EQ(Reason(token.substr(0, size)), "TOKEN_INVALID");
}

TEST_P(EveryAlgorithm, RefusesTheOtherAlgorithmsForItsKey) {
  for (const absl::string_view other : {"RS256", "ES256", "EdDSA", "RS512", "PS256", "ES384", "HS256", "none", ""}) {
    if (other == Name(GetParam())) continue;
    const std::string header = absl::StrCat(R"({"alg":")", other, R"(","kid":")", Key(GetParam()).kid, R"("})");
    EXPECT_EQ(Reason(*SignToken(Key(GetParam()), header, kClaims)), "TOKEN_INVALID") << other;
  }
}

// Signs with one kind of key under the id of another.
TEST(VerifyToken, RefusesKeyConfusion) {
  for (const Algorithm signer : {Algorithm::kRs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
    for (const Algorithm named : {Algorithm::kRs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
      if (signer == named) continue;
      for (const Algorithm said : {signer, named}) {
        const std::string header = absl::StrCat(R"({"alg":")", Name(said), R"(","kid":")", Key(named).kid, R"("})");
        EXPECT_EQ(Reason(*SignToken(Key(signer), header, kClaims)), "TOKEN_INVALID");
      }
    }
  }
}

TEST(VerifyToken, RefusesTokensWithoutSignature) {
  for (const absl::string_view none : {"none", "None", "NONE", "nOnE"}) {
    const std::string header = absl::StrCat(R"({"alg":")", none, R"("})");
    EXPECT_EQ(Reason(absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(kClaims), ".")),
              "TOKEN_INVALID");
  }
  const std::string good = Good(Algorithm::kEdDsa);
  EXPECT_EQ(Reason(good.substr(0, good.rfind('.') + 1)), "TOKEN_INVALID");
}

// The classic: an HMAC whose secret is the public key everybody knows.
TEST(VerifyToken, RefusesHmacWithThePublicKeyAsSecret) {
  for (const Algorithm algorithm : {Algorithm::kRs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
    const std::string secret = Key(algorithm).PublicJwk();
    const std::string header = absl::StrCat(R"({"alg":"HS256","kid":")", Key(algorithm).kid, R"("})");
    const std::string message =
        absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(kClaims));
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(),
         reinterpret_cast<unsigned char*>(mac.data()), &size);
    mac.resize(size);
    EXPECT_EQ(Reason(absl::StrCat(message, ".", absl::WebSafeBase64Escape(mac))), "TOKEN_INVALID");
  }
}

TEST(VerifyToken, TakesNoKeyFromTheToken) {
  const PrivateKey stranger = NewPrivateKey(Algorithm::kEdDsa);
  const std::string header = absl::StrCat(R"({"alg":"EdDSA","jwk":)", stranger.PublicJwk(), R"(,"kid":")", stranger.kid,
                                          R"(","jku":"https://evil.example/jwks","x5u":"https://evil.example/x5u"})");
  EXPECT_EQ(Reason(*SignToken(stranger, header, kClaims)), "TOKEN_INVALID");
}

TEST(VerifyToken, RefusesUnknownKeysAndTokensWithoutKidAmongSeveral) {
  const PrivateKey stranger = NewPrivateKey(Algorithm::kEdDsa);
  EXPECT_EQ(Reason(*SignToken(stranger, HeaderOf(stranger), kClaims)), "TOKEN_INVALID");
  EXPECT_EQ(Reason(*SignToken(Key(Algorithm::kEdDsa), R"({"alg":"EdDSA"})", kClaims)), "TOKEN_INVALID");
}

TEST(VerifyToken, RefusesExtensionsItMustUnderstand) {
  const PrivateKey& key = Key(Algorithm::kEdDsa);
  const std::string header = absl::StrCat(R"({"alg":"EdDSA","crit":["b64"],"b64":false,"kid":")", key.kid, R"("})");
  EXPECT_EQ(Reason(*SignToken(key, header, kClaims)), "TOKEN_INVALID");
}

TEST(VerifyToken, ChecksIssuerAndAudience) {
  EXPECT_EQ(Reason(WithClaims("https://issuer.example", "https://evil.example")), "TOKEN_INVALID");
  EXPECT_EQ(Reason(WithClaims(R"("iss":"https://issuer.example",)", "")), "TOKEN_INVALID");
  EXPECT_EQ(Reason(WithClaims(R"("aud":"lyceum")", R"("aud":"other")")), "TOKEN_INVALID");
  EXPECT_EQ(Reason(WithClaims(R"("aud":"lyceum")", R"("aud":["other","more"])")), "TOKEN_INVALID");
  EXPECT_EQ(Reason(WithClaims(R"("aud":"lyceum",)", "")), "TOKEN_INVALID");
  EXPECT_EQ(Reason(WithClaims(R"("aud":"lyceum")", R"("aud":["other","lyceum"])")), "");
}

TEST(VerifyToken, ChecksTimesWithAMinuteOfSkew) {
  const std::string token = Good(Algorithm::kEdDsa);
  const absl::Time expires = absl::FromUnixSeconds(1000600), begins = absl::FromUnixSeconds(999990);
  EXPECT_EQ(Reason(token, expires + absl::Seconds(59)), "");
  EXPECT_EQ(Reason(token, expires + absl::Seconds(60)), "TOKEN_EXPIRED");
  EXPECT_EQ(Reason(token, begins - absl::Seconds(60)), "");
  EXPECT_EQ(Reason(token, begins - absl::Seconds(61)), "TOKEN_INVALID");
  EXPECT_EQ(Reason(WithClaims(R"(,"exp":1000600)", "")), "TOKEN_INVALID");
  for (const absl::string_view bad : {R"("exp":"1000600")", R"("exp":1e999)", R"("exp":-1)", R"("exp":null)",
                                      R"("exp":99999999999999999999)"}) {
    EXPECT_NE(Reason(WithClaims(R"("exp":1000600)", bad)), "") << bad;
  }
  EXPECT_EQ(Reason(WithClaims(R"("nbf":999990)", R"("nbf":"soon")")), "TOKEN_INVALID");
}

TEST(VerifyToken, ChecksUserTenantAndRoles) {
  for (const auto& [from, to] : {std::pair<absl::string_view, absl::string_view>{R"("sub":"ann",)", ""},
                                 {R"("sub":"ann")", R"("sub":"a/b")"},
                                 {R"("sub":"ann")", R"("sub":"")"},
                                 {R"("sub":"ann")", R"("sub":7)"},
                                 {R"("tenant":"acme",)", ""},
                                 {R"("tenant":"acme")", R"("tenant":"*")"},
                                 {R"("tenant":"acme")", R"("tenant":"a b")"},
                                 {R"(["learner","author"])", "[]"},
                                 {R"(["learner","author"])", R"("learner")"},
                                 {R"(["learner","author"])", R"(["superuser"])"}}) {
    EXPECT_EQ(Reason(WithClaims(from, to)), "TOKEN_INVALID") << to;
  }
  EXPECT_EQ(Reason(WithClaims(R"("acme","roles":["learner","author"])", R"("*","roles":["service"])")), "");
}

TEST(VerifyToken, RefusesWhatIsHuge) {
  EXPECT_EQ(Reason(std::string(10'000'000, 'a')), "TOKEN_INVALID");
  EXPECT_EQ(Reason(WithClaims("ann", std::string(limits::kMaxTokenBytes, 'a'))), "TOKEN_INVALID");
  EXPECT_EQ(Reason(std::string(limits::kMaxTokenBytes, '.')), "TOKEN_INVALID");
  const std::string deep = absl::StrCat("{\"alg\":", std::string(3000, '['), std::string(3000, ']'), "}");
  EXPECT_EQ(Reason(absl::StrCat(absl::WebSafeBase64Escape(deep), ".e30.e30")), "TOKEN_INVALID");
}

TEST(VerifyToken, RefusesASecondSpelling) {
  const std::string token = Good(Algorithm::kEdDsa);
  EXPECT_EQ(Reason(absl::StrCat(token, "=")), "TOKEN_INVALID");
  EXPECT_EQ(Reason(absl::StrCat(token, "\n")), "TOKEN_INVALID");
  EXPECT_EQ(Reason(absl::StrCat(token, ".")), "TOKEN_INVALID");
}

}  // namespace
}  // namespace lyceum::rpc
