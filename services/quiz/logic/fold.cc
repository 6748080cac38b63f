#include "services/quiz/logic/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

namespace lyceum::quiz {
namespace {

icu::UnicodeString Normalized(const icu::UnicodeString& text, const icu::Normalizer2* form) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString normal = form == nullptr ? text : form->normalize(text, error);
  return U_FAILURE(error) ? text : normal;
}

const icu::Normalizer2* Form(bool case_sensitive) {
  UErrorCode error = U_ZERO_ERROR;
  return case_sensitive ? icu::Normalizer2::getNFKCInstance(error) : icu::Normalizer2::getNFKCCasefoldInstance(error);
}

// Inherited script means the mark sits on letters of any script: an accent. The
// Japanese voicing marks are the exception: they make another syllable.
bool IsAccent(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  return u_charType(c) == U_NON_SPACING_MARK && uscript_getScript(c, &error) == USCRIPT_INHERITED && c != 0x3099 &&
         c != 0x309A;
}

// Letters with a stroke, and ligatures, which Unicode does not take apart.
void AppendBare(UChar32 c, icu::UnicodeString& out) {
  switch (c) {
    case 0x00F8: out.append(u'o'); break;
    case 0x00D8: out.append(u'O'); break;
    case 0x0142: out.append(u'l'); break;
    case 0x0141: out.append(u'L'); break;
    case 0x0111: out.append(u'd'); break;
    case 0x0110: out.append(u'D'); break;
    case 0x0131: out.append(u'i'); break;
    case 0x00E6: out.append(u'a').append(u'e'); break;
    case 0x0153: out.append(u'o').append(u'e'); break;
    default: out.append(c);
  }
}

icu::UnicodeString WithoutAccents(const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString apart = Normalized(text, icu::Normalizer2::getNFDInstance(error));
  icu::UnicodeString bare;
  for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    const UChar32 c = apart.char32At(i);
    if (!IsAccent(c)) AppendBare(c, bare);
  }
  return Normalized(bare, icu::Normalizer2::getNFCInstance(error));
}

char32_t Plain(UChar32 c) {
  if (c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x02BC || c == 0x00B4 || c == 0x0060) return U'\'';
  if (c == 0x201C || c == 0x201D || c == 0x201E || c == 0x00AB || c == 0x00BB) return U'"';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return U'-';
  if (u_isUWhiteSpace(c)) return U' ';
  return static_cast<char32_t>(c);
}

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isascii(c); });
}

// What Fold makes of text in ASCII, where only case, white space and quotes are to be made plain.
std::u32string FoldAscii(absl::string_view text, FoldOptions options) {
  std::u32string result;
  result.reserve(text.size());
  for (const char raw : text) {
    char32_t c = static_cast<unsigned char>(options.case_sensitive ? raw : absl::ascii_tolower(raw));
    if (!options.literal) {
      c = Plain(static_cast<UChar32>(c));
      if (c == U' ' && !result.empty() && result.back() == U' ') continue;
    }
    result.push_back(c);
  }
  return result;
}

std::u32string FoldLiterally(const icu::UnicodeString& text, bool case_sensitive) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString normal = Normalized(text, icu::Normalizer2::getNFCInstance(error));
  std::u32string result;
  for (int32_t i = 0; i < normal.length(); i = normal.moveIndex32(i, 1)) {
    const UChar32 c = normal.char32At(i);
    result.push_back(static_cast<char32_t>(case_sensitive ? c : u_foldCase(c, U_FOLD_CASE_DEFAULT)));
  }
  return result;
}

}  // namespace

std::u32string Fold(absl::string_view text, FoldOptions options) {
  if (IsAscii(text)) return FoldAscii(text, options);
  const icu::StringPiece utf8(text.data(), static_cast<int>(text.size()));
  icu::UnicodeString folded = icu::UnicodeString::fromUTF8(utf8);
  if (options.literal) return FoldLiterally(folded, options.case_sensitive);
  folded = Normalized(folded, Form(options.case_sensitive));
  if (!options.accent_sensitive) folded = WithoutAccents(folded);
  std::u32string result;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const char32_t c = Plain(folded.char32At(i));
    if (c == U' ' && !result.empty() && result.back() == U' ') continue;
    result.push_back(c);
  }
  return result;
}

std::u32string Trim(std::u32string text) {
  constexpr char32_t kWhite[] = U" \t\n\v\f\r";
  const size_t begin = text.find_first_not_of(kWhite);
  if (begin == std::u32string::npos) return {};
  const size_t end = text.find_last_not_of(kWhite) + 1;
  return begin == 0 && end == text.size() ? std::move(text) : text.substr(begin, end - begin);
}

int OsaDistance(const std::u32string& a, const std::u32string& b, int limit) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  if (std::abs(n - m) > limit) return limit + 1;
  std::vector<int> before(m + 1), above(m + 1), row(m + 1);
  for (int j = 0; j <= m; ++j) above[j] = j;
  for (int i = 1; i <= n; ++i) {
    row[0] = i;
    for (int j = 1; j <= m; ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return std::min(above[m], limit + 1);
}

}  // namespace lyceum::quiz
