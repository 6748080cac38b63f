// What changed between two revisions: sections, and words inside their texts.
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/content/v1/diff.pb.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

// From `before` to `after`. Sections are matched by id; RichText is compared as Markdown.
// Empty if nothing a reader sees differs. Bounded: texts that differ in more
// than kMaxDiffEdits words come as one removal and one addition, and `truncated` is set.
v1::ExplanationDiff DiffExplanations(const v1::Explanation& before, const v1::Explanation& after);

// Word hunks from `before` to `after` (Myers, "An O(ND) Difference Algorithm", 1986).
// Sets `truncated` (never clears it) when there were more than kMaxDiffEdits edits.
std::vector<v1::TextHunk> DiffWords(absl::string_view before, absl::string_view after, bool& truncated);

}  // namespace lyceum::content
