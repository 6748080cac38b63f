// What Redis answered, as a value that does not depend on hiredis.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lyceum::redis {

struct Reply {
  enum class Kind { kNil, kInteger, kText, kArray };
  Kind kind = Kind::kNil;
  int64_t integer = 0;
  std::string text;  // bulk strings and status lines, any bytes
  std::vector<Reply> items;
};

}  // namespace lyceum::redis
