// lyceumctl: Lyceum from the command line.
#include <cstdio>
#include <iostream>

#include "CLI/CLI.hpp"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/failure.h"
#include "services/lyceumctl/session.h"
#include "services/lyceumctl/terminal.h"

namespace lyceum::ctl {
namespace {

constexpr char kFooter[] = R"(
Names may be short: "cold-war" or "explanations/cold-war" for
"tenants/acme/explanations/cold-war". Tenant and user come from the token.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no or no sufficient token,
            4 service unavailable or too slow, 130 interrupted.

Examples:
  lyceumctl token init --keys keys
  lyceumctl token --keys keys --tenant acme --user ada --role author > token
  export LYCEUM_TOKEN_FILE=token
  lyceumctl import --publish --topic history/cold-war article.md
  lyceumctl search "missile crisis"
  lyceumctl derive quiz cold-war --publish
  lyceumctl quiz take cold-war-quiz
  lyceumctl stats)";

void AddGlobalOptions(CLI::App& app, Settings& settings) {
  auto with_env = [&](const char* name, std::string& value, const char* what, const char* variable) {
    return app.add_option(name, value, what)->envname(variable)->group("Global options");
  };
  with_env("--content", settings.content, "Address of the content service", "LYCEUM_CONTENT")->capture_default_str();
  with_env("--quiz", settings.quiz, "Address of the quiz service", "LYCEUM_QUIZ")->capture_default_str();
  with_env("--progress", settings.progress, "Address of the progress service", "LYCEUM_PROGRESS")
      ->capture_default_str();
  with_env("--token", settings.token, "Bearer token", "LYCEUM_TOKEN");
  with_env("--token-file", settings.token_file, "File that holds the token (else ~/.config/lyceum/token)",
           "LYCEUM_TOKEN_FILE");
  with_env("--tenant", settings.tenant, "Tenant (else the token's)", "LYCEUM_TENANT");
  with_env("--user", settings.user, "User (else the token's)", "LYCEUM_USER");
  with_env("--timeout", settings.timeout, "How long one call may take", "LYCEUM_TIMEOUT")->capture_default_str();
  with_env("--ca-file", settings.ca_file, "Connect with TLS and trust these certificates (PEM)", "LYCEUM_CA_FILE")
      ->check(CLI::ExistingFile);
  CLI::Option* const key = with_env("--key-file", settings.key_file, "The key (PEM) of --cert-file", "LYCEUM_KEY_FILE");
  key->check(CLI::ExistingFile);
  with_env("--cert-file", settings.cert_file, "With TLS: the certificate (PEM) to show of oneself", "LYCEUM_CERT_FILE")
      ->check(CLI::ExistingFile)
      ->needs(key);
  app.add_flag("--tls", settings.tls, "Connect with TLS")->group("Global options");
  app.add_flag("--json", settings.json, "Print JSON, one object or one a line; errors too")->group("Global options");
  app.add_flag("-q,--quiet", settings.quiet, "Print results only")->group("Global options");
  app.add_flag("--no-color", settings.no_color, "No colour, on a terminal either")->group("Global options");
}

void AddCommands(CLI::App& app, Chosen& chosen) {
  const Place place{app, chosen};
  AddImport(place);
  AddExport(place);
  AddList(place);
  AddShow(place);
  AddSearch(place);
  AddPublish(place);
  AddDerive(place);
  AddHighlight(place);
  AddSave(place);
  AddQuiz(place);
  AddReview(place);
  AddSessionRecord(place);
  AddSessionPlay(place);
  AddStats(place);
  AddProfile(place);
  AddOperations(place);
  AddToken(place);
  AddBackup(place);
  AddCompletion(place, app);
  AddVersion(place);
}

int Main(int argc, char** argv) {
  Settings settings;
  Chosen chosen;
  CLI::App app("Lyceum from the command line: import, read, take quizzes, see statistics.", "lyceumctl");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough();
  AddGlobalOptions(app, settings);
  AddCommands(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  InstallInterrupts();
  Session session(settings);
  absl::Status status = chosen ? chosen(session) : UsageError("no command given");
  if (std::fflush(stdout) != 0 && status.ok()) status = absl::UnknownError("cannot write the output");
  std::fputs((settings.json ? ErrorJson(status) : ErrorText(status, ErrorInk(settings.no_color))).c_str(), stderr);
  return ExitCode(status);
}

}  // namespace
}  // namespace lyceum::ctl

int main(int argc, char** argv) { return lyceum::ctl::Main(argc, argv); }
