#include <algorithm>
#include <cstring>
#include <pugixml.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/markup/xml.h"
#include "services/quiz/formats/cloze.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/moodle_xml.h"
#include "services/quiz/formats/moodle_xml_words.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;

// All character data directly inside, without the white space around it.
std::string Content(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return std::string(absl::StripAsciiWhitespace(text));
}

bool IsTrue(pugi::xml_node node) {
  const std::string text = absl::AsciiStrToLower(Content(node));
  return text == "true" || text == "1";
}

// What readers of a type take; every other element with something in it is listed as lost.
constexpr string_view kKnown[] = {
    "name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "tags", "hint",
    "answer", "single", "shuffleanswers", "answernumbering", "showstandardinstruction", "shownumcorrect",
    "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "usecase", "subquestion", "units",
    "unitgradingtype", "unitpenalty", "showunits", "unitsleft", "category", "info",
    "selectoption", "dragbox"};

class XmlQuestion {
 public:
  explicit XmlQuestion(pugi::xml_node node) : node_(node) {}

  // The question, or why there is none.
  std::string Read(Question& question);

 private:
  std::string ReadCategory();
  std::string ReadCommon();
  std::string ReadAnswers();
  std::string ReadTruth();
  std::string ReadNumbers();
  std::string ReadPairs();
  void ReadUnits();
  void ListLost();
  Text TextAt(pugi::xml_node node, Markup otherwise);
  std::string NumberAt(const char* name, double& number);

  pugi::xml_node node_;
  Question question_;
  std::string problem_;  // of a text, found in passing
};

Text XmlQuestion::TextAt(pugi::xml_node node, Markup otherwise) {
  Text text;
  text.markup = MarkupOf(node.attribute("format").value()).value_or(otherwise);
  text.text = Content(node.child("text"));
  if (text.text.size() > limits::kMaxTextBytes) {
    problem_ = absl::StrCat("has a text of more than ", limits::kMaxTextBytes, " bytes (kMaxTextBytes)");
  }
  for (const pugi::xml_node child : node.children("file")) {
    EmbeddedFile file;
    file.name = child.attribute("name").value();
    file.path = child.attribute("path").value();
    if (file.path.empty()) file.path = "/";
    const std::string encoding = child.attribute("encoding").value(), bytes = Content(child);
    if (encoding != "base64" || !absl::Base64Unescape(bytes, &file.bytes)) {
      problem_ = absl::StrCat("has an embedded file ", file.name, " that is not base64");
    } else if (file.bytes.size() > limits::kMaxEmbeddedFileBytes) {
      problem_ = absl::StrCat("has an embedded file ", file.name, " of more than ", limits::kMaxEmbeddedFileBytes,
                              " bytes (kMaxEmbeddedFileBytes)");
    }
    text.files.push_back(std::move(file));
  }
  return text;
}

std::string XmlQuestion::NumberAt(const char* name, double& number) {
  const pugi::xml_node child = node_.child(name);
  if (!child) return "";
  const auto read = NumberOf(Content(child));
  if (!read || *read < 0 || *read > 1e6) return absl::StrCat("has a <", name, "> that is no number from 0 to 1000000");
  number = *read;
  return "";
}

std::string XmlQuestion::ReadCategory() {
  question_.name = Content(node_.child("category").child("text"));
  question_.text = TextAt(node_.child("info"), Markup::kMoodle);
  question_.id_number = Content(node_.child("idnumber"));
  return "";
}

std::string XmlQuestion::ReadCommon() {
  question_.name = Content(node_.child("name").child("text"));
  question_.text = TextAt(node_.child("questiontext"), Markup::kHtml);
  question_.general_feedback = TextAt(node_.child("generalfeedback"), question_.text.markup);
  if (question_.name.empty()) {
    question_.name = MadeName(question_.text.text);
    question_.name_is_made = true;
  }
  question_.id_number = Content(node_.child("idnumber"));
  for (const pugi::xml_node tag : node_.child("tags").children("tag")) {
    question_.tags.push_back(Content(tag.child("text")));
  }
  for (const pugi::xml_node hint : node_.children("hint")) {
    Text text = TextAt(hint, Markup::kHtml);
    if (!text.empty()) question_.hints.push_back(std::move(text));
  }
  if (node_.child("single")) question_.single = IsTrue(node_.child("single"));
  if (node_.child("shuffleanswers")) question_.shuffle = IsTrue(node_.child("shuffleanswers"));
  question_.case_sensitive = IsTrue(node_.child("usecase"));
  question_.feedback_right = TextAt(node_.child("correctfeedback"), Markup::kHtml);
  question_.feedback_partly = TextAt(node_.child("partiallycorrectfeedback"), Markup::kHtml);
  question_.feedback_wrong = TextAt(node_.child("incorrectfeedback"), Markup::kHtml);
  std::string problem = NumberAt("defaultgrade", question_.mark);
  if (problem.empty()) problem = NumberAt("penalty", question_.penalty);
  return problem;
}

std::string XmlQuestion::ReadAnswers() {
  for (const pugi::xml_node child : node_.children("answer")) {
    if (question_.answers.size() == static_cast<size_t>(limits::kMaxAnswers)) {
      return absl::StrCat("has more than ", limits::kMaxAnswers, " answers (kMaxAnswers)");
    }
    Answer answer;
    answer.text = TextAt(child, Markup::kHtml);
    answer.feedback = TextAt(child.child("feedback"), Markup::kHtml);
    const string_view percent = child.attribute("fraction").value();
    const auto fraction = PercentOf(percent.empty() ? "0" : percent);
    if (!fraction) return absl::StrCat("has an answer with the fraction \"", percent, "\"; it must be -100 to 100");
    answer.fraction = *fraction;
    question_.answers.push_back(std::move(answer));
  }
  return question_.answers.empty() ? "has no answers" : "";
}

