// How a quiz changes hands: what of a request is the author's, and which fields
// an update touches.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "lyceum/quiz/v1/quiz.pb.h"

namespace lyceum::quiz {

// The quiz with only the fields an author writes.
v1::Quiz AuthoredFields(v1::Quiz quiz);

// Copies what `mask` names from `from`; an empty mask or "*" names all an author
// writes. INVALID_ARGUMENT (field update_mask) for a path that is not one of
// them.
absl::Status ApplyMask(const v1::Quiz& from, const google::protobuf::FieldMask& mask, v1::Quiz& quiz);

}  // namespace lyceum::quiz
