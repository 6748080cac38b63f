// Zip archives in memory: read within limits, written whole. Nothing of an archive touches a disk.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct zip;

namespace lyceum::quiz::formats {

class Archive {
 public:
  // Looks at every entry before any is unpacked. INVALID_ARGUMENT (field "data") for what is no whole zip, for more
  // than limits::kMaxArchiveEntries, and for names that are absolute, have "..", a backslash or no end, links, and
  // encrypted entries. `bytes` must outlive the archive.
  static absl::StatusOr<Archive> Open(absl::string_view bytes);

  // Of the entries, in their order.
  std::vector<std::string> Names() const;

  // The entry unpacked; "" if there is none of that name. INVALID_ARGUMENT above limits::kMaxArchiveEntryBytes,
  // whatever the archive says of its size, and where the checksum is wrong.
  absl::StatusOr<std::string> Read(const std::string& name) const;

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  explicit Archive(zip* archive) : archive_(archive) {}

  std::unique_ptr<zip, Close> archive_;
};

// An archive of these names and contents, in their order.
absl::StatusOr<std::string> MakeArchive(const std::vector<std::pair<std::string, std::string>>& entries);

}  // namespace lyceum::quiz::formats
