// Recording reviews, many calls in one transaction.
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/progress/memory/limits.h"
#include "services/progress/memory/logic/check_entry.h"
#include "services/progress/memory/methods/reviews.h"
#include "services/progress/memory/methods/view.h"
#include "services/progress/memory/store/log.h"
#include "services/progress/methods/learner.h"

namespace lyceum::progress::memory {
namespace {

absl::Status CheckBatch(const v1::RecordReviewsRequest& request, absl::Time now) {
  if (request.entries_size() < 1 || request.entries_size() > limits::kMaxEntriesInBatch) {
    return InvalidField("entries", absl::StrCat("has ", request.entries_size(), " entries, not 1 to ",
                                                limits::kMaxEntriesInBatch));
  }
  Violations violations;
  for (int i = 0; i < request.entries_size(); ++i) {
    CheckEntry(request.entries(i), absl::StrCat("entries[", i, "]"), now, violations);
  }
  return violations.ToStatus();
}

CardKey KeyOf(const v1::RecordReviewsRequest& request, const v1::ReviewEntry& entry) {
  return {std::string(Segment(request.parent(), 3)), entry.card_id()};
}

// The lines of one call; an error if one of them cannot be recorded.
absl::StatusOr<std::vector<Line>> ToLines(const v1::RecordReviewsRequest& request, const DayRule& rule,
                                          const std::map<CardKey, StoredCard>& cards) {
  std::vector<Line> lines;
  for (int i = 0; i < request.entries_size(); ++i) {
    const v1::ReviewEntry& entry = request.entries(i);
    CardKey key = KeyOf(request, entry);
    if (cards.count(key) == 0) return NotFound(CardName(Segment(request.parent(), 1), key));
    const absl::Time time = absl::FromUnixSeconds(entry.time().seconds()) + absl::Nanoseconds(entry.time().nanos());
    ASSIGN_OR_RETURN(Entry line, ToEntry(entry, absl::StrCat("entries[", i, "]"), DayOf(time, rule)));
    lines.push_back({std::move(key), std::move(line)});
  }
  return lines;
}

}  // namespace

Reviews::Reviews(sql::Database& database, Clock& clock)
    : database_(database),
      clock_(clock),
      writer_(limits::kWritesAtOnce, limits::kMaxWritesTogether,
              [this](absl::Span<Recording* const> recordings) { return WriteTogether(recordings); }) {}

void Reviews::RecordReviews(const Caller&, const v1::RecordReviewsRequest& request,
                            rpc::Reply<v1::RecordReviewsResponse> reply) {
  if (const absl::Status checked = CheckBatch(request, clock_.Now()); !checked.ok()) return reply(checked);
  auto recording = std::make_shared<Recording>(Recording{request, v1::RecordReviewsResponse()});
  Recording& item = *recording;
  writer_.Write(item, [recording = std::move(recording), reply = std::move(reply)](const absl::Status& status) mutable {
    status.ok() ? reply(std::move(recording->response)) : reply(status);
  });
}

absl::Status Reviews::WriteTogether(absl::Span<Recording* const> recordings) {
  std::map<absl::string_view, std::vector<Recording*>> tenants;
  for (Recording* recording : recordings) tenants[Segment(recording->request.parent(), 1)].push_back(recording);
  const absl::Time now = clock_.Now();
  return database_.Write([&](sql::Transaction& t) -> absl::Status {
    for (const auto& [tenant, of_tenant] : tenants) RETURN_IF_ERROR(WriteTenant(t, tenant, of_tenant, now));
    return absl::OkStatus();
  });
}

absl::Status Reviews::WriteTenant(sql::Transaction& t, absl::string_view tenant,
                                  absl::Span<Recording* const> recordings, absl::Time now) {
  std::set<std::string> users;
  std::set<CardKey> wanted;
  for (const Recording* recording : recordings) {
    users.emplace(Segment(recording->request.parent(), 3));
    for (const v1::ReviewEntry& entry : recording->request.entries()) wanted.insert(KeyOf(recording->request, entry));
  }
  ASSIGN_OR_RETURN(const auto rules, LoadRules(t, tenant, users));
  ASSIGN_OR_RETURN(auto cards, LoadCards(t, tenant, wanted));

  // A call with a line that cannot be recorded leaves the others alone.
  std::vector<Line> lines;
  for (Recording* recording : recordings) {
    auto own = ToLines(recording->request, rules.at(std::string(Segment(recording->request.parent(), 3))), cards);
    if (!own.ok()) {
      recording->response = own.status();
      continue;
    }
    recording->response = v1::RecordReviewsResponse();
    std::move(own->begin(), own->end(), std::back_inserter(lines));
  }
  ASSIGN_OR_RETURN(const Appended appended, AppendLines(t, tenant, lines, std::move(cards), now));

  size_t next = 0;
  for (Recording* recording : recordings) {
    if (!recording->response.ok()) continue;
    v1::RecordReviewsResponse& response = *recording->response;
    const int count = recording->request.entries_size();
    std::set<CardKey> touched;
    for (int i = 0; i < count; ++i, ++next) {
      response.set_accepted_count(response.accepted_count() + (appended.fresh[next] ? 1 : 0));
      touched.insert(lines[next].card);
    }
    response.set_duplicate_count(count - response.accepted_count());
    const DayRule& rule = rules.at(touched.begin()->user);
    for (const CardKey& key : touched) {
      *response.add_cards() = CardView(tenant, key, appended.cards.at(key), rule, now, nullptr);
    }
  }
  return absl::OkStatus();
}

}  // namespace lyceum::progress::memory
