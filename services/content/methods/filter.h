// The filters and orders of listings: a small part of AIP-160.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/store/listings.h"

namespace lyceum::content {

struct Filter {
  // "history/cold-war/", or empty.
  std::string topic;
  std::string language;
  v1::Explanation::State state = v1::Explanation::STATE_UNSPECIFIED;
};

// Reads comparisons joined by AND: topic = "history/cold-war" AND language = en. Values
// stand in double quotes (with \" and \\ inside) or without, if they have no spaces.
// `with_state` allows the field state. INVALID_ARGUMENT (filter) for anything else.
absl::StatusOr<Filter> ParseFilter(absl::string_view text, bool with_state);

// "", "update_time desc", "update_time", "title", "title desc". INVALID_ARGUMENT
// (order_by) for anything else.
absl::StatusOr<store::ListingQuery::Order> ParseOrder(absl::string_view text);

// True for a-z 0-9 - of 1 to 64 characters.
bool IsTopicSegment(absl::string_view segment);

}  // namespace lyceum::content
