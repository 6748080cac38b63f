// Reading material from outside into a draft explanation. Pure: bytes in, a
// message out.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

struct ImportOptions {
  // A file name or URL; becomes provenance.source where the material names none.
  std::string source;
  // BCP 47; used where the material does not say its language and it cannot be told.
  std::string language_hint;
};

// The draft explanation in `bytes`: title, language, typed sections with ids,
// topic path and provenance (all but the sha256, which the caller adds). The result
// passes ValidateExplanation. INVALID_ARGUMENT names what is wrong, with the line where
// it is known: too large, too deep, cut short, wrong encoding, not of this format, or
// nothing in it to learn.
absl::StatusOr<v1::Explanation> Import(v1::Provenance::Format format, absl::string_view bytes,
                                       const ImportOptions& options);

// By the file name's extension, else by how the bytes begin; FORMAT_TEXT if in
// doubt.
v1::Provenance::Format DetectFormat(absl::string_view file_name, absl::string_view bytes);

}  // namespace lyceum::content
