#include "services/quiz/logic/paper.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/quiz/logic/gaps.h"
#include "services/quiz/logic/paper_order.h"
#include "services/quiz/logic/shuffle.h"

namespace lyceum::quiz {
namespace {

void AddPickable(google::protobuf::RepeatedPtrField<v1::Pickable>& to, std::string id, const std::string& text) {
  v1::Pickable& pickable = *to.Add();
  pickable.set_id(std::move(id));
  pickable.set_text(text);
}

template <class Item, class Paper>
void AddChoices(const Item& item, Paper& paper) {
  for (const auto& choice : item.choices()) AddPickable(*paper.mutable_choices(), choice.id(), choice.text());
}

void AddMatching(const v1::Item& item, uint64_t seed, v1::MatchingPaper& paper) {
  for (int i = 0; i < item.matching().pairs_size(); ++i) {
    AddPickable(*paper.mutable_stems(), StemId(i), item.matching().pairs(i).stem());
  }
  const std::vector<std::string> options = PaperOptions(item, seed);
  for (size_t i = 0; i < options.size(); ++i) {
    AddPickable(*paper.mutable_options(), OptionId(static_cast<int>(i)), options[i]);
  }
}

void AddOrdering(const v1::Item& item, uint64_t seed, v1::OrderingPaper& paper) {
  const std::vector<int> entries = PaperEntries(item, seed);
  for (size_t i = 0; i < entries.size(); ++i) {
    AddPickable(*paper.mutable_entries(), EntryId(static_cast<int>(i)), item.ordering().entries(entries[i]));
  }
}

void AddNumeric(const v1::Numeric& item, v1::NumericPaper& paper) {
  paper.set_unit(item.unit());
  if (!item.has_slider()) return;
  paper.mutable_slider()->set_from(item.slider().from());
  paper.mutable_slider()->set_to(item.slider().to());
  paper.mutable_slider()->set_step(item.slider().step());
}

void AddScale(const v1::Scale& item, v1::ScalePaper& paper) {
  paper.set_from(item.from());
  paper.set_to(item.to());
  paper.set_low_label(item.low_label());
  paper.set_high_label(item.high_label());
}

v1::PaperItem MakeItem(const v1::Item& item, uint64_t seed);

void AddGaps(const v1::Item& item, uint64_t seed, v1::GapFillPaper& paper) {
  const v1::GapFill& text = item.gap_fill();
  for (int i = 0; i < text.gaps_size(); ++i) {
    v1::GapFillPaper::Gap& gap = *paper.add_gaps();
    gap.set_weight(WeightOf(text.gaps(i)));
    gap.set_layout(static_cast<v1::GapFillPaper::Layout>(text.gaps(i).layout()));
    v1::PaperItem own = MakeItem(GapItem(item, seed, i), seed);
    if (own.has_single_choice()) gap.mutable_single_choice()->Swap(own.mutable_single_choice());
    if (own.has_multiple_choice()) gap.mutable_multiple_choice()->Swap(own.mutable_multiple_choice());
    if (own.has_short_text()) gap.mutable_short_text();
    if (own.has_numeric()) gap.mutable_numeric()->Swap(own.mutable_numeric());
  }
  // By id, not by the author's order, which may be that of the gaps.
  std::set<std::string> once;
  for (int i = 0; i < text.words_size(); ++i) {
    if (text.words(i).once()) once.insert(WordId(item, seed, i + 1));
  }
  for (const std::string& id : once) paper.add_once(id);
  paper.set_drag(text.drag());
}

v1::PaperItem MakeItem(const v1::Item& item, uint64_t seed) {
  v1::PaperItem paper;
  paper.set_id(item.id());
  paper.set_prompt(item.prompt());
  paper.set_points(item.points());
  *paper.mutable_hints() = item.hints();
  *paper.mutable_topic_path() = item.topic_path();
  switch (item.kind_case()) {
    case v1::Item::kSingleChoice: AddChoices(item.single_choice(), *paper.mutable_single_choice()); break;
    case v1::Item::kMultipleChoice: AddChoices(item.multiple_choice(), *paper.mutable_multiple_choice()); break;
    case v1::Item::kTrueFalse: paper.mutable_true_false(); break;
    case v1::Item::kShortText: paper.mutable_short_text(); break;
    case v1::Item::kNumeric: AddNumeric(item.numeric(), *paper.mutable_numeric()); break;
    case v1::Item::kMatching: AddMatching(item, seed, *paper.mutable_matching()); break;
    case v1::Item::kOrdering: AddOrdering(item, seed, *paper.mutable_ordering()); break;
    case v1::Item::kDate:
      paper.mutable_date()->set_precision(static_cast<v1::DatePaper::Precision>(item.date().precision()));
      break;
    case v1::Item::kGapFill: AddGaps(item, seed, *paper.mutable_gap_fill()); break;
    case v1::Item::kPoll:
      AddChoices(item.poll(), *paper.mutable_poll());
      paper.mutable_poll()->set_several(item.poll().several());
      break;
    case v1::Item::kWordCloud: paper.mutable_word_cloud()->set_max_words(item.word_cloud().max_words()); break;
    case v1::Item::kOpenEnded: paper.mutable_open_ended()->set_max_chars(item.open_ended().max_chars()); break;
    case v1::Item::kScale: AddScale(item.scale(), *paper.mutable_scale()); break;
    case v1::Item::KIND_NOT_SET: break;
  }
  return paper;
}

template <class Field>
void ShuffleField(Field& field, uint64_t seed) {
  Field shuffled;
  for (const int i : ShuffledIndices(field.size(), seed)) *shuffled.Add() = std::move(field[i]);
  field = std::move(shuffled);
}

void ShuffleGaps(v1::PaperItem& item, uint64_t attempt_seed) {
  for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
    v1::GapFillPaper::Gap& gap = *item.mutable_gap_fill()->mutable_gaps(i);
    const uint64_t seed = SeedFor(attempt_seed, absl::StrCat(item.id(), "#", i + 1));
    if (gap.has_single_choice()) ShuffleField(*gap.mutable_single_choice()->mutable_choices(), seed);
    if (gap.has_multiple_choice()) ShuffleField(*gap.mutable_multiple_choice()->mutable_choices(), seed);
  }
}

void ShuffleInside(v1::PaperItem& item, uint64_t attempt_seed) {
  const uint64_t seed = SeedFor(attempt_seed, item.id());
  if (item.has_single_choice()) ShuffleField(*item.mutable_single_choice()->mutable_choices(), seed);
  if (item.has_multiple_choice()) ShuffleField(*item.mutable_multiple_choice()->mutable_choices(), seed);
  if (item.has_poll()) ShuffleField(*item.mutable_poll()->mutable_choices(), seed);
  if (item.has_matching()) ShuffleField(*item.mutable_matching()->mutable_options(), seed);
  if (item.has_ordering()) ShuffleField(*item.mutable_ordering()->mutable_entries(), seed);
  if (item.has_gap_fill()) ShuffleGaps(item, attempt_seed);
}

}  // namespace

