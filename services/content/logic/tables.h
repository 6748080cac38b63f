// Which tables are term tables, timelines or flashcards, and which are just tables.
#pragma once

#include <string>
#include <vector>

#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/logic/blocks.h"

namespace lyceum::content {

// Sets the section's body if the table (first row: header) is one of
// - question and answer, by its heads: flashcards;
// - a timeline: two or three columns, one of which reads as dates and has a head that says
//   so or dates that are more than a year's number;
// - terms: two columns with heads that say so, or under a heading that does.
// Leaves the section alone and returns false for every other table, and for one with holes
// where a typed section needs a text.
bool FillFromTable(const std::vector<std::vector<std::string>>& rows, Role role, v1::Section& section);

// Date, event and significance, in this order, whatever the dates say.
bool FillTimeline(const std::vector<std::vector<std::string>>& rows, v1::Section& section);

// The same as FillFromTable for list items "term: definition" or "date: event" under a heading that says what
// they are.
bool FillFromItems(const std::vector<std::string>& items, Role role, v1::Section& section);

}  // namespace lyceum::content
