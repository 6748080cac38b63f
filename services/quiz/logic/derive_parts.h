// The makers of questions behind derive.h, one for each part of an explanation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lyceum/content/v1/explanation.pb.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "services/quiz/logic/phrases.h"
#include "services/quiz/logic/sentences.h"

namespace lyceum::quiz {

// What all makers need.
struct DeriveSource {
  const content::v1::Explanation& explanation;
  const Phrases& phrases;
  std::vector<Sentence> sentences;
  uint64_t seed;
};

// Where a text of the explanation stands.
struct TextPlace {
  std::string section, part, text;
};

// Lineage with the running sentence that says `answer` in the words of `context`;
// where there is none, with the text at `place` itself.
v1::ItemLineage Reread(const DeriveSource& source, const TextPlace& place, const std::string& answer,
                       const std::string& context);

// A single choice of `answer` and up to three `others`, all in an order of
// chance; nothing is set if there is no other. Texts that do not fit a choice
// are passed over.
void FillChoice(v1::Item& item, const std::string& answer, std::vector<std::string> others, uint64_t seed);

// "> text" on every line: the quotation block of Markdown.
std::string Quoted(const std::string& text);

void DeriveTerms(const DeriveSource& source, std::vector<v1::Item>& items);
void DeriveTrueFalse(const DeriveSource& source, std::vector<v1::Item>& items);
void DeriveMatching(const DeriveSource& source, std::vector<v1::Item>& items);
void DeriveDates(const DeriveSource& source, std::vector<v1::Item>& items);
void DeriveOrdering(const DeriveSource& source, std::vector<v1::Item>& items);
void DeriveQuestions(const DeriveSource& source, std::vector<v1::Item>& items);

}  // namespace lyceum::quiz
