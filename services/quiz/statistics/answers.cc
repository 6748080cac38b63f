#include "services/quiz/statistics/answers.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/gaps.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/paper_order.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/statistics/excerpt.h"

namespace lyceum::quiz {
namespace {

using limits::kWhole;

std::string NumberText(const v1::Numeric::Answer& answer) {
  if (answer.has_range()) return absl::StrCat(answer.range().min(), " to ", answer.range().max());
  const v1::Numeric::Near& near = answer.near();
  if (near.relative_tolerance() > 0) return absl::StrCat(near.value(), " ± ", 100 * near.relative_tolerance(), " %");
  if (near.absolute_tolerance() > 0) return absl::StrCat(near.value(), " ± ", near.absolute_tolerance());
  return absl::StrCat(near.value());
}

// What a choice adds; none where that depends on the others.
std::optional<int64_t> FractionOf(const v1::Choice& choice, bool single) {
  if (choice.has_fraction_micros()) return choice.fraction_micros();
  if (!single) return std::nullopt;
  return choice.correct() ? kWhole : 0;
}

template <class Answer>
int64_t FractionOf(const Answer& answer) {
  return answer.has_fraction_micros() ? answer.fraction_micros() : kWhole;
}

template <class Choices>
int PlaceOf(const Choices& choices, const std::string& id) {
  for (int i = 0; i < choices.size(); ++i) {
    if (choices[i].id() == id) return i;
  }
  return -1;
}

void SetMean(int64_t count, int64_t scores, v1::AnswerCount& row) {
  row.set_count(count);
  if (count > 0) row.set_mean_score(static_cast<double>(scores) / static_cast<double>(count));
}

}  // namespace

AnswerTable::AnswerTable(const v1::Item& item, uint64_t paper_seed) {
  std::vector<std::string> parts = {""};
  const auto authored = [this](const std::string& text, std::optional<int64_t> fraction) {
    answers_.push_back({Excerpt(text, limits::kMaxAnswerChars), fraction});
  };
  switch (item.kind_case()) {
    case v1::Item::kSingleChoice:
      for (const auto& choice : item.single_choice().choices()) authored(choice.text(), FractionOf(choice, true));
      break;
    case v1::Item::kMultipleChoice:
      for (const auto& choice : item.multiple_choice().choices()) authored(choice.text(), FractionOf(choice, false));
      break;
    case v1::Item::kTrueFalse:
      authored("true", item.true_false().answer() ? kWhole : 0);
      authored("false", item.true_false().answer() ? 0 : kWhole);
      break;
    case v1::Item::kShortText:
      for (const auto& pattern : item.short_text().patterns()) authored(pattern.pattern(), FractionOf(pattern));
      break;
    case v1::Item::kNumeric:
      for (const auto& answer : item.numeric().answers()) authored(NumberText(answer), FractionOf(answer));
      break;
    case v1::Item::kMatching: {
      const std::vector<std::string> options = PaperOptions(item, paper_seed);
      for (const std::string& option : options) authored(option, std::nullopt);
      parts.clear();
      for (const auto& pair : item.matching().pairs()) {
        parts.push_back(pair.stem());
        const auto right = std::find(options.begin(), options.end(), pair.option());
        right_.push_back(static_cast<int>(right - options.begin()));
      }
      break;
    }
    case v1::Item::kOrdering:
      parts.clear();
      for (int i = 0; i < item.ordering().entries_size(); ++i) {
        authored(item.ordering().entries(i), std::nullopt);
        parts.push_back(absl::StrCat(i + 1));
        right_.push_back(i);
      }
      break;
    case v1::Item::kDate:
      authored(ResponseText(item, paper_seed, CorrectResponse(item, paper_seed)), kWhole);
      break;
    case v1::Item::kGapFill:
      for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
        gaps_.emplace_back(GapItem(item, paper_seed, i), paper_seed);
      }
      return;
    default: return;
  }
  for (std::string& part : parts) {
    parts_.push_back({Excerpt(part, limits::kMaxAnswerChars), std::vector<Count>(answers_.size()), {}});
  }
}

void AnswerTable::Add(const v1::Item& item, uint64_t paper_seed, const v1::Response* response, int64_t score) {
  if (item.has_gap_fill()) return AddGaps(item, paper_seed, response, score);
  if (parts_.empty()) return;
  if (response == nullptr || static_cast<int>(response->kind_case()) != static_cast<int>(item.kind_case())) {
    for (Part& part : parts_) part.none.Add(score);
    return;
  }
  ++responses_;
  int answer = -1;
  switch (item.kind_case()) {
    case v1::Item::kMultipleChoice: {
      if (response->multiple_choice().choices().empty()) parts_[0].none.Add(score);
      for (const std::string& id : response->multiple_choice().choices()) {
        const int at = PlaceOf(item.multiple_choice().choices(), id);
        if (at >= 0) parts_[0].authored[at].Add(score);
      }
      return;
    }
    case v1::Item::kMatching: return AddMatching(item, response->matching(), score);
    case v1::Item::kOrdering: return AddOrdering(item, paper_seed, response->ordering(), score);
    case v1::Item::kSingleChoice: answer = PlaceOf(item.single_choice().choices(), response->single_choice()); break;
    case v1::Item::kTrueFalse: answer = response->true_false() ? 0 : 1; break;
    case v1::Item::kShortText: answer = DecidingPattern(item.short_text(), response->short_text()); break;
    case v1::Item::kNumeric: answer = DecideNumeric(item.numeric(), response->numeric()).answer; break;
    case v1::Item::kDate: answer = GradeDate(item.date(), response->date()).share.num > 0 ? 0 : -1; break;
    default: return;
  }
  if (answer < 0) return AddTyped(ResponseText(item, paper_seed, *response), score);
  parts_[0].authored[answer].Add(score);
}

