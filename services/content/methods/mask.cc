#include "services/content/methods/mask.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "google/protobuf/descriptor.h"

namespace lyceum::content {

absl::Status ApplyMask(const google::protobuf::FieldMask& mask, const std::vector<std::string>& allowed,
                       const google::protobuf::Message& from, google::protobuf::Message& to) {
  std::vector<std::string> paths(mask.paths().begin(), mask.paths().end());
  if (paths.empty() || (paths.size() == 1 && paths[0] == "*")) paths = allowed;
  for (const std::string& path : paths) {
    if (std::find(allowed.begin(), allowed.end(), path) == allowed.end()) {
      return InvalidField("update_mask",
                          absl::StrCat("has a path that is not one of ", absl::StrJoin(allowed, ", "), ", or *"));
    }
  }
  // What remains of a copy when every other field is gone.
  std::unique_ptr<google::protobuf::Message> chosen(from.New());
  chosen->CopyFrom(from);
  const google::protobuf::Descriptor& type = *from.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = type.field(i);
    if (std::find(paths.begin(), paths.end(), field->name()) == paths.end()) {
      chosen->GetReflection()->ClearField(chosen.get(), field);
    } else {
      to.GetReflection()->ClearField(&to, field);
    }
  }
  to.MergeFrom(*chosen);
  return absl::OkStatus();
}

}  // namespace lyceum::content
