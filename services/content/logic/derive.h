// Flashcards out of an explanation's own parts, each with the place it came from.
#pragma once

#include <string>
#include <vector>

#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

// A card that could be made. Basic cards have front and back; cloze cards have `text`
// such as "The {{c1::Politburo}} set the policy".
struct CardCandidate {
  enum class Kind { kBasic, kCloze };
  // What it was made from, so that a caller may choose.
  enum class Origin { kTerm, kDefinition, kTimelineDate, kTimelineEvent, kPair, kFaq, kClozeTerm, kClozeDate };
  Kind kind = Kind::kBasic;
  Origin origin = Origin::kTerm;
  std::string front;
  std::string back;
  std::string text;
  // Explanation, revision, and the span the answer stands in.
  v1::Lineage lineage;
};

// All candidates in reading order, at most kMaxDerivedCards: term and definition both
// ways, timeline date and event both ways, question/answer pairs, FAQ entries that have a
// question, and cloze cards from definitions that use their term and events that state a date.
// Pure: the same revision gives the same cards. Sections must have ids.
std::vector<CardCandidate> DeriveFlashcards(const v1::Explanation& explanation);

}  // namespace lyceum::content
