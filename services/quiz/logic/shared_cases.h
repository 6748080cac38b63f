// For tests: cases from outside this project, in the folder of shared data.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace lyceum::quiz {

// The whole of data/`file`; "" and a loud line where it is absent.
inline std::string SharedText(const std::string& file) {
  const char* shared = std::getenv("LYCEUM_SHARED");
  std::ifstream in(absl::StrCat(shared == nullptr ? "../shared" : shared, "/data/", file));
  std::stringstream text;
  text << in.rdbuf();
  if (text.str().empty()) std::cout << "\n*** " << file << " IS ABSENT: these cases were NOT run ***\n\n";
  return text.str();
}

// A case a line.
inline std::vector<nlohmann::json> SharedCases(const std::string& file) {
  std::istringstream in(SharedText(file));
  std::vector<nlohmann::json> cases;
  for (std::string line; std::getline(in, line);) cases.push_back(nlohmann::json::parse(line));
  return cases;
}

// One line of the table of all files.
inline void PrintCases(const std::string& file, int same, int run, const std::string& note = "") {
  std::cout << "CASES  " << std::left << std::setw(42) << file << std::right << std::setw(6) << same << " of "
            << std::setw(6) << run << "  " << note << "\n";
}

}  // namespace lyceum::quiz
