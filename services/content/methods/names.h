// Resource names inside messages, which the server has not checked, and ids that callers
// choose.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/caller.h"

namespace lyceum::content {

// True if `name` has the form of `pattern`, such as "tenants/*/quizzes/*": "*" is one
// segment of 1 to 128 characters of A-Z a-z 0-9 . _ ~ @ -.
bool MatchesPattern(absl::string_view name, absl::string_view pattern);

// The last segment of `name` if it matches `pattern` under `parent` ("tenants/t/users/u").
// INVALID_ARGUMENT on `field` for another form, NOT_FOUND for another tenant's or user's.
absl::StatusOr<std::string> IdUnder(absl::string_view parent, absl::string_view name, absl::string_view pattern,
                                    absl::string_view field);

// `requested` if it is 1 to kMaxIdChars of a-z 0-9 -; a new id if it is empty.
// INVALID_ARGUMENT on `field`.
absl::StatusOr<std::string> ChosenId(absl::string_view requested, absl::string_view field, absl::Time now);

// May see drafts.
bool SeesDrafts(const Caller& caller);

}  // namespace lyceum::content
