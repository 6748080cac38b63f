// The SQL engines every store is tested on. A contract test is parameterized:
//
//   INSTANTIATE_TEST_SUITE_P(, QuizStoreTest, testing::ValuesIn(tests::Engines()), tests::EngineName);
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "common/sql/database.h"
#include "gtest/gtest.h"

namespace lyceum::tests {

struct Engine {
  std::string name;
  // The URL of a new, empty database: a file, or a schema of its own. It is
  // removed when the process ends. Where the engine is not to be had, the test
  // fails (it is never skipped) and goes on with another engine.
  std::function<std::string()> fresh_url;

  // The same, opened.
  std::unique_ptr<sql::Database> fresh() const;
};

// SQLite in a file, and PostgreSQL on the server that the environment variable
// TEST_POSTGRES names (tests/support/postgres start DIR prints one).
std::vector<Engine> Engines();

inline std::string EngineName(const testing::TestParamInfo<Engine>& info) { return info.param.name; }
inline void PrintTo(const Engine& engine, std::ostream* out) { *out << engine.name; }

// A new folder, removed with all it holds when the process ends.
std::string TemporaryFolder();

}  // namespace lyceum::tests
