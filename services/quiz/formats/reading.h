// What a reader finds in a file: question after question, each read or refused with the place and the reason.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/quiz.pb.h"
#include "services/quiz/formats/question.h"

namespace lyceum::quiz::formats {

// Both from 1; columns count bytes. 0 where the format has none.
struct Place {
  int line = 0;
  int column = 0;
};

struct Entry {
  Place place;
  // One of these: a foreign format has questions, our own items, and heads of quizzes (without items) before them.
  std::optional<Question> question;
  std::optional<v1::Item> item;
  std::optional<v1::Quiz> head;
  // Why there is none of them.
  std::string problem;
  // What was mended on the way.
  std::vector<std::string> repairs;
};

struct Reading {
  std::vector<Entry> entries;

  Entry& At(Place place) {
    Entry& entry = entries.emplace_back();
    entry.place = place;
    return entry;
  }
  void Add(Place place, Question question) { At(place).question = std::move(question); }
  void Refuse(Place place, std::string problem) { At(place).problem = std::move(problem); }
};

// Finds the line and column of an offset; built once for a text, so that many questions cost no more than a few.
class Lines {
 public:
  explicit Lines(absl::string_view text) {
    for (size_t at = text.find('\n'); at != absl::string_view::npos; at = text.find('\n', at + 1)) {
      ends_.push_back(at);
    }
  }
  Place At(size_t offset) const {
    const auto end = std::lower_bound(ends_.begin(), ends_.end(), offset);
    const size_t begin = end == ends_.begin() ? 0 : *(end - 1) + 1;
    return {static_cast<int>(end - ends_.begin()) + 1, static_cast<int>(offset - begin) + 1};
  }

 private:
  std::vector<size_t> ends_;  // of each "\n"
};

}  // namespace lyceum::quiz::formats
