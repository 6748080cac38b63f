#include "services/quiz/live/logic/transcript_review.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "services/quiz/limits.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/legal.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz::live {
namespace {

using v1::TranscriptBody;

// "event", as the field is called.
std::string Name(TranscriptBody::BodyCase kind) {
  const auto* field = TranscriptBody::descriptor()->FindFieldByNumber(kind);
  return field == nullptr ? "nothing" : field->name();
}

// Where a kind stands in the order of the records.
int TurnOf(TranscriptBody::BodyCase kind) {
  return kind == TranscriptBody::kSeal ? TranscriptBody::kTeamResult + 1 : static_cast<int>(kind);
}

// Grading takes only items that authors could have made.
absl::Status CheckItems(const v1::Quiz& quiz) {
  Violations violations;
  absl::flat_hash_set<std::string> ids;
  if (quiz.items_size() < 1 || quiz.items_size() > quiz::limits::kMaxItems) {
    violations.Add("items", absl::StrCat("must be 1 to ", quiz::limits::kMaxItems, " (kMaxItems)"));
    return violations.ToStatus();
  }
  for (int i = 0; i < quiz.items_size(); ++i) {
    ValidateItem(quiz.items(i), absl::StrCat("items[", i, "]"), violations);
    if (!ids.insert(quiz.items(i).id()).second) violations.Add("items", "must have ids of their own");
  }
  return violations.ToStatus();
}

std::string Line(const v1::TranscriptResult& result) {
  return absl::StrCat("participant ", result.participant(), " on rank ", result.rank(), " with ", result.points(),
                      " points, ", result.correct_count(), " right, ", result.streak(), " in a row");
}

std::string Line(const v1::TranscriptTeamResult& result) {
  return absl::StrCat("team ", result.team(), " on rank ", result.rank(), " with ", result.points(), " points of ",
                      result.member_count(), " members");
}

}  // namespace

bool TranscriptReview::Take(const v1::TranscriptRecord& record) {
  if (flaw_) return false;
  TranscriptBody body;
  std::string why = TakeLink(record);
  if (why.empty() && !body.ParseFromString(record.body())) why = "the body cannot be read";
  if (why.empty()) why = TakeTurn(body.body_case());
  if (why.empty()) why = TakeBody(body);
  if (!why.empty()) {
    flaw_ = {count_, std::move(why)};
    return false;
  }
  stage_ = body.body_case();
  hash_ = record.hash();
  ++count_;
  return true;
}

void TranscriptReview::End(bool readable) {
  if (flaw_) return;
  if (!readable) flaw_ = {count_, "what comes here is not a record: the file is damaged or cut short"};
  else if (stage_ != TranscriptBody::kSeal) flaw_ = {count_, "the transcript ends without its seal"};
}

std::string TranscriptReview::TakeLink(const v1::TranscriptRecord& record) const {
  if (record.index() != count_) {
    return absl::StrCat("the record has index ", record.index(), " where ", count_, " was to come");
  }
  if (record.previous_hash() != hash_) return "the record does not follow from the one before";
  return record.hash() == RecordHash(hash_, record.body()) ? "" : "the hash is not that of the body";
}

std::string TranscriptReview::TakeTurn(Kind next) {
  if (next == TranscriptBody::BODY_NOT_SET) return "the body says nothing that is known here";
  if (stage_ == TranscriptBody::kSeal) return "something comes after the seal";
  const bool in_turn = count_ < 2 ? TurnOf(next) == count_ + 1
                                  : next > TranscriptBody::kQuiz && TurnOf(next) >= TurnOf(stage_);
  if (!in_turn) return absl::StrCat("the body is of kind ", Name(next), " after one of kind ", Name(stage_));
  if (stage_ <= TranscriptBody::kEvent && next > TranscriptBody::kEvent && !state_.ended()) {
    return "the log does not end the session";
  }
  if (stage_ <= TranscriptBody::kParticipant && next > TranscriptBody::kParticipant && !told_.empty()) {
    return absl::StrCat("the log tells of participant ", told_.begin()->first, ", who is not there");
  }
  if (stage_ > TranscriptBody::kAnswer || next <= TranscriptBody::kAnswer) return "";
  if (!late_.empty()) {
    return absl::StrCat("the log tells of a late answer of participant ", late_.begin()->first.second,
                        ", which is not there");
  }
  places_ = Rank(state_, rules_, players_, answers_);
  teams_ = RankTeams(state_, rules_, places_);
  return CountAgain();
}

