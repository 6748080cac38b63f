#include "services/content/logic/import_text.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/markup/markdown.h"
#include "services/content/logic/furniture.h"
#include "services/content/logic/languages.h"
#include "services/content/logic/questions.h"
#include "services/content/logic/text_title.h"

namespace lyceum::content {
namespace {

using Lines = std::vector<std::string>;

constexpr int kLongestHeading = 12;
constexpr int kShortAnswer = 20;

// Cells of "a | b |" and "| a | b |"; empty if the line is no table row.
std::vector<std::string> Cells(absl::string_view line) {
  bool closed = absl::ConsumeSuffix(&line, "|");
  bool opened = absl::ConsumePrefix(&line, "|");
  std::vector<std::string> cells;
  for (absl::string_view cell : absl::StrSplit(line, '|')) cells.emplace_back(absl::StripAsciiWhitespace(cell));
  if (cells.size() < 2 && !(closed && opened)) cells.clear();
  return cells;
}

// "---", ":--:": the rule under a table's head.
bool IsRule(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return !cell.empty() && cell.find_first_not_of(":-") == std::string::npos;
  });
}

// Names columns, as the first row of a table does.
bool IsHead(const std::vector<std::string>& cells) {
  return IsDateHead(cells[0]) || (cells.size() > 1 && ((IsTermHead(cells[0]) && IsDefinitionHead(cells[1])) ||
                                                       (IsQuestionHead(cells[0]) && IsAnswerHead(cells[1]))));
}

// The text after "- ", "• ", "3. ", "3) "; false for another line.
bool TakeItem(absl::string_view line, absl::string_view& item, bool& ordered) {
  ordered = false;
  for (absl::string_view mark : {"- ", "* ", "• ", "– ", "· ", "▪ ", "◦ "}) {
    if (absl::StartsWith(line, mark)) {
      item = absl::StripAsciiWhitespace(line.substr(mark.size()));
      return !item.empty();
    }
  }
  size_t digits = 0;
  while (digits < line.size() && digits < 3 && absl::ascii_isdigit(static_cast<unsigned char>(line[digits]))) ++digits;
  if (digits == 0 || digits + 2 >= line.size() || line[digits + 1] != ' ') return false;
  if (line[digits] != '.' && line[digits] != ')') return false;
  ordered = true;
  item = absl::StripAsciiWhitespace(line.substr(digits + 2));
  return true;
}

bool LooksLikeHeading(absl::string_view line) {
  if (line.empty() || WordCount(line) > kLongestHeading || !Cells(line).empty()) return false;
  absl::string_view item;
  bool ordered;
  if (TakeItem(line, item, ordered)) return false;
  return !absl::StrContains(".!;:,…", line.substr(line.size() - 1)) && !absl::EndsWith(line, "…");
}

class TextReader {
 public:
  TextReader(Lines lines, Document& document) : lines_(std::move(lines)), document_(document) {}

  void Read();

 private:
  bool ReadTable();
  bool ReadList();
  bool ReadPairs();
  bool ReadHeading();
  // Marks the lines that answer an FAQ whose questions were lost.
  void FindAnswers();
  bool Restarts(size_t at) const;
  bool Repeats(size_t at, const std::vector<absl::flat_hash_set<std::string>>& shingles) const;
  size_t PairsAt(size_t at) const;

  Lines lines_;
  Document& document_;
  size_t at_ = 0;
  // The lines from here to the end are answers; both 0 if there are none.
  size_t answers_begin_ = 0;
  size_t answers_end_ = 0;
};

bool TextReader::ReadTable() {
  std::vector<std::vector<std::string>> rows;
  size_t end = at_;
  for (; end < lines_.size(); ++end) {
    std::vector<std::string> cells = Cells(lines_[end]);
    if (cells.empty()) break;
    if (IsRule(cells)) continue;
    // A table may follow another at once.
    if (!rows.empty() && IsHead(cells)) break;
    for (std::string& cell : cells) cell = EscapeMarkdown(cell);
    rows.push_back(std::move(cells));
  }
  if (rows.size() < 2) return false;
  document_.blocks.push_back(TableBlock(rows));
  at_ = end;
  return true;
}

bool TextReader::ReadList() {
  std::vector<std::string> items;
  absl::string_view item;
  bool ordered = false, first = false;
  size_t end = at_;
  while (end < lines_.size() && TakeItem(lines_[end], item, ordered) && (items.empty() || ordered == first)) {
    first = ordered;
    items.push_back(EscapeMarkdown(item));
    ++end;
  }
  if (items.empty()) return false;
  document_.blocks.push_back(ListBlock(items, first));
  at_ = end;
  return true;
}

// How many question/answer pairs of lines there are from here on.
size_t TextReader::PairsAt(size_t at) const {
  size_t pairs = 0;
  for (; at + 1 < lines_.size(); at += 2, ++pairs) {
    const std::string& answer = lines_[at + 1];
    if (!IsQuestion(lines_[at]) || IsQuestion(answer) || WordCount(answer) > kShortAnswer) break;
    if (!Cells(answer).empty() || !Cells(lines_[at]).empty()) break;
  }
  // One question with a short line below may be a heading.
  return pairs >= 2 ? pairs : 0;
}

bool TextReader::ReadPairs() {
  size_t pairs = PairsAt(at_);
  if (pairs == 0) return false;
  Block block{.kind = Block::Kind::kPairs};
  for (size_t i = 0; i < pairs; ++i, at_ += 2) block.pairs.emplace_back(lines_[at_], lines_[at_ + 1]);
  document_.blocks.push_back(std::move(block));
  return true;
}

