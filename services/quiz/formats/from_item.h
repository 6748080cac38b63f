// Items as questions of other formats.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lyceum/quiz/v1/item.pb.h"
#include "services/quiz/formats/question.h"

namespace lyceum::quiz::formats {

struct MadeQuestion {
  std::optional<Question> question;
  // What of the item no question can hold.
  std::vector<std::string> lost;
  // The kind, such as "date", where there is no question.
  std::string unsupported;
};

// ToItem makes the same item of it again, but for `lost`.
MadeQuestion FromItem(const v1::Item& item);

}  // namespace lyceum::quiz::formats
