#include "services/quiz/logic/revise.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"

namespace lyceum::quiz {
namespace {

const std::vector<std::string>& AuthorsFields() {
  static const auto* fields = new std::vector<std::string>{"title",  "language", "topic_path", "description",
                                                           "source", "policy",   "items"};
  return *fields;
}

void MoveField(v1::Quiz& from, const std::string& name, v1::Quiz& to) {
  const auto* field = v1::Quiz::descriptor()->FindFieldByName(name);
  to.GetReflection()->ClearField(&to, field);
  to.GetReflection()->SwapFields(&from, &to, {field});
}

}  // namespace

v1::Quiz AuthoredFields(v1::Quiz quiz) {
  v1::Quiz authored;
  for (const std::string& name : AuthorsFields()) MoveField(quiz, name, authored);
  return authored;
}

absl::Status ApplyMask(const v1::Quiz& from, const google::protobuf::FieldMask& mask, v1::Quiz& quiz) {
  std::vector<std::string> paths(mask.paths().begin(), mask.paths().end());
  if (paths.empty() || paths == std::vector<std::string>{"*"}) paths = AuthorsFields();
  for (const std::string& path : paths) {
    if (std::count(AuthorsFields().begin(), AuthorsFields().end(), path) == 0) {
      return InvalidField("update_mask", absl::StrCat("must be of: ", absl::StrJoin(AuthorsFields(), ", ")));
    }
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  v1::Quiz source = from;
  for (const std::string& path : paths) MoveField(source, path, quiz);
  return absl::OkStatus();
}

}  // namespace lyceum::quiz
