// libFuzzer's entry for FuzzQuizFiles.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  lyceum::fuzz::FuzzQuizFiles(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
