#include "services/quiz/methods/drafts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/quiz/logic/complete.h"
#include "services/quiz/logic/revise.h"
#include "services/quiz/logic/validate.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz {

absl::StatusOr<StoredQuiz> NewDraft(const Caller& caller, v1::Quiz quiz, const std::string& quiz_id, absl::Time now) {
  if (!quiz_id.empty()) RETURN_IF_ERROR(ValidateQuizId(quiz_id));
  StoredQuiz stored;
  stored.quiz = AuthoredFields(std::move(quiz));
  stored.quiz.set_name(QuizName(caller.tenant, quiz_id.empty() ? absl::StrCat("q", IdText(NewId(now))) : quiz_id));
  Complete(stored.quiz);
  RETURN_IF_ERROR(ValidateQuiz(stored.quiz));
  stored.quiz.set_state(v1::Quiz::STATE_DRAFT);
  stored.quiz.set_revision(1);
  stored.quiz.set_creator(caller.user);
  *stored.quiz.mutable_create_time() = ToProto(now);
  Touch(stored, now);
  return stored;
}

void Touch(StoredQuiz& stored, absl::Time now) {
  ++stored.version;
  stored.quiz.set_etag(ShortHash(absl::StrCat(stored.quiz.name(), "/", stored.version)));
  *stored.quiz.mutable_update_time() = ToProto(now);
}

}  // namespace lyceum::quiz
