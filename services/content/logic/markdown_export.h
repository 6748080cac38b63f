// An explanation as a Markdown file that a person can read and Import reads back.
#pragma once

#include <string>

#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

// Front matter (title, language, topic, summary, source, licence, author), then each section
// under a comment with its id and kind, which the importer needs to give the same sections
// back. Import(FORMAT_MARKDOWN, ToMarkdown(x)) keeps every text of a valid x.
std::string ToMarkdown(const v1::Explanation& explanation);

}  // namespace lyceum::content
