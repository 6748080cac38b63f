// Holds what one participant of a live session got against what it was promised:
// every event of the log once and in order, every acknowledged answer in the
// results as it was acknowledged, and points that are the sum of the results.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "google/protobuf/duration.pb.h"
#include "lyceum/quiz/v1/session.pb.h"

namespace lyceum::ctl {

// Broken promises, counted.
struct SessionFaults {
  int64_t lost_events = 0;
  int64_t repeated_events = 0;
  // Acknowledged, but not in the own result.
  int64_t lost_answers = 0;
  // In the own result, with another response or another time.
  int64_t changed_answers = 0;
  // Reveals and ends whose own points are not the sum of the own results.
  int64_t wrong_sums = 0;

  int64_t total() const { return lost_events + repeated_events + lost_answers + changed_answers + wrong_sums; }
  void Add(const SessionFaults& other);
};

class SessionChecker {
 public:
  // A stream was asked for the events after `after_seq`: the next must be the one
  // after it. If `after_seq` is less than last_seq(), the events in between are
  // expected again, and are no repetition.
  void Opened(int64_t after_seq) { next_ = after_seq + 1; }

  // An event came. True if it is one of the log that was not seen before.
  bool Saw(const quiz::v1::SessionEvent& event);

  // The server acknowledged the answer to an item; before or after its reveal.
  void Acknowledged(const std::string& item, const quiz::v1::Response& response,
                    const google::protobuf::Duration& response_time);

  // The highest seq that was seen; 0 for none.
  int64_t last_seq() const { return last_; }
  // The session's last event was seen.
  bool ended() const { return ended_; }
  const SessionFaults& faults() const { return faults_; }

 private:
  struct Answer {
    std::string response;
    int64_t nanos = 0;
    bool given = false;
  };
  static Answer Of(bool given, const quiz::v1::Response& response, const google::protobuf::Duration& time);
  void Revealed(const quiz::v1::ItemRevealed& revealed);
  void CheckSum(const quiz::v1::Standings& standings);
  void Compare(const Answer& acknowledged, const Answer& result);

  int64_t next_ = 1;
  int64_t last_ = 0;
  int64_t points_ = 0;
  bool ended_ = false;
  // By the item's id; an item that is in both has been compared.
  std::map<std::string, Answer> acknowledged_, results_;
  SessionFaults faults_;
};

}  // namespace lyceum::ctl
