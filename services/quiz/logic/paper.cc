#include "services/quiz/logic/paper.h"

#include <vector>

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

void AddScale(const v1::Scale& item, v1::ScalePaper& paper) {
  paper.set_from(item.from());
  paper.set_to(item.to());
  paper.set_low_label(item.low_label());
  paper.set_high_label(item.high_label());
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
    case v1::Item::kNumeric: paper.mutable_numeric()->set_unit(item.numeric().unit()); break;
    case v1::Item::kMatching: AddMatching(item, seed, *paper.mutable_matching()); break;
    case v1::Item::kOrdering: AddOrdering(item, seed, *paper.mutable_ordering()); break;
    case v1::Item::kDate:
      paper.mutable_date()->set_precision(static_cast<v1::DatePaper::Precision>(item.date().precision()));
      break;
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

void ShuffleInside(v1::PaperItem& item, uint64_t attempt_seed) {
  const uint64_t seed = SeedFor(attempt_seed, item.id());
  if (item.has_single_choice()) ShuffleField(*item.mutable_single_choice()->mutable_choices(), seed);
  if (item.has_multiple_choice()) ShuffleField(*item.mutable_multiple_choice()->mutable_choices(), seed);
  if (item.has_poll()) ShuffleField(*item.mutable_poll()->mutable_choices(), seed);
  if (item.has_matching()) ShuffleField(*item.mutable_matching()->mutable_options(), seed);
  if (item.has_ordering()) ShuffleField(*item.mutable_ordering()->mutable_entries(), seed);
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
