// From blocks to an explanation with typed sections: the one place that decides what is a
// term table, a timeline, takeaways, an FAQ or flashcards.
#pragma once

#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/logic/blocks.h"

namespace lyceum::content {

// A heading opens a section. Below it, tables, quotes, figures and question/answer pairs
// become sections of their own kind; what lies between them is rich text. A heading that says
// what its part is ("Key takeaways") has the part read that way, if it can be. Sections have
// ids.
v1::Explanation Assemble(const Document& document);

}  // namespace lyceum::content
