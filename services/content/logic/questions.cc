#include "services/content/logic/questions.h"

#include <algorithm>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/markup/markdown.h"

namespace lyceum::content {
namespace {

// The lines of a paragraph as its author broke them, plain.
std::vector<std::string> Lines(const Block& block) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(block.markdown, '\n')) {
    std::string plain = PlainText(absl::StripAsciiWhitespace(line));
    if (!plain.empty()) lines.push_back(std::move(plain));
  }
  return lines;
}

// What follows "Q:", "Question:", "F:", "Frage 3:"; false for another line.
bool TakeMark(absl::string_view line, std::initializer_list<absl::string_view> marks, std::string& rest) {
  size_t colon = line.find_first_of(":.");
  if (colon == absl::string_view::npos || colon > 14) return false;
  std::string head = absl::AsciiStrToLower(line.substr(0, colon));
  while (!head.empty() && (absl::ascii_isdigit(static_cast<unsigned char>(head.back())) || head.back() == ' ')) {
    head.pop_back();
  }
  for (absl::string_view mark : marks) {
    // "A. Smith" is a name: a full stop counts only after a number.
    if (head == mark && (line[colon] == ':' || colon > head.size())) {
      rest = std::string(absl::StripAsciiWhitespace(line.substr(colon + 1)));
      return true;
    }
  }
  return false;
}

bool TakeQuestionMark(absl::string_view line, std::string& rest) {
  return TakeMark(line, {"q", "question", "f", "frage", "p", "pregunta"}, rest);
}
bool TakeAnswerMark(absl::string_view line, std::string& rest) {
  return TakeMark(line, {"a", "answer", "antwort", "r", "réponse", "respuesta"}, rest);
}

void Append(std::string& text, absl::string_view more) {
  if (!more.empty()) absl::StrAppend(&text, text.empty() ? "" : "\n", more);
}

// "**When?** In 1961." or "When? In 1961." as one list item.
bool SplitQuestionItem(absl::string_view item, std::string& question, std::string& answer) {
  size_t mark = item.find('?');
  if (mark == absl::string_view::npos || !IsQuestion(item.substr(0, mark + 1))) return false;
  question = std::string(item.substr(0, mark + 1));
  answer = std::string(absl::StripAsciiWhitespace(item.substr(mark + 1)));
  return !answer.empty();
}

}  // namespace

bool IsQuestion(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (!absl::EndsWith(text, "?")) return false;
  absl::string_view before = text.substr(0, text.size() - 1);
  if (before.empty() || absl::StrContains(before, "? ") || absl::StrContains(before, "! ")) return false;
  // A full stop before a capital ends a sentence, unless it follows an initial or a short word
  // such as "Dr".
  for (size_t at = before.find(". "); at != absl::string_view::npos; at = before.find(". ", at + 1)) {
    size_t start = before.find_last_of(' ', at);
    size_t length = at - (start == absl::string_view::npos ? 0 : start + 1);
    if (length > 3) return false;
  }
  return WordCount(text) <= 40;
}

QuestionAnswers ReadMarkedPairs(const std::vector<Block>& blocks, size_t first, size_t& end) {
  QuestionAnswers complete;
  // How many pairs there were at `end`: a paragraph that ends in a question is left whole.
  size_t settled = 0;
  std::string question;
  end = first;
  for (size_t i = first; i < blocks.size() && blocks[i].kind == Block::Kind::kParagraph; ++i) {
    // Lines after an answer go on with it inside its paragraph only.
    bool answering = false;
    for (const std::string& line : Lines(blocks[i])) {
      std::string rest;
      if (question.empty() && TakeQuestionMark(line, rest)) {
        question = rest;
        answering = false;
      } else if (!question.empty() && TakeAnswerMark(line, rest)) {
        complete.emplace_back(std::move(question), rest);
        question.clear();
        answering = true;
      } else if (answering && question.empty()) {
        Append(complete.back().second, line);
      } else {
        complete.resize(settled);
        return complete;
      }
    }
    if (question.empty()) {
      end = i + 1;
      settled = complete.size();
    }
  }
  complete.resize(settled);
  return complete;
}

QuestionAnswers ReadQuestionAnswers(const std::vector<Block>& blocks) {
  QuestionAnswers pairs;
  bool asked = false;
  auto answer = [&](absl::string_view text) {
    if (asked) {
      Append(pairs.back().second, text);
    } else {
      pairs.emplace_back("", std::string(text));
    }
  };
  // Where headings ask, nothing else does.
  bool headed = std::any_of(blocks.begin(), blocks.end(),
                            [](const Block& block) { return block.kind == Block::Kind::kHeading; });
  for (size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    size_t end = i;
    if (headed) {
      if (block.kind == Block::Kind::kHeading) {
        pairs.emplace_back(block.text, "");
        asked = true;
      } else {
        answer(block.kind == Block::Kind::kQuote ? block.text : PlainText(block.markdown));
      }
      continue;
    }
    if (QuestionAnswers marked = ReadMarkedPairs(blocks, i, end); !marked.empty() && end > i) {
      pairs.insert(pairs.end(), marked.begin(), marked.end());
      asked = true;
      i = end - 1;
      continue;
    }
    std::string plain = block.kind == Block::Kind::kQuote ? block.text : PlainText(block.markdown);
    if (block.kind == Block::Kind::kParagraph && IsQuestion(plain)) {
      pairs.emplace_back(plain, "");
      asked = true;
      continue;
    }
    for (const std::string& item : block.items) {
      std::string question, reply;
      if (!SplitQuestionItem(item, question, reply)) break;
      pairs.emplace_back(question, reply);
      asked = true;
      plain.clear();
    }
    std::string question, reply;
    if (block.kind == Block::Kind::kParagraph && absl::StartsWith(block.markdown, "**") &&
        SplitQuestionItem(plain, question, reply)) {
      pairs.emplace_back(question, reply);
      asked = true;
      continue;
    }
    if (block.kind == Block::Kind::kPairs || block.kind == Block::Kind::kAnswers) {
      pairs.insert(pairs.end(), block.pairs.begin(), block.pairs.end());
      plain.clear();
    }
    if (!plain.empty()) answer(plain);
  }
  return pairs;
}

}  // namespace lyceum::content
