#include "services/progress/memory/logic/check_entry.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/limits.h"
#include "services/progress/limits.h"
#include "services/progress/memory/limits.h"

namespace lyceum::progress::memory {
namespace {

bool IsPlainId(absl::string_view id, int least, int most) {
  const auto size = static_cast<int>(id.size());
  return size >= least && size <= most && std::all_of(id.begin(), id.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || absl::StrContains("._~@-", c);
         });
}

bool IsSegment(absl::string_view id) { return IsPlainId(id, 1, lyceum::limits::kMaxNameSegmentBytes); }

bool IsEntryId(absl::string_view id) {
  return IsPlainId(id, progress::limits::kMinEventIdBytes, progress::limits::kMaxEventIdBytes);
}

std::string EntryIdRule() {
  return absl::StrCat("is not ", progress::limits::kMinEventIdBytes, " to ", progress::limits::kMaxEventIdBytes,
                      " characters of A-Z a-z 0-9 . _ ~ @ -");
}

std::string SegmentRule() {
  return absl::StrCat("is not 1 to ", lyceum::limits::kMaxNameSegmentBytes, " characters of A-Z a-z 0-9 . _ ~ @ -");
}

void CheckTime(const google::protobuf::Timestamp& time, const std::string& path, absl::Time now,
               Violations& violations) {
  const absl::Time earliest = absl::FromCivil(absl::CivilYear(progress::limits::kEarliestYear), absl::UTCTimeZone());
  const absl::Time latest = now + absl::Minutes(progress::limits::kMaxAheadMinutes);
  if (time.seconds() < absl::ToUnixSeconds(earliest)) {
    violations.Add(path, absl::StrCat("is before ", progress::limits::kEarliestYear));
  } else if (time.seconds() > absl::ToUnixSeconds(latest)) {
    violations.Add(path, absl::StrCat("is more than ", progress::limits::kMaxAheadMinutes, " minutes ahead"));
  } else if (time.nanos() < 0 || time.nanos() >= 1'000'000'000) {
    violations.Add(path, "has nanos out of range");
  }
}

void CheckAnswered(const v1::ReviewEntry::Answered& answered, const std::string& path, Violations& violations) {
  if (answered.rating() == v1::RATING_UNSPECIFIED) violations.Add(absl::StrCat(path, ".rating"), "is not set");
  const auto& spent = answered.time_spent();
  constexpr int64_t kMost = int64_t{progress::limits::kMaxSpentHours} * 3600;
  const bool well_formed = spent.seconds() >= 0 && spent.nanos() >= 0 && spent.nanos() < 1'000'000'000;
  if (!well_formed || spent.seconds() > kMost || (spent.seconds() == kMost && spent.nanos() > 0)) {
    violations.Add(absl::StrCat(path, ".time_spent"),
                   absl::StrCat("is not in 0 to ", progress::limits::kMaxSpentHours, " hours"));
  }
}

}  // namespace

void CheckCard(const v1::Card& card, absl::string_view path, absl::string_view parent, Violations& violations) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(path, ".", name); };
  const std::string prefix = absl::StrCat(parent, "/cards/");
  if (!absl::StartsWith(card.name(), prefix) || !IsSegment(absl::string_view(card.name()).substr(prefix.size()))) {
    violations.Add(field("name"), absl::StrCat("is not a name like ", prefix, "{card}"));
  }
  if (!card.preset_id().empty() && !IsSegment(card.preset_id())) violations.Add(field("preset_id"), SegmentRule());
  if (!card.note_id().empty() && !IsSegment(card.note_id())) violations.Add(field("note_id"), SegmentRule());
  if (card.position() < 0 || card.position() > limits::kMaxPosition) {
    violations.Add(field("position"), absl::StrCat("is not in 0 to ", limits::kMaxPosition));
  }
  if (card.quiz().empty() != card.item_id().empty()) {
    violations.Add(field("item_id"), "stands together with quiz: both or none");
  } else if (!card.quiz().empty()) {
    const std::string quizzes = absl::StrCat(parent.substr(0, parent.find("/users/")), "/quizzes/");
    if (!absl::StartsWith(card.quiz(), quizzes) || !IsSegment(absl::string_view(card.quiz()).substr(quizzes.size()))) {
      violations.Add(field("quiz"), absl::StrCat("is not a name like ", quizzes, "{quiz}"));
    }
    if (card.item_id().size() > static_cast<size_t>(progress::limits::kMaxItemIdBytes)) {
      violations.Add(field("item_id"), absl::StrCat("is not 1 to ", progress::limits::kMaxItemIdBytes, " bytes long"));
    }
  }
}

