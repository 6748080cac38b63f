// Keys of cached bytes. Every key begins with what it is and its tenant, and
// ends in a revision, so that an entry never goes stale.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lyceum::quiz {

// The bytes of GetQuizResponse for a published revision. Segments of names have
// no "/", so that no two quizzes share a key.
inline std::string PaperKey(absl::string_view tenant, absl::string_view quiz, int64_t revision) {
  return absl::StrCat("paper/", tenant, "/", quiz, "/", revision);
}

}  // namespace lyceum::quiz
