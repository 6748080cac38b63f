#include "common/base/log.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/trace.h"
#include "nlohmann/json.hpp"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace lyceum::log {
namespace {

using Json = nlohmann::ordered_json;

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug: return spdlog::level::debug;
    case Level::kInfo: return spdlog::level::info;
    case Level::kWarning: return spdlog::level::warn;
    case Level::kError: return spdlog::level::err;
    case Level::kOff: break;
  }
  return spdlog::level::off;
}

absl::string_view Word(Level level) {
  switch (level) {
    case Level::kDebug: return "debug";
    case Level::kInfo: return "info";
    case Level::kWarning: return "warning";
    case Level::kError: return "error";
    case Level::kOff: break;
  }
  return "off";
}

// Never destroyed: threads may log while the process exits.
spdlog::logger& Logger() {
  static spdlog::logger* const logger = [] {
    auto made = std::make_unique<spdlog::logger>("lyceum", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    made->flush_on(spdlog::level::trace);
    return made.release();
  }();
  return *logger;
}

Json ToJson(const Field::Value& value) {
  if (const auto* text = std::get_if<absl::string_view>(&value)) return std::string(*text);
  if (const auto* whole = std::get_if<int64_t>(&value)) return *whole;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::get<bool>(value);
}

}  // namespace

void SetLevel(Level level) { Logger().set_level(ToSpdlog(level)); }

bool SetLevel(absl::string_view word) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError, Level::kOff}) {
    if (Word(level) == word) {
      SetLevel(level);
      return true;
    }
  }
  return false;
}

bool Enabled(Level level) { return Logger().should_log(ToSpdlog(level)); }

std::string Line(Level level, absl::string_view message, Fields fields) {
  Json line;
  line["ts"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone());
  line["level"] = std::string(Word(level));
  line["msg"] = std::string(message);
  for (const Field& field : fields) line[std::string(field.key)] = ToJson(field.value);
  if (const absl::string_view trace = trace::Current(); !trace.empty()) {
    line["trace_id"] = std::string(trace::TraceId(trace));
    line["span_id"] = std::string(trace::SpanId(trace));
  }
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void Write(Level level, absl::string_view message, Fields fields) {
  if (!Enabled(level)) return;
  const std::string line = Line(level, message, fields);
  Logger().log(ToSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

void Debug(absl::string_view message, Fields fields) { Write(Level::kDebug, message, fields); }
void Info(absl::string_view message, Fields fields) { Write(Level::kInfo, message, fields); }
void Warning(absl::string_view message, Fields fields) { Write(Level::kWarning, message, fields); }
void Error(absl::string_view message, Fields fields) { Write(Level::kError, message, fields); }

}  // namespace lyceum::log
