#include "services/quiz/formats/own.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "google/protobuf/util/json_util.h"
#include "services/quiz/logic/revise.h"

namespace lyceum::quiz::formats {
namespace {

using google::protobuf::util::JsonStringToMessage;

void AddQuiz(Place place, v1::Quiz quiz, Reading& reading) {
  google::protobuf::RepeatedPtrField<v1::Item> items;
  items.Swap(quiz.mutable_items());
  reading.At(place).head = AuthoredFields(std::move(quiz));
  for (v1::Item& item : items) reading.At(place).item = std::move(item);
}

}  // namespace

Reading ReadJson(absl::string_view text) {
  Reading reading;
  v1::Quiz whole;
  if (JsonStringToMessage({text.data(), text.size()}, &whole).ok()) {
    AddQuiz({1, 1}, std::move(whole), reading);
    return reading;
  }
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    v1::Quiz quiz;
    const auto status = JsonStringToMessage({line.data(), line.size()}, &quiz);
    if (status.ok()) {
      AddQuiz({number, 1}, std::move(quiz), reading);
    } else {
      reading.Refuse({number, 1}, absl::StrCat("is no Quiz in JSON: ", std::string(status.message().substr(0, 200))));
    }
  }
  return reading;
}

absl::StatusOr<Reading> ReadProtobuf(absl::string_view bytes) {
  v1::QuizSet set;
  if (bytes.empty() || !set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidField("data", "is no serialized lyceum.quiz.v1.QuizSet");
  }
  Reading reading;
  int number = 0;
  for (v1::Quiz& quiz : *set.mutable_quizzes()) AddQuiz({++number, 0}, std::move(quiz), reading);
  return reading;
}

absl::StatusOr<std::string> WriteJson(const v1::Quiz& quiz) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(quiz, &json).ok()) return absl::InternalError("a quiz as JSON");
  return json + "\n";
}

}  // namespace lyceum::quiz::formats
