#include "services/progress/memory/methods/view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "services/progress/memory/logic/fuzz.h"
#include "services/progress/methods/messages.h"

namespace lyceum::progress::memory {
namespace {

v1::Card::State StateView(State state) {
  switch (state) {
    case State::kNew:
      return v1::Card::STATE_NEW;
    case State::kLearning:
      return v1::Card::STATE_LEARNING;
    case State::kReview:
      return v1::Card::STATE_REVIEW;
    case State::kRelearning:
      return v1::Card::STATE_RELEARNING;
  }
  return v1::Card::STATE_UNSPECIFIED;
}

google::protobuf::Timestamp DueTime(const Card& card, const DayRule& rule) {
  return ToTimestamp(card.due_us > 0 ? absl::FromUnixMicros(card.due_us) : DayStart(card.due_day, rule));
}

double RecallNow(const Scheduler& scheduler, const Card& card, Day today) {
  return scheduler.fsrs().Recall(static_cast<double>(std::max<Day>(0, today - card.last_day)), card.memory.stability);
}

}  // namespace

std::string CardName(absl::string_view tenant, const CardKey& key) {
  return absl::StrCat("tenants/", tenant, "/users/", key.user, "/cards/", key.card);
}

std::string PresetName(absl::string_view tenant, const PresetKey& key) {
  return absl::StrCat("tenants/", tenant, "/users/", key.user, "/presets/", key.preset);
}

v1::Card CardView(absl::string_view tenant, const CardKey& key, const StoredCard& stored, const DayRule& rule,
                  absl::Time now, const Scheduler* scheduler) {
  const Card& card = stored.card;
  v1::Card view;
  view.set_name(CardName(tenant, key));
  view.set_preset_id(stored.preset);
  view.set_note_id(stored.note);
  view.set_position(stored.position);
  if (const size_t slash = stored.source.find('/'); slash != std::string::npos) {
    view.set_quiz(absl::StrCat("tenants/", tenant, "/quizzes/", stored.source.substr(0, slash)));
    view.set_item_id(stored.source.substr(slash + 1));
  }
  view.set_state(StateView(card.state));
  if (card.state != State::kNew) {
    *view.mutable_due_time() = DueTime(card, rule);
    if (card.due_us == 0) view.set_due_date(DateText(card.due_day));
  }
  if (card.memory.known()) {
    view.set_stability(card.memory.stability);
    view.set_difficulty(card.memory.difficulty);
    if (scheduler != nullptr) view.set_recall(RecallNow(*scheduler, card, DayOf(now, rule)));
  } else if (card.reps > 0) {
    view.set_ease(card.sm2.ease);
  }
  view.set_interval_days(static_cast<int32_t>(card.scheduled_days));
  view.set_answers(static_cast<int32_t>(card.reps));
  view.set_lapses(static_cast<int32_t>(card.lapses));
  if (card.reps > 0) *view.mutable_last_answer_time() = ToTimestamp(absl::FromUnixMicros(card.last_us));
  view.set_suspended(card.suspended);
  view.set_leech(card.leech);
  if (card.buried_day != 0) view.set_buried_until(DateText(card.buried_day));
  view.set_preset_revision(stored.revision);
  return view;
}

std::vector<v1::IntervalPreview> Previews(const Scheduler& scheduler, absl::string_view id, const Card& card,
                                          const DayRule& rule, absl::Time now) {
  const Moment moment{absl::ToUnixMicros(now), DayOf(now, rule)};
  const uint64_t seed = FuzzSeed(id);
  std::vector<v1::IntervalPreview> previews;
  for (const Rating rating : {Rating::kAgain, Rating::kHard, Rating::kGood, Rating::kEasy}) {
    const Card after = scheduler.Answer(card, rating, moment, seed);
    v1::IntervalPreview& preview = previews.emplace_back();
    preview.set_rating(static_cast<v1::Rating>(rating));
    preview.set_state(StateView(after.state));
    *preview.mutable_due_time() = DueTime(after, rule);
    preview.set_interval_days(static_cast<int32_t>(after.scheduled_days));
    if (!after.memory.known()) continue;
    preview.set_stability(after.memory.stability);
    preview.set_difficulty(after.memory.difficulty);
  }
  return previews;
}

v1::Preset PresetView(absl::string_view tenant, const PresetKey& key, v1::Preset preset) {
  preset.set_name(PresetName(tenant, key));
  preset.clear_etag();
  preset.set_etag(ShortHash(preset.SerializeAsString()));
  return preset;
}

}  // namespace lyceum::progress::memory
