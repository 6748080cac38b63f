// Cards, presets and previews as messages of the contract.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lyceum/progress/v1/memory.pb.h"
#include "services/progress/memory/store/cards.h"

namespace lyceum::progress::memory {

// The names of what belongs to a user of a tenant.
std::string CardName(absl::string_view tenant, const CardKey& key);
std::string PresetName(absl::string_view tenant, const PresetKey& key);

// What is known of a card. `recall` is that at `now`, of the model that `scheduler`
// has; without one it is not set.
v1::Card CardView(absl::string_view tenant, const CardKey& key, const StoredCard& stored, const DayRule& rule,
                  absl::Time now, const Scheduler* scheduler);

// What each of the four answers, given now, would make of a card that the scheduler
// has computed.
std::vector<v1::IntervalPreview> Previews(const Scheduler& scheduler, absl::string_view id, const Card& card,
                                          const DayRule& rule, absl::Time now);

// With its name and etag.
v1::Preset PresetView(absl::string_view tenant, const PresetKey& key, v1::Preset preset);

}  // namespace lyceum::progress::memory
