#include "services/lyceumctl/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace lyceum::ctl {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kSuffixes[] = {".txt",   ".text", ".md",  ".markdown", ".html", ".htm",
                                           ".xhtml", ".xml",  ".cnxml", ".json",    ".pb"};

bool Importable(const fs::path& path) {
  const std::string suffix = absl::AsciiStrToLower(path.extension().string());
  return std::find(std::begin(kSuffixes), std::end(kSuffixes), suffix) != std::end(kSuffixes);
}

bool Hidden(const fs::path& path) { return path.filename().string().rfind('.', 0) == 0; }

absl::Status AddDirectory(const std::string& root, std::vector<std::string>& files) {
  std::error_code error;
  std::vector<std::string> found;
  fs::recursive_directory_iterator at(root, error), end;
  while (!error && at != end) {
    if (Hidden(at->path()) && at->is_directory(error)) {
      at.disable_recursion_pending();
    } else if (!Hidden(at->path()) && at->is_regular_file(error) && Importable(at->path())) {
      found.push_back(at->path().string());
    }
    at.increment(error);
  }
  if (error) return absl::UnknownError(absl::StrCat("cannot read ", root, ": ", error.message()));
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return absl::InvalidArgumentError(absl::StrCat(path, " is a directory"));
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  std::ostringstream out;
  out << in.rdbuf();
  if (in.bad()) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
  return std::move(out).str();
}

absl::Status WriteFile(const std::string& path, absl::string_view content) {
  const std::string beside = path + ".partial";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) {
      const absl::Status status = absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", beside));
      std::remove(beside.c_str());
      return status;
    }
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ExpandPaths(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return absl::NotFoundError(absl::StrCat("no such file or directory: ", path));
    if (fs::is_directory(status)) {
      RETURN_IF_ERROR(AddDirectory(path, files));
    } else {
      files.push_back(path);
    }
  }
  return files;
}

}  // namespace lyceum::ctl
