// Questions from timelines.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/quiz/logic/civil.h"
#include "services/quiz/logic/derive_parts.h"
#include "services/quiz/logic/shuffle.h"

namespace lyceum::quiz {
namespace {

using content::v1::HistoricalDate;

constexpr size_t kMaxEvents = 6;  // in one ordering

struct Event {
  std::string section, part, event, date_text;
  HistoricalDate::Precision precision = HistoricalDate::PRECISION_UNSPECIFIED;
  DayRange days;
};

// Events whose date is known.
std::vector<Event> EventsOf(const content::v1::Explanation& explanation) {
  std::vector<Event> events;
  for (const auto& section : explanation.sections()) {
    for (int i = 0; i < section.timeline().rows_size(); ++i) {
      const auto& row = section.timeline().rows(i);
      const auto earliest = ParseDay(row.date().earliest()), latest = ParseDay(row.date().latest());
      if (!earliest || !latest || row.event().empty()) continue;
      events.push_back({section.id(), absl::StrCat("rows[", i, "].event"), row.event(), row.date().text(),
                        row.date().precision(), DayRange{*earliest, *latest}});
    }
  }
  return events;
}

bool Overlap(const Event& a, const Event& b) {
  return a.days.earliest <= b.days.latest && b.days.earliest <= a.days.latest;
}

std::optional<v1::DateItem::Precision> AskedPrecision(const Event& event) {
  switch (event.precision) {
    case HistoricalDate::PRECISION_DAY:
    case HistoricalDate::PRECISION_RANGE: return v1::DateItem::PRECISION_DAY;
    case HistoricalDate::PRECISION_MONTH: return v1::DateItem::PRECISION_MONTH;
    case HistoricalDate::PRECISION_YEAR: return v1::DateItem::PRECISION_YEAR;
    default: return std::nullopt;  // nobody can type a decade
  }
}

std::string Iso(absl::CivilDay day) { return absl::FormatCivilTime(day); }

v1::ItemLineage LineageOf(const DeriveSource& source, const Event& event) {
  return Reread(source, {event.section, event.part, absl::StrCat(event.date_text, ": ", event.event)},
                event.date_text, event.event);
}

}  // namespace

void DeriveDates(const DeriveSource& source, std::vector<v1::Item>& items) {
  const std::vector<Event> events = EventsOf(source.explanation);
  for (const Event& event : events) {
    v1::Item item;
    item.set_prompt(absl::StrCat(source.phrases.when_was, "\n\n", Quoted(event.event)));
    const uint64_t seed = SeedFor(source.seed, absl::StrCat("date ", event.section, " ", event.part));
    const auto precision = AskedPrecision(event);
    std::vector<std::string> others;
    for (const Event& other : events) {
      if (!Overlap(event, other)) others.push_back(other.date_text);
    }
    // Half of the dates are picked, half are typed.
    if (!precision || (others.size() >= 2 && Chance(seed).Below(2) == 0)) {
      FillChoice(item, event.date_text, std::move(others), seed);
      if (!item.has_single_choice()) continue;
    } else {
      item.mutable_date()->set_earliest(Iso(event.days.earliest));
      item.mutable_date()->set_latest(Iso(event.days.latest));
      item.mutable_date()->set_precision(*precision);
      item.mutable_date()->set_text(event.date_text);
    }
    *item.mutable_lineage() = LineageOf(source, event);
    items.push_back(std::move(item));
  }
}

void DeriveOrdering(const DeriveSource& source, std::vector<v1::Item>& items) {
  std::vector<Event> events = EventsOf(source.explanation);
  Shuffle(events, SeedFor(source.seed, "order"));
  while (events.size() >= 3) {
    // Events that may be of the same day have no order: they go to the next item.
    std::vector<Event> group, rest;
    for (Event& event : events) {
      const bool clear = std::none_of(group.begin(), group.end(), [&](const Event& other) {
        return Overlap(event, other) || event.event == other.event;
      });
      (clear && group.size() < kMaxEvents ? group : rest).push_back(std::move(event));
    }
    events = std::move(rest);
    if (group.size() < 3) break;
    std::sort(group.begin(), group.end(),
              [](const Event& a, const Event& b) { return a.days.earliest < b.days.earliest; });
    v1::Item item;
    item.set_prompt(std::string(source.phrases.put_in_order));
    item.mutable_ordering()->set_credit(v1::Ordering::CREDIT_LONGEST_SUBSEQUENCE);
    for (const Event& event : group) {
      item.mutable_ordering()->add_entries(event.event);
      item.set_explanation(absl::StrCat(item.explanation(), item.explanation().empty() ? "" : "\n", "- ",
                                        event.date_text, ": ", event.event));
    }
    *item.mutable_lineage() = LineageOf(source, group.front());
    items.push_back(std::move(item));
  }
}

}  // namespace lyceum::quiz
