#include "common/rpc/keys.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "openssl/bn.h"
#include "openssl/core_names.h"
#include "openssl/ec.h"
#include "openssl/ecdsa.h"
#include "openssl/param_build.h"
#include "openssl/pem.h"

namespace lyceum::rpc {
namespace {

constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 8192;  // a larger one costs the verifier, not the attacker
constexpr size_t kP256Bytes = 32;

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

const unsigned char* Raw(absl::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* Raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

Number ToNumber(absl::string_view bytes) {
  return Number(BN_bin2bn(Raw(bytes), static_cast<int>(bytes.size()), nullptr), &BN_free);
}

std::shared_ptr<EVP_PKEY> Own(EVP_PKEY* key) { return std::shared_ptr<EVP_PKEY>(key, &EVP_PKEY_free); }

// Makes a public key of `type` out of what `build` holds; null if it is none.
std::shared_ptr<EVP_PKEY> FromParams(const char* type, OSSL_PARAM_BLD* build) {
  std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> params(OSSL_PARAM_BLD_to_param(build), &OSSL_PARAM_free);
  std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), &EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return nullptr;
  }
  return Own(key);
}

// RFC 7518 writes an ECDSA signature as r and s, 32 bytes each; OpenSSL as DER.
std::string ToDer(absl::string_view raw) {
  if (raw.size() != 2 * kP256Bytes) return "";
  std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(ECDSA_SIG_new(), &ECDSA_SIG_free);
  if (ECDSA_SIG_set0(signature.get(), ToNumber(raw.substr(0, kP256Bytes)).release(),
                     ToNumber(raw.substr(kP256Bytes)).release()) != 1) {
    return "";
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size <= 0) return "";
  std::string result(reinterpret_cast<char*>(der), size);
  OPENSSL_free(der);
  return result;
}

std::string FromDer(absl::string_view der) {
  const unsigned char* cursor = Raw(der);
  std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
      d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size())), &ECDSA_SIG_free);
  std::string raw(2 * kP256Bytes, '\0');
  if (signature == nullptr) return "";
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), Raw(raw), kP256Bytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), Raw(raw) + kP256Bytes, kP256Bytes);
  return raw;
}

const EVP_MD* Digest(Algorithm algorithm) { return algorithm == Algorithm::kEdDsa ? nullptr : EVP_sha256(); }

std::string NumberOf(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return "";
  const Number owned(number, &BN_free);
  std::string bytes(BN_num_bytes(number), '\0');
  BN_bn2bin(number, Raw(bytes));
  return bytes;
}

// The members of the public JWK in the order RFC 7638 digests them.
std::string JwkMembers(const PrivateKey& key) {
  const auto member = [](absl::string_view name, std::string bytes) {
    return absl::StrCat("\"", name, "\":\"", absl::WebSafeBase64Escape(bytes), "\"");
  };
  const auto coordinate = [&](const char* name) {
    const std::string bytes = NumberOf(key.key.get(), name);
    return std::string(kP256Bytes - std::min(kP256Bytes, bytes.size()), '\0') + bytes;
  };
  switch (key.algorithm) {
    case Algorithm::kRs256:
      return absl::StrCat(member("e", NumberOf(key.key.get(), OSSL_PKEY_PARAM_RSA_E)), ",\"kty\":\"RSA\",",
                          member("n", NumberOf(key.key.get(), OSSL_PKEY_PARAM_RSA_N)));
    case Algorithm::kEs256:
      return absl::StrCat("\"crv\":\"P-256\",\"kty\":\"EC\",", member("x", coordinate(OSSL_PKEY_PARAM_EC_PUB_X)), ",",
                          member("y", coordinate(OSSL_PKEY_PARAM_EC_PUB_Y)));
    case Algorithm::kEdDsa:
      break;
  }
  std::string x(32, '\0');
  size_t size = x.size();
  EVP_PKEY_get_raw_public_key(key.key.get(), Raw(x), &size);
  return absl::StrCat("\"crv\":\"Ed25519\",\"kty\":\"OKP\",", member("x", x));
}

PrivateKey WithKid(Algorithm algorithm, std::shared_ptr<EVP_PKEY> key) {
  PrivateKey result{"", algorithm, std::move(key)};
  result.kid = ShortHash(absl::StrCat("{", JwkMembers(result), "}"));
  return result;
}

}  // namespace

