// Partial updates by field mask.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace lyceum::content {

// Copies the fields that `mask` names from `from` to `to`; an empty mask or "*" names all
// of `allowed`. A list is replaced as a whole. INVALID_ARGUMENT (update_mask) for a path
// that is not in `allowed`. Both messages have the same type.
absl::Status ApplyMask(const google::protobuf::FieldMask& mask, const std::vector<std::string>& allowed,
                       const google::protobuf::Message& from, google::protobuf::Message& to);

}  // namespace lyceum::content
