#include "common/redis/envelope.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "google/rpc/status.pb.h"

namespace lyceum::redis {
namespace {

// "LY1" + kind ('v' or 'n') + 16 bytes of SHA-256 + payload. A new layout takes
// a new version: then old entries are misses.
constexpr absl::string_view kVersion = "LY1";
constexpr size_t kChecksumBytes = 16;
constexpr size_t kHeaderBytes = 4 + kChecksumBytes;

std::string Checksum(absl::string_view key, char kind, absl::string_view payload) {
  return Sha256(absl::StrCat(key.size(), ":", key, std::string(1, kind), payload)).substr(0, kChecksumBytes);
}

std::string Seal(absl::string_view key, char kind, absl::string_view payload) {
  return absl::StrCat(kVersion, std::string(1, kind), Checksum(key, kind, payload), payload);
}

std::string Packed(const absl::Status& status) {
  google::rpc::Status packed;
  packed.set_code(static_cast<int>(status.code()));
  packed.set_message(std::string(status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& bytes) {
    auto* detail = packed.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(bytes));
  });
  return packed.SerializeAsString();
}

absl::Status Unpacked(absl::string_view bytes) {
  google::rpc::Status packed;
  if (!packed.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  absl::Status status(static_cast<absl::StatusCode>(packed.code()), packed.message());
  for (const auto& detail : packed.details()) status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  return status;
}

}  // namespace

std::string SealValue(absl::string_view key, absl::string_view value) { return Seal(key, 'v', value); }

std::string SealNegative(absl::string_view key, const absl::Status& status) { return Seal(key, 'n', Packed(status)); }

Unsealed Unseal(absl::string_view key, absl::string_view sealed) {
  Unsealed out;
  if (sealed.size() < kHeaderBytes || sealed.substr(0, kVersion.size()) != kVersion) return out;
  const char kind = sealed[kVersion.size()];
  const absl::string_view payload = sealed.substr(kHeaderBytes);
  if (sealed.substr(kVersion.size() + 1, kChecksumBytes) != Checksum(key, kind, payload)) return out;
  if (kind == 'v') {
    out.kind = Sealed::kValue;
    out.value = payload;
  } else if (kind == 'n') {
    out.negative = Unpacked(payload);
    // Only an absence is ever remembered; anything else was not written by us.
    if (absl::IsNotFound(out.negative)) out.kind = Sealed::kNegative;
  }
  return out;
}

}  // namespace lyceum::redis
