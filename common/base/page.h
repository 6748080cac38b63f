// Page tokens: where the next page of one listing starts. A token is only good
// for the listing that made it; anything else is refused.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum {

// `scope` is everything that makes this listing what it is: tenant, rpc,
// parent, filter, order. `cursor` is the last key of the page just given.
std::string EncodePageToken(absl::string_view scope, absl::string_view cursor);

// The cursor; "" for an empty token. INVALID_ARGUMENT (field page_token) if the
// token was not made by EncodePageToken with this scope.
absl::StatusOr<std::string> DecodePageToken(absl::string_view scope, absl::string_view token);

// 0 becomes limits::kDefaultPageSize. INVALID_ARGUMENT (field page_size) if it
// is negative or above limits::kMaxPageSize.
absl::StatusOr<int> PageSize(int requested);

}  // namespace lyceum
