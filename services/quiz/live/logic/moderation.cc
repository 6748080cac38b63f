#include "services/quiz/live/logic/moderation.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/text.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/word_cloud.h"

namespace lyceum::quiz::live {
namespace {

// The place of the item of that id and kind, if it may be moderated.
absl::StatusOr<int> Place(const State& state, const Rules& rules, const std::string& id, v1::Item::KindCase kind,
                          absl::string_view field) {
  const auto same = [&](const ItemRule& rule) { return rule.item == id && rule.kind == kind; };
  const auto found = std::find_if(rules.items.begin(), rules.items.end(), same);
  if (found == rules.items.end()) {
    const auto* name = v1::Item::descriptor()->FindFieldByNumber(kind);
    return InvalidField(field, absl::StrCat("must be the id of an item of the kind ", name->name()));
  }
  const int place = static_cast<int>(found - rules.items.begin());
  if (state.items[place].opened && !state.items[place].skipped) return place;
  return Error(absl::StatusCode::kFailedPrecondition, "WRONG_PHASE", "the item has not been asked, or was skipped");
}

}  // namespace

const Moderation::Text* Moderation::Find(const std::string& id) const {
  const auto found = std::find_if(shown.begin(), shown.end(), [&](const Text& text) { return text.id == id; });
  return found == shown.end() ? nullptr : &*found;
}

int ModeratedItem(const v1::LogEvent& event) {
  if (event.has_response_shown()) return event.response_shown().item();
  return event.has_word_hidden() ? event.word_hidden().item() : -1;
}

void Moderate(const v1::LogEvent& event, Moderation& moderation) {
  if (event.has_word_hidden()) moderation.hidden.insert(event.word_hidden().word());
  if (!event.has_response_shown()) return;
  const v1::LogResponseShown& response = event.response_shown();
  const auto same = [&](const Moderation::Text& text) { return text.id == response.id(); };
  auto& shown = moderation.shown;
  if (!response.show()) {
    shown.erase(std::remove_if(shown.begin(), shown.end(), same), shown.end());
  } else if (moderation.Find(response.id()) == nullptr) {
    shown.push_back({response.id(), response.text()});
  }
}

absl::Status DecideShow(const State& state, const Rules& rules, const v1::ShowResponseAction& action,
                        v1::LogEvent& event) {
  const auto place = Place(state, rules, action.item(), v1::Item::kOpenEnded, "show_response.item");
  if (!place.ok()) return place.status();
  v1::LogResponseShown& shown = *event.mutable_response_shown();
  shown.set_item(*place);
  shown.set_id(action.response());
  shown.set_show(action.show());
  return absl::OkStatus();
}

absl::Status DecideHide(const State& state, const Rules& rules, const v1::HideWordAction& action,
                        v1::LogEvent& event) {
  const auto place = Place(state, rules, action.item(), v1::Item::kWordCloud, "hide_word.item");
  if (!place.ok()) return place.status();
  constexpr int kMax = quiz::limits::kMaxWordChars;
  const std::string word = Length(action.word()) <= kMax ? CloudWord(action.word()) : "";
  if (word.empty()) {
    return InvalidField("hide_word.word",
                        absl::StrCat("must be a word of at most ", kMax, " characters (kMaxWordChars)"));
  }
  event.mutable_word_hidden()->set_item(*place);
  event.mutable_word_hidden()->set_word(word);
  return absl::OkStatus();
}

}  // namespace lyceum::quiz::live
