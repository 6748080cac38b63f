#include "services/quiz/formats/archive.h"

#include <zip.h>

#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/formats/limits.h"

namespace lyceum::quiz::formats {
namespace {

constexpr unsigned kUnixTypeMask = 0170000;
constexpr unsigned kUnixLink = 0120000;

// Why an entry of this name is refused, or "".
std::string CheckName(absl::string_view name) {
  if (name.empty() || name.size() > static_cast<size_t>(limits::kMaxArchiveNameBytes)) {
    return absl::StrCat("must have a name of 1 to ", limits::kMaxArchiveNameBytes, " bytes (kMaxArchiveNameBytes)");
  }
  if (name[0] == '/' || absl::StrContains(name, "\\") || absl::StrContains(name, ":")) {
    return "must have a name relative to the archive";
  }
  for (const absl::string_view part : absl::StrSplit(name, '/')) {
    if (part == "..") return "must not have .. in its name";
  }
  return "";
}

std::string CheckEntry(zip_t* archive, zip_uint64_t index) {
  zip_stat_t about;
  if (zip_stat_index(archive, index, 0, &about) != 0) return "cannot be looked at";
  if (std::string problem = CheckName(about.name); !problem.empty()) return problem;
  if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE) {
    return "must not be encrypted";
  }
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) == 0 && system == ZIP_OPSYS_UNIX &&
      ((attributes >> 16) & kUnixTypeMask) == kUnixLink) {
    return "must not be a link";
  }
  return "";
}

absl::Status NoArchive(absl::string_view why) {
  return InvalidField("data", absl::StrCat("is no zip archive, or not a whole one: ", why));
}

}  // namespace

void Archive::Close::operator()(zip* archive) const { zip_discard(archive); }

absl::StatusOr<Archive> Archive::Open(absl::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return NoArchive(zip_error_strerror(&error));
  zip_t* opened = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (opened == nullptr) {
    absl::Status status = NoArchive(zip_error_strerror(&error));
    zip_source_free(source);
    zip_error_fini(&error);
    return status;
  }
  Archive archive(opened);
  const zip_int64_t entries = zip_get_num_entries(opened, 0);
  if (entries > limits::kMaxArchiveEntries) {
    return InvalidField("data", absl::StrCat("has ", entries, " entries; it may have ", limits::kMaxArchiveEntries,
                                             " (kMaxArchiveEntries)"));
  }
  for (zip_int64_t i = 0; i < entries; ++i) {
    if (const std::string problem = CheckEntry(opened, static_cast<zip_uint64_t>(i)); !problem.empty()) {
      return InvalidField("data", absl::StrCat("has the entry number ", i + 1, ", which ", problem));
    }
  }
  return archive;
}

std::vector<std::string> Archive::Names() const {
  std::vector<std::string> names;
  const zip_int64_t entries = zip_get_num_entries(archive_.get(), 0);
  for (zip_int64_t i = 0; i < entries; ++i) {
    names.emplace_back(zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0));
  }
  return names;
}

absl::StatusOr<std::string> Archive::Read(const std::string& name) const {
  const zip_int64_t index = zip_name_locate(archive_.get(), name.c_str(), 0);
  if (index < 0) return "";
  zip_file_t* file = zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0);
  if (file == nullptr) return InvalidField("data", absl::StrCat("has the entry ", name, ", which cannot be unpacked"));
  std::string content;
  char buffer[16 << 10];
  zip_int64_t got = 0;
  while ((got = zip_fread(file, buffer, sizeof buffer)) > 0) {
    content.append(buffer, static_cast<size_t>(got));
    if (static_cast<int64_t>(content.size()) > limits::kMaxArchiveEntryBytes) break;
  }
  const bool broken = zip_fclose(file) != 0 || got < 0;
  if (static_cast<int64_t>(content.size()) > limits::kMaxArchiveEntryBytes) {
    return InvalidField("data", absl::StrCat("has the entry ", name, " of more than ", limits::kMaxArchiveEntryBytes,
                                             " bytes unpacked (kMaxArchiveEntryBytes)"));
  }
  if (broken) return InvalidField("data", absl::StrCat("has the entry ", name, ", which is damaged"));
  return content;
}

absl::StatusOr<std::string> MakeArchive(const std::vector<std::pair<std::string, std::string>>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (target == nullptr) return absl::InternalError("a buffer for an archive");
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  if (archive == nullptr) {
    zip_source_free(target);
    zip_source_free(target);
    return absl::InternalError("an empty archive");
  }
  for (const auto& [name, content] : entries) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index = source == nullptr ? -1 : zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      zip_discard(archive);
      zip_source_free(target);
      return absl::InternalError(absl::StrCat("the entry ", name, " of an archive"));
    }
    // The same content makes the same bytes, whenever.
    zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, 0x21, 0);
  }
  std::string bytes;
  zip_stat_t about;
  zip_stat_init(&about);
  if (zip_close(archive) != 0) {
    zip_discard(archive);
  } else if (zip_source_stat(target, &about) == 0 && zip_source_open(target) == 0) {
    bytes.resize(about.size);
    const zip_int64_t got = zip_source_read(target, bytes.data(), about.size);
    zip_source_close(target);
    if (got != static_cast<zip_int64_t>(about.size)) bytes.clear();
  }
  zip_source_free(target);
  if (bytes.empty()) return absl::InternalError("an archive that cannot be written");
  return bytes;
}

}  // namespace lyceum::quiz::formats
