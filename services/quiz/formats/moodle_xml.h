// Moodle XML: everything Moodle's question bank holds, docs.moodle.org/en/Moodle_XML_format.
//
//   <quiz> <question type="multichoice"> <name><text/></name> <questiontext format="html"><text/><file/></questiontext>
//   ... </question> </quiz>
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// INVALID_ARGUMENT where the file is no XML, or not <quiz>. What a question says beyond the fields of Question is
// listed in its `lost`.
absl::StatusOr<Reading> ReadMoodleXml(absl::string_view xml);

// One <question>; between them and around them go the two below. Adds to `lost` what Moodle XML cannot say.
std::string WriteMoodleXml(const Question& question, std::vector<std::string>& lost);
inline constexpr absl::string_view kMoodleXmlBegin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n";
inline constexpr absl::string_view kMoodleXmlEnd = "</quiz>\n";

}  // namespace lyceum::quiz::formats
