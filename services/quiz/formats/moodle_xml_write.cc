#include <pugixml.hpp>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/quiz/formats/cloze.h"
#include "services/quiz/formats/moodle_xml.h"
#include "services/quiz/formats/moodle_xml_words.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using Type = Question::Type;

const char* FormatName(Markup markup) {
  switch (markup) {
    case Markup::kMoodle: return "moodle_auto_format";
    case Markup::kHtml: return "html";
    case Markup::kPlain: return "plain_text";
    case Markup::kMarkdown: return "markdown";
  }
  return "";
}

const char* TypeName(const Question& question) {
  switch (question.type) {
    case Type::kWords: return question.drag ? "ddwtos" : "gapselect";
    case Type::kMultipleChoice: return "multichoice";
    case Type::kTrueFalse: return "truefalse";
    case Type::kShortAnswer: return "shortanswer";
    case Type::kNumerical: return "numerical";
    case Type::kMatching: return "matching";
    case Type::kEssay: return "essay";
    case Type::kDescription: return "description";
    case Type::kCloze: return "cloze";
    case Type::kCategory: return "category";
    default: return nullptr;
  }
}

void Say(pugi::xml_node parent, const char* name, const std::string& value) {
  parent.append_child(name).text().set(value.c_str());
}

// <text>, as CDATA where there is markup, and the files it shows.
void Write(pugi::xml_node node, const Text& text) {
  node.append_attribute("format") = FormatName(text.markup);
  pugi::xml_node inside = node.append_child("text");
  if (text.text.find_first_of("<&") != std::string::npos) {
    inside.append_child(pugi::node_cdata).set_value(text.text.c_str());
  } else {
    inside.text().set(text.text.c_str());
  }
  for (const EmbeddedFile& file : text.files) {
    pugi::xml_node child = node.append_child("file");
    child.append_attribute("name") = file.name.c_str();
    child.append_attribute("path") = file.path.c_str();
    child.append_attribute("encoding") = "base64";
    child.text().set(absl::Base64Escape(file.bytes).c_str());
  }
}

pugi::xml_node WriteAnswer(pugi::xml_node node, const Text& text, int64_t fraction, const Text& feedback) {
  pugi::xml_node child = node.append_child("answer");
  child.append_attribute("fraction") = PercentText(fraction).c_str();
  Write(child, text);
  Write(child.append_child("feedback"), feedback);
  return child;
}

void WriteAnswers(pugi::xml_node node, const Question& question) {
  for (const Answer& answer : question.answers) {
    pugi::xml_node child = WriteAnswer(node, answer.text, answer.fraction, answer.feedback);
    if (question.type == Type::kNumerical) Say(child, "tolerance", NumberText(answer.tolerance));
  }
}

void WriteUnit(pugi::xml_node node, const std::string& name) {
  if (name.empty()) return;
  pugi::xml_node unit = node.append_child("units").append_child("unit");
  Say(unit, "multiplier", "1");
  Say(unit, "unit_name", name);
}

void WriteKind(pugi::xml_node node, const Question& question) {
  const Text yes{"true", Markup::kMoodle, {}}, no{"false", Markup::kMoodle, {}};
  switch (question.type) {
    case Type::kMultipleChoice:
      Say(node, "single", question.single ? "true" : "false");
      Say(node, "shuffleanswers", question.shuffle ? "true" : "false");
      Say(node, "answernumbering", "abc");
      return WriteAnswers(node, question);
    case Type::kShortAnswer:
      Say(node, "usecase", question.case_sensitive ? "1" : "0");
      return WriteAnswers(node, question);
    case Type::kNumerical:
      WriteAnswers(node, question);
      return WriteUnit(node, question.unit);
    case Type::kTrueFalse:
      WriteAnswer(node, yes, question.correct ? 1'000'000 : 0, question.feedback_true);
      WriteAnswer(node, no, question.correct ? 0 : 1'000'000, question.feedback_false);
      return;
    case Type::kWords:
      Say(node, "shuffleanswers", question.shuffle ? "1" : "0");
      return WriteWords(node, question);
    case Type::kMatching:
      Say(node, "shuffleanswers", question.shuffle ? "true" : "false");
      for (const Pair& pair : question.pairs) {
        pugi::xml_node child = node.append_child("subquestion");
        Write(child, pair.stem);
        Say(child.append_child("answer"), "text", pair.option.text);
      }
      return;
    default: return;
  }
}

void WriteQuestion(pugi::xml_node node, const Question& question) {
  if (question.type == Type::kCategory) {
    Say(node.append_child("category"), "text", question.name);
    Write(node.append_child("info"), question.text);
    Say(node, "idnumber", question.id_number);
    return;
  }
  Say(node.append_child("name"), "text", question.name);
  Text text = question.text;
  if (question.type == Type::kCloze) text.text = WriteGaps(question);
  if (question.type == Type::kWords) text.text = TextWithWords(question);
  Write(node.append_child("questiontext"), text);
  Write(node.append_child("generalfeedback"), question.general_feedback);
  if (question.type != Type::kCloze) Say(node, "defaultgrade", NumberText(question.mark));
  Say(node, "penalty", NumberText(question.penalty));
  Say(node, "hidden", "0");
  Say(node, "idnumber", question.id_number);
  WriteKind(node, question);
  if (!question.feedback_right.empty()) Write(node.append_child("correctfeedback"), question.feedback_right);
  if (!question.feedback_partly.empty()) Write(node.append_child("partiallycorrectfeedback"), question.feedback_partly);
  if (!question.feedback_wrong.empty()) Write(node.append_child("incorrectfeedback"), question.feedback_wrong);
  for (const Text& hint : question.hints) Write(node.append_child("hint"), hint);
  if (question.tags.empty()) return;
  pugi::xml_node tags = node.append_child("tags");
  for (const std::string& tag : question.tags) Say(tags.append_child("tag"), "text", tag);
}

}  // namespace

std::string WriteMoodleXml(const Question& question, std::vector<std::string>& lost) {
  const char* type = TypeName(question);
  if (type == nullptr) {
    lost.push_back("the whole question: Moodle XML has no such type");
    return "";
  }
  if (question.all_or_nothing) lost.push_back("that only exactly the right choices count");
  if (question.time_limit_s > 0) lost.push_back(absl::StrCat("the time limit of ", question.time_limit_s, " s"));
  for (const Answer& answer : question.answers) {
    if (answer.range) lost.push_back("the ends of a range: Moodle has its middle and half its width");
  }
  pugi::xml_document tree;
  pugi::xml_node node = tree.append_child("question");
  node.append_attribute("type") = type;
  WriteQuestion(node, question);
  std::ostringstream out;
  tree.save(out, "  ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
  return out.str();
}

}  // namespace lyceum::quiz::formats
