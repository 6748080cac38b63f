#include "services/quiz/logic/derive.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/errors.h"
#include "common/base/text.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/derive_parts.h"
#include "services/quiz/logic/shuffle.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz {
namespace {

using Request = v1::DeriveQuizRequest;

struct Maker {
  Request::Origin origin;
  absl::string_view id_prefix;
  void (*make)(const DeriveSource&, std::vector<v1::Item>&);
};
constexpr Maker kMakers[] = {
    {Request::ORIGIN_TERMS, "term", DeriveTerms},         {Request::ORIGIN_QUESTIONS, "question", DeriveQuestions},
    {Request::ORIGIN_DATES, "date", DeriveDates},         {Request::ORIGIN_TRUE_FALSE, "claim", DeriveTrueFalse},
    {Request::ORIGIN_MATCHING, "match", DeriveMatching},  {Request::ORIGIN_ORDERING, "order", DeriveOrdering},
};

// A text of the explanation that breaks a limit of items drops its question, not
// the whole quiz.
bool IsValid(const v1::Item& item) {
  Violations violations;
  ValidateItem(item, "item", violations);
  return violations.empty();
}

}  // namespace

v1::ItemLineage Reread(const DeriveSource& source, const TextPlace& place, const std::string& answer,
                       const std::string& context) {
  v1::ItemLineage lineage;
  lineage.set_explanation(source.explanation.name());
  lineage.set_revision(source.explanation.revision());
  const Sentence* best = BestSentence(source.sentences, answer, context);
  const bool says_more = best != nullptr && !WordsOf(context).empty();
  lineage.set_section(says_more ? best->section : place.section);
  lineage.set_part(says_more ? best->part : place.part);
  lineage.set_quote(says_more ? best->text : place.text);
  return lineage;
}

void FillChoice(v1::Item& item, const std::string& answer, std::vector<std::string> others, uint64_t seed) {
  const auto unfit = [&](const std::string& text) {
    return text.empty() || text == answer || Length(text) > limits::kMaxChoiceChars;
  };
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  others.erase(std::remove_if(others.begin(), others.end(), unfit), others.end());
  if (others.empty()) return;
  Shuffle(others, seed);
  if (others.size() > 3) others.resize(3);
  Chance chance(SeedFor(seed, "place"));
  const size_t place = chance.Below(others.size() + 1);
  others.insert(others.begin() + static_cast<std::ptrdiff_t>(place), answer);
  for (size_t i = 0; i < others.size(); ++i) {
    v1::Choice& choice = *item.mutable_single_choice()->add_choices();
    choice.set_id(std::string(1, static_cast<char>('a' + i)));
    choice.set_text(others[i]);
    choice.set_correct(i == place);
  }
}

std::string Quoted(const std::string& text) { return absl::StrCat("> ", absl::StrReplaceAll(text, {{"\n", "\n> "}})); }

std::vector<v1::Item> DeriveItems(const content::v1::Explanation& explanation, const DeriveOptions& options) {
  const DeriveSource source{explanation, PhrasesFor(explanation.language()), SentencesOf(explanation), options.seed};
  std::vector<v1::Item> items;
  for (const Maker& maker : kMakers) {
    if (!options.origins.empty() && options.origins.count(maker.origin) == 0) continue;
    std::vector<v1::Item> made;
    maker.make(source, made);
    int number = 0;
    for (v1::Item& item : made) {
      item.set_id(absl::StrCat(maker.id_prefix, "-", ++number));
      item.set_points(limits::kPoint);
      if (IsValid(item)) items.push_back(std::move(item));
    }
  }
  const size_t max = static_cast<size_t>(options.max_items);
  if (items.size() <= max) return items;
  std::vector<v1::Item> kept;
  for (size_t i = 0; i < max; ++i) kept.push_back(std::move(items[i * items.size() / max]));
  return kept;
}

}  // namespace lyceum::quiz
