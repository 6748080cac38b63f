#include "services/quiz/logic/grade.h"

#include <utility>

#include "common/base/errors.h"
#include "services/quiz/logic/grade_kinds.h"

namespace lyceum::quiz {
namespace {

// Item and Response give the same kind the same number.
bool SameKind(const v1::Item& item, const v1::Response& response) {
  return static_cast<int>(item.kind_case()) == static_cast<int>(response.kind_case());
}

}  // namespace

Judgement Judge(const v1::Item& item, uint64_t paper_seed, const v1::Response& response) {
  switch (item.kind_case()) {
    case v1::Item::kSingleChoice: return GradeSingleChoice(item.single_choice(), response.single_choice());
    case v1::Item::kMultipleChoice: return GradeMultipleChoice(item.multiple_choice(), response.multiple_choice());
    case v1::Item::kTrueFalse:
      return {item.true_false().answer() == response.true_false() ? kEverything : kNothing, ""};
    case v1::Item::kShortText: return GradeShortText(item.short_text(), response.short_text());
    case v1::Item::kNumeric: return GradeNumeric(item.numeric(), response.numeric());
    case v1::Item::kMatching: return GradeMatching(item, paper_seed, response.matching());
    case v1::Item::kOrdering: return GradeOrdering(item, paper_seed, response.ordering());
    case v1::Item::kDate: return GradeDate(item.date(), response.date());
    case v1::Item::kGapFill: return GradeGaps(item, paper_seed, response.gap_fill());
    case v1::Item::kPoll:
    case v1::Item::kWordCloud:
    case v1::Item::kOpenEnded:
    case v1::Item::kScale:
    case v1::Item::KIND_NOT_SET: break;
  }
  return {kNothing, ""};
}

bool IsGraded(v1::Item::KindCase kind) {
  return kind != v1::Item::kPoll && kind != v1::Item::kWordCloud && kind != v1::Item::kOpenEnded &&
         kind != v1::Item::kScale;
}

absl::Status CheckResponse(const v1::Item& item, uint64_t paper_seed, const v1::Response& response) {
  if (response.kind_case() == v1::Response::KIND_NOT_SET) return InvalidField("response", "must have an answer");
  if (!SameKind(item, response)) {
    const auto* field = v1::Item::descriptor()->FindFieldByNumber(item.kind_case());
    return InvalidField("response", "must be of the item's kind, " + field->name());
  }
  switch (item.kind_case()) {
    case v1::Item::kSingleChoice: return CheckSingleChoice(item.single_choice(), response.single_choice(), "response");
    case v1::Item::kMultipleChoice:
      return CheckMultipleChoice(item.multiple_choice(), response.multiple_choice(), "response");
    case v1::Item::kShortText: return CheckShortText(response.short_text(), "response");
    case v1::Item::kNumeric: return CheckNumeric(item.numeric(), response.numeric(), "response");
    case v1::Item::kMatching: return CheckMatching(item, paper_seed, response.matching());
    case v1::Item::kOrdering: return CheckOrdering(item, response.ordering());
    case v1::Item::kDate: return CheckDate(response.date());
    case v1::Item::kGapFill: return CheckGaps(item, paper_seed, response.gap_fill());
    case v1::Item::kPoll: return CheckPoll(item.poll(), response.poll());
    case v1::Item::kWordCloud: return CheckWordCloud(item.word_cloud(), response.word_cloud());
    case v1::Item::kOpenEnded: return CheckOpenEnded(item.open_ended(), response.open_ended());
    case v1::Item::kScale: return CheckScale(item.scale(), response.scale());
    case v1::Item::kTrueFalse:
    case v1::Item::KIND_NOT_SET: break;
  }
  return absl::OkStatus();
}

Share ShareOf(const v1::Item& item, uint64_t paper_seed, const v1::Response& response) {
  if (!SameKind(item, response)) return kNothing;
  const Share share = Judge(item, paper_seed, response).share;
  if (share.num <= 0) return kNothing;
  return share.num >= share.den ? kEverything : share;
}

Graded GradeResponse(const v1::Item& item, uint64_t paper_seed, const v1::Response& response) {
  if (!SameKind(item, response)) return {};
  Judgement judgement = Judge(item, paper_seed, response);
  return {MarkOf(judgement.share, item.points()), std::move(judgement.feedback)};
}

}  // namespace lyceum::quiz
