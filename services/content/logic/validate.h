// The rules every stored explanation keeps.
#pragma once

#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

// Adds to `violations` everything that is wrong with what a client may set,
// with paths such as "explanation.sections[2].term_table.rows[0].term": `prefix` is
// the field that holds the explanation. Looks at title, language, topic path, summary,
// sections and provenance; not at names, states or times.
void ValidateExplanation(const v1::Explanation& explanation, absl::string_view prefix, Violations& violations);

// True for http and https URLs, and for media names such as "media/wall-01.jpg".
bool IsSafeUri(absl::string_view uri);

}  // namespace lyceum::content
