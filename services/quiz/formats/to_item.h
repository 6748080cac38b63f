// Questions as items.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lyceum/quiz/v1/item.pb.h"
#include "services/quiz/formats/question.h"

namespace lyceum::quiz::formats {

struct MadeItem {
  // Checked: ids but its own are filled in, and nothing in it breaks a limit.
  std::optional<v1::Item> item;
  // What of the question the item does not hold.
  std::vector<std::string> lost;
  // Why there is no item: either its type has none, by name, or what is wrong with it.
  std::string unsupported;
  std::string problem;
};

MadeItem ToItem(const Question& question);

// Why an item cannot be stored, or "". Fills in what an author may leave out.
std::string CompleteItem(v1::Item& item);

}  // namespace lyceum::quiz::formats
