#include "common/base/config.h"

#include <functional>
#include <iostream>
#include <set>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

extern char** environ;

namespace lyceum {
namespace {

constexpr absl::string_view kPrefix = "LYCEUM_";
constexpr int kBadSettings = 2;

std::string EnvironmentName(absl::string_view name) {
  return absl::StrCat(kPrefix, absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}})));
}

// Kubernetes puts variables such as LYCEUM_QUIZ_SERVICE_HOST and
// LYCEUM_QUIZ_PORT=tcp://... into every container near a Service of that name;
// tests find their data by LYCEUM_SHARED. None of them is a setting of ours.
bool IsForOthers(absl::string_view name, absl::string_view value) {
  return name == "LYCEUM_SHARED" || absl::StrContains(name, "_SERVICE_HOST") ||
         absl::StrContains(name, "_SERVICE_PORT") || absl::StrContains(name, "_TCP_") ||
         (absl::StrContains(name, "_PORT") && absl::StartsWith(value, "tcp://"));
}

}  // namespace

struct Config::State {
  CLI::App app;
  std::set<std::string> names;
  // Durations are read as numbers and put in their place afterwards.
  std::vector<std::function<void()>> after;

  void Declare(CLI::Option* option, absl::string_view name, absl::string_view kind) {
    names.insert(EnvironmentName(name));
    option->envname(EnvironmentName(name))->type_name(std::string(kind));
  }

  template <class Value>
  CLI::Option* Add(absl::string_view name, Value& value, absl::string_view meaning, absl::string_view kind) {
    CLI::Option* option = app.add_option(absl::StrCat("--", name), value, std::string(meaning));
    option->capture_default_str();
    Declare(option, name, kind);
    return option;
  }
};

Config::Config(absl::string_view program, absl::string_view meaning) : state_(std::make_unique<State>()) {
  state_->app.name(std::string(program));
  state_->app.description(std::string(meaning));
  state_->app.set_help_flag("--help", "Print every setting and exit");
}

Config::~Config() = default;

Config& Config::Text(absl::string_view name, std::string& value, absl::string_view meaning) {
  state_->Add(name, value, meaning, "TEXT");
  return *this;
}

Config& Config::Texts(absl::string_view name, std::vector<std::string>& values, absl::string_view meaning) {
  state_->Add(name, values, meaning, "TEXT")->delimiter(',')->expected(1)->multi_option_policy(
      CLI::MultiOptionPolicy::TakeAll);
  return *this;
}

Config& Config::Number(absl::string_view name, int& value, int lowest, int highest, absl::string_view meaning) {
  state_->Add(name, value, absl::StrCat(meaning, " (", lowest, " to ", highest, ")"), "NUMBER")
      ->check(CLI::Range(lowest, highest).description(""));
  return *this;
}

Config& Config::Number(absl::string_view name, int64_t& value, int64_t lowest, int64_t highest,
                       absl::string_view meaning) {
  state_->Add(name, value, absl::StrCat(meaning, " (", lowest, " to ", highest, ")"), "NUMBER")
      ->check(CLI::Range(lowest, highest).description(""));
  return *this;
}

Config& Config::Milliseconds(absl::string_view name, absl::Duration& value, absl::Duration highest,
                             absl::string_view meaning) {
  auto ms = std::make_shared<int64_t>(absl::ToInt64Milliseconds(value));
  Number(name, *ms, 0, absl::ToInt64Milliseconds(highest), meaning);
  state_->after.push_back([ms, &value] { value = absl::Milliseconds(*ms); });
  return *this;
}

Config& Config::Choice(absl::string_view name, std::string& value, std::vector<std::string> words,
                       absl::string_view meaning) {
  state_->Add(name, value, meaning, "WORD")->check(CLI::IsMember(std::move(words)));
  return *this;
}

Config& Config::Flag(absl::string_view name, bool& value, absl::string_view meaning) {
  state_->Declare(state_->app.add_flag(absl::StrCat("--", name), value, std::string(meaning)), name, "");
  return *this;
}

std::optional<int> Config::Parse(int argc, const char* const* argv) { return Parse(argc, argv, std::cout, std::cerr); }

std::optional<int> Config::Parse(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  CLI::App& app = state_->app;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, out, err);
    err << app.get_name() << ": " << error.what() << "\nTry --help.\n";
    return kBadSettings;
  }
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const absl::string_view text = *entry;
    if (!absl::StartsWith(text, kPrefix)) continue;
    const absl::string_view name = text.substr(0, text.find('='));
    const absl::string_view value = absl::StripAsciiWhitespace(text.substr(std::min(name.size() + 1, text.size())));
    if (state_->names.count(std::string(name)) != 0 || IsForOthers(name, value)) continue;
    err << app.get_name() << ": the environment variable " << name << " is no setting of this program\nTry --help.\n";
    return kBadSettings;
  }
  for (const auto& step : state_->after) step();
  return std::nullopt;
}

}  // namespace lyceum