std::string TranscriptReview::TakeBody(const TranscriptBody& body) {
  switch (body.body_case()) {
    case TranscriptBody::kHeader:
      header_ = body.header();
      if (header_.version() == kTranscriptVersion) return "";
      return absl::StrCat("the transcript is of version ", header_.version(), ", which is not known here");
    case TranscriptBody::kQuiz: return TakeQuiz(body.quiz());
    case TranscriptBody::kEvent: return TakeEvent(body.event());
    case TranscriptBody::kParticipant: return TakeParticipant(body.participant());
    case TranscriptBody::kAnswer: return TakeAnswer(body.answer());
    case TranscriptBody::kResult: return TakeResult(body.result());
    case TranscriptBody::kTeamResult: return TakeTeamResult(body.team_result());
    case TranscriptBody::kSeal: return TakeSeal(body.seal());
    case TranscriptBody::BODY_NOT_SET: break;
  }
  return "";
}

std::string TranscriptReview::TakeQuiz(const v1::TranscriptQuiz& quiz) {
  if (const absl::Status items = CheckItems(quiz.quiz()); !items.ok()) {
    return absl::StrCat("the quiz is not valid: ", items.message());
  }
  const std::vector<std::string> name = absl::StrSplit(header_.session(), '/');
  if (name.size() != 4) return "the session has no name";
  v1::SessionSettings settings = header_.settings();
  const absl::Status complete = CompleteSettings(quiz.quiz(), name[1], settings);
  if (!complete.ok()) return absl::StrCat("the settings are not valid: ", complete.message());
  quiz_ = quiz;
  rules_ = MakeRules(quiz_.quiz(), settings);
  closed_with_.resize(rules_.items.size());
  closed_seq_.resize(rules_.items.size());
  answered_.resize(rules_.items.size());
  return "";
}

std::string TranscriptReview::TakeEvent(const v1::TranscriptEvent& event) {
  if (event.seq() != state_.seq + 1) return absl::StrCat("event ", event.seq(), " follows event ", state_.seq);
  const v1::LogEvent& what = event.event();
  if (std::string why = WhyIllegal(state_, rules_, what); !why.empty()) return why;
  Apply(state_, what);
  if (what.has_closed()) {
    closed_with_[what.closed().item()] = what.closed().answered_count();
    closed_seq_[what.closed().item()] = event.seq();
  }
  if (what.has_renamed()) told_[what.renamed().participant()].nickname = what.renamed().nickname();
  if (what.has_removed()) told_[what.removed().participant()].removed = true;
  if (what.has_late_answer()) {
    const v1::LogLateAnswer& late = what.late_answer();
    late_[{late.item(), late.participant()}] = {event.seq(), state_.items[late.item()].closed};
  }
  return "";
}

std::string TranscriptReview::TakeParticipant(const v1::TranscriptParticipant& participant) {
  const std::string& id = participant.participant();
  if (id <= last_participant_) return "the participants are not in order";
  last_participant_ = id;
  const auto found = told_.find(id);
  const Told told = found == told_.end() ? Told() : found->second;
  if (found != told_.end()) told_.erase(found);
  if (told.removed != participant.removed()) {
    return absl::StrCat("participant ", id, told.removed ? " was removed" : " was not removed", ", by the log");
  }
  if (told.nickname && *told.nickname != participant.nickname()) {
    return absl::StrCat("participant ", id, " is called ", *told.nickname, ", by the log");
  }
  if (participant.time_permille() < kWholePermille || participant.time_permille() > limits::kMaxTimePermille) {
    return absl::StrCat("participant ", id, " has ", participant.time_permille(), " thousandths of the time");
  }
  if (participant.first_item() < -1 || participant.first_item() > static_cast<int>(state_.items.size())) {
    return absl::StrCat("participant ", id, " came with an item that the quiz has not");
  }
  known_.insert(id);
  if (!participant.removed()) {
    Player& player = players_.emplace_back();
    player.id = id;
    player.nickname = participant.nickname();
    player.team = participant.team();
    player.time_permille = participant.time_permille();
    player.first_item = participant.first_item();
  }
  return "";
}

std::string TranscriptReview::TakeAnswer(const v1::TranscriptAnswer& answer) {
  if (answer.item() < 0 || answer.item() >= static_cast<int>(state_.items.size()) ||
      !state_.items[answer.item()].opened) {
    return "an answer is to an item that was not asked";
  }
  if (!known_.contains(answer.participant())) return "an answer is of somebody who did not take part";
  if (!answers_.empty() && std::tie(answers_.back().item, answers_.back().participant) >=
                               std::make_tuple(answer.item(), answer.participant())) {
    return "the answers are not in order";
  }
  if (answer.elapsed_micros() < 0 || answer.elapsed_micros() > absl::ToInt64Microseconds(limits::kMaxItemTime)) {
    return "an answer was given outside the item's time";
  }
  if (std::string why = TakeLateness(answer); !why.empty()) return why;
  return GradeAgain(answer);
}

