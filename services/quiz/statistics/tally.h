// Whole numbers and how often each occurs.
#pragma once

#include <cstdint>
#include <vector>

namespace lyceum::quiz {

// Adding costs a push; what was added is sorted in when somebody looks, or when much has gathered. So the memory is
// that of the distinct values, and what is seen depends on what is in it only, never on the order it came in.
class Tally {
 public:
  struct Entry {
    int64_t value = 0;
    int64_t count = 0;
  };

  void Add(int64_t value) { Gather({value, 1}); }
  // The value must have been added before.
  void Remove(int64_t value) { Gather({value, -1}); }

  // By value, ascending; no count is 0. Good until the next Add or Remove.
  const std::vector<Entry>& Entries();

 private:
  void Gather(Entry entry);
  void Settle();

  std::vector<Entry> entries_;
  std::vector<Entry> pending_;
};

}  // namespace lyceum::quiz
