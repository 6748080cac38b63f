// Completion scripts for shells, made from the tree of commands, so that they
// never lack one.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"

namespace lyceum::ctl {

struct Completable {
  // One option.
  struct Option {
    std::string name;  // with its dashes
    std::string description;
    bool takes_value = false;
    std::vector<std::string> values;  // those it can take, if there are few
  };
  struct Word {
    std::string name;
    std::string description;
  };
  // "lyceumctl quiz take"
  std::string path;
  // Subcommands, and the values of positional arguments that have few.
  std::vector<Word> words;
  std::vector<Option> options;
};

// Every command of the tree, the root first. The root's options are in each.
std::vector<Completable> CommandTree(const CLI::App& root);

std::string BashCompletion(const std::vector<Completable>& tree);
std::string ZshCompletion(const std::vector<Completable>& tree);
std::string FishCompletion(const std::vector<Completable>& tree);

}  // namespace lyceum::ctl