std::string TranscriptReview::TakeLateness(const v1::TranscriptAnswer& answer) {
  const auto found = late_.find({answer.item(), answer.participant()});
  const Late late = found == late_.end() ? Late() : found->second;
  if (found != late_.end()) late_.erase(found);
  // One that came late to an item still open for others may have been changed then.
  const bool changed = answer.late_seq() == 0 && !late.after_close;
  if (answer.late_seq() != late.seq && !changed) {
    return absl::StrCat("the answer of participant ", answer.participant(), " is late or not, unlike in the log");
  }
  if (late.after_close && answer.elapsed_micros() > state_.items[answer.item()].closed_micros) {
    return absl::StrCat("the late answer of participant ", answer.participant(), " came after the close");
  }
  // What was there when the item was closed.
  if (answer.late_seq() < closed_seq_[answer.item()]) ++answered_[answer.item()];
  return "";
}

std::string TranscriptReview::GradeAgain(const v1::TranscriptAnswer& answer) {
  const v1::Item& item = quiz_.quiz().items(answer.item());
  const std::string which = absl::StrCat("the answer of participant ", answer.participant(), " to item ", item.id());
  if (const absl::Status valid = CheckResponse(item, quiz_.paper_seed(), answer.response()); !valid.ok()) {
    return absl::StrCat(which, " is none: ", valid.message());
  }
  const int64_t mark = GradeResponse(item, quiz_.paper_seed(), answer.response()).mark;
  Answer graded;
  graded.participant = answer.participant();
  graded.item = answer.item();
  graded.elapsed_micros = answer.elapsed_micros();
  graded.verdict = MakeVerdict(item, answer.response(), mark);
  if (mark != answer.mark_micros() || graded.verdict.share_micros != answer.share_micros() ||
      graded.verdict.net_choices != answer.net_choices()) {
    return absl::StrCat(which, " is worth ", mark, " micro-points and not ", answer.mark_micros(), ", a share of ",
                        graded.verdict.share_micros, " millionths and not ", answer.share_micros());
  }
  answers_.push_back(std::move(graded));
  return "";
}

std::string TranscriptReview::CountAgain() const {
  for (size_t i = 0; i < answered_.size(); ++i) {
    if (answered_[i] == closed_with_[i]) continue;
    return absl::StrCat("item ", quiz_.quiz().items(static_cast<int>(i)).id(), " was closed with ", closed_with_[i],
                        " answers, by the log, and here are ", answered_[i]);
  }
  return "";
}

std::string TranscriptReview::TakeResult(const v1::TranscriptResult& result) {
  if (results_ == places_.size()) return "there are more results than participants";
  const v1::TranscriptResult own = MakeResult(places_[results_++]);
  const auto row = [](const v1::TranscriptResult& r) {
    return std::make_tuple(r.participant(), r.rank(), r.points(), r.correct_count(), r.streak());
  };
  if (row(own) == row(result)) return "";
  return absl::StrCat("the result has ", Line(result), "; the answers give ", Line(own));
}

std::string TranscriptReview::TakeTeamResult(const v1::TranscriptTeamResult& result) {
  if (team_results_ == teams_.size()) return "there are more results of teams than teams";
  const v1::TranscriptTeamResult own = MakeTeamResult(teams_[team_results_++]);
  const auto row = [](const v1::TranscriptTeamResult& r) {
    return std::make_tuple(r.team(), r.rank(), r.points(), r.member_count());
  };
  if (row(own) == row(result)) return "";
  return absl::StrCat("the result has ", Line(result), "; the answers give ", Line(own));
}

std::string TranscriptReview::TakeSeal(const v1::TranscriptSeal& seal) const {
  if (results_ != places_.size()) return absl::StrCat("there are ", results_, " results of ", places_.size());
  if (team_results_ != teams_.size()) {
    return absl::StrCat("there are ", team_results_, " results of ", teams_.size(), " teams");
  }
  if (seal.record_count() != count_) return absl::StrCat("the seal is of ", seal.record_count(), " records");
  return seal.proof().size() == hash_.size() ? "" : "the seal has no proof";
}

TranscriptReview ReviewFile(absl::string_view file) {
  TranscriptReview review;
  review.End(ReadFileOfRecords(file, [&](const v1::TranscriptRecord& record) { return review.Take(record); }));
  return review;
}

}  // namespace lyceum::quiz::live
