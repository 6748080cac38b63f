#include "services/quiz/logic/reveal.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/civil.h"
#include "services/quiz/logic/gaps.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/paper_order.h"
#include "services/quiz/logic/pattern.h"
#include "services/quiz/logic/slider.h"

namespace lyceum::quiz {
namespace {

bool IsWhole(const v1::Choice& choice) {
  return choice.has_fraction_micros() ? choice.fraction_micros() >= limits::kWhole : choice.correct();
}

template <class Answer>
bool IsWhole(const Answer& answer) {
  return !answer.has_fraction_micros() || answer.fraction_micros() >= limits::kWhole;
}

void CorrectMatching(const v1::Item& item, uint64_t seed, v1::MatchingResponse& response) {
  const std::vector<std::string> options = PaperOptions(item, seed);
  for (int i = 0; i < item.matching().pairs_size(); ++i) {
    const auto at = std::find(options.begin(), options.end(), item.matching().pairs(i).option());
    auto& pair = *response.add_pairs();
    pair.set_stem(StemId(i));
    pair.set_option(OptionId(static_cast<int>(at - options.begin())));
  }
}

void CorrectOrdering(const v1::Item& item, uint64_t seed, v1::OrderingResponse& response) {
  const std::vector<int> paper = PaperEntries(item, seed);
  std::vector<int> place(paper.size());
  for (size_t p = 0; p < paper.size(); ++p) place[paper[p]] = static_cast<int>(p);
  for (const int p : place) response.add_entries(EntryId(p));
}

void CorrectDate(const v1::DateItem& item, v1::DateResponse& response) {
  const auto day = ParseDay(item.earliest());
  if (!day) return;
  response.set_year(static_cast<int>(day->year()));
  if (item.precision() <= v1::DateItem::PRECISION_MONTH) response.set_month(day->month());
  if (item.precision() <= v1::DateItem::PRECISION_DAY) response.set_day(day->day());
}

double CorrectNumber(const v1::Numeric& item) {
  for (const auto& answer : item.answers()) {
    if (!IsWhole(answer)) continue;
    if (answer.has_near()) return answer.near().value();
    return answer.range().min() / 2 + answer.range().max() / 2;
  }
  return 0;
}

// With units the number alone would cost the penalty: in the unit of the answers if it has a name, else in the first.
void CorrectNumeric(const v1::Numeric& item, v1::NumericResponse& response) {
  const double value = CorrectNumber(item);
  if (item.has_slider()) return response.set_value(NearestPosition(item.slider(), value));
  if (item.units().empty()) return response.set_value(value);
  const auto base = std::find_if(item.units().begin(), item.units().end(),
                                 [](const v1::Numeric::Unit& unit) { return unit.per_unit() == 1; });
  const v1::Numeric::Unit& unit = base == item.units().end() ? item.units(0) : *base;
  const std::string number = absl::StrFormat("%.15g", value * unit.per_unit());
  response.set_text(item.unit_before() ? unit.name() + number : absl::StrCat(number, " ", unit.name()));
}

void CorrectGaps(const v1::Item& item, uint64_t seed, v1::GapFillResponse& response) {
  for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
    v1::GapFillResponse::Gap& gap = *response.add_gaps();
    gap.set_gap(i + 1);
    if (item.gap_fill().gaps(i).has_word()) {
      // The very word: an equal one may be right elsewhere.
      gap.set_single_choice(WordId(item, seed, item.gap_fill().gaps(i).word()));
    } else {
      SetGap(CorrectResponse(GapItem(item, seed, i), seed), gap);
    }
  }
}

template <class Item>
std::string ChoiceText(const Item& item, const std::string& id) {
  for (const auto& choice : item.choices()) {
    if (choice.id() == id) return choice.text();
  }
  return "";
}

template <class Item>
std::string ChoiceTexts(const Item& item, const v1::ChoiceSet& chosen) {
  std::vector<std::string> texts;
  for (const auto& id : chosen.choices()) texts.push_back(ChoiceText(item, id));
  return absl::StrJoin(texts, "; ");
}

std::string DateText(const v1::DateResponse& date) {
  std::string text = absl::StrFormat("%04d", date.year());
  if (date.month() != 0) absl::StrAppendFormat(&text, "-%02d", date.month());
  if (date.day() != 0) absl::StrAppendFormat(&text, "-%02d", date.day());
  return text;
}

std::string NumberText(const v1::Numeric& item, const v1::NumericResponse& number) {
  std::string text = number.has_text() ? number.text() : absl::StrCat(number.value());
  if (!item.unit().empty() && number.has_value()) absl::StrAppend(&text, " ", item.unit());
  return text;
}

std::string MatchingText(const v1::Item& item, uint64_t seed, const v1::MatchingResponse& response) {
  const std::vector<std::string> options = PaperOptions(item, seed);
  std::vector<std::string> pairs;
  for (const auto& pair : response.pairs()) {
    const int stem = IndexOfId(pair.stem(), 's', item.matching().pairs_size());
    const int option = IndexOfId(pair.option(), 'o', static_cast<int>(options.size()));
    if (stem < 0 || option < 0) continue;
    pairs.push_back(absl::StrCat(item.matching().pairs(stem).stem(), " → ", options[option]));
  }
  return absl::StrJoin(pairs, "; ");
}

std::string OrderingText(const v1::Item& item, uint64_t seed, const v1::OrderingResponse& response) {
  const std::vector<int> paper = PaperEntries(item, seed);
  std::vector<std::string> entries;
  for (const std::string& id : response.entries()) {
    const int at = IndexOfId(id, 'e', static_cast<int>(paper.size()));
    if (at >= 0) entries.push_back(item.ordering().entries(paper[at]));
  }
  return absl::StrJoin(entries, " → ");
}

std::string GapsText(const v1::Item& item, uint64_t seed, const v1::GapFillResponse& response) {
  const std::vector<v1::Response> responses = GapResponses(item, response);
  std::vector<std::string> texts;
  for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
    const std::string text = ResponseText(GapItem(item, seed, i), seed, responses[i]);
    if (!text.empty()) texts.push_back(absl::StrCat("(", i + 1, ") ", text));
  }
  return absl::StrJoin(texts, "; ");
}

}  // namespace

