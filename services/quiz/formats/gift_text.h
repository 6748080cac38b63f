// The texts of GIFT: its escapes, and the marks in front of a text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/quiz/formats/question.h"

namespace lyceum::quiz::formats {

// With each escaped character as a control character (texts have none of their own), so that what is left of
// ~ = # { } : is structure; "\\" is a backslash already.
std::string HideGiftEscapes(absl::string_view text);
// With the hidden characters as they are meant.
std::string ShowGiftEscapes(absl::string_view text);
// With a backslash before all that has a meaning, and line ends as \n.
std::string AddGiftEscapes(absl::string_view text);

// A hidden text with "[html]" or another markup in front of it, which is otherwise `markup`.
Text GiftText(absl::string_view text, Markup markup);

// The pieces between separators, without the white space around them; an empty first one is none.
std::vector<absl::string_view> GiftPieces(absl::string_view text, char separator);

// Takes "%50%" off the front and returns "50"; nothing if there is none.
std::optional<absl::string_view> TakeGiftWeight(absl::string_view& answer);

}  // namespace lyceum::quiz::formats
