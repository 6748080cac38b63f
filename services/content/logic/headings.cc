#include "services/content/logic/headings.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace lyceum::content {
namespace {

using Words = absl::flat_hash_set<absl::string_view>;

struct RoleWords {
  Role role;
  // One of these anywhere in the heading, as whole words.
  std::vector<absl::string_view> phrases;
  // One of these as the first or last word of a heading of at most five words.
  std::vector<absl::string_view> words;
};

const std::vector<RoleWords>& Lexicon() {
  static const auto& lexicon = *new std::vector<RoleWords>{
      {Role::kFaq,
       {"frequently asked questions", "common questions", "questions and answers", "häufig gestellte fragen",
        "häufige fragen", "fragen und antworten", "questions fréquentes", "foire aux questions",
        "preguntas frecuentes"},
       {"faq", "faqs"}},
      {Role::kFlashcards,
       {"test yourself", "quiz yourself", "check yourself", "teste dich", "cartes mémoire", "tarjetas de memoria"},
       {"flashcards", "flashcard", "karteikarten", "lernkarten"}},
      {Role::kTakeaways,
       {"key takeaways", "key points", "main points", "in a nutshell", "das wichtigste", "auf einen blick",
        "points clés", "à retenir", "puntos clave", "ideas clave"},
       {"takeaways", "takeaway"}},
      {Role::kTerms,
       {"key terms", "key words", "terms to know", "wichtige begriffe", "termes clés", "términos clave"},
       {"glossary", "glossar", "glossaire", "glosario", "terms", "keywords", "begriffe", "vocabulary"}},
      {Role::kTimeline,
       {"key dates", "wichtige daten", "dates clés", "fechas clave"},
       {"timeline", "chronology", "zeitleiste", "zeittafel", "chronologie", "cronología"}}};
  return lexicon;
}

bool Is(absl::string_view cell, const Words& words) { return words.contains(FoldedWords(cell)); }

}  // namespace

std::string FoldedWords(absl::string_view text) {
  icu::UnicodeString folded =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))).foldCase();
  std::string lower, out;
  folded.toUTF8String(lower);
  for (char c : lower) {
    bool space = absl::ascii_isspace(static_cast<unsigned char>(c));
    if (!space) out.push_back(c);
    if (space && !out.empty() && out.back() != ' ') out.push_back(' ');
  }
  auto is_mark = [](char c) { return c == ' ' || absl::ascii_ispunct(static_cast<unsigned char>(c)); };
  while (!out.empty() && is_mark(out.back())) out.pop_back();
  out.erase(out.begin(), std::find_if_not(out.begin(), out.end(), is_mark));
  return out;
}

Role RoleOfHeading(absl::string_view heading) {
  std::string padded = absl::StrCat(" ", FoldedWords(heading), " ");
  auto spaces = std::count(padded.begin(), padded.end(), ' ');
  for (const RoleWords& entry : Lexicon()) {
    for (absl::string_view phrase : entry.phrases) {
      if (absl::StrContains(padded, absl::StrCat(" ", phrase, " "))) return entry.role;
    }
    for (absl::string_view word : entry.words) {
      if (spaces > 6) continue;
      if (absl::StartsWith(padded, absl::StrCat(" ", word, " ")) ||
          absl::EndsWith(padded, absl::StrCat(" ", word, " "))) {
        return entry.role;
      }
    }
  }
  return Role::kNone;
}

bool IsTermHead(absl::string_view cell) {
  static const auto& words = *new Words{"term",    "terms",    "key term", "word",    "concept",  "name",
                                        "begriff", "begriffe", "terme",    "término", "concepto", "notion"};
  return Is(cell, words);
}

bool IsDefinitionHead(absl::string_view cell) {
  static const auto& words = *new Words{"definition", "definitions", "meaning",    "explanation", "description",
                                        "erklärung",  "bedeutung",   "definición", "définition",  "significado"};
  return Is(cell, words);
}

bool IsDateHead(absl::string_view cell) {
  static const auto& words = *new Words{"date", "dates", "year",  "when", "time",  "period", "datum",   "jahr",
                                        "wann", "année", "fecha", "año",  "years", "zeit",   "zeitraum"};
  return Is(cell, words);
}

bool IsQuestionHead(absl::string_view cell) {
  static const auto& words = *new Words{"question", "front", "frage", "vorderseite", "pregunta", "q"};
  return Is(cell, words);
}

bool IsAnswerHead(absl::string_view cell) {
  static const auto& words = *new Words{"answer", "back", "antwort", "rückseite", "réponse", "respuesta", "a"};
  return Is(cell, words);
}

}  // namespace lyceum::content
