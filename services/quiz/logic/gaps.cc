#include "services/quiz/logic/gaps.h"

#include "services/quiz/limits.h"
#include "services/quiz/logic/paper_order.h"
#include "services/quiz/logic/shuffle.h"

namespace lyceum::quiz {
namespace {

// words[result[p]] stands at place p of the paper.
std::vector<int> PaperWords(const v1::Item& item, uint64_t paper_seed) {
  return ShuffledIndices(item.gap_fill().words_size(), SeedFor(paper_seed, item.id()));
}

void AddWords(const v1::Item& item, uint64_t paper_seed, int word, v1::SingleChoice& choice) {
  const auto& words = item.gap_fill().words();
  if (word < 1 || word > words.size()) return;
  const v1::GapFill::Word& right = words[word - 1];
  const std::vector<int> order = PaperWords(item, paper_seed);
  for (size_t place = 0; place < order.size(); ++place) {
    const v1::GapFill::Word& candidate = words[order[place]];
    if (candidate.group() != right.group()) continue;
    v1::Choice& added = *choice.add_choices();
    added.set_id(OptionId(static_cast<int>(place)));
    added.set_text(candidate.text());
    added.set_correct(candidate.text() == right.text());
  }
}

}  // namespace

int WeightOf(const v1::GapFill::Gap& gap) { return gap.has_weight() ? gap.weight() : 1; }

v1::Item GapItem(const v1::Item& item, uint64_t paper_seed, int index) {
  const v1::GapFill::Gap& gap = item.gap_fill().gaps(index);
  v1::Item own;
  own.set_id(item.id());
  own.set_points(WeightOf(gap) * limits::kPoint);
  switch (gap.kind_case()) {
    case v1::GapFill::Gap::kSingleChoice: *own.mutable_single_choice() = gap.single_choice(); break;
    case v1::GapFill::Gap::kMultipleChoice: *own.mutable_multiple_choice() = gap.multiple_choice(); break;
    case v1::GapFill::Gap::kShortText: *own.mutable_short_text() = gap.short_text(); break;
    case v1::GapFill::Gap::kNumeric: *own.mutable_numeric() = gap.numeric(); break;
    case v1::GapFill::Gap::kWord: AddWords(item, paper_seed, gap.word(), *own.mutable_single_choice()); break;
    case v1::GapFill::Gap::KIND_NOT_SET: break;
  }
  return own;
}

v1::Response GapResponse(const v1::GapFillResponse::Gap& given) {
  v1::Response response;
  switch (given.kind_case()) {
    case v1::GapFillResponse::Gap::kSingleChoice: response.set_single_choice(given.single_choice()); break;
    case v1::GapFillResponse::Gap::kMultipleChoice:
      *response.mutable_multiple_choice() = given.multiple_choice();
      break;
    case v1::GapFillResponse::Gap::kShortText: response.set_short_text(given.short_text()); break;
    case v1::GapFillResponse::Gap::kNumeric: *response.mutable_numeric() = given.numeric(); break;
    case v1::GapFillResponse::Gap::KIND_NOT_SET: break;
  }
  return response;
}

void SetGap(const v1::Response& response, v1::GapFillResponse::Gap& given) {
  if (response.has_single_choice()) given.set_single_choice(response.single_choice());
  if (response.has_multiple_choice()) *given.mutable_multiple_choice() = response.multiple_choice();
  if (response.has_short_text()) given.set_short_text(response.short_text());
  if (response.has_numeric()) *given.mutable_numeric() = response.numeric();
}

std::vector<v1::Response> GapResponses(const v1::Item& item, const v1::GapFillResponse& response) {
  std::vector<v1::Response> responses(item.gap_fill().gaps_size());
  for (const auto& given : response.gaps()) {
    if (given.gap() >= 1 && given.gap() <= item.gap_fill().gaps_size()) responses[given.gap() - 1] = GapResponse(given);
  }
  return responses;
}

std::string WordId(const v1::Item& item, uint64_t paper_seed, int word) {
  const std::vector<int> order = PaperWords(item, paper_seed);
  for (size_t place = 0; place < order.size(); ++place) {
    if (order[place] == word - 1) return OptionId(static_cast<int>(place));
  }
  return "";
}

}  // namespace lyceum::quiz
