// Values of messages in words.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace lyceum::ctl {

// "published" of "STATE_PUBLISHED" and "STATE_".
std::string EnumWord(absl::string_view name, absl::string_view prefix);

// "2026-03-01 14:05" in local time; "-" for an unset time.
std::string ShortTime(const google::protobuf::Timestamp& time);
absl::Time TimeOf(const google::protobuf::Timestamp& time);
absl::Duration DurationOf(const google::protobuf::Duration& duration);

// Micro-points in points, with at most two decimals: "1", "0.5", "0.33".
std::string Points(int64_t micros);

// "82%"; "-" where there is nothing to divide by.
std::string Percent(double part, double whole);

// "explanations/cold-war" of "tenants/acme/explanations/cold-war".
std::string WithoutTenant(absl::string_view name);

}  // namespace lyceum::ctl