std::optional<Algorithm> ParseAlgorithm(absl::string_view name) {
  for (const Algorithm algorithm : {Algorithm::kRs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
    if (Name(algorithm) == name) return algorithm;
  }
  return std::nullopt;
}

absl::string_view Name(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kRs256: return "RS256";
    case Algorithm::kEs256: return "ES256";
    case Algorithm::kEdDsa: break;
  }
  return "EdDSA";
}

bool PublicKey::Verifies(absl::string_view message, absl::string_view signature) const {
  std::string der;
  if (algorithm == Algorithm::kEs256) {
    der = ToDer(signature);
    if (der.empty()) return false;
    signature = der;
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, Digest(algorithm), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Raw(signature), signature.size(), Raw(message), message.size()) == 1;
}

absl::StatusOr<std::string> PrivateKey::Sign(absl::string_view message) const {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  size_t size = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, Digest(algorithm), nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, Raw(message), message.size()) != 1) {
    return absl::InternalError("the key cannot sign");
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), Raw(signature), &size, Raw(message), message.size()) != 1) {
    return absl::InternalError("the key cannot sign");
  }
  signature.resize(size);
  return algorithm == Algorithm::kEs256 ? FromDer(signature) : signature;
}

std::string PrivateKey::PublicJwk() const {
  return absl::StrCat("{\"kid\":\"", kid, "\",\"use\":\"sig\",\"alg\":\"", Name(algorithm), "\",", JwkMembers(*this),
                      "}");
}

absl::StatusOr<PublicKey> RsaKey(absl::string_view modulus, absl::string_view exponent) {
  if (modulus.size() * 8 > kMaxRsaBits || exponent.size() > 4) {
    return absl::InvalidArgumentError(absl::StrCat("an RSA key has at most ", kMaxRsaBits, " bits"));
  }
  const Number n = ToNumber(modulus), e = ToNumber(exponent);
  if (BN_num_bits(n.get()) < kMinRsaBits || !BN_is_odd(e.get()) || BN_is_one(e.get())) {
    return absl::InvalidArgumentError(absl::StrCat("an RSA key has at least ", kMinRsaBits, " bits"));
  }
  std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> build(OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  auto key = FromParams("RSA", build.get());
  if (key == nullptr) return absl::InvalidArgumentError("not an RSA key");
  return PublicKey{"", Algorithm::kRs256, std::move(key)};
}

absl::StatusOr<PublicKey> P256Key(absl::string_view x, absl::string_view y) {
  if (x.size() != kP256Bytes || y.size() != kP256Bytes) {
    return absl::InvalidArgumentError("a P-256 key has two coordinates of 32 bytes");
  }
  const std::string point = absl::StrCat("\x04", x, y);
  std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> build(OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  auto key = FromParams("EC", build.get());
  if (key == nullptr) return absl::InvalidArgumentError("not a point of P-256");
  return PublicKey{"", Algorithm::kEs256, std::move(key)};
}

absl::StatusOr<PublicKey> Ed25519Key(absl::string_view x) {
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Raw(x), x.size());
  if (key == nullptr) return absl::InvalidArgumentError("an Ed25519 key has 32 bytes");
  return PublicKey{"", Algorithm::kEdDsa, Own(key)};
}

PrivateKey NewPrivateKey(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kRs256: return WithKid(algorithm, Own(EVP_RSA_gen(kMinRsaBits)));
    case Algorithm::kEs256: return WithKid(algorithm, Own(EVP_EC_gen("P-256")));
    case Algorithm::kEdDsa: break;
  }
  return WithKid(algorithm, Own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")));
}

std::string ToPem(const PrivateKey& key) {
  std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PKCS8PrivateKey(out.get(), key.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return std::string(data, size);
}

absl::StatusOr<PrivateKey> FromPem(absl::string_view pem) {
  std::unique_ptr<BIO, decltype(&BIO_free)> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  // The callback answers that there is no pass phrase; without it OpenSSL asks the terminal.
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr);
  if (key == nullptr) return absl::InvalidArgumentError("not a private key in PEM");
  auto owned = Own(key);
  if (EVP_PKEY_is_a(key, "ED25519") != 1) return absl::InvalidArgumentError("not an Ed25519 key");
  return WithKid(Algorithm::kEdDsa, std::move(owned));
}

}  // namespace lyceum::rpc
