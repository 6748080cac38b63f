// What quiz wants from content: a published explanation.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/caller.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::quiz {

class ContentReader {
 public:
  virtual ~ContentReader() = default;

  // The newest published revision, read with the caller's own rights. NOT_FOUND
  // if there is none; UNAVAILABLE if content cannot be reached. Blocks.
  virtual absl::StatusOr<content::v1::Explanation> Published(const Caller& caller, absl::string_view name) = 0;
};

}  // namespace lyceum::quiz