void CheckEntry(const v1::ReviewEntry& entry, absl::string_view path, absl::Time now, Violations& violations) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(path, ".", name); };
  if (!IsEntryId(entry.entry_id())) violations.Add(field("entry_id"), EntryIdRule());
  if (!IsSegment(entry.card_id())) violations.Add(field("card_id"), SegmentRule());
  CheckTime(entry.time(), field("time"), now, violations);
  switch (entry.act_case()) {
    case v1::ReviewEntry::kAnswered:
      return CheckAnswered(entry.answered(), field("answered"), violations);
    case v1::ReviewEntry::kSetDueDate:
      if (!ParseDate(entry.set_due_date())) violations.Add(field("set_due_date"), "is not a date like 2026-03-01");
      return;
    case v1::ReviewEntry::kUndoEntryId:
      if (!IsEntryId(entry.undo_entry_id())) violations.Add(field("undo_entry_id"), EntryIdRule());
      return;
    case v1::ReviewEntry::ACT_NOT_SET:
      return violations.Add(field("act"), "has none of answered, set_due_date, forget, suspend, resume, bury, unbury, "
                                          "undo_entry_id");
    default:
      return;
  }
}

absl::StatusOr<Entry> ToEntry(const v1::ReviewEntry& message, absl::string_view path, Day day) {
  Entry entry;
  entry.id = message.entry_id();
  entry.at = {message.time().seconds() * 1'000'000 + message.time().nanos() / 1000, day};
  switch (message.act_case()) {
    case v1::ReviewEntry::kAnswered:
      entry.kind = EntryKind::kReview;
      entry.value = message.answered().rating();
      entry.spent_us = message.answered().time_spent().seconds() * 1'000'000 +
                       message.answered().time_spent().nanos() / 1000;
      break;
    case v1::ReviewEntry::kSetDueDate:
      entry.kind = EntryKind::kSetDue;
      entry.value = ParseDate(message.set_due_date()).value_or(day);
      if (entry.value < day || entry.value > day + limits::kMaxDueAheadDays) {
        return InvalidField(absl::StrCat(path, ".set_due_date"),
                            absl::StrCat("is not 0 to ", limits::kMaxDueAheadDays, " days after the day of its time"));
      }
      break;
    case v1::ReviewEntry::kForget:
      entry.kind = EntryKind::kForget;
      break;
    case v1::ReviewEntry::kSuspend:
      entry.kind = EntryKind::kSuspend;
      break;
    case v1::ReviewEntry::kResume:
      entry.kind = EntryKind::kResume;
      break;
    case v1::ReviewEntry::kBury:
      entry.kind = EntryKind::kBury;
      entry.value = day + 1;
      break;
    case v1::ReviewEntry::kUnbury:
      entry.kind = EntryKind::kUnbury;
      break;
    case v1::ReviewEntry::kUndoEntryId:
      entry.kind = EntryKind::kUndo;
      entry.undoes = message.undo_entry_id();
      break;
    case v1::ReviewEntry::ACT_NOT_SET:
      break;
  }
  return entry;
}

v1::ReviewEntry ToMessage(const Entry& entry) {
  v1::ReviewEntry message;
  message.set_entry_id(entry.id);
  message.mutable_time()->set_seconds(entry.at.us / 1'000'000);
  message.mutable_time()->set_nanos(static_cast<int32_t>(entry.at.us % 1'000'000 * 1000));
  switch (entry.kind) {
    case EntryKind::kReview: {
      v1::ReviewEntry::Answered& answered = *message.mutable_answered();
      answered.set_rating(static_cast<v1::Rating>(entry.value));
      answered.mutable_time_spent()->set_seconds(entry.spent_us / 1'000'000);
      answered.mutable_time_spent()->set_nanos(static_cast<int32_t>(entry.spent_us % 1'000'000 * 1000));
      break;
    }
    case EntryKind::kSetDue:
      message.set_set_due_date(DateText(entry.value));
      break;
    case EntryKind::kForget:
      message.mutable_forget();
      break;
    case EntryKind::kSuspend:
      message.mutable_suspend();
      break;
    case EntryKind::kResume:
      message.mutable_resume();
      break;
    case EntryKind::kBury:
      message.mutable_bury();
      break;
    case EntryKind::kUnbury:
      message.mutable_unbury();
      break;
    case EntryKind::kUndo:
      message.set_undo_entry_id(entry.undoes);
      break;
  }
  return message;
}

}  // namespace lyceum::progress::memory