bool TextReader::ReadHeading() {
  if (at_ + 1 >= lines_.size()) return false;
  const std::string& line = lines_[at_];
  const std::string& next = lines_[at_ + 1];
  absl::string_view item;
  bool ordered;
  bool opens = WordCount(next) > kLongestHeading || TakeItem(next, item, ordered) || !Cells(next).empty() ||
               (LooksLikeHeading(next) && RoleOfHeading(line) == Role::kNone) || PairsAt(at_ + 1) > 0 ||
               absl::StrContains(".!?:", next.substr(next.size() - 1));
  if (!opens || !LooksLikeHeading(line)) return false;
  document_.blocks.push_back(HeadingBlock(2, line));
  ++at_;
  return true;
}

// "<Subject> is ...", "The <subject> was ...": a text that begins anew.
bool TextReader::Restarts(size_t at) const {
  static const auto& copulas = *new absl::flat_hash_set<absl::string_view>{
      "is", "was", "are", "were", "refers", "ist", "war", "sind", "waren", "est", "était", "es", "fue", "era", "son"};
  std::string title = absl::StrCat(" ", FoldedWords(document_.title), " ");
  std::string folded = FoldedWords(lines_[at].substr(0, 200));
  bool named = false;
  int before = 0;
  for (absl::string_view word : absl::StrSplit(folded, ' ')) {
    if (named && copulas.contains(word)) return true;
    if (absl::StrContains(title, absl::StrCat(" ", word, " "))) {
      named = true;
    } else if (!IsSmallWord(word) || ++before > 2) {
      return false;
    }
  }
  return false;
}

// Runs of four words.
absl::flat_hash_set<std::string> Shingles(absl::string_view text) {
  constexpr size_t kWords = 4;
  std::string folded = FoldedWords(text);
  std::vector<absl::string_view> words = absl::StrSplit(folded, absl::ByAnyChar(" ,.;:\""), absl::SkipEmpty());
  absl::flat_hash_set<std::string> shingles;
  for (size_t i = 0; i + kWords <= words.size(); ++i) {
    shingles.insert(absl::StrJoin(words.begin() + i, words.begin() + i + kWords, " "));
  }
  return shingles;
}

// Says again, nearly word by word, what one earlier paragraph said.
bool TextReader::Repeats(size_t at, const std::vector<absl::flat_hash_set<std::string>>& shingles) const {
  constexpr size_t kEnough = 8;
  const auto& mine = shingles[at];
  if (mine.size() < kEnough) return false;
  for (size_t i = 0; i < at; ++i) {
    size_t shared = 0;
    for (const std::string& shingle : shingles[i]) shared += mine.contains(shingle) ? 1 : 0;
    if (shared * 2 >= mine.size()) return true;
  }
  return false;
}

void TextReader::FindAnswers() {
  constexpr size_t kLongestTail = 40;
  size_t end = 0;
  while (end < lines_.size() && PairsAt(end) == 0) ++end;
  bool before_pairs = end < lines_.size();
  size_t begin = end;
  while (begin > 0 && end - begin < kLongestTail && WordCount(lines_[begin - 1]) >= 8 &&
         Cells(lines_[begin - 1]).empty() && !LooksLikeHeading(lines_[begin - 1])) {
    --begin;
  }
  // The lead itself names the subject: it is no answer.
  begin = std::max<size_t>(begin, 1);
  std::vector<absl::flat_hash_set<std::string>> shingles;
  for (size_t i = 0; i < end; ++i) shingles.push_back(Shingles(lines_[i]));
  size_t restart = end, repeat = end;
  for (size_t i = begin; i < end; ++i) {
    if (restart == end && Restarts(i)) restart = i;
    if (repeat == end && Repeats(i, shingles)) repeat = i;
  }
  // Without the pairs that follow, or a repetition, a text that begins anew is a conclusion.
  size_t from = before_pairs || repeat < end ? std::min(restart, repeat) : end;
  if (end - from < 2) return;
  answers_begin_ = from;
  answers_end_ = end;
}

void TextReader::Read() {
  if (lines_.size() > 1 && LooksLikeHeading(lines_[0]) && PairsAt(0) == 0) {
    document_.title = lines_[0];
    at_ = 1;
  } else {
    document_.title = DeriveTitle(lines_);
  }
  FindAnswers();
  while (at_ < lines_.size()) {
    if (at_ == answers_begin_ && answers_end_ > 0) {
      Block block{.kind = Block::Kind::kAnswers};
      for (; at_ < answers_end_; ++at_) block.pairs.emplace_back("", lines_[at_]);
      document_.blocks.push_back(std::move(block));
      continue;
    }
    if (ReadTable() || ReadList() || ReadPairs() || ReadHeading()) continue;
    document_.blocks.push_back(ParagraphBlock(EscapeMarkdown(lines_[at_++])));
  }
}

}  // namespace

Document ReadText(absl::string_view text, absl::string_view language_hint) {
  Lines lines;
  for (absl::string_view raw : absl::StrSplit(text, absl::ByAnyChar("\r\n"))) {
    std::vector<absl::string_view> words = absl::StrSplit(raw, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (!words.empty()) lines.push_back(absl::StrJoin(words, " "));
  }
  Document document;
  document.language = DetectLanguage(text);
  if (document.language.empty()) document.language = std::string(language_hint);
  TextReader(WithoutFurniture(lines, document.language), document).Read();
  return document;
}

}  // namespace lyceum::content
