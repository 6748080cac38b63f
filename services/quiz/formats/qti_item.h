// One assessment item of QTI.
#pragma once

#include <pugixml.hpp>
#include <string>

#include "services/quiz/formats/question.h"

namespace lyceum::quiz::formats {

// Of <assessmentItem>; kOther, with the interaction's name and what of it is not offered, where no item of ours would
// be scored the same way. Returns what is wrong with it, or "".
std::string ReadQtiItem(pugi::xml_node item, Question& question);

}  // namespace lyceum::quiz::formats
