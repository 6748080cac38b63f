// Web pages, as blocks. Nothing of a page's markup survives: its text is written anew.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/content/logic/blocks.h"

namespace lyceum::content {

// Walks the page's <main>, or its only <article>, or its body. What may run, ask or
// embed is dropped with its content, and so are navigation, page heads and feet, asides, hidden parts
// and paragraphs that are furniture. INVALID_ARGUMENT for pages nested deeper than
// kMaxImportDepth, with the line.
absl::StatusOr<Document> ReadHtml(absl::string_view html);

}  // namespace lyceum::content
