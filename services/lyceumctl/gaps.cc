#include "services/lyceumctl/gaps.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/lyceumctl/answers.h"

namespace lyceum::ctl {

using quiz::v1::GapFill;
using quiz::v1::GapFillPaper;

quiz::v1::PaperItem GapQuestion(const quiz::v1::PaperItem& item, int index) {
  const GapFillPaper::Gap& gap = item.gap_fill().gaps(index);
  quiz::v1::PaperItem own;
  switch (gap.kind_case()) {
    case GapFillPaper::Gap::kSingleChoice: *own.mutable_single_choice() = gap.single_choice(); break;
    case GapFillPaper::Gap::kMultipleChoice: *own.mutable_multiple_choice() = gap.multiple_choice(); break;
    case GapFillPaper::Gap::kShortText: own.mutable_short_text(); break;
    case GapFillPaper::Gap::kNumeric: *own.mutable_numeric() = gap.numeric(); break;
    case GapFillPaper::Gap::KIND_NOT_SET: break;
  }
  return own;
}

quiz::v1::Item AuthoredGap(const quiz::v1::Item& item, int index) {
  const GapFill::Gap& gap = item.gap_fill().gaps(index);
  quiz::v1::Item own;
  switch (gap.kind_case()) {
    case GapFill::Gap::kSingleChoice: *own.mutable_single_choice() = gap.single_choice(); break;
    case GapFill::Gap::kMultipleChoice: *own.mutable_multiple_choice() = gap.multiple_choice(); break;
    case GapFill::Gap::kShortText: *own.mutable_short_text() = gap.short_text(); break;
    case GapFill::Gap::kNumeric: *own.mutable_numeric() = gap.numeric(); break;
    case GapFill::Gap::kWord:
      if (gap.word() < 1 || gap.word() > item.gap_fill().words_size()) break;
      own.mutable_short_text()->add_patterns()->set_pattern(item.gap_fill().words(gap.word() - 1).text());
      break;
    case GapFill::Gap::KIND_NOT_SET: break;
  }
  return own;
}

void AddGap(int index, const quiz::v1::Response& response, quiz::v1::GapFillResponse& answers) {
  if (response.kind_case() == quiz::v1::Response::KIND_NOT_SET) return;
  quiz::v1::GapFillResponse::Gap& gap = *answers.add_gaps();
  gap.set_gap(index + 1);
  if (response.has_single_choice()) gap.set_single_choice(response.single_choice());
  if (response.has_multiple_choice()) *gap.mutable_multiple_choice() = response.multiple_choice();
  if (response.has_short_text()) gap.set_short_text(response.short_text());
  if (response.has_numeric()) *gap.mutable_numeric() = response.numeric();
}

absl::StatusOr<quiz::v1::Response> ParseGaps(const quiz::v1::PaperItem& item, absl::string_view text) {
  const std::vector<absl::string_view> pieces = absl::StrSplit(text, '|');
  quiz::v1::Response response;
  response.mutable_gap_fill();
  for (int i = 0; i < static_cast<int>(pieces.size()); ++i) {
    const absl::string_view piece = absl::StripAsciiWhitespace(pieces[static_cast<size_t>(i)]);
    if (piece.empty()) continue;
    if (i >= item.gap_fill().gaps_size()) {
      return absl::InvalidArgumentError(absl::StrCat("the answer is ", AnswerForm(item)));
    }
    const absl::StatusOr<quiz::v1::Response> own = ParseAnswer(GapQuestion(item, i), piece);
    if (!own.ok()) return absl::InvalidArgumentError(absl::StrCat("gap ", i + 1, ": ", own.status().message()));
    AddGap(i, *own, *response.mutable_gap_fill());
  }
  if (response.gap_fill().gaps().empty()) {
    return absl::InvalidArgumentError(absl::StrCat("the answer is ", AnswerForm(item)));
  }
  return response;
}

}  // namespace lyceum::ctl
