// Spaced repetition without its server, on a fresh database of each engine.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "services/progress/memory/methods/presets.h"
#include "services/progress/memory/methods/reviews.h"
#include "tests/contract/progress_fixture.h"

namespace lyceum::progress {

inline constexpr char kAda[] = "tenants/t/users/ada";

class MemoryTest : public ProgressTest {
 protected:
  using Response = absl::StatusOr<v1::RecordReviewsResponse>;

  // Cards of ada, in this order, each with a position of its own.
  void AddCards(const std::vector<std::string>& ids, const std::string& preset = "", const std::string& note = "") {
    v1::PutCardsRequest request;
    request.set_parent(kAda);
    for (const std::string& id : ids) {
      v1::Card& card = *request.add_cards();
      card.set_name(absl::StrCat(kAda, "/cards/", id));
      card.set_preset_id(preset);
      card.set_note_id(note);
      card.set_position(++positions_);
    }
    const auto response = reviews_.PutCards(learner_, request);
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_EQ(response->cards_size(), static_cast<int>(ids.size()));
  }

  v1::ReviewEntry Line(const std::string& card, absl::Time time) {
    v1::ReviewEntry entry;
    entry.set_entry_id(absl::StrFormat("entry-%012d", ++made_));
    entry.set_card_id(card);
    entry.mutable_time()->set_seconds(absl::ToUnixSeconds(time));
    return entry;
  }
  v1::ReviewEntry Line(const std::string& card) { return Line(card, clock_.Now()); }

  v1::ReviewEntry Answered(const std::string& card, v1::Rating rating, absl::Time time) {
    v1::ReviewEntry entry = Line(card, time);
    entry.mutable_answered()->set_rating(rating);
    entry.mutable_answered()->mutable_time_spent()->set_seconds(7);
    return entry;
  }
  v1::ReviewEntry Answered(const std::string& card, v1::Rating rating) { return Answered(card, rating, clock_.Now()); }

  v1::ReviewEntry Undone(const v1::ReviewEntry& entry) {
    v1::ReviewEntry undo = Line(entry.card_id());
    undo.set_undo_entry_id(entry.entry_id());
    return undo;
  }

  Response Send(const std::vector<v1::ReviewEntry>& entries, const std::string& parent = kAda) {
    v1::RecordReviewsRequest request;
    request.set_parent(parent);
    for (const v1::ReviewEntry& entry : entries) *request.add_entries() = entry;
    Response result = absl::UnknownError("no reply");
    absl::Notification done;
    reviews_.RecordReviews(learner_, request, [&](Response response) {
      result = std::move(response);
      done.Notify();
    });
    done.WaitForNotification();
    return result;
  }

  // Sends and expects all to be new.
  v1::RecordReviewsResponse MustSend(const std::vector<v1::ReviewEntry>& entries) {
    const Response response = Send(entries);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    EXPECT_EQ(response->accepted_count(), static_cast<int>(entries.size()));
    return *response;
  }

  v1::Card CardOf(const std::string& id) {
    v1::GetCardRequest request;
    request.set_name(absl::StrCat(kAda, "/cards/", id));
    const auto response = reviews_.GetCard(learner_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->card() : v1::Card();
  }

  v1::GetQueueResponse QueueOf(const std::string& preset = "default", int page_size = 0) {
    v1::GetQueueRequest request;
    request.set_preset(absl::StrCat(kAda, "/presets/", preset));
    request.set_page_size(page_size);
    const auto response = reviews_.GetQueue(learner_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::GetQueueResponse();
  }

  static std::vector<std::string> Ids(const v1::GetQueueResponse& queue) {
    std::vector<std::string> ids;
    for (const v1::QueuedCard& queued : queue.cards()) {
      ids.push_back(std::string(absl::string_view(queued.card().name()).substr(sizeof(kAda) + sizeof("cards"))));
    }
    return ids;
  }

  absl::StatusOr<v1::Preset> Update(v1::Preset preset, const std::vector<std::string>& fields = {}) {
    v1::UpdatePresetRequest request;
    if (preset.name().empty()) preset.set_name(absl::StrCat(kAda, "/presets/default"));
    *request.mutable_preset() = std::move(preset);
    for (const std::string& field : fields) request.mutable_update_mask()->add_paths(field);
    auto response = presets_.UpdatePreset(learner_, request);
    if (!response.ok()) return response.status();
    return response->preset();
  }

  absl::Status RebuildAll() {
    v1::RebuildCardsRequest request;
    request.set_user(kAda);
    return reviews_.RebuildCards(Who("root", api::v1::ROLE_ADMIN), request).status();
  }

  // Every byte of the rows that are computed from the log.
  std::vector<std::string> Cards() {
    return Dump("memory_cards",
                "tenant,user_id,card,preset,revision,note,position,source,queue,due,state,stability,difficulty,"
                "sm2_days,sm2_reps,ease,step,reps,lapses,scheduled_days,due_us,due_day,last_us,last_day,first_day,"
                "buried_day,suspended,leech,log_us,log_id,undos");
  }

  int64_t positions_ = 0;
  memory::Presets presets_{*database_, clock_};
  memory::Reviews reviews_{*database_, clock_};
};

}  // namespace lyceum::progress
