// For tests: the cases from outside in the shared folder data/fsrs, and a table of
// how many of them come out as they should.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace lyceum::progress::memory {

inline std::string FsrsFolder() {
  const char* shared = std::getenv("LYCEUM_SHARED");
  return std::string(shared != nullptr ? shared : "../shared") + "/data/fsrs/";
}

// The JSON values of a file, one a line; a file that is one value gives one. Says
// loudly when there is none.
inline std::vector<nlohmann::json> FsrsCases(const std::string& name) {
  std::ifstream file(FsrsFolder() + name);
  std::vector<nlohmann::json> cases;
  if (name.ends_with(".json")) {
    if (file) cases.push_back(nlohmann::json::parse(file));
  } else {
    for (std::string line; std::getline(file, line);) cases.push_back(nlohmann::json::parse(line));
  }
  if (cases.empty()) std::cout << "\n*** data/fsrs/" << name << " IS ABSENT: its cases were NOT run ***\n\n";
  return cases;
}

// Counts cases by group, prints "X of Y" for each, and fails for what differs.
class Tally {
 public:
  void Count(const std::string& group, bool same, const std::string& what) {
    Row& row = rows_[group];
    ++row.all;
    if (same) {
      ++row.same;
    } else if (++row.shown <= 5) {
      ADD_FAILURE() << group << ": " << what;
    }
  }
  ~Tally() {
    for (const auto& [group, row] : rows_) {
      std::cout << "  " << group << ": " << row.same << " of " << row.all << " as the reference\n";
      EXPECT_EQ(row.same, row.all) << group;
    }
    EXPECT_FALSE(rows_.empty()) << "no case was counted";
  }

 private:
  struct Row {
    int same = 0, all = 0, shown = 0;
  };
  std::map<std::string, Row> rows_;
};

inline bool Near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }
inline bool NearRelative(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(b), 1e-12);
}

// 60 of "1m", 86,400 of "1d".
inline std::vector<int64_t> StepSeconds(const nlohmann::json& steps) {
  std::vector<int64_t> seconds;
  for (const auto& step : steps) {
    const std::string text = step.get<std::string>();
    const int64_t unit = text.back() == 'd' ? 86'400 : text.back() == 'h' ? 3'600 : 60;
    seconds.push_back(std::stoll(text) * unit);
  }
  return seconds;
}

}  // namespace lyceum::progress::memory
