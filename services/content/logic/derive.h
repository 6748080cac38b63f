// Flashcards out of an explanation's own parts, each with the place it came from.
#pragma once

#include <vector>

#include "lyceum/content/v1/explanation.pb.h"
#include "lyceum/content/v1/flashcard.pb.h"

namespace lyceum::content {

// A card that could be made.
struct CardCandidate {
  // What it asks for, so that a caller may choose.
  enum class Origin { kDefinition, kTerm, kEvent, kDate, kPair, kFaq, kClozeTerm, kClozeDate };
  Origin origin = Origin::kTerm;
  // Kind, texts and lineage; the span is where the answer stands. No name.
  v1::Flashcard card{};
};

// All candidates in reading order, at most kMaxDerivedCards: term and definition both
// ways, timeline date and event both ways, question/answer pairs, FAQ entries that have a
// question, and cloze cards from definitions that use their term and events that state a date.
// Pure: the same revision gives the same cards. Sections must have ids.
std::vector<CardCandidate> DeriveFlashcards(const v1::Explanation& explanation);

}  // namespace lyceum::content
