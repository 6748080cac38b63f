// Ids that people can read, made from what they name.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

// Gives every section without an id one made from its heading (or its kind), unique
// in the explanation. Ids that are there stay as they are.
void AssignSectionIds(v1::Explanation& explanation);

// "The Iron Curtain" as "the-iron-curtain": a-z 0-9 -, accents removed, at most 64
// characters; empty if nothing is left.
std::string Slug(absl::string_view text);

}  // namespace lyceum::content