std::string XmlQuestion::ReadTruth() {
  if (std::string problem = ReadAnswers(); !problem.empty()) return problem;
  for (Answer& answer : question_.answers) {
    const bool says_true = absl::AsciiStrToLower(answer.text.text) == "true";
    if (answer.fraction == 1'000'000) question_.correct = says_true;
    (says_true ? question_.feedback_true : question_.feedback_false) = std::move(answer.feedback);
  }
  question_.answers.clear();
  return "";
}

void XmlQuestion::ReadUnits() {
  for (const pugi::xml_node unit : node_.child("units").children("unit")) {
    const auto multiplier = NumberOf(Content(unit.child("multiplier")));
    const std::string name = Content(unit.child("unit_name"));
    if (multiplier == 1 && question_.unit.empty()) {
      question_.unit = name;
    } else {
      question_.lost.push_back(absl::StrCat("the unit ", name));
    }
  }
  if (Content(node_.child("unitgradingtype")) == "1") question_.lost.push_back("that the unit is graded");
}

std::string XmlQuestion::ReadNumbers() {
  ReadUnits();
  if (std::string problem = ReadAnswers(); !problem.empty()) return problem;
  auto child = node_.children("answer").begin();
  for (Answer& answer : question_.answers) {
    const std::string tolerance = Content((child++)->child("tolerance"));
    if (answer.text.text == "*") continue;
    const auto number = NumberOf(answer.text.text), off = NumberOf(tolerance.empty() ? "0" : tolerance);
    if (!number) return absl::StrCat("has the answer \"", answer.text.text, "\", which is no number");
    if (!off) return absl::StrCat("has the tolerance \"", tolerance, "\", which is no number");
    answer.number = *number;
    answer.tolerance = *off;
  }
  return "";
}

std::string XmlQuestion::ReadPairs() {
  for (const pugi::xml_node child : node_.children("subquestion")) {
    if (question_.pairs.size() == static_cast<size_t>(limits::kMaxAnswers)) {
      return absl::StrCat("has more than ", limits::kMaxAnswers, " pairs (kMaxAnswers)");
    }
    Pair pair{TextAt(child, Markup::kHtml), TextAt(child.child("answer"), Markup::kPlain)};
    pair.option.markup = Markup::kPlain;
    question_.pairs.push_back(std::move(pair));
  }
  return question_.pairs.empty() ? "has no pairs" : "";
}

void XmlQuestion::ListLost() {
  for (const pugi::xml_node child : node_.children()) {
    if (child.type() != pugi::node_element) continue;
    const string_view name = child.name();
    if (std::find(std::begin(kKnown), std::end(kKnown), name) != std::end(kKnown)) continue;
    const std::string said = child.child("text") ? Content(child.child("text")) : Content(child);
    if (!said.empty()) question_.lost.push_back(absl::StrCat("<", name, ">"));
  }
  if (IsTrue(node_.child("hidden"))) question_.lost.push_back("that the question is hidden");
}

std::string XmlQuestion::Read(Question& question) {
  using Type = Question::Type;
  const std::string type = node_.attribute("type").value();
  std::string problem;
  if (type == "category") {
    question_.type = Type::kCategory;
    problem = ReadCategory();
  } else {
    problem = ReadCommon();
    if (!problem.empty()) return problem;
    if (type == "multichoice") {
      question_.type = Type::kMultipleChoice;
      problem = ReadAnswers();
    } else if (type == "truefalse") {
      question_.type = Type::kTrueFalse;
      problem = ReadTruth();
    } else if (type == "shortanswer") {
      question_.type = Type::kShortAnswer;
      problem = ReadAnswers();
    } else if (type == "numerical") {
      question_.type = Type::kNumerical;
      problem = ReadNumbers();
    } else if (type == "matching") {
      question_.type = Type::kMatching;
      problem = ReadPairs();
    } else if (type == "cloze") {
      problem = ReadGaps(question_);
    } else if (type == "gapselect" || type == "ddwtos") {
      problem = ReadWords(node_, type == "ddwtos", question_);
    } else if (type == "essay" || type == "description") {
      question_.type = type == "essay" ? Type::kEssay : Type::kDescription;
    } else {
      question_.type_name = type;
    }
    ListLost();
  }
  if (problem.empty()) problem = problem_;
  question = std::move(question_);
  return problem;
}

}  // namespace

absl::StatusOr<Reading> ReadMoodleXml(string_view xml) {
  pugi::xml_document tree;
  RETURN_IF_ERROR(ParseXml(xml, limits::kMaxXmlDepth, tree));
  const pugi::xml_node root = tree.document_element();
  if (std::strcmp(root.name(), "quiz") != 0) return InvalidField("data", "is XML, but not of Moodle: it has no <quiz>");
  const Lines lines(xml);
  Reading reading;
  for (const pugi::xml_node child : root.children("question")) {
    // The place of the name; the "<" stands before it.
    const Place place = lines.At(static_cast<size_t>(std::max<ptrdiff_t>(child.offset_debug() - 1, 0)));
    Question question;
    std::string problem = XmlQuestion(child).Read(question);
    if (problem.empty()) {
      reading.Add(place, std::move(question));
    } else {
      reading.Refuse(place, std::move(problem));
    }
  }
  return reading;
}

}  // namespace lyceum::quiz::formats
