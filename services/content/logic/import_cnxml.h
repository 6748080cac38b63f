// CNXML, the XML of OpenStax books, as blocks.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/content/logic/blocks.h"

namespace lyceum::content {

// Sections with their titles, paragraphs, lists, figures, tables, quotes; notes become boxes; the
// glossary becomes a term table "Key Terms". Exercises that only embed others are
// dropped. INVALID_ARGUMENT, with the line, for what is not well-formed XML, is no
// CNXML, was cut short, or is nested deeper than kMaxImportDepth.
absl::StatusOr<Document> ReadCnxml(absl::string_view xml);

}  // namespace lyceum::content
