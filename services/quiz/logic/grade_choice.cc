// Single and multiple choice.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade_kinds.h"

namespace lyceum::quiz {
namespace {

using limits::kWhole;

template <class Choices>
const v1::Choice* Find(const Choices& choices, const std::string& id) {
  const auto found = std::find_if(choices.begin(), choices.end(), [&](const v1::Choice& c) { return c.id() == id; });
  return found == choices.end() ? nullptr : &*found;
}

}  // namespace

absl::Status CheckSingleChoice(const v1::SingleChoice& item, const std::string& response,
                               const std::string& at) {
  if (Find(item.choices(), response) != nullptr) return absl::OkStatus();
  return InvalidField(at + ".single_choice", "must be the id of one of the item's choices");
}

Judgement GradeSingleChoice(const v1::SingleChoice& item, const std::string& response) {
  const v1::Choice* choice = Find(item.choices(), response);
  if (choice == nullptr) return {};
  const int64_t fraction = choice->has_fraction_micros() ? choice->fraction_micros() : choice->correct() ? kWhole : 0;
  return {Share{fraction, kWhole}, choice->feedback()};
}

absl::Status CheckMultipleChoice(const v1::MultipleChoice& item, const v1::ChoiceSet& response,
                                 const std::string& at) {
  std::set<std::string> seen;
  for (int i = 0; i < response.choices_size(); ++i) {
    const std::string field = absl::StrCat(at, ".multiple_choice.choices[", i, "]");
    if (Find(item.choices(), response.choices(i)) == nullptr) {
      return InvalidField(field, "must be the id of one of the item's choices");
    }
    if (!seen.insert(response.choices(i)).second) return InvalidField(field, "must not repeat a choice");
  }
  return absl::OkStatus();
}

Judgement GradeMultipleChoice(const v1::MultipleChoice& item, const v1::ChoiceSet& response) {
  int64_t right = 0, wrong = 0;
  for (const v1::Choice& choice : item.choices()) ++(choice.correct() ? right : wrong);
  right = std::max<int64_t>(right, 1);
  wrong = std::max<int64_t>(wrong, 1);

  // One common denominator keeps thirds and sevenths exact.
  Share share{0, kWhole * right * wrong};
  std::vector<std::string> feedback;
  int64_t chosen_right = 0, chosen_wrong = 0;
  for (const std::string& id : response.choices()) {
    const v1::Choice* choice = Find(item.choices(), id);
    if (choice == nullptr) continue;
    ++(choice->correct() ? chosen_right : chosen_wrong);
    share.num += choice->has_fraction_micros() ? choice->fraction_micros() * right * wrong
                 : choice->correct()           ? kWhole * wrong
                                               : -kWhole * right;
    if (!choice->feedback().empty()) feedback.push_back(choice->feedback());
  }
  if (item.all_or_nothing()) share = chosen_right == right && chosen_wrong == 0 ? kEverything : kNothing;
  return {share, absl::StrJoin(feedback, "\n\n")};
}

}  // namespace lyceum::quiz
