// Questions from term tables.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "services/quiz/logic/derive_parts.h"
#include "services/quiz/logic/shuffle.h"

namespace lyceum::quiz {
namespace {

constexpr size_t kMaxPairs = 8;  // more than this is a search, not a question

struct Term {
  std::string section, part, term, definition;
};

std::vector<Term> TermsOf(const content::v1::Section& section) {
  std::vector<Term> terms;
  for (int i = 0; i < section.term_table().rows_size(); ++i) {
    const auto& row = section.term_table().rows(i);
    if (row.term().empty() || row.definition().empty()) continue;
    terms.push_back({section.id(), absl::StrCat("rows[", i, "].definition"), row.term(), row.definition()});
  }
  return terms;
}

std::vector<Term> TermsOf(const content::v1::Explanation& explanation) {
  std::vector<Term> terms;
  for (const auto& section : explanation.sections()) {
    for (Term& term : TermsOf(section)) terms.push_back(std::move(term));
  }
  return terms;
}

v1::ItemLineage LineageOf(const DeriveSource& source, const Term& term) {
  // The row says it best; running text is better only where it holds the term and
  // much of the definition, which BestSentence prefers.
  return Reread(source, {term.section, term.part, absl::StrCat(term.term, ": ", term.definition)}, term.term,
                term.definition);
}

std::vector<std::string> Others(const std::vector<Term>& terms, const Term& term, std::string Term::*text) {
  std::vector<std::string> others;
  for (const Term& other : terms) {
    if (other.term != term.term && other.definition != term.definition) others.push_back(other.*text);
  }
  return others;
}

}  // namespace

void DeriveTerms(const DeriveSource& source, std::vector<v1::Item>& items) {
  const std::vector<Term> terms = TermsOf(source.explanation);
  for (const Term& term : terms) {
    v1::Item by_definition;
    by_definition.set_prompt(absl::StrCat(source.phrases.which_term, "\n\n", Quoted(term.definition)));
    FillChoice(by_definition, term.term, Others(terms, term, &Term::term), SeedFor(source.seed, "term " + term.term));
    v1::Item by_term;
    by_term.set_prompt(absl::Substitute(source.phrases.what_means, term.term));
    FillChoice(by_term, term.definition, Others(terms, term, &Term::definition),
               SeedFor(source.seed, "definition " + term.term));
    for (v1::Item* item : {&by_definition, &by_term}) {
      if (!item->has_single_choice()) continue;
      *item->mutable_lineage() = LineageOf(source, term);
      items.push_back(std::move(*item));
    }
  }
}

void DeriveTrueFalse(const DeriveSource& source, std::vector<v1::Item>& items) {
  const std::vector<Term> terms = TermsOf(source.explanation);
  for (const Term& term : terms) {
    Chance chance(SeedFor(source.seed, "claim " + term.term));
    const std::vector<std::string> others = Others(terms, term, &Term::definition);
    const bool truth = others.empty() || chance.Below(2) == 0;
    v1::Item item;
    item.set_prompt(absl::StrCat(absl::Substitute(source.phrases.is_it_so, term.term), "\n\n",
                                 Quoted(truth ? term.definition : others[chance.Below(others.size())])));
    item.mutable_true_false()->set_answer(truth);
    item.set_explanation(absl::StrCat(term.term, ": ", term.definition));
    *item.mutable_lineage() = LineageOf(source, term);
    items.push_back(std::move(item));
  }
}

void DeriveMatching(const DeriveSource& source, std::vector<v1::Item>& items) {
  for (const auto& section : source.explanation.sections()) {
    std::vector<Term> terms = TermsOf(section);
    Shuffle(terms, SeedFor(source.seed, "match " + section.id()));
    for (size_t from = 0; from + 1 < terms.size(); from += kMaxPairs) {
      v1::Item item;
      item.set_prompt(std::string(source.phrases.match_terms));
      for (size_t i = from; i < terms.size() && i < from + kMaxPairs; ++i) {
        auto& pair = *item.mutable_matching()->add_pairs();
        pair.set_stem(terms[i].term);
        pair.set_option(terms[i].definition);
      }
      *item.mutable_lineage() =
          Reread(source, {section.id(), terms[from].part, absl::StrCat(terms[from].term, ": ", terms[from].definition)},
                 "", "");
      items.push_back(std::move(item));
    }
  }
}

}  // namespace lyceum::quiz