v1::Paper MakePaper(const v1::Quiz& quiz, uint64_t paper_seed) {
  v1::Paper paper;
  paper.set_name(quiz.name());
  paper.set_revision(quiz.revision());
  paper.set_title(quiz.title());
  paper.set_language(quiz.language());
  *paper.mutable_topic_path() = quiz.topic_path();
  paper.set_description(quiz.description());
  *paper.mutable_policy() = quiz.policy();
  if (quiz.has_publish_time()) *paper.mutable_publish_time() = quiz.publish_time();
  int64_t max_score = 0;
  for (const v1::Item& item : quiz.items()) {
    *paper.add_items() = MakeItem(item, paper_seed);
    max_score += item.points();
  }
  paper.set_max_score(max_score);
  return paper;
}

v1::PaperSummary Summarize(const v1::Paper& paper) {
  v1::PaperSummary summary;
  summary.set_name(paper.name());
  summary.set_revision(paper.revision());
  summary.set_title(paper.title());
  summary.set_language(paper.language());
  *summary.mutable_topic_path() = paper.topic_path();
  summary.set_description(paper.description());
  summary.set_item_count(paper.items_size());
  summary.set_max_score(paper.max_score());
  if (paper.has_publish_time()) *summary.mutable_publish_time() = paper.publish_time();
  return summary;
}

v1::Paper PaperForAttempt(const v1::Paper& paper, uint64_t attempt_seed) {
  v1::Paper shuffled = paper;
  if (paper.policy().shuffle_items()) ShuffleField(*shuffled.mutable_items(), SeedFor(attempt_seed, ""));
  if (paper.policy().shuffle_choices()) {
    for (v1::PaperItem& item : *shuffled.mutable_items()) ShuffleInside(item, attempt_seed);
  }
  return shuffled;
}

}  // namespace lyceum::quiz
