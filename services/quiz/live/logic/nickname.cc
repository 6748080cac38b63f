#include "services/quiz/live/logic/nickname.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "services/quiz/live/limits.h"

namespace lyceum::quiz::live {
namespace {

icu::UnicodeString FromUtf8(absl::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

constexpr UChar32 kJoiner = 0x200D, kEmojiLook = 0xFE0F, kBlankBraille = 0x2800;

// The two invisible characters that emoji are put together with; only after an
// emoji (or, the look, after a base of one such as a digit or a heart).
bool GluesEmoji(UChar32 c, UChar32 before) {
  if (c == kJoiner) return before == kEmojiLook || u_hasBinaryProperty(before, UCHAR_EMOJI_PRESENTATION) ||
                           u_hasBinaryProperty(before, UCHAR_EMOJI_MODIFIER);
  return c == kEmojiLook && u_hasBinaryProperty(before, UCHAR_EMOJI);
}

bool IsVisible(UChar32 c, UChar32 before) {
  if (GluesEmoji(c, before)) return true;
  if (c == kBlankBraille || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return false;
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR: return false;
    case U_SPACE_SEPARATOR: return c == ' ' && before != ' ';
    default: return true;
  }
}

int Graphemes(const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  if (U_FAILURE(error)) return text.countChar32();
  breaks->setText(text);
  int count = 0;
  while (breaks->next() != icu::BreakIterator::DONE) ++count;
  return count;
}

icu::UnicodeString Casefolded(const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return text;
  const icu::UnicodeString folded = form->normalize(text, error);
  return U_FAILURE(error) ? text : folded;
}

icu::UnicodeString Skeleton(const icu::UnicodeString& text) {
  struct Close {
    void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
  };
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<USpoofChecker, Close> checker(uspoof_open(&error));
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(checker.get(), 0, text, skeleton, &error);
  return U_FAILURE(error) ? text : skeleton;
}

}  // namespace

absl::Status CheckNickname(absl::string_view nickname, absl::string_view field) {
  const icu::UnicodeString text = FromUtf8(nickname);
  const int points = text.countChar32();
  if (points == 0 || points > limits::kMaxNicknamePoints || Graphemes(text) > limits::kMaxNicknameChars) {
    return InvalidField(field, absl::StrCat("must have 1 to ", limits::kMaxNicknameChars,
                                            " characters (kMaxNicknameChars), of at most ", limits::kMaxNicknamePoints,
                                            " code points (kMaxNicknamePoints)"));
  }
  UChar32 before = ' ';  // so that a space or a mark cannot come first
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    const bool stray_mark = before == ' ' && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
    if (!IsVisible(c, before) || stray_mark) {
      return InvalidField(field, "must have visible characters only, and single spaces between them");
    }
    before = c;
  }
  if (before == ' ' || before == kJoiner) return InvalidField(field, "must end with a visible character");
  return absl::OkStatus();
}

std::string NicknameFold(absl::string_view nickname) {
  const icu::UnicodeString folded = Casefolded(Skeleton(Casefolded(FromUtf8(nickname))));
  icu::UnicodeString bare;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    if (c != ' ') bare.append(c == 'i' ? UChar32{'l'} : c);
  }
  std::string fold;
  bare.toUTF8String(fold);
  return fold;
}

}  // namespace lyceum::quiz::live
