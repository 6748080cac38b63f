#include "services/quiz/logic/phrases.h"

#include <string>

#include "absl/strings/ascii.h"

namespace lyceum::quiz {
namespace {

constexpr Phrases kEnglish = {"Which term is meant?",
                              "What does “$0” mean?",
                              "True or false: this is what “$0” means.",
                              "Match each term with its meaning.",
                              "When did this happen?",
                              "Put these events in order, the earliest first."};
constexpr Phrases kGerman = {"Welcher Begriff ist gemeint?",
                             "Was bedeutet „$0“?",
                             "Wahr oder falsch: Das bedeutet „$0“.",
                             "Ordne jedem Begriff seine Bedeutung zu.",
                             "Wann geschah das?",
                             "Bringe diese Ereignisse in die richtige Reihenfolge, das früheste zuerst."};
constexpr Phrases kFrench = {"De quel terme s’agit-il ?",
                             "Que signifie « $0 » ?",
                             "Vrai ou faux : voici ce que signifie « $0 ».",
                             "Associez chaque terme à sa signification.",
                             "Quand cela s’est-il passé ?",
                             "Classez ces événements, du plus ancien au plus récent."};
constexpr Phrases kSpanish = {"¿De qué término se trata?",
                              "¿Qué significa «$0»?",
                              "Verdadero o falso: esto es lo que significa «$0».",
                              "Relaciona cada término con su significado.",
                              "¿Cuándo ocurrió esto?",
                              "Ordena estos acontecimientos, empezando por el más antiguo."};

}  // namespace

const Phrases& PhrasesFor(absl::string_view language) {
  const std::string primary = absl::AsciiStrToLower(language.substr(0, language.find('-')));
  if (primary == "de") return kGerman;
  if (primary == "fr") return kFrench;
  if (primary == "es") return kSpanish;
  return kEnglish;
}

}  // namespace lyceum::quiz
