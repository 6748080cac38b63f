// What the class wrote, found by its id for the host to show.
#include <optional>
#include <utility>

#include "common/base/status.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/secrets.h"
#include "services/quiz/live/methods/sessions.h"

namespace lyceum::quiz::live {

absl::StatusOr<std::optional<std::string>> Sessions::FindResponse(LiveSession& live,
                                                                  const v1::ControlSessionRequest& request) {
  std::optional<std::string> found;
  if (!request.has_show_response()) return found;
  const v1::ShowResponseAction& action = request.show_response();
  const int item = live.published().IndexOf(action.item());
  if (item < 0) return found;
  if (!action.show()) {
    const auto moderation = live.moderation(item);
    if (const Moderation::Text* text = moderation->Find(action.response())) found = text->text;
    return found;
  }
  const auto each = [&](const ResponseTally& tally) {
    v1::Response response;
    if (found || !response.ParseFromString(tally.response) || response.open_ended().empty()) return;
    if (MakeResponseId(live.about().secret, item, response.open_ended()) == action.response()) {
      found = std::move(*response.mutable_open_ended());
    }
  };
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) {
    found.reset();
    return GroupAnswers(t, live.key(), item, limits::kMaxParticipants, each);
  }));
  return found;
}

}  // namespace lyceum::quiz::live
