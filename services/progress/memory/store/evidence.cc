#include "services/progress/memory/store/evidence.h"

#include <set>
#include <utility>

#include "common/base/status.h"
#include "services/progress/memory/logic/evidence.h"
#include "services/progress/memory/store/log.h"

namespace lyceum::progress::memory {

absl::Status AppendEvidence(sql::Transaction& t, absl::string_view tenant, absl::Span<const Evidence> answers,
                            absl::Time now) {
  std::set<CardKey> sources;
  for (const Evidence& answer : answers) sources.insert({answer.user, answer.source});
  ASSIGN_OR_RETURN(const auto cards_of, CardsOfSources(t, tenant, sources));
  if (cards_of.empty()) return absl::OkStatus();

  std::vector<Line> lines;
  std::set<CardKey> wanted;
  for (const Evidence& answer : answers) {
    const auto cards = cards_of.find({answer.user, answer.source});
    if (cards == cards_of.end()) continue;
    for (const std::string& card : cards->second) {
      Line& line = lines.emplace_back();
      line.card = {answer.user, card};
      line.entry.id = EvidenceId(answer.key, card);
      line.entry.kind = EntryKind::kReview;
      line.entry.at = answer.at;
      line.entry.value = static_cast<int64_t>(answer.rating);
      line.entry.spent_us = answer.spent_us;
      wanted.insert(line.card);
    }
  }
  ASSIGN_OR_RETURN(auto cards, LoadCards(t, tenant, wanted));
  return AppendLines(t, tenant, lines, std::move(cards), now).status();
}

}  // namespace lyceum::progress::memory
