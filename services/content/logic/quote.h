// A passage found by its words alone.
#pragma once

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {

// The first place of `quote` in the texts; a run of white space in it stands for any other.
// Nothing if it is not there, or is empty.
std::optional<v1::TextSpan> FindQuote(const std::vector<TextPart>& texts, absl::string_view quote);

}  // namespace lyceum::content
