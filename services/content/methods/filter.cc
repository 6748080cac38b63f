#include "services/content/methods/filter.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/content/limits.h"

namespace lyceum::content {
namespace {

absl::Status Wrong(absl::string_view what) { return InvalidField("filter", what); }

// Takes a word of letters and '_' off the front.
absl::string_view TakeWord(absl::string_view& text) {
  text = absl::StripLeadingAsciiWhitespace(text);
  size_t size = 0;
  while (size < text.size() && (absl::ascii_isalpha(static_cast<unsigned char>(text[size])) || text[size] == '_')) {
    ++size;
  }
  const absl::string_view word = text.substr(0, size);
  text.remove_prefix(size);
  return word;
}

std::optional<std::string> TakeValue(absl::string_view& text) {
  text = absl::StripLeadingAsciiWhitespace(text);
  std::string value;
  if (!absl::ConsumePrefix(&text, "\"")) {
    while (!text.empty() && !absl::ascii_isspace(static_cast<unsigned char>(text[0]))) {
      value += text[0];
      text.remove_prefix(1);
    }
    return value.empty() ? std::nullopt : std::make_optional(value);
  }
  while (!text.empty()) {
    char c = text[0];
    text.remove_prefix(1);
    if (c == '"') return value;
    if (c == '\\') {
      if (text.empty()) return std::nullopt;
      c = text[0];
      text.remove_prefix(1);
    }
    value += c;
  }
  return std::nullopt;
}

absl::Status SetTopic(absl::string_view value, Filter& filter) {
  if (!filter.topic.empty()) return Wrong("may compare topic once");
  const std::vector<absl::string_view> segments = absl::StrSplit(value, '/');
  if (segments.size() > kMaxTopicSegments || !std::all_of(segments.begin(), segments.end(), IsTopicSegment)) {
    return Wrong(absl::StrCat("topic must be 1 to ", kMaxTopicSegments, " segments of a-z 0-9 - joined by /"));
  }
  filter.topic = absl::StrCat(value, "/");
  return absl::OkStatus();
}

absl::Status SetLanguage(absl::string_view value, Filter& filter) {
  if (!filter.language.empty()) return Wrong("may compare language once");
  if (!IsLanguageTag(value)) return Wrong("language must be a BCP 47 tag such as en");
  filter.language = std::string(value);
  return absl::OkStatus();
}

absl::Status SetState(absl::string_view value, Filter& filter) {
  if (filter.state != v1::Explanation::STATE_UNSPECIFIED) return Wrong("may compare state once");
  const std::string name = absl::StartsWith(value, "STATE_") ? std::string(value) : absl::StrCat("STATE_", value);
  if (!v1::Explanation::State_Parse(name, &filter.state) || filter.state == v1::Explanation::STATE_UNSPECIFIED) {
    return Wrong("state must be DRAFT, PUBLISHED or DELETED");
  }
  return absl::OkStatus();
}

}  // namespace

bool IsTopicSegment(absl::string_view segment) {
  return !segment.empty() && segment.size() <= kMaxTopicSegmentChars &&
         std::all_of(segment.begin(), segment.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

absl::StatusOr<Filter> ParseFilter(absl::string_view text, bool with_state) {
  if (text.size() > kMaxFilterBytes) return Wrong(absl::StrCat("must be at most ", kMaxFilterBytes, " bytes"));
  Filter filter;
  text = absl::StripAsciiWhitespace(text);
  if (text.empty()) return filter;
  while (true) {
    const absl::string_view field = TakeWord(text);
    text = absl::StripLeadingAsciiWhitespace(text);
    if (!absl::ConsumePrefix(&text, "=")) return Wrong("must be comparisons with = joined by AND");
    const std::optional<std::string> value = TakeValue(text);
    if (!value) return Wrong("has a comparison without a value, or a quote that does not end");
    if (field == "topic") {
      RETURN_IF_ERROR(SetTopic(*value, filter));
    } else if (field == "language") {
      RETURN_IF_ERROR(SetLanguage(*value, filter));
    } else if (field == "state" && with_state) {
      RETURN_IF_ERROR(SetState(*value, filter));
    } else {
      return Wrong(with_state ? "may compare topic, language and state" : "may compare topic and language");
    }
    text = absl::StripLeadingAsciiWhitespace(text);
    if (text.empty()) return filter;
    if (TakeWord(text) != "AND") return Wrong("must join comparisons by AND");
  }
}

absl::StatusOr<store::ListingQuery::Order> ParseOrder(absl::string_view text) {
  using Order = store::ListingQuery::Order;
  if (text.empty() || text == "update_time desc") return Order::kNewest;
  if (text == "update_time") return Order::kOldest;
  if (text == "title") return Order::kTitle;
  if (text == "title desc") return Order::kTitleDescending;
  return InvalidField("order_by", "must be update_time desc, update_time, title or title desc");
}

}  // namespace lyceum::content
