#include "common/base/page.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "common/base/limits.h"

namespace lyceum {
namespace {

constexpr size_t kMarkBytes = 12;

// Ties a cursor to its listing; no secret, since a cursor gives no rights.
std::string Mark(absl::string_view scope, absl::string_view cursor) {
  return Sha256(absl::StrCat(scope.size(), ":", scope, cursor)).substr(0, kMarkBytes);
}

}  // namespace

std::string EncodePageToken(absl::string_view scope, absl::string_view cursor) {
  return absl::WebSafeBase64Escape(absl::StrCat(Mark(scope, cursor), cursor));
}

absl::StatusOr<std::string> DecodePageToken(absl::string_view scope, absl::string_view token) {
  if (token.empty()) return std::string();
  std::string bytes;
  if (token.size() > limits::kMaxPageTokenBytes || !absl::WebSafeBase64Unescape(token, &bytes) ||
      bytes.size() < kMarkBytes) {
    return InvalidField("page_token", "is not a token this listing returned");
  }
  std::string cursor = bytes.substr(kMarkBytes);
  if (bytes.substr(0, kMarkBytes) != Mark(scope, cursor)) {
    return InvalidField("page_token", "was returned by another listing: parent, filter and order must stay the same");
  }
  return cursor;
}

absl::StatusOr<int> PageSize(int requested) {
  if (requested == 0) return limits::kDefaultPageSize;
  if (requested < 0 || requested > limits::kMaxPageSize) {
    return InvalidField("page_size", absl::StrCat("is ", requested, " and must be 0 to ", limits::kMaxPageSize));
  }
  return requested;
}

}  // namespace lyceum
