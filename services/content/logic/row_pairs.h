// Which rows of a list are the same rows in another revision of it.
#pragma once

#include <string>
#include <vector>

namespace lyceum::content {

struct NamedRow {
  std::string name;     // the term, the date, the question
  std::string content;  // all of it
};

// Positions from 0; -1 where one of them lacks the row.
struct RowPair {
  int before = -1;
  int after = -1;
};

// Every row of both lists once, in an order in which the positions of each list ascend. Rows
// of the same content belong together, then those of the same name, as long as that keeps
// the order; what is left between two such pairs is paired one by one, and then is a row
// that was added or removed.
std::vector<RowPair> PairRows(const std::vector<NamedRow>& before, const std::vector<NamedRow>& after);

// Which of the numbers stay when as few as possible are taken out to make the rest
// ascend: what has moved is what is taken out.
std::vector<bool> Ascending(const std::vector<int>& numbers);

}  // namespace lyceum::content
