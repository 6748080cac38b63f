#include "services/quiz/formats/moodle_xml_words.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/quiz/formats/limits.h"

namespace lyceum::quiz::formats {
namespace {

// Puts "{#1}", ... for "[[n]]" and keeps the n; the problem, or "".
std::string ReadPlaces(Question& question) {
  const std::string text = std::move(question.text.text);
  std::string shown;
  size_t done = 0;
  for (size_t at = text.find("[["); at != std::string::npos; at = text.find("[[", at + 1)) {
    const size_t end = text.find_first_not_of("0123456789", at + 2);
    int word = 0;
    if (end == std::string::npos || text.compare(end, 2, "]]") != 0) continue;
    if (!absl::SimpleAtoi(absl::string_view(text).substr(at + 2, end - at - 2), &word)) continue;
    if (word < 1 || word > static_cast<int>(question.words.size())) {
      return absl::StrCat("has the gap [[", word, "]], but ", question.words.size(), " words");
    }
    if (question.right_words.size() == static_cast<size_t>(limits::kMaxGaps)) {
      return absl::StrCat("has more than ", limits::kMaxGaps, " gaps (kMaxGaps)");
    }
    question.right_words.push_back(word);
    absl::StrAppend(&shown, absl::string_view(text).substr(done, at - done), "{#", question.right_words.size(), "}");
    done = end + 2;
  }
  question.text.text = absl::StrCat(shown, absl::string_view(text).substr(done));
  return question.right_words.empty() ? "has no gap such as [[1]]" : "";
}

}  // namespace

std::string ReadWords(pugi::xml_node node, bool drag, Question& question) {
  question.type = Question::Type::kWords;
  question.drag = drag;
  for (const pugi::xml_node child : node.children(drag ? "dragbox" : "selectoption")) {
    if (question.words.size() == static_cast<size_t>(limits::kMaxAnswers)) {
      return absl::StrCat("has more than ", limits::kMaxAnswers, " words (kMaxAnswers)");
    }
    Word word;
    word.text = {child.child("text").text().get(), drag ? Markup::kHtml : Markup::kPlain, {}};
    word.group = child.child("group").text().as_int(1);
    // An empty <infinite/> says yes.
    word.once = drag && !child.child("infinite");
    question.words.push_back(std::move(word));
  }
  return ReadPlaces(question);
}

std::string TextWithWords(const Question& question) {
  std::string out = question.text.text;
  for (size_t i = question.right_words.size(); i-- > 0;) {
    const std::string mark = absl::StrCat("{#", i + 1, "}");
    const size_t at = out.rfind(mark);
    if (at != std::string::npos) out.replace(at, mark.size(), absl::StrCat("[[", question.right_words[i], "]]"));
  }
  return out;
}

void WriteWords(pugi::xml_node node, const Question& question) {
  for (const Word& word : question.words) {
    pugi::xml_node child = node.append_child(question.drag ? "dragbox" : "selectoption");
    child.append_child("text").text().set(word.text.text.c_str());
    child.append_child("group").text().set(word.group);
    if (question.drag && !word.once) child.append_child("infinite");
  }
}

}  // namespace lyceum::quiz::formats
