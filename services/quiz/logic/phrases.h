// The words around a derived question, in the explanation's language.
#pragma once

#include "absl/strings/string_view.h"

namespace lyceum::quiz {

// "$0" stands for the text asked about.
struct Phrases {
  absl::string_view which_term;     // a definition follows
  absl::string_view what_means;     // $0: a term
  absl::string_view is_it_so;       // $0: a term; a definition follows
  absl::string_view match_terms;
  absl::string_view when_was;       // an event follows
  absl::string_view put_in_order;
};

// By the first subtag of a BCP 47 tag; English where the language is not known.
const Phrases& PhrasesFor(absl::string_view language);

}  // namespace lyceum::quiz