v1::Response CorrectResponse(const v1::Item& item, uint64_t paper_seed) {
  v1::Response response;
  switch (item.kind_case()) {
    case v1::Item::kSingleChoice:
      for (const v1::Choice& choice : item.single_choice().choices()) {
        if (IsWhole(choice) && response.single_choice().empty()) response.set_single_choice(choice.id());
      }
      break;
    case v1::Item::kMultipleChoice:
      response.mutable_multiple_choice();
      for (const v1::Choice& choice : item.multiple_choice().choices()) {
        if (choice.correct()) response.mutable_multiple_choice()->add_choices(choice.id());
      }
      break;
    case v1::Item::kTrueFalse: response.set_true_false(item.true_false().answer()); break;
    case v1::Item::kShortText:
      for (const auto& pattern : item.short_text().patterns()) {
        if (!IsWhole(pattern) || !response.short_text().empty()) continue;
        response.set_short_text(PatternAsText(pattern.pattern()));
      }
      break;
    case v1::Item::kNumeric: CorrectNumeric(item.numeric(), *response.mutable_numeric()); break;
    case v1::Item::kMatching: CorrectMatching(item, paper_seed, *response.mutable_matching()); break;
    case v1::Item::kOrdering: CorrectOrdering(item, paper_seed, *response.mutable_ordering()); break;
    case v1::Item::kDate: CorrectDate(item.date(), *response.mutable_date()); break;
    case v1::Item::kGapFill: CorrectGaps(item, paper_seed, *response.mutable_gap_fill()); break;
    case v1::Item::kPoll:
    case v1::Item::kWordCloud:
    case v1::Item::kOpenEnded:
    case v1::Item::kScale:
    case v1::Item::KIND_NOT_SET: break;
  }
  return response;
}

std::string ResponseText(const v1::Item& item, uint64_t paper_seed, const v1::Response& response) {
  switch (response.kind_case()) {
    case v1::Response::kSingleChoice: return ChoiceText(item.single_choice(), response.single_choice());
    case v1::Response::kMultipleChoice: return ChoiceTexts(item.multiple_choice(), response.multiple_choice());
    case v1::Response::kTrueFalse: return response.true_false() ? "true" : "false";
    case v1::Response::kShortText: return response.short_text();
    case v1::Response::kNumeric: return NumberText(item.numeric(), response.numeric());
    case v1::Response::kMatching: return MatchingText(item, paper_seed, response.matching());
    case v1::Response::kOrdering: return OrderingText(item, paper_seed, response.ordering());
    case v1::Response::kDate: return DateText(response.date());
    case v1::Response::kGapFill: return GapsText(item, paper_seed, response.gap_fill());
    case v1::Response::kPoll: return ChoiceTexts(item.poll(), response.poll());
    case v1::Response::kWordCloud: return absl::StrJoin(response.word_cloud().words(), "; ");
    case v1::Response::kOpenEnded: return response.open_ended();
    case v1::Response::kScale: return absl::StrCat(response.scale());
    case v1::Response::KIND_NOT_SET: break;
  }
  return "";
}

v1::Reveal MakeReveal(const v1::Item& item, uint64_t paper_seed, const std::string& feedback) {
  v1::Reveal reveal;
  reveal.set_recorded(!IsGraded(item.kind_case()));
  if (!reveal.recorded()) {
    *reveal.mutable_correct() = CorrectResponse(item, paper_seed);
    const bool written = item.has_date() && !item.date().text().empty();
    reveal.set_correct_text(written ? item.date().text() : ResponseText(item, paper_seed, reveal.correct()));
  }
  reveal.set_feedback(feedback);
  reveal.set_explanation(item.explanation());
  if (item.has_lineage()) *reveal.mutable_reread() = item.lineage();
  return reveal;
}

}  // namespace lyceum::quiz
