// Transcripts as bytes: the chain of hashes, the seal, and the form of a file
// (transcript.proto). What they say is checked by transcript_review.h.
#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/transcript.pb.h"
#include "services/quiz/live/logic/standings.h"
#include "services/quiz/live/logic/teams.h"

namespace lyceum::quiz::live {

inline constexpr int kTranscriptVersion = 1;

// The hash before the first record.
std::string FirstHash();
// SHA-256(previous || body).
std::string RecordHash(absl::string_view previous, absl::string_view body);

// Makes records of bodies, each tied to the one before.
class TranscriptChain {
 public:
  v1::TranscriptRecord Add(const v1::TranscriptBody& body);
  // So far.
  int64_t count() const { return count_; }
  // Of the last one.
  const std::string& hash() const { return hash_; }

 private:
  int64_t count_ = 0;
  std::string hash_ = FirstHash();
};

// What closes the chain so far. `secret` is the session's.
v1::TranscriptSeal MakeSeal(absl::string_view secret, const TranscriptChain& chain);

v1::TranscriptResult MakeResult(const Place& place);
v1::TranscriptTeamResult MakeTeamResult(const TeamPlace& place);

// Adds the record to a file's bytes.
void AppendToFile(const v1::TranscriptRecord& record, std::string& file);

// Hands each record of a file to `on_record`, until that returns false. False if
// what comes next is no record as AppendToFile writes it.
bool ReadFileOfRecords(absl::string_view file, absl::FunctionRef<bool(const v1::TranscriptRecord&)> on_record);

}  // namespace lyceum::quiz::live
