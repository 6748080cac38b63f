#include "tests/support/engines.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace lyceum::tests {
namespace {

// What the tests of this process have made, to be taken away at its end.
class Leftovers {
 public:
  ~Leftovers() {
    std::error_code ignored;
    for (const std::string& folder : folders_) std::filesystem::remove_all(folder, ignored);
    if (server_ == nullptr) return;
    for (const std::string& schema : schemas_) {
      server_->Write([&](sql::Transaction& t) {
        return t.Run(absl::StrCat("DROP SCHEMA ", schema, " CASCADE"), {}).status();
      }).IgnoreError();
    }
  }

  void AddFolder(std::string folder) {
    absl::MutexLock lock(&mutex_);
    folders_.push_back(std::move(folder));
  }

  absl::Status AddSchema(const std::string& url, const std::string& schema) {
    absl::MutexLock lock(&mutex_);
    if (server_ == nullptr) {
      auto opened = sql::Open(url);
      if (!opened.ok()) return opened.status();
      server_ = *std::move(opened);
    }
    schemas_.push_back(schema);
    return server_->Write(
        [&](sql::Transaction& t) { return t.Run(absl::StrCat("CREATE SCHEMA ", schema), {}).status(); });
  }

 private:
  absl::Mutex mutex_;
  std::vector<std::string> folders_;
  std::vector<std::string> schemas_;
  std::unique_ptr<sql::Database> server_;
};

Leftovers& All() {
  static Leftovers leftovers;
  return leftovers;
}

std::string FreshSqlite() { return absl::StrCat("sqlite:", TemporaryFolder(), "/test.db"); }

std::string FreshPostgres() {
  const char* server = getenv("TEST_POSTGRES");
  if (server == nullptr || server[0] == 0) {
    ADD_FAILURE() << "TEST_POSTGRES is not set: start a server with 'tests/support/postgres start DIR' and set it to "
                     "the URL that prints";
    return FreshSqlite();
  }
  absl::BitGen random;
  const std::string schema = absl::StrCat("t", getpid(), "_", absl::Hex(absl::Uniform<uint64_t>(random)));
  const absl::Status made = All().AddSchema(server, schema);
  if (!made.ok()) {
    ADD_FAILURE() << "TEST_POSTGRES: " << made;
    return FreshSqlite();
  }
  return absl::StrCat(server, absl::StrContains(server, "?") ? "&" : "?", "options=-csearch_path%3D", schema);
}

}  // namespace

std::string TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "lyceum-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "cannot make a folder like " << name;
  All().AddFolder(name);
  return name;
}

std::unique_ptr<sql::Database> Engine::fresh() const {
  auto database = sql::Open(fresh_url());
  if (database.ok()) return *std::move(database);
  ADD_FAILURE() << name << ": " << database.status();
  return *sql::Open("sqlite::memory:");
}

std::vector<Engine> Engines() { return {{"Sqlite", FreshSqlite}, {"Postgres", FreshPostgres}}; }

}  // namespace lyceum::tests
