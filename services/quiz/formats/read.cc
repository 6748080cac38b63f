#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/charset.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/quiz/formats/aiken.h"
#include "services/quiz/formats/cloze.h"
#include "services/quiz/formats/gift.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/formats/kahoot.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/missing_word.h"
#include "services/quiz/formats/moodle_xml.h"
#include "services/quiz/formats/own.h"
#include "services/quiz/formats/qti.h"
#include "services/quiz/formats/quizlet.h"
#include "services/quiz/formats/trivia.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;

constexpr size_t kWhereToLook = 4096;

bool IsZip(string_view bytes) { return absl::StartsWith(bytes, "PK\x03\x04"); }

// Has "{1:SHORTANSWER:" or the like.
bool LooksLikeCloze(string_view text) {
  for (size_t at = text.find('{'); at != string_view::npos; at = text.find('{', at + 1)) {
    size_t next = at + 1;
    while (next < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[next]))) ++next;
    const string_view rest = text.substr(next);
    if (rest.size() > 2 && rest[0] == ':' && absl::ascii_isupper(static_cast<unsigned char>(rest[1])) &&
        absl::ascii_isupper(static_cast<unsigned char>(rest[2]))) {
      return true;
    }
  }
  return false;
}

absl::StatusOr<Reading> ReadText(v1::QuizFormat format, string_view text) {
  switch (format) {
    case v1::QUIZ_FORMAT_GIFT: return ReadGift(text);
    case v1::QUIZ_FORMAT_AIKEN: return ReadAiken(text);
    case v1::QUIZ_FORMAT_MISSING_WORD: return ReadMissingWord(text);
    case v1::QUIZ_FORMAT_MOODLE_XML: return ReadMoodleXml(text);
    case v1::QUIZ_FORMAT_CLOZE: return ReadCloze(text);
    case v1::QUIZ_FORMAT_QTI: return ReadQti(text);
    case v1::QUIZ_FORMAT_QUIZLET: return ReadQuizlet(text);
    case v1::QUIZ_FORMAT_JSON: return ReadJson(text);
    case v1::QUIZ_FORMAT_TRIVIA: return ReadTrivia(text);
    default: return InvalidField("format", "must be one of the formats");
  }
}

}  // namespace

v1::QuizFormat DetectFormat(string_view file_name, string_view bytes) {
  const std::string name = absl::AsciiStrToLower(file_name);
  if (IsZip(bytes)) return absl::EndsWith(name, ".xlsx") ? v1::QUIZ_FORMAT_KAHOOT : v1::QUIZ_FORMAT_QTI;
  const string_view head = absl::StripLeadingAsciiWhitespace(bytes.substr(0, kWhereToLook));
  if (absl::EndsWith(name, ".pb")) return v1::QUIZ_FORMAT_PROTOBUF;
  if (absl::EndsWith(name, ".gift") || absl::EndsWith(name, ".gift.txt")) return v1::QUIZ_FORMAT_GIFT;
  if (absl::EndsWith(name, ".tsv") || absl::EndsWith(name, ".csv")) return v1::QUIZ_FORMAT_QUIZLET;
  if (absl::StrContains(head, "<quiz")) return v1::QUIZ_FORMAT_MOODLE_XML;
  if (absl::StrContains(head, "assessmentItem") || absl::StrContains(head, "qti-assessment-item")) {
    return v1::QUIZ_FORMAT_QTI;
  }
  if (absl::StartsWith(head, "{\"") || absl::StartsWith(head, "{\n") || absl::StartsWith(head, "{ ")) {
    return absl::StrContains(head, "\"options\"") ? v1::QUIZ_FORMAT_TRIVIA : v1::QUIZ_FORMAT_JSON;
  }
  if (absl::StrContains(bytes, "\nANSWER:")) return v1::QUIZ_FORMAT_AIKEN;
  if (LooksLikeCloze(head)) return v1::QUIZ_FORMAT_CLOZE;
  if (absl::StrContains(head, "{") || absl::StrContains(head, "::") || absl::StrContains(head, "//")) {
    return v1::QUIZ_FORMAT_GIFT;
  }
  if (absl::StrContains(head.substr(0, head.find('\n')), "\t")) return v1::QUIZ_FORMAT_QUIZLET;
  return IsUtf8(head.substr(0, head.rfind('\n'))) ? v1::QUIZ_FORMAT_GIFT : v1::QUIZ_FORMAT_PROTOBUF;
}

absl::StatusOr<Reading> ReadQuestions(v1::QuizFormat format, string_view bytes) {
  if (bytes.size() > limits::kMaxFileBytes) {
    return InvalidField("data", absl::StrCat("must have at most ", limits::kMaxFileBytes, " bytes (kMaxFileBytes)"));
  }
  absl::StatusOr<Reading> reading;
  if (format == v1::QUIZ_FORMAT_PROTOBUF) {
    reading = ReadProtobuf(bytes);
  } else if (format == v1::QUIZ_FORMAT_KAHOOT) {
    reading = ReadKahoot(bytes);
  } else if (format == v1::QUIZ_FORMAT_QTI && IsZip(bytes)) {
    reading = ReadQtiPackage(bytes);
  } else {
    ASSIGN_OR_RETURN(const std::string text, ToUtf8(bytes));
    reading = ReadText(format, text);
  }
  RETURN_IF_ERROR(reading.status());
  if (reading->entries.size() > static_cast<size_t>(limits::kMaxQuestions)) {
    return InvalidField("data", absl::StrCat("has ", reading->entries.size(), " questions; it may have ",
                                             limits::kMaxQuestions, " (kMaxQuestions)"));
  }
  return reading;
}

}  // namespace lyceum::quiz::formats
