#include "tests/fuzz/targets.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/text.h"
#include "services/content/logic/anchor.h"
#include "services/content/logic/dates.h"
#include "services/content/logic/derive.h"
#include "services/content/logic/diff.h"
#include "services/content/logic/import.h"
#include "services/content/logic/markdown_export.h"
#include "services/content/logic/validate.h"

namespace lyceum::fuzz {
namespace {

void Require(bool holds, absl::string_view promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", std::string(promise).c_str());
  std::abort();
}

}  // namespace

void FuzzImport(absl::string_view data) {
  if (data.empty()) return;
  auto format = static_cast<content::v1::Provenance::Format>(static_cast<unsigned char>(data[0]) % 7);
  absl::StatusOr<content::v1::Explanation> read = content::Import(format, data.substr(1), {});
  content::DetectFormat("", data.substr(1));
  if (!read.ok()) {
    Require(!read.status().message().empty(), "an error says what is wrong");
    return;
  }
  Violations violations;
  content::ValidateExplanation(*read, "", violations);
  Require(violations.empty(), "what is imported is valid");
  content::DeriveFlashcards(*read);
  Require(content::DiffExplanations(*read, *read).ByteSizeLong() == 0, "nothing differs from itself");
  content::ToMarkdown(*read);
}

void FuzzDates(absl::string_view data) {
  std::string text = IsUtf8(data) ? std::string(data) : "";
  content::v1::HistoricalDate date = content::ParseHistoricalDate(text);
  bool is_text = date.precision() == content::v1::HistoricalDate::PRECISION_TEXT;
  Require(is_text == date.earliest().empty() && is_text == date.latest().empty(), "a date has days, a text has none");
  content::FindDate(text);
  content::FindDate(data);
}

void FuzzAnchor(absl::string_view data) {
  size_t line = std::min(data.find('\n'), data.size());
  content::TextPart before{"s", "markdown", std::string(data.substr(0, line))};
  content::TextPart after{"s", "markdown", std::string(data.substr(std::min(line + 1, data.size())))};
  int length = Length(before.text);
  for (int start = 0; start < length && start < 8; ++start) {
    content::v1::TextSpan span = content::MakeSpan(before, start, length - start);
    if (span.quote().empty()) continue;
    Require(content::ReAnchor(span, {before}).match == content::AnchorMatch::kInPlace,
            "a span is found in its own text");
    content::Anchor anchor = content::ReAnchor(span, {after});
    if (anchor.match == content::AnchorMatch::kOrphaned) continue;
    Require(anchor.span.start() >= 0 && anchor.span.start() <= anchor.span.end() &&
                anchor.span.end() <= static_cast<int>(after.text.size()),
            "a span lies in its text");
  }
}

}  // namespace lyceum::fuzz
