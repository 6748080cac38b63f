// For the tests: files from outside the project, and questions in the neutral form those come with.
#pragma once

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "services/quiz/formats/question.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {

using nlohmann::json;

// A file below data/ of the shared folder; "" where it is absent, and then says so.
inline std::string SharedFile(const std::string& path) {
  const char* shared = std::getenv("LYCEUM_SHARED");
  std::ifstream in(absl::StrCat(shared == nullptr ? "../shared" : shared, "/data/", path), std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  if (bytes.str().empty()) std::cout << "\n*** " << path << " IS ABSENT: its cases were NOT run ***\n\n";
  return bytes.str();
}

inline std::vector<json> JsonLines(const std::string& text) {
  std::vector<json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.push_back(json::parse(line));
  }
  return lines;
}

// How a question differs from one in neutral form, as "field: this is not that", or "".
class Difference {
 public:
  Difference(const Question& question, const json& expected) : question_(question), expected_(expected) {}

  std::string Find() {
    Same("type", TypeName(), expected_["type"]);
    if (question_.type == Question::Type::kCategory) {
      Same("category", question_.name, expected_["category"]);
      return said_;
    }
    Same("text", Trimmed(question_.text.text), Trimmed(expected_["text"]));
    Same("text_format", FormatName(question_.text.markup), expected_["text_format"]);
    Same("name", question_.name, expected_["name"]);
    Same("general_feedback", question_.general_feedback.text, expected_.value("general_feedback", ""));
    Near("default_mark", question_.mark, expected_["default_mark"]);
    Near("penalty", question_.penalty, expected_["penalty"]);
    Same("id_number", question_.id_number, expected_.value("id_number", ""));
    if (expected_.contains("single")) Same("single", question_.single, expected_["single"]);
    if (expected_.contains("correct")) {
      Same("correct", question_.correct, expected_["correct"]);
      Same("feedback_true", question_.feedback_true.text, expected_.value("feedback_true", ""));
      Same("feedback_false", question_.feedback_false.text, expected_.value("feedback_false", ""));
    }
    if (expected_.contains("case_sensitive")) Same("case", question_.case_sensitive, expected_["case_sensitive"]);
    CompareLists();
    return said_;
  }

 private:
  static std::string Trimmed(const std::string& text) { return std::string(absl::StripAsciiWhitespace(text)); }
  static std::string FormatName(Markup markup) {
    switch (markup) {
      case Markup::kMoodle: return "moodle_auto";
      case Markup::kHtml: return "html";
      case Markup::kPlain: return "plain";
      case Markup::kMarkdown: return "markdown";
    }
    return "";
  }
  std::string TypeName() const {
    switch (question_.type) {
      case Question::Type::kMultipleChoice: return "multichoice";
      case Question::Type::kTrueFalse: return "truefalse";
      case Question::Type::kShortAnswer: return "shortanswer";
      case Question::Type::kNumerical: return "numerical";
      case Question::Type::kMatching: return "match";
      case Question::Type::kEssay: return "essay";
      case Question::Type::kDescription: return "description";
      case Question::Type::kCloze: return "multianswer";
      case Question::Type::kCategory: return "category";
      default: return question_.type_name;
    }
  }
  template <class Value>
  void Same(const std::string& what, const Value& got, const json& expected) {
    if (json(got) != expected) absl::StrAppend(&said_, what, ": ", json(got).dump(), " is not ", expected.dump(), "; ");
  }
  void Near(const std::string& what, double got, double expected) {
    if (std::fabs(got - expected) > 1e-6) absl::StrAppend(&said_, what, ": ", got, " is not ", expected, "; ");
  }

  void CompareAnswers(const std::vector<Answer>& answers, const json& expected, bool numbers) {
    Same("answers", answers.size(), expected.size());
    for (size_t i = 0; i < answers.size() && i < expected.size(); ++i) {
      const Answer& got = answers[i];
      const json& want = expected[i];
      if (want["text"].is_number()) {
        Near("number", got.number, want["text"]);
      } else {
        Same("answer", got.text.text, want["text"]);
      }
      Near("fraction", static_cast<double>(got.fraction) / 1e6, want["fraction"]);
      Same("feedback", Trimmed(got.feedback.text), Trimmed(want.value("feedback", "")));
      if (numbers && want.contains("tolerance") && want["tolerance"].is_number()) {
        Near("tolerance", got.tolerance, want["tolerance"]);
      }
      if (want.contains("format")) Same("format", FormatName(got.text.markup), want["format"]);
    }
  }

  void CompareLists() {
    const json none = json::array();
    CompareAnswers(question_.answers, expected_.value("answers", none),
                   question_.type == Question::Type::kNumerical);
    const json pairs = expected_.value("pairs", none);
    Same("pairs", question_.pairs.size(), pairs.size());
    for (size_t i = 0; i < question_.pairs.size() && i < pairs.size(); ++i) {
      Same("stem", question_.pairs[i].stem.text, pairs[i]["stem"]);
      Same("option", question_.pairs[i].option.text, pairs[i]["answer"]);
    }
    const json gaps = expected_.value("subquestions", none);
    Same("gaps", question_.gaps.size(), gaps.size());
    for (size_t i = 0; i < question_.gaps.size() && i < gaps.size(); ++i) {
      Near("gap mark", question_.gaps[i].mark, gaps[i]["mark"]);
      CompareAnswers(question_.gaps[i].answers, gaps[i]["answers"], false);
    }
    const json hints = expected_.value("hints", none);
    Same("hints", question_.hints.size(), hints.size());
    for (size_t i = 0; i < question_.hints.size() && i < hints.size(); ++i) {
      Same("hint", question_.hints[i].text, hints[i]);
    }
    if (expected_.contains("tags")) Same("tags", question_.tags, expected_["tags"]);
  }

  const Question& question_;
  const json& expected_;
  std::string said_;
};

}  // namespace lyceum::quiz::formats
