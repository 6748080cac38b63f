#include "common/base/hash.h"

#include <openssl/sha.h>

#include "absl/strings/escaping.h"

namespace lyceum {

std::string Sha256(absl::string_view data) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(data.data()), data.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string ShortHash(absl::string_view data) { return absl::BytesToHexString(Sha256(data).substr(0, 8)); }

}  // namespace lyceum
