#include "services/content/logic/section_ids.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/content/limits.h"

namespace lyceum::content {
namespace {

absl::string_view KindName(const v1::Section& section) {
  switch (section.body_case()) {
    case v1::Section::kTermTable:
      return "terms";
    case v1::Section::kTimeline:
      return "timeline";
    case v1::Section::kTakeaways:
      return "takeaways";
    case v1::Section::kFaq:
      return "faq";
    case v1::Section::kQuote:
      return "quote";
    case v1::Section::kFigure:
      return "figure";
    case v1::Section::kFlashcards:
      return "flashcards";
    default:
      return "text";
  }
}

}  // namespace

std::string Slug(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decomposed = icu::Normalizer2::getNFKDInstance(error);
  icu::UnicodeString read =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  icu::UnicodeString letters = U_SUCCESS(error) ? decomposed->normalize(read, error) : read;
  std::string slug;
  for (int32_t i = 0; i < letters.length() && slug.size() < kMaxSectionIdChars; i = letters.moveIndex32(i, 1)) {
    UChar32 c = u_tolower(letters.char32At(i));
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      slug.push_back(static_cast<char>(c));
    } else if (c == '\'' || c == 0x2019 || u_charType(c) == U_NON_SPACING_MARK) {
      // "Stalin's" is one word, and an accent is no gap.
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

void AssignSectionIds(v1::Explanation& explanation) {
  absl::flat_hash_set<std::string> taken;
  // The last number given to each base, so that many sections of one name stay cheap.
  absl::flat_hash_map<std::string, int> used;
  for (const v1::Section& section : explanation.sections()) taken.insert(section.id());
  for (v1::Section& section : *explanation.mutable_sections()) {
    if (!section.id().empty()) continue;
    std::string base = Slug(section.heading());
    if (base.empty()) base = std::string(KindName(section));
    constexpr size_t kRoomForNumber = 8;
    std::string id = base;
    int& number = used[base];
    while (!taken.insert(id).second) {
      number = std::max(number + 1, 2);
      id = absl::StrCat(base.substr(0, kMaxSectionIdChars - kRoomForNumber), "-", number);
    }
    section.set_id(id);
  }
}

}  // namespace lyceum::content
