// How a command is added to the tree: a name, one line about it, examples, and
// what it does once the whole command line is read.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "services/lyceumctl/session.h"

namespace lyceum::ctl {

// The command that was chosen; runs after the command line has been read.
using Chosen = std::function<absl::Status(Session&)>;

// Where commands are added.
struct Place {
  CLI::App& app;
  Chosen& chosen;
};

// A command below `place`. `examples` are lines as typed, shown by --help.
inline CLI::App& AddCommand(Place place, const std::string& name, const std::string& description,
                            const std::string& examples) {
  CLI::App* command = place.app.add_subcommand(name, description);
  command->fallthrough();
  if (!examples.empty()) command->footer("\nExamples:\n" + examples);
  return *command;
}

// Runs `run` with `options`, a struct that the command's options were bound to,
// when the command is chosen.
template <class Options>
void WhenChosen(Place place, CLI::App& command, std::shared_ptr<Options> options,
                absl::Status (*run)(Session&, const Options&)) {
  command.callback([&chosen = place.chosen, options, run] {
    chosen = [options, run](Session& session) { return run(session, *options); };
  });
}

}  // namespace lyceum::ctl
