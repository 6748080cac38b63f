// What a class answered, as the host and as the class itself may see it.
#include <utility>

#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/secrets.h"
#include "services/quiz/live/methods/view.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz::live {
namespace {

// To the host the texts have ids, to show them by.
ResponseCounts HostsRows(const LiveSession& live, int item, ResponseCounts rows) {
  if (!live.published().quiz().items(item).has_open_ended()) return rows;
  for (v1::ResponseCount& row : rows) row.set_id(MakeResponseId(live.about().secret, item, row.text()));
  return rows;
}

}  // namespace

ResponseCounts CountResponses(const LiveSession& live, const Reckoning& reckoning, int item) {
  const PublishedQuiz& published = live.published();
  Collected collected =
      Collect(published.quiz().items(item), published.revision.paper_seed, TallyAnswers(reckoning, item), {});
  return HostsRows(live, item, std::move(collected.rows));
}

v1::SessionEvent AnswersView(LiveSession& live, const Tally& counts, const State& state, absl::Time now) {
  v1::SessionEvent view;
  *view.mutable_event_time() = ToProto(now);
  v1::AnswersCounted& counted = *view.mutable_answers_counted();
  counted.set_item_index(state.item);
  counted.set_answered_count(counts.answered);
  counted.set_participant_count(counts.participants);
  if (counts.responses == nullptr || counts.responses->item != state.item) return view;
  const PublishedQuiz& published = live.published();
  Collected collected = Collect(published.quiz().items(state.item), published.revision.paper_seed,
                                counts.responses->tallies, {});
  *counted.mutable_responses() = HostsRows(live, state.item, std::move(collected.rows));
  return view;
}

void ShowCollected(LiveSession& live, const Collected& collected, const std::string& viewer,
                   v1::ItemRevealed& revealed) {
  const int item = revealed.item_index();
  const auto moderation = live.moderation(item);
  for (const v1::ResponseCount& row : collected.shown) {
    if (moderation->hidden.count(row.text()) == 0) *revealed.add_shown() = row;
  }
  if (collected.mean_micros) revealed.set_mean_micros(*collected.mean_micros);
  const auto add = [&](const std::string& id, const std::string& text) {
    if (revealed.open_size() == limits::kMaxOpenResponses) return;
    v1::OpenResponse& open = *revealed.add_open();
    open.set_id(id);
    open.set_text(text);
  };
  if (!viewer.empty()) {
    for (const Moderation::Text& text : moderation->shown) add(text.id, text.text);
    return;
  }
  for (const std::string& text : collected.texts) add(MakeResponseId(live.about().secret, item, text), text);
  *revealed.mutable_responses() = HostsRows(live, item, collected.rows);
}

v1::ResponseShown ShownView(LiveSession& live, const v1::LogResponseShown& response, const std::string& viewer) {
  v1::ResponseShown shown;
  shown.set_item_index(response.item());
  shown.set_shown(response.show());
  shown.mutable_response()->set_id(response.id());
  const bool readable = viewer.empty() || live.moderation(response.item())->Find(response.id()) != nullptr;
  if (response.show() && readable) shown.mutable_response()->set_text(response.text());
  return shown;
}

v1::WordHidden HiddenView(const v1::LogWordHidden& word, const State& after, const std::string& viewer) {
  v1::WordHidden hidden;
  hidden.set_item_index(word.item());
  if (viewer.empty() || after.items[word.item()].revealed) hidden.set_word(word.word());
  return hidden;
}

}  // namespace lyceum::quiz::live
