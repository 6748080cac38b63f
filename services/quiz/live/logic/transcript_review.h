// Whether a transcript holds together: its chain is whole, its log is one that a
// session can have, its answers are worth what it says when they are graded
// again, and its results follow from them. By the same functions the service
// uses. Works on the transcript alone; that the service made it is beyond it
// (TranscriptSeal).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/transcript.pb.h"
#include "services/quiz/live/logic/rules.h"
#include "services/quiz/live/logic/standings.h"
#include "services/quiz/live/logic/state.h"
#include "services/quiz/live/logic/teams.h"
#include "services/quiz/live/logic/transcript.h"

namespace lyceum::quiz::live {

// The first thing that is wrong. `what` may hold text of the transcript.
struct Flaw {
  int64_t record = 0;  // its place, from 0, whatever index it claims
  std::string what;
};

class TranscriptReview {
 public:
  // The next record. False once there is a flaw: then nothing more is looked at.
  bool Take(const v1::TranscriptRecord& record);
  // There are no more records; `readable` is false if that is because what comes
  // next cannot be read.
  void End(bool readable);

  const std::optional<Flaw>& flaw() const { return flaw_; }
  // What has been read so far.
  int64_t records() const { return count_; }
  int64_t events() const { return state_.seq; }
  int64_t participants() const { return static_cast<int64_t>(known_.size()); }
  int64_t answers() const { return static_cast<int64_t>(answers_.size()); }
  const v1::TranscriptHeader& header() const { return header_; }
  const v1::TranscriptQuiz& quiz() const { return quiz_; }
  // Of the last record: tells this transcript from all others. 32 bytes.
  const std::string& hash() const { return hash_; }
  // Worked out anew, by rank. Empty before the first result.
  const std::vector<Place>& places() const { return places_; }

 private:
  using Kind = v1::TranscriptBody::BodyCase;
  // What the log says happened to a participant.
  struct Told {
    std::optional<std::string> nickname;
    bool removed = false;
  };

  // An answer that the log says was stored late.
  struct Late {
    int64_t seq = 0;
    bool after_close = false;
  };

  // Each says why it is wrong; "" if it is right.
  std::string TakeLink(const v1::TranscriptRecord& record) const;
  std::string TakeTurn(Kind next);
  std::string TakeBody(const v1::TranscriptBody& body);
  std::string TakeQuiz(const v1::TranscriptQuiz& quiz);
  std::string TakeEvent(const v1::TranscriptEvent& event);
  std::string TakeParticipant(const v1::TranscriptParticipant& participant);
  std::string TakeAnswer(const v1::TranscriptAnswer& answer);
  std::string TakeResult(const v1::TranscriptResult& result);
  std::string TakeTeamResult(const v1::TranscriptTeamResult& result);
  std::string TakeSeal(const v1::TranscriptSeal& seal) const;
  std::string TakeLateness(const v1::TranscriptAnswer& answer);
  std::string GradeAgain(const v1::TranscriptAnswer& answer);
  std::string CountAgain() const;

  std::optional<Flaw> flaw_;
  int64_t count_ = 0;
  std::string hash_ = FirstHash();
  Kind stage_ = v1::TranscriptBody::BODY_NOT_SET;
  v1::TranscriptHeader header_;
  v1::TranscriptQuiz quiz_;
  Rules rules_;
  State state_;
  std::map<std::string, Told> told_;  // of participants that are still to come
  std::map<std::pair<int, std::string>, Late> late_;  // by item and participant; of those still to come
  std::vector<int> closed_with_;                       // answers to each item, as the log says
  std::vector<int64_t> closed_seq_;                    // and in which event
  std::vector<int> answered_;                          // until then, as they were found
  std::string last_participant_;
  absl::flat_hash_set<std::string> known_;  // participants
  std::vector<Player> players_;             // those that were not removed
  std::vector<Answer> answers_;
  std::vector<Place> places_;
  std::vector<TeamPlace> teams_;
  size_t results_ = 0;       // found, of places_
  size_t team_results_ = 0;  // and of teams_
};

// Of a whole file (ReadFileOfRecords).
TranscriptReview ReviewFile(absl::string_view file);

}  // namespace lyceum::quiz::live
