// XML that nobody need trust: no entities but XML's own five and character references, nothing fetched, no
// document type read, and no deeper than is asked.
#pragma once

#include <pugixml.hpp>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lyceum {

// Parses UTF-8 into `tree`, as pugi::parse_default and `more_options` say. An entity that a document type declares
// stays the text it is ("&x;"), so nothing expands. INVALID_ARGUMENT (field "data") with the line where it is not
// well-formed, or where elements stand more than `max_depth` deep: walks over the tree may recurse.
absl::Status ParseXml(absl::string_view utf8, int max_depth, pugi::xml_document& tree, unsigned more_options = 0);

}  // namespace lyceum
