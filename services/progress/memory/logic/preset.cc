#include "services/progress/memory/logic/preset.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/progress/memory/limits.h"

namespace lyceum::progress::memory {
namespace {

void AddStep(v1::Steps& steps, int64_t seconds) { steps.add_steps()->set_seconds(seconds); }

std::vector<int64_t> SecondsOf(const v1::Steps& steps) {
  std::vector<int64_t> seconds;
  for (const auto& step : steps.steps()) seconds.push_back(step.seconds());
  return seconds;
}

void CheckSteps(const std::string& path, const v1::Steps& steps, Violations& violations) {
  if (steps.steps_size() > limits::kMaxSteps) {
    violations.Add(absl::StrCat(path, ".steps"), absl::StrCat("has more than ", limits::kMaxSteps, " steps"));
  }
  for (int i = 0; i < steps.steps_size(); ++i) {
    const auto& step = steps.steps(i);
    if (step.seconds() >= 1 && step.seconds() <= limits::kMaxStepSeconds && step.nanos() == 0) continue;
    violations.Add(absl::StrCat(path, ".steps[", i, "]"),
                   absl::StrCat("is not in 1 to ", limits::kMaxStepSeconds, " whole seconds"));
  }
}

void CheckRange(const std::string& path, int64_t value, int64_t least, int64_t most, Violations& violations) {
  if (value < least || value > most) violations.Add(path, absl::StrCat("is not in ", least, " to ", most));
}

// Not the name, and nothing that the server sets.
bool IsSettable(const google::protobuf::FieldDescriptor& field) {
  return field.number() > v1::Preset::kNameFieldNumber && field.number() < v1::Preset::kRevisionFieldNumber;
}

}  // namespace

v1::Preset WithDefaults(v1::Preset preset) {
  const Settings defaults;
  if (preset.algorithm() == v1::Preset::ALGORITHM_UNSPECIFIED) preset.set_algorithm(v1::Preset::ALGORITHM_FSRS_6);
  if (preset.convention() == v1::Preset::CONVENTION_UNSPECIFIED) preset.set_convention(v1::Preset::CONVENTION_ANKI);
  if (preset.parameters().empty()) {
    preset.mutable_parameters()->Add(defaults.parameters.begin(), defaults.parameters.end());
  }
  if (!preset.has_desired_retention()) preset.set_desired_retention(defaults.desired_retention);
  if (!preset.has_maximum_interval_days()) {
    preset.set_maximum_interval_days(static_cast<int32_t>(defaults.maximum_interval_days));
  }
  if (!preset.has_short_term()) preset.set_short_term(defaults.short_term);
  if (!preset.has_learning_steps()) {
    for (const int64_t step : defaults.learning_steps_s) AddStep(*preset.mutable_learning_steps(), step);
  }
  if (!preset.has_relearning_steps()) {
    for (const int64_t step : defaults.relearning_steps_s) AddStep(*preset.mutable_relearning_steps(), step);
  }
  if (!preset.has_fuzz()) preset.set_fuzz(defaults.fuzz);
  if (!preset.has_leech_lapses()) preset.set_leech_lapses(static_cast<int32_t>(defaults.leech_lapses));
  if (!preset.has_new_per_day()) preset.set_new_per_day(20);
  if (!preset.has_reviews_per_day()) preset.set_reviews_per_day(200);
  if (preset.review_order() == v1::Preset::REVIEW_ORDER_UNSPECIFIED) {
    preset.set_review_order(v1::Preset::REVIEW_ORDER_DUE_DAY);
  }
  if (preset.mix() == v1::Preset::MIX_UNSPECIFIED) preset.set_mix(v1::Preset::MIX_SPREAD);
  if (!preset.has_bury_siblings()) preset.set_bury_siblings(true);
  return preset;
}

absl::Status ReplaceFields(const v1::Preset& wanted, const google::protobuf::RepeatedPtrField<std::string>& paths,
                           v1::Preset& preset) {
  const google::protobuf::Descriptor& type = *v1::Preset::descriptor();
  const google::protobuf::Reflection& reflection = *v1::Preset::GetReflection();
  std::set<const google::protobuf::FieldDescriptor*> named;
  bool all = paths.empty();
  for (const std::string& path : paths) {
    if (path == "*") {
      all = true;
      continue;
    }
    const google::protobuf::FieldDescriptor* field = type.FindFieldByName(path);
    if (field == nullptr || !IsSettable(*field)) {
      return InvalidField("update_mask", absl::StrCat("names \"", path, "\", which is no field that can be set"));
    }
    named.insert(field);
  }
  v1::Preset chosen = wanted;
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = type.field(i);
    const bool replaces = IsSettable(*field) && (all || named.count(field) > 0);
    reflection.ClearField(replaces ? &preset : &chosen, field);
  }
  preset.MergeFrom(chosen);
  preset = WithDefaults(std::move(preset));
  return absl::OkStatus();
}

void CheckPreset(absl::string_view path, v1::Preset& preset, Violations& violations) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(path, ".", name); };
  const auto parameters = UpgradeParameters(preset.parameters());
  if (parameters.ok()) {
    preset.mutable_parameters()->Clear();
    preset.mutable_parameters()->Add(parameters->begin(), parameters->end());
  } else {
    violations.Add(field("parameters"), parameters.status().message());
  }
  // Not a number is in no range.
  if (!(preset.desired_retention() >= limits::kLeastRetention &&
        preset.desired_retention() <= limits::kMostRetention)) {
    violations.Add(field("desired_retention"),
                   absl::StrCat("is not in ", limits::kLeastRetention, " to ", limits::kMostRetention));
  }
  CheckRange(field("maximum_interval_days"), preset.maximum_interval_days(), 1, limits::kMaxIntervalDays, violations);
  CheckSteps(field("learning_steps"), preset.learning_steps(), violations);
  CheckSteps(field("relearning_steps"), preset.relearning_steps(), violations);
  CheckRange(field("leech_lapses"), preset.leech_lapses(), 0, limits::kMaxLeechLapses, violations);
  CheckRange(field("new_per_day"), preset.new_per_day(), 0, limits::kMaxPerDay, violations);
  CheckRange(field("reviews_per_day"), preset.reviews_per_day(), 0, limits::kMaxPerDay, violations);
}

Settings SettingsOf(const v1::Preset& preset) {
  Settings settings;
  settings.algorithm = static_cast<Algorithm>(preset.algorithm());
  settings.convention = static_cast<Convention>(preset.convention());
  for (int i = 0; i < kParameters && i < preset.parameters_size(); ++i) settings.parameters[i] = preset.parameters(i);
  settings.desired_retention = preset.desired_retention();
  settings.maximum_interval_days = preset.maximum_interval_days();
  settings.short_term = preset.short_term();
  settings.learning_steps_s = SecondsOf(preset.learning_steps());
  settings.relearning_steps_s = SecondsOf(preset.relearning_steps());
  settings.fuzz = preset.fuzz();
  settings.leech_lapses = preset.leech_lapses();
  settings.suspend_leeches = preset.suspend_leeches();
  return settings;
}

}  // namespace lyceum::progress::memory