void AnswerTable::AddTyped(const std::string& text, int64_t score) {
  std::string key = Excerpt(text, limits::kMaxAnswerChars);
  const auto found = typed_.find(key);
  if (found != typed_.end()) return found->second.Add(score);
  if (typed_.size() >= limits::kMaxDifferentAnswers) {
    ++further_;
  } else {
    typed_[std::move(key)].Add(score);
  }
}

void AnswerTable::AddGaps(const v1::Item& item, uint64_t paper_seed, const v1::Response* response, int64_t score) {
  const std::vector<v1::Response> given =
      GapResponses(item, response == nullptr ? v1::GapFillResponse() : response->gap_fill());
  responses_ += response == nullptr ? 0 : 1;
  for (size_t i = 0; i < gaps_.size(); ++i) {
    const bool none = given[i].kind_case() == v1::Response::KIND_NOT_SET;
    gaps_[i].Add(GapItem(item, paper_seed, static_cast<int>(i)), paper_seed, none ? nullptr : &given[i], score);
  }
}

void AnswerTable::AddMatching(const v1::Item& item, const v1::MatchingResponse& response, int64_t score) {
  std::vector<bool> given(parts_.size());
  for (const auto& pair : response.pairs()) {
    const int stem = IndexOfId(pair.stem(), 's', item.matching().pairs_size());
    const int option = IndexOfId(pair.option(), 'o', static_cast<int>(answers_.size()));
    if (stem < 0 || option < 0) continue;
    given[stem] = true;
    parts_[stem].authored[option].Add(score);
  }
  for (size_t stem = 0; stem < parts_.size(); ++stem) {
    if (!given[stem]) parts_[stem].none.Add(score);
  }
}

void AnswerTable::AddOrdering(const v1::Item& item, uint64_t paper_seed, const v1::OrderingResponse& response,
                              int64_t score) {
  const std::vector<int> paper = PaperEntries(item, paper_seed);
  const int entries = static_cast<int>(paper.size());
  for (int place = 0; place < static_cast<int>(parts_.size()); ++place) {
    const int at = place < response.entries_size() ? IndexOfId(response.entries(place), 'e', entries) : -1;
    (at < 0 ? parts_[place].none : parts_[place].authored[paper[at]]).Add(score);
  }
}

void AnswerTable::Describe(v1::ItemStatistics& statistics) const {
  statistics.set_responses(responses_);
  statistics.set_further_answers(further_);
  for (size_t i = 0; i < gaps_.size(); ++i) {
    v1::ItemStatistics own;
    gaps_[i].Describe(own);
    statistics.set_further_answers(statistics.further_answers() + own.further_answers());
    for (v1::AnswerCount& row : *own.mutable_answers()) {
      row.set_part(absl::StrCat(i + 1));
      statistics.add_answers()->Swap(&row);
    }
  }
  for (size_t p = 0; p < parts_.size(); ++p) {
    const Part& part = parts_[p];
    for (size_t a = 0; a < answers_.size(); ++a) {
      v1::AnswerCount& row = *statistics.add_answers();
      row.set_kind(v1::AnswerCount::KIND_AUTHORED);
      row.set_part(part.name);
      row.set_answer(answers_[a].text);
      if (!right_.empty()) row.set_fraction_micros(right_[p] == static_cast<int>(a) ? kWhole : 0);
      if (answers_[a].fraction_micros) row.set_fraction_micros(*answers_[a].fraction_micros);
      SetMean(part.authored[a].count, part.authored[a].scores, row);
    }
    if (part.none.count == 0) continue;
    v1::AnswerCount& row = *statistics.add_answers();
    row.set_kind(v1::AnswerCount::KIND_NONE);
    row.set_part(part.name);
    SetMean(part.none.count, part.none.scores, row);
  }
  std::vector<std::pair<std::string, Count>> typed(typed_.begin(), typed_.end());
  std::sort(typed.begin(), typed.end(), [](const auto& a, const auto& b) {
    return a.second.count != b.second.count ? a.second.count > b.second.count : a.first < b.first;
  });
  for (const auto& [text, count] : typed) {
    v1::AnswerCount& row = *statistics.add_answers();
    row.set_kind(v1::AnswerCount::KIND_OTHER);
    row.set_answer(text);
    SetMean(count.count, count.scores, row);
  }
}

}  // namespace lyceum::quiz
