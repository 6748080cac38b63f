// Moodle's "select missing words" and "drag words into text": texts with gaps "[[1]]" that take words.
#pragma once

#include <pugixml.hpp>
#include <string>

#include "services/quiz/formats/question.h"

namespace lyceum::quiz::formats {

// `question` has its text; the words are in `node`. The place of a word is what "[[n]]" says, and what a gap of ours
// does. Returns the problem, or "".
std::string ReadWords(pugi::xml_node node, bool drag, Question& question);

// The text with "[[n]]" in place of "{#1}", ...
std::string TextWithWords(const Question& question);
// <selectoption>s or <dragbox>es.
void WriteWords(pugi::xml_node node, const Question& question);

}  // namespace lyceum::quiz::formats
