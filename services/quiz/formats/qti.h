// Assessment items of 1EdTech QTI 2.1, 2.2 and 3.0 (purl.imsglobal.org/spec/qti): as many as an item of ours asks and
// scores the same way. Choice, order, match, text entry and slider, with the standard templates match_correct and
// map_response, or with conditions that compare a number within tolerances. What is scored otherwise is reported by
// the name of its interaction.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// INVALID_ARGUMENT where the file is no XML, or no assessment item.
absl::StatusOr<Reading> ReadQti(absl::string_view xml);

// A zip with items in it; a line is the number of an entry. Its test and manifest are passed over.
absl::StatusOr<Reading> ReadQtiPackage(absl::string_view zip);

}  // namespace lyceum::quiz::formats
