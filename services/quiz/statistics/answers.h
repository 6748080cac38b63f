// How often each answer to an item was given: which distractors distract, and what people type instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lyceum/quiz/v1/analysis.pb.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/response.pb.h"

namespace lyceum::quiz {

// The memory is that of the authored answers and of limits::kMaxDifferentAnswers typed ones.
class AnswerTable {
 public:
  // `item` is valid and complete. One that is not graded has no table.
  AnswerTable(const v1::Item& item, uint64_t paper_seed);

  // The same item and seed. `response` passed CheckResponse; null stands for none. `score` is that of the attempt, in
  // micro-points.
  void Add(const v1::Item& item, uint64_t paper_seed, const v1::Response* response, int64_t score);

  // Sets responses, answers and further_answers.
  void Describe(v1::ItemStatistics& statistics) const;

 private:
  struct Authored {
    std::string text;
    std::optional<int64_t> fraction_micros;
  };
  struct Count {
    int64_t count = 0;
    int64_t scores = 0;  // added up
    void Add(int64_t score) { ++count, scores += score; }
  };
  struct Part {
    std::string name;
    std::vector<Count> authored;  // as answers_
    Count none;
  };
  void AddTyped(const std::string& text, int64_t score);
  void AddGaps(const v1::Item& item, uint64_t paper_seed, const v1::Response* response, int64_t score);
  void AddMatching(const v1::Item& item, const v1::MatchingResponse& response, int64_t score);
  void AddOrdering(const v1::Item& item, uint64_t paper_seed, const v1::OrderingResponse& response, int64_t score);
  std::vector<Authored> answers_;  // the same for all parts
  std::vector<Part> parts_;
  // For each part the answer that is right, where parts and answers are matched; else empty.
  std::vector<int> right_;
  absl::flat_hash_map<std::string, Count> typed_;
  int64_t responses_ = 0, further_ = 0;
  std::vector<AnswerTable> gaps_;  // one for each gap of a text, in place of parts_
};

}  // namespace lyceum::quiz
