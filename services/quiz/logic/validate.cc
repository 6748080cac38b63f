#include "services/quiz/logic/attempt_rules.h"
#include "services/quiz/logic/validate.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/text.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade.h"

namespace lyceum::quiz {
namespace {

bool IsIdChar(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-'; }

void CheckSeconds(const google::protobuf::Duration& span, absl::Duration max, absl::string_view path,
                  Violations& violations) {
  const int64_t limit = absl::ToInt64Seconds(max);
  if (span.seconds() < 0 || span.seconds() > limit || span.nanos() != 0) {
    violations.Add(path, absl::StrCat("must be whole seconds from 0 to ", limit));
  }
}

void ValidateLineage(const v1::ItemLineage& lineage, const std::string& path, Violations& violations) {
  CheckLength(lineage.quote(), 0, limits::kMaxExplanationChars, path + ".quote", violations);
  CheckLength(lineage.section(), 0, limits::kMaxIdChars, path + ".section", violations);
  CheckLength(lineage.part(), 0, limits::kMaxIdChars, path + ".part", violations);
  if (lineage.revision() < 0) violations.Add(path + ".revision", "must not be negative");
}

}  // namespace

void CheckLength(absl::string_view text, int min, int max, const std::string& path, Violations& violations) {
  const int length = Length(text);
  if (length < min || length > max) violations.Add(path, absl::StrCat("must have ", min, " to ", max, " characters"));
}

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= static_cast<size_t>(limits::kMaxIdChars) &&
         std::all_of(id.begin(), id.end(), IsIdChar);
}

void CheckTopicPath(const google::protobuf::RepeatedPtrField<std::string>& topic, const std::string& path,
                    Violations& violations) {
  if (topic.size() > limits::kMaxTopicDepth) {
    violations.Add(path, absl::StrCat("must have at most ", limits::kMaxTopicDepth, " segments"));
  }
  for (int i = 0; i < topic.size(); ++i) {
    if (!IsId(topic[i])) violations.Add(absl::StrCat(path, "[", i, "]"), "must be 1 to 64 characters of a-z 0-9 -");
  }
}

void ValidatePolicy(const v1::QuizPolicy& policy, Violations& violations) {
  CheckSeconds(policy.time_limit(), limits::kMaxTimeLimit, "quiz.policy.time_limit", violations);
  CheckSeconds(policy.grace(), limits::kMaxGrace, "quiz.policy.grace", violations);
  if (policy.attempts_allowed() < 0 || policy.attempts_allowed() > limits::kMaxAttemptsAllowed) {
    violations.Add("quiz.policy.attempts_allowed", absl::StrCat("must be 0 to ", limits::kMaxAttemptsAllowed));
  }
  if (policy.allow_change() && policy.feedback() == v1::QuizPolicy::FEEDBACK_IMMEDIATE) {
    violations.Add("quiz.policy.allow_change", "needs deferred feedback: an answer that was shown cannot change");
  }
  const v1::Behaviour& behaviour = policy.behaviour();
  if (!v1::Behaviour::Kind_IsValid(behaviour.kind())) {
    violations.Add("quiz.policy.behaviour.kind", "must be one of the kinds of Behaviour");
  }
  if (behaviour.penalty_micros() < 0 || behaviour.penalty_micros() > limits::kWhole) {
    violations.Add("quiz.policy.behaviour.penalty_micros", absl::StrCat("must be 0 to ", limits::kWhole));
  }
  if (policy.allow_change() && TakesSteps(policy)) {
    violations.Add("quiz.policy.allow_change", "must not be set with a behaviour of several steps");
  }
}

void ValidateItem(const v1::Item& item, const std::string& path, Violations& violations) {
  if (!IsId(item.id())) violations.Add(path + ".id", "must be 1 to 64 characters of a-z 0-9 -");
  CheckLength(item.prompt(), 1, limits::kMaxPromptChars, path + ".prompt", violations);
  if (!IsGraded(item.kind_case())) {
    if (item.points() != 0) violations.Add(path + ".points", "must be 0: an item of this kind is not graded");
  } else if (item.points() < 1 || item.points() > limits::kMaxItemPoints) {
    violations.Add(path + ".points", absl::StrCat("must be 1 to ", limits::kMaxItemPoints, " micro-points"));
  }
  CheckLength(item.title(), 0, limits::kMaxTitleChars, path + ".title", violations);
  CheckLength(item.explanation(), 0, limits::kMaxExplanationChars, path + ".explanation", violations);
  if (item.hints_size() > limits::kMaxHints) {
    violations.Add(path + ".hints", absl::StrCat("must be at most ", limits::kMaxHints));
  }
  for (int i = 0; i < item.hints_size(); ++i) {
    CheckLength(item.hints(i), 1, limits::kMaxExplanationChars, absl::StrCat(path, ".hints[", i, "]"), violations);
  }
  if (item.tags_size() > limits::kMaxTags) {
    violations.Add(path + ".tags", absl::StrCat("must be at most ", limits::kMaxTags));
  }
  for (int i = 0; i < item.tags_size(); ++i) {
    CheckLength(item.tags(i), 1, limits::kMaxTagChars, absl::StrCat(path, ".tags[", i, "]"), violations);
  }
  CheckTopicPath(item.topic_path(), path + ".topic_path", violations);
  ValidateLineage(item.lineage(), path + ".lineage", violations);
  ValidateKind(item, path, violations);
}

absl::Status ValidateQuiz(const v1::Quiz& quiz) {
  Violations violations;
  CheckLength(quiz.title(), 1, limits::kMaxTitleChars, "quiz.title", violations);
  CheckLength(quiz.description(), 0, limits::kMaxDescriptionChars, "quiz.description", violations);
  if (!IsLanguageTag(quiz.language())) violations.Add("quiz.language", "must be a BCP 47 tag, such as \"en\"");
  CheckTopicPath(quiz.topic_path(), "quiz.topic_path", violations);
  if (quiz.source().revision() < 0) violations.Add("quiz.source.revision", "must not be negative");
  ValidatePolicy(quiz.policy(), violations);
  if (quiz.items_size() > limits::kMaxItems) {
    violations.Add("quiz.items", absl::StrCat("must be at most ", limits::kMaxItems));
    return violations.ToStatus();  // not a violation for each of very many
  }
  std::set<std::string> ids;
  for (int i = 0; i < quiz.items_size(); ++i) {
    const std::string path = absl::StrCat("quiz.items[", i, "]");
    ValidateItem(quiz.items(i), path, violations);
    if (!ids.insert(quiz.items(i).id()).second) violations.Add(path + ".id", "must not be used twice");
  }
  if (quiz.ByteSizeLong() > limits::kMaxQuizBytes) {
    violations.Add("quiz", absl::StrCat("must have at most ", limits::kMaxQuizBytes, " bytes"));
  }
  return violations.ToStatus();
}

absl::Status ValidateQuizId(absl::string_view id) {
  if (IsId(id) && absl::ascii_islower(id[0])) return absl::OkStatus();
  return InvalidField("quiz_id", "must be 1 to 64 characters of a-z 0-9 -, beginning with a letter");
}

absl::Status MayPublish(const v1::Quiz& quiz) {
  if (quiz.items_size() > 0) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "QUIZ_EMPTY", "a quiz needs at least one item to be published");
}

}  // namespace lyceum::quiz
