#include "services/quiz/logic/attempt_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "services/quiz/logic/share.h"

namespace lyceum::quiz {
namespace {

absl::Duration ToDuration(const google::protobuf::Duration& proto) {
  return absl::Seconds(proto.seconds()) + absl::Nanoseconds(proto.nanos());
}

absl::Status Refuse(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

}  // namespace

Span SpanOf(const v1::QuizPolicy& policy, absl::Time start) {
  const absl::Duration limit = ToDuration(policy.time_limit());
  if (limit <= absl::ZeroDuration()) return {};
  return {start + limit, start + limit + ToDuration(policy.grace())};
}

bool IsOverdue(absl::Time closes, absl::Time now) { return now > closes; }

absl::Status MayAnswer(v1::Attempt::State state, absl::Time closes, absl::Time now) {
  if (state == v1::Attempt::STATE_FINISHED) return Refuse("ATTEMPT_OVER", "the attempt is finished");
  if (state == v1::Attempt::STATE_EXPIRED || IsOverdue(closes, now)) {
    return Refuse("DEADLINE_PASSED", "the time for this attempt is up");
  }
  return absl::OkStatus();
}

absl::Status MayStart(const v1::QuizPolicy& policy, int64_t made) {
  if (policy.attempts_allowed() == 0 || made < policy.attempts_allowed()) return absl::OkStatus();
  return Refuse("NO_ATTEMPTS_LEFT",
                absl::StrCat("the quiz allows ", policy.attempts_allowed(), " attempts and all have been made"));
}

bool MayChange(const v1::QuizPolicy& policy) {
  return policy.allow_change() && policy.feedback() != v1::QuizPolicy::FEEDBACK_IMMEDIATE;
}

bool TakesSteps(const v1::QuizPolicy& policy) {
  const v1::Behaviour::Kind kind = policy.behaviour().kind();
  return kind != v1::Behaviour::KIND_UNSPECIFIED && kind != v1::Behaviour::KIND_DEFERRED &&
         kind != v1::Behaviour::KIND_IMMEDIATE;
}

bool MayReveal(const v1::QuizPolicy& policy, v1::Attempt::State attempt, v1::ItemState::State item) {
  if (policy.feedback() == v1::QuizPolicy::FEEDBACK_IMMEDIATE && item == v1::ItemState::STATE_SUBMITTED) return true;
  return policy.review_after_finish() &&
         (attempt == v1::Attempt::STATE_FINISHED || attempt == v1::Attempt::STATE_EXPIRED);
}

absl::Status MayReview(const v1::QuizPolicy& policy, v1::Attempt::State attempt, bool teacher) {
  if (attempt == v1::Attempt::STATE_IN_PROGRESS) {
    return Refuse("ATTEMPT_IN_PROGRESS", "the attempt must be finished before it can be reviewed");
  }
  if (policy.review_after_finish() || teacher) return absl::OkStatus();
  return Refuse("REVIEW_CLOSED", "this quiz does not show its answers");
}

std::optional<int64_t> GradeOverAttempts(v1::QuizPolicy::Grading grading, const std::vector<Score>& attempts,
                                         int64_t max_score) {
  if (attempts.empty()) return std::nullopt;
  std::vector<int64_t> scaled;
  for (const Score& attempt : attempts) {
    scaled.push_back(MarkOf(Share{attempt.score, std::max<int64_t>(attempt.max_score, 1)}, max_score));
  }
  switch (grading) {
    case v1::QuizPolicy::GRADING_FIRST: return scaled.front();
    case v1::QuizPolicy::GRADING_LAST: return scaled.back();
    case v1::QuizPolicy::GRADING_AVERAGE: {
      int64_t sum = 0;
      for (const int64_t score : scaled) sum += score;
      const int64_t count = static_cast<int64_t>(scaled.size());
      return (2 * sum + count) / (2 * count);
    }
    default: return *std::max_element(scaled.begin(), scaled.end());
  }
}

}  // namespace lyceum::quiz
