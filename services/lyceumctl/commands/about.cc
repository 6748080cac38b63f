// lyceumctl completion and version.
#include "absl/strings/str_cat.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/completion.h"

#include <nlohmann/json.hpp>

namespace lyceum::ctl {
namespace {

struct VersionOptions {};

absl::Status RunVersion(Session& session, const VersionOptions&) {
  if (session.json()) session.Print(nlohmann::json{{"version", LYCEUM_VERSION}}.dump() + "\n");
  else session.Print(absl::StrCat("lyceumctl ", LYCEUM_VERSION, "\n"));
  return absl::OkStatus();
}

}  // namespace

void AddCompletion(Place place, CLI::App& root) {
  CLI::App& command = AddCommand(place, "completion", "Print a completion script for a shell",
                                 "  source <(lyceumctl completion bash)\n"
                                 "  lyceumctl completion zsh > ~/.zfunc/_lyceumctl\n"
                                 "  lyceumctl completion fish > ~/.config/fish/completions/lyceumctl.fish");
  auto shell = std::make_shared<std::string>();
  command.add_option("shell", *shell, "The shell")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command.callback([&chosen = place.chosen, &root, shell] {
    chosen = [&root, shell](Session& session) {
      const std::vector<Completable> tree = CommandTree(root);
      session.Print(*shell == "bash" ? BashCompletion(tree)
                    : *shell == "zsh" ? ZshCompletion(tree)
                                      : FishCompletion(tree));
      return absl::OkStatus();
    };
  });
}

void AddVersion(Place place) {
  CLI::App& command = AddCommand(place, "version", "Print the version", "  lyceumctl version");
  WhenChosen(place, command, std::make_shared<VersionOptions>(), RunVersion);
}

}  // namespace lyceum::ctl
