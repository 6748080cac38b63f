#include "common/rpc/validate.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "common/rpc/jwt.h"

namespace lyceum::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kNotRepeated = -1;

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The user whose object a name is, or "".
absl::string_view Owner(absl::string_view name) {
  for (int i = 2; !Segment(name, i).empty(); i += 2) {
    if (Segment(name, i) == "users") return Segment(name, i + 1);
  }
  return "";
}

class Walk {
 public:
  Walk(const api::v1::Access& access, Caller& caller) : caller_(caller) {
    for (const int role : access.any_user()) any_user_ |= caller.Is(static_cast<api::v1::Role>(role));
    any_user_ |= caller.Is(api::v1::ROLE_ADMIN);
  }

  void Visit(Message& message, const Plan& plan) {
    const Reflection& reflection = *message.GetReflection();
    for (const FieldPlan& part : plan.fields) {
      if (!part.field->is_repeated()) {
        VisitValue(message, reflection, part, kNotRepeated);
        continue;
      }
      const int size = reflection.FieldSize(message, part.field);
      for (int i = 0; i < size; ++i) VisitValue(message, reflection, part, i);
    }
  }

  absl::Status Result() {
    RETURN_IF_ERROR(violations_.ToStatus());
    if (!foreign_.empty()) return NotFound(foreign_);
    if (caller_.tenant != kEveryTenant) return absl::OkStatus();
    return Error(absl::StatusCode::kInvalidArgument, "TENANT_MISSING",
                 "a service that acts for every tenant names the tenant it means in the request");
  }

 private:
  struct Step {
    const FieldDescriptor* field;
    int index;
  };

  void VisitValue(Message& message, const Reflection& reflection, const FieldPlan& part, int index) {
    switch (part.kind) {
      case FieldPlan::Kind::kMessage: return VisitMessage(message, reflection, part, index);
      case FieldPlan::Kind::kEnum: return CheckEnum(message, reflection, part, index);
      case FieldPlan::Kind::kPageSize: return CheckPageSize(reflection.GetInt32(message, part.field), part, index);
      case FieldPlan::Kind::kName:
      case FieldPlan::Kind::kRequestId:
      case FieldPlan::Kind::kText: break;
    }
    std::string scratch;
    const std::string& text =
        index == kNotRepeated ? reflection.GetStringReference(message, part.field, &scratch)
                              : reflection.GetRepeatedStringReference(message, part.field, index, &scratch);
    if (part.kind == FieldPlan::Kind::kName) return CheckName(text, part, index);
    if (part.kind == FieldPlan::Kind::kRequestId && text.size() > limits::kMaxRequestIdBytes) {
      violations_.Add(Path(part, index), absl::StrCat("has at most ", limits::kMaxRequestIdBytes, " bytes"));
    }
    if (IsAscii(text)) return;
    std::string normalized = Nfc(text);
    if (normalized == text) return;
    if (index == kNotRepeated) return reflection.SetString(&message, part.field, std::move(normalized));
    reflection.SetRepeatedString(&message, part.field, index, std::move(normalized));
  }

  void VisitMessage(Message& message, const Reflection& reflection, const FieldPlan& part, int index) {
    if (part.message->fields.empty()) return;
    if (index == kNotRepeated && !reflection.HasField(message, part.field)) return;
    path_.push_back({part.field, index});
    Visit(*(index == kNotRepeated ? reflection.MutableMessage(&message, part.field)
                                  : reflection.MutableRepeatedMessage(&message, part.field, index)),
          *part.message);
    path_.pop_back();
  }

  void CheckEnum(const Message& message, const Reflection& reflection, const FieldPlan& part, int index) {
    const int value = index == kNotRepeated ? reflection.GetEnumValue(message, part.field)
                                            : reflection.GetRepeatedEnumValue(message, part.field, index);
    if (part.field->enum_type()->FindValueByNumber(value) != nullptr) return;
    violations_.Add(Path(part, index), absl::StrCat(value, " is no value of ", part.field->enum_type()->name()));
  }

  void CheckPageSize(int value, const FieldPlan& part, int index) {
    if (value >= 0 && value <= limits::kMaxPageSize) return;
    violations_.Add(Path(part, index), absl::StrCat("must be 0 to ", limits::kMaxPageSize));
  }

  void CheckName(const std::string& name, const FieldPlan& part, int index) {
    if (name.empty() && part.optional) return;
    const auto matches = [&](const Pattern& pattern) { return Matches(name, pattern); };
    if (std::none_of(part.patterns.begin(), part.patterns.end(), matches)) {
      violations_.Add(Path(part, index), absl::StrCat("must look like ", part.pattern_text));
      return;
    }
    const absl::string_view tenant = Segment(name, 1);
    if (caller_.tenant == kEveryTenant) caller_.tenant = std::string(tenant);
    if (!for_every_tenant_ && tenant != caller_.tenant) return Foreign(name);
    const absl::string_view owner = Owner(name);
    if (!owner.empty() && !any_user_ && owner != caller_.user) Foreign(name);
  }

  void Foreign(const std::string& name) {
    if (foreign_.empty()) foreign_ = name;
  }

  std::string Path(const FieldPlan& part, int index) const {
    std::string path;
    for (const Step& step : path_) absl::StrAppend(&path, StepText(step.field, step.index), ".");
    return absl::StrCat(path, StepText(part.field, index));
  }

  static std::string StepText(const FieldDescriptor* field, int index) {
    return index == kNotRepeated ? field->name() : absl::StrCat(field->name(), "[", index, "]");
  }

  Caller& caller_;
  // Remembered, since the caller's tenant becomes the first name's.
  const bool for_every_tenant_ = caller_.tenant == kEveryTenant;
  bool any_user_ = false;
  std::vector<Step> path_;
  Violations violations_;
  std::string foreign_;
};

}  // namespace

absl::Status Validate(Message& request, const Plan& plan, const api::v1::Access& access, Caller& caller) {
  Walk walk(access, caller);
  walk.Visit(request, plan);
  return walk.Result();
}

}  // namespace lyceum::rpc
