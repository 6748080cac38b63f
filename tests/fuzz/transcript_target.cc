#include <cstdio>
#include <cstdlib>
#include <string>

#include "services/quiz/live/logic/transcript_review.h"
#include "tests/fuzz/targets.h"

namespace lyceum::fuzz {
namespace {

using quiz::live::TranscriptReview;

void RequireVerdict(const TranscriptReview& review) {
  const bool said = !review.flaw() || !review.flaw()->what.empty();
  const bool counted = review.flaw() || review.records() >= 4;  // header, quiz, an event, the seal
  if (said && counted) return;
  std::fprintf(stderr, "broken: a review says what is wrong, or that all is there\n");
  std::abort();
}

}  // namespace

void FuzzTranscript(absl::string_view data) {
  RequireVerdict(quiz::live::ReviewFile(data));
  // A changed body changes its hash; behind right hashes it is looked at.
  TranscriptReview review;
  quiz::live::TranscriptChain chain;
  const bool readable = quiz::live::ReadFileOfRecords(data, [&](const quiz::v1::TranscriptRecord& record) {
    quiz::v1::TranscriptBody body;
    return body.ParseFromString(record.body()) && review.Take(chain.Add(body));
  });
  review.End(readable);
  RequireVerdict(review);
}

}  // namespace lyceum::fuzz
