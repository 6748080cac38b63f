// Markdown (GFM) with optional front matter, as blocks.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/content/logic/blocks.h"

namespace lyceum::content {

// Front matter gives title, language, topic (a/b/c), summary, source, licence and author; a
// first heading of level 1 the title where it does not. Raw HTML and unsafe links are dropped.
// INVALID_ARGUMENT for text nested deeper than kMaxImportDepth.
absl::StatusOr<Document> ReadMarkdown(absl::string_view text);

}  // namespace lyceum::content
