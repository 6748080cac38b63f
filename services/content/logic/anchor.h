// Places in a text that survive a new revision: found again by their offsets, their
// quote and its surroundings, or reported as orphaned.
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {

// The span of `start` to `end` (code points, clamped to the text) in a part, with
// quote, and prefix and suffix of up to 32 code points.
v1::TextSpan MakeSpan(const TextPart& part, int start, int end);

// The same for a piece known by its bytes: `quote` must be a view into part.text.
v1::TextSpan MakeSpan(const TextPart& part, absl::string_view quote);

enum class AnchorMatch {
  // The same text at the same place.
  kInPlace,
  // The same text elsewhere; of several the one with the best surroundings.
  kMoved,
  // A text that differs by at most a fifth of its length, near the same surroundings.
  kFuzzy,
  // Not found; the old span is returned.
  kOrphaned,
};

struct Anchor {
  AnchorMatch match = AnchorMatch::kOrphaned;
  v1::TextSpan span;
};

// Finds `old` in another revision. The same section is preferred to others, its
// part to other parts. Bounded: fuzzy search looks at 200,000 code points at most and
// at quotes of up to 512; longer ones must be found exactly.
Anchor ReAnchor(const v1::TextSpan& old, const std::vector<TextPart>& texts);
Anchor ReAnchor(const v1::TextSpan& old, const v1::Explanation& explanation);

}  // namespace lyceum::content
