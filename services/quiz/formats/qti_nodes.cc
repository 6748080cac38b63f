#include "services/quiz/formats/qti_nodes.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats::qti {
namespace {

using absl::string_view;

// "base-type" is "baseType".
std::string Camel(string_view kebab) {
  std::string camel;
  bool upper = false;
  for (const char c : kebab) {
    if (c == '-') {
      upper = true;
      continue;
    }
    camel.push_back(upper ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c);
    upper = false;
  }
  return camel;
}

std::string Kebab(string_view camel) {
  std::string kebab;
  for (const char c : camel) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c))) kebab.push_back('-');
    kebab.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return kebab;
}

constexpr string_view kGap = "_____";

void WriteHtml(pugi::xml_node node, std::string& out) {
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      out += EscapeHtml(child.value());
      continue;
    }
    if (child.type() != pugi::node_element) continue;
    const std::string name = NameOf(child);
    if (absl::EndsWith(name, "Interaction")) {
      const bool in_line = name == "textEntryInteraction" || name == "inlineChoiceInteraction";
      if (in_line) {
        absl::StrAppend(&out, kGap);
      } else if (const pugi::xml_node prompt = Child(child, "prompt")) {
        out += "<p>";
        WriteHtml(prompt, out);
        out += "</p>";
      }
      continue;
    }
    absl::StrAppend(&out, "<", name);
    for (const char* attribute : {"href", "src", "alt"}) {
      const string_view value = child.attribute(attribute).value();
      if (!value.empty()) absl::StrAppend(&out, " ", attribute, "=\"", absl::StrCat(EscapeHtml(value)), "\"");
    }
    out += ">";
    WriteHtml(child, out);
    absl::StrAppend(&out, "</", name, ">");
  }
}

void Collect(pugi::xml_node node, std::vector<pugi::xml_node>& found) {
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    absl::EndsWith(NameOf(child), "Interaction") ? found.push_back(child) : Collect(child, found);
  }
}

// An attribute that is a number, or absent.
std::string ReadBound(pugi::xml_node node, string_view name, std::optional<double>& bound) {
  const std::string text = Attribute(node, name);
  if (text.empty()) return "";
  bound = NumberOf(text);
  return bound ? "" : absl::StrCat("has ", name, "=\"", text, "\", which is no number");
}

}  // namespace

std::string NameOf(pugi::xml_node node) {
  string_view name = node.name();
  if (const size_t colon = name.find(':'); colon != string_view::npos) name.remove_prefix(colon + 1);
  return absl::ConsumePrefix(&name, "qti-") ? Camel(name) : std::string(name);
}

bool Is(pugi::xml_node node, string_view name) { return NameOf(node) == name; }

pugi::xml_node Child(pugi::xml_node node, string_view name) {
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element && Is(child, name)) return child;
  }
  return pugi::xml_node();
}

std::vector<pugi::xml_node> Children(pugi::xml_node node, string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element && Is(child, name)) found.push_back(child);
  }
  return found;
}

std::string Attribute(pugi::xml_node node, string_view name) {
  const std::string plain(name);
  if (const pugi::xml_attribute found = node.attribute(plain.c_str())) return found.value();
  return node.attribute(Kebab(name).c_str()).value();
}

std::string Content(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return std::string(absl::StripAsciiWhitespace(text));
}

std::string InnerHtml(pugi::xml_node node) {
  std::string html;
  WriteHtml(node, html);
  // A gap with nothing but the ends of elements behind it.
  if (const size_t at = string_view(html).rfind(kGap); at != std::string::npos) {
    const std::string behind = StripElements(html.substr(at + kGap.size()));
    if (absl::StripAsciiWhitespace(behind).empty()) html.erase(at, kGap.size());
  }
  return html;
}

std::vector<pugi::xml_node> Interactions(pugi::xml_node node) {
  std::vector<pugi::xml_node> found;
  Collect(node, found);
  return found;
}

std::string ReadDeclaration(pugi::xml_node node, Declaration& declaration) {
  declaration.cardinality = Attribute(node, "cardinality");
  declaration.base_type = Attribute(node, "baseType");
  for (const pugi::xml_node value : Children(Child(node, "correctResponse"), "value")) {
    declaration.correct.push_back(Content(value));
  }
  const pugi::xml_node mapping = Child(node, "mapping");
  declaration.mapped = !mapping.empty();
  for (const pugi::xml_node entry : Children(mapping, "mapEntry")) {
    const std::string value = Attribute(entry, "mappedValue");
    const auto worth = NumberOf(value);
    if (!worth) return absl::StrCat("has mappedValue=\"", value, "\", which is no number");
    if (declaration.entries.size() == static_cast<size_t>(limits::kMaxAnswers)) {
      return absl::StrCat("has more than ", limits::kMaxAnswers, " mapped values (kMaxAnswers)");
    }
    declaration.entries.push_back({Attribute(entry, "mapKey"), *worth, Attribute(entry, "caseSensitive") != "false"});
  }
  std::optional<double> otherwise;
  std::string problem = ReadBound(mapping, "defaultValue", otherwise);
  declaration.otherwise = otherwise.value_or(0);
  if (problem.empty()) problem = ReadBound(mapping, "lowerBound", declaration.lower);
  if (problem.empty()) problem = ReadBound(mapping, "upperBound", declaration.upper);
  return problem;
}

}  // namespace lyceum::quiz::formats::qti
