// Questions that the explanation asks itself.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/text.h"
#include "services/quiz/logic/derive_parts.h"
#include "services/quiz/logic/pattern.h"
#include "services/quiz/logic/shuffle.h"

namespace lyceum::quiz {
namespace {

// What a learner can be asked to type.
constexpr int kMaxTypedChars = 40;
constexpr int kMaxTypedWords = 4;

struct Question {
  std::string section, part, question, answer;
};

std::vector<Question> QuestionsOf(const content::v1::Explanation& explanation) {
  std::vector<Question> questions;
  const auto add = [&](const std::string& section, std::string part, const std::string& question,
                       const std::string& answer) {
    if (!question.empty() && !answer.empty()) questions.push_back({section, std::move(part), question, answer});
  };
  for (const auto& section : explanation.sections()) {
    for (int i = 0; i < section.flashcards().pairs_size(); ++i) {
      const auto& pair = section.flashcards().pairs(i);
      add(section.id(), absl::StrCat("pairs[", i, "].answer"), pair.question(), pair.answer());
    }
    for (int i = 0; i < section.faq().entries_size(); ++i) {
      const auto& entry = section.faq().entries(i);
      add(section.id(), absl::StrCat("entries[", i, "].answer"), entry.question(), entry.answer());
    }
  }
  return questions;
}

std::string WithoutEnd(absl::string_view answer) {
  answer = absl::StripAsciiWhitespace(answer);
  while (absl::EndsWith(answer, ".") || absl::EndsWith(answer, "!")) answer.remove_suffix(1);
  return std::string(answer);
}

bool IsTypeable(const std::string& answer) {
  const std::vector<absl::string_view> words = absl::StrSplit(answer, ' ', absl::SkipEmpty());
  return !answer.empty() && Length(answer) <= kMaxTypedChars && words.size() <= kMaxTypedWords;
}

// "The Berlin Wall" is also right as "Berlin Wall".
std::string WithoutArticle(const std::string& answer) {
  for (const absl::string_view article : {"the ", "a ", "an ", "der ", "die ", "das ", "ein ", "eine ", "le ", "la ",
                                          "les ", "un ", "une ", "el ", "los ", "las ", "una "}) {
    if (absl::StartsWithIgnoreCase(answer, article)) return answer.substr(article.size());
  }
  return answer;
}

void FillShortText(v1::Item& item, const std::string& answer) {
  item.mutable_short_text()->set_typo_tolerance(true);
  item.mutable_short_text()->add_patterns()->set_pattern(TextAsPattern(answer));
  const std::string bare = WithoutArticle(answer);
  if (bare != answer) item.mutable_short_text()->add_patterns()->set_pattern(TextAsPattern(bare));
}

}  // namespace

void DeriveQuestions(const DeriveSource& source, std::vector<v1::Item>& items) {
  const std::vector<Question> questions = QuestionsOf(source.explanation);
  for (const Question& question : questions) {
    v1::Item item;
    item.set_prompt(question.question);
    const std::string answer = WithoutEnd(question.answer);
    const bool typed = IsTypeable(answer);
    if (typed) {
      FillShortText(item, answer);
    } else {
      std::vector<std::string> others;
      for (const Question& other : questions) {
        const bool sibling = other.question != question.question && !IsTypeable(WithoutEnd(other.answer));
        if (sibling) others.push_back(other.answer);
      }
      FillChoice(item, question.answer, std::move(others),
                 SeedFor(source.seed, absl::StrCat("question ", question.section, " ", question.part)));
      if (!item.has_single_choice()) continue;
    }
    // A long answer is itself what to read again.
    *item.mutable_lineage() = Reread(source, {question.section, question.part, question.answer},
                                     typed ? answer : std::string(), question.question);
    items.push_back(std::move(item));
  }
}

}  // namespace lyceum::quiz
