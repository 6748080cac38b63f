// Texts with gaps.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/gaps.h"
#include "services/quiz/logic/grade_kinds.h"

namespace lyceum::quiz {
namespace {

absl::Status CheckGap(const v1::Item& asked, const v1::Response& given, const std::string& at) {
  if (static_cast<int>(asked.kind_case()) != static_cast<int>(given.kind_case())) {
    const auto* field = v1::Item::descriptor()->FindFieldByNumber(asked.kind_case());
    return InvalidField(at, absl::StrCat("must be of the gap's kind, ", field == nullptr ? "none" : field->name()));
  }
  switch (asked.kind_case()) {
    case v1::Item::kSingleChoice: return CheckSingleChoice(asked.single_choice(), given.single_choice(), at);
    case v1::Item::kMultipleChoice: return CheckMultipleChoice(asked.multiple_choice(), given.multiple_choice(), at);
    case v1::Item::kShortText: return CheckShortText(given.short_text(), at);
    default: return CheckNumeric(asked.numeric(), given.numeric(), at);
  }
}

// The ids of the words that may stand in one gap only.
std::set<std::string> OnceIds(const v1::Item& item, uint64_t paper_seed) {
  std::set<std::string> ids;
  for (int word = 1; word <= item.gap_fill().words_size(); ++word) {
    if (item.gap_fill().words(word - 1).once()) ids.insert(WordId(item, paper_seed, word));
  }
  return ids;
}

}  // namespace

absl::Status CheckGaps(const v1::Item& item, uint64_t paper_seed, const v1::GapFillResponse& response) {
  if (response.ByteSizeLong() > limits::kMaxGapAnswerBytes) {
    return InvalidField("response.gap_fill", absl::StrCat("must have at most ", limits::kMaxGapAnswerBytes,
                                                          " bytes (kMaxGapAnswerBytes)"));
  }
  const int gaps = item.gap_fill().gaps_size();
  const std::set<std::string> once = OnceIds(item, paper_seed);
  std::set<int> seen;
  std::set<std::string> taken;
  for (int i = 0; i < response.gaps_size(); ++i) {
    const auto& given = response.gaps(i);
    const std::string at = absl::StrCat("response.gap_fill.gaps[", i, "]");
    if (given.gap() < 1 || given.gap() > gaps) return InvalidField(at + ".gap", absl::StrCat("must be 1 to ", gaps));
    if (!seen.insert(given.gap()).second) return InvalidField(at + ".gap", "must not repeat a gap");
    const v1::Item asked = GapItem(item, paper_seed, given.gap() - 1);
    if (absl::Status status = CheckGap(asked, GapResponse(given), at); !status.ok()) return status;
    const bool is_word = item.gap_fill().gaps(given.gap() - 1).has_word();
    if (is_word && once.count(given.single_choice()) != 0 && !taken.insert(given.single_choice()).second) {
      return InvalidField(at + ".single_choice", "must not be a word that stands in another gap");
    }
  }
  return absl::OkStatus();
}

Judgement GradeGaps(const v1::Item& item, uint64_t paper_seed, const v1::GapFillResponse& response) {
  const std::vector<v1::Response> responses = GapResponses(item, response);
  WeightedShares shares;
  std::vector<std::string> feedback;
  for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
    const v1::Item asked = GapItem(item, paper_seed, i);
    Judgement judged{kNothing, ""};
    if (static_cast<int>(asked.kind_case()) == static_cast<int>(responses[i].kind_case())) {
      judged = Judge(asked, paper_seed, responses[i]);
    }
    // A wrong single choice may take from the others; several choices are held between 0 and 1 first.
    if (asked.has_multiple_choice() && judged.share.num < 0) judged.share = kNothing;
    if (judged.share.num > judged.share.den) judged.share = kEverything;
    shares.Add(judged.share, WeightOf(item.gap_fill().gaps(i)));
    if (!judged.feedback.empty()) feedback.push_back(absl::StrCat("(", i + 1, ") ", judged.feedback));
  }
  return {shares.Mean(), absl::StrJoin(feedback, "\n\n")};
}

}  // namespace lyceum::quiz
