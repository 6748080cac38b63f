#include "services/quiz/logic/sentences.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/quiz/logic/fold.h"

namespace lyceum::quiz {
namespace {

// Markdown's block and emphasis marks are not part of what a reader sees.
std::string WithoutMarks(absl::string_view line) {
  line = absl::StripAsciiWhitespace(line);
  const auto marked = [&] {
    return absl::StartsWith(line, "- ") || absl::StartsWith(line, "* ") ||
           (!line.empty() && (line[0] == '#' || line[0] == '>'));
  };
  while (marked()) {
    line = absl::StripLeadingAsciiWhitespace(line.substr(1));
  }
  std::string text;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && absl::ascii_ispunct(line[i + 1])) {
      text += line[++i];
    } else if (line[i] != '*' && line[i] != '`') {
      text += line[i];
    }
  }
  return text;
}

void AddSentences(const std::string& text, const std::string& locale, const std::string& section,
                  const std::string& part, std::vector<Sentence>& sentences) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createSentenceInstance(icu::Locale(locale.c_str()), error));
  if (U_FAILURE(error)) return;
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
  breaks->setText(unicode);
  int32_t from = breaks->first();
  for (int32_t to = breaks->next(); to != icu::BreakIterator::DONE; from = to, to = breaks->next()) {
    std::string sentence;
    unicode.tempSubStringBetween(from, to).toUTF8String(sentence);
    absl::StripAsciiWhitespace(&sentence);
    if (!sentence.empty()) sentences.push_back({section, part, sentence});
  }
}

// Lines of one paragraph are one text; an empty line, a heading or a list entry
// begins the next.
void AddMarkdown(absl::string_view markdown, const std::string& locale, const std::string& section,
                 std::vector<Sentence>& sentences) {
  std::string paragraph;
  const auto flush = [&] {
    if (!paragraph.empty()) AddSentences(paragraph, locale, section, "markdown", sentences);
    paragraph.clear();
  };
  for (const absl::string_view line : absl::StrSplit(markdown, '\n')) {
    const absl::string_view bare = absl::StripLeadingAsciiWhitespace(line);
    const bool block = bare.empty() || bare[0] == '#' || absl::StartsWith(bare, "- ") || absl::StartsWith(bare, "* ");
    if (block) flush();
    const std::string text = WithoutMarks(bare);
    if (!text.empty()) absl::StrAppend(&paragraph, paragraph.empty() ? "" : " ", text);
    if (!bare.empty() && bare[0] == '#') flush();
  }
  flush();
}

}  // namespace

std::vector<Sentence> SentencesOf(const content::v1::Explanation& explanation) {
  std::vector<Sentence> sentences;
  const std::string& locale = explanation.language();
  for (const auto& section : explanation.sections()) {
    if (section.has_rich_text()) AddMarkdown(section.rich_text().markdown(), locale, section.id(), sentences);
    for (int i = 0; i < section.takeaways().points_size(); ++i) {
      AddSentences(section.takeaways().points(i), locale, section.id(), absl::StrCat("points[", i, "]"), sentences);
    }
    if (section.has_quote()) AddSentences(section.quote().text(), locale, section.id(), "text", sentences);
    for (int i = 0; i < section.faq().entries_size(); ++i) {
      AddSentences(section.faq().entries(i).answer(), locale, section.id(), absl::StrCat("entries[", i, "].answer"),
                   sentences);
    }
  }
  return sentences;
}

std::vector<std::u32string> WordsOf(absl::string_view text) {
  std::vector<std::u32string> words;
  std::u32string word;
  bool digit = false;
  const auto flush = [&] {
    if (word.size() >= 3 || digit) words.push_back(word);
    word.clear();
    digit = false;
  };
  for (const char32_t c : Fold(text, {})) {
    const UChar32 u = static_cast<UChar32>(c);
    if (!u_isalnum(u)) {
      flush();
      continue;
    }
    digit |= u_isdigit(u) != 0;
    word.push_back(c);
  }
  flush();
  return words;
}

const Sentence* BestSentence(const std::vector<Sentence>& sentences, absl::string_view answer,
                             absl::string_view context) {
  const std::vector<std::u32string> needed = WordsOf(answer);
  std::vector<std::u32string> wanted = WordsOf(context);
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  const Sentence* best = nullptr;
  size_t best_hits = 0;
  if (needed.empty()) return nullptr;
  for (const Sentence& sentence : sentences) {
    const std::vector<std::u32string> list = WordsOf(sentence.text);
    const std::set<std::u32string> words(list.begin(), list.end());
    const auto has = [&](const std::u32string& word) { return words.count(word) != 0; };
    if (!std::all_of(needed.begin(), needed.end(), has)) continue;
    const size_t hits = static_cast<size_t>(std::count_if(wanted.begin(), wanted.end(), has));
    const bool better = best == nullptr || hits > best_hits ||
                        (hits == best_hits && sentence.text.size() < best->text.size());
    if (!better) continue;
    best = &sentence;
    best_hits = hits;
  }
  return best;
}

}  // namespace lyceum::quiz
