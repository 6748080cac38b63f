// QTI 2 and 3 as one: "responseDeclaration" also finds "qti-response-declaration".
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lyceum::quiz::formats::qti {

// The name of QTI 2 of an element, without a namespace.
std::string NameOf(pugi::xml_node node);
bool Is(pugi::xml_node node, absl::string_view name);
// Elements directly inside, by QTI 2's name; the first, or all.
pugi::xml_node Child(pugi::xml_node node, absl::string_view name);
std::vector<pugi::xml_node> Children(pugi::xml_node node, absl::string_view name);
// By QTI 2's name; "" if there is none.
std::string Attribute(pugi::xml_node node, absl::string_view name);

// Character data directly inside, without the white space around it.
std::string Content(pugi::xml_node node);

// Everything inside as HTML. A block interaction stands as its prompt, one inside a line as "_____", but not at the
// very end.
std::string InnerHtml(pugi::xml_node node);

// All interactions inside, in their order.
std::vector<pugi::xml_node> Interactions(pugi::xml_node node);

// A <responseDeclaration>: what is right, and what each answer is worth.
struct Declaration {
  std::string cardinality, base_type;
  std::vector<std::string> correct;
  struct Entry {
    std::string key;
    double value = 0;
    bool case_sensitive = true;
  };
  bool mapped = false;
  std::vector<Entry> entries;
  double otherwise = 0;
  std::optional<double> lower, upper;
};
// The problem, or "".
std::string ReadDeclaration(pugi::xml_node node, Declaration& declaration);

}  // namespace lyceum::quiz::formats::qti
