#include "services/lyceumctl/completion.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace lyceum::ctl {
namespace {

// CLI11 writes the members a value may be into the type's name: "TEXT:{a,b}".
std::vector<std::string> Members(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const size_t open = type.find('{'), close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  return absl::StrSplit(absl::string_view(type).substr(open + 1, close - open - 1), ',', absl::SkipEmpty());
}

void AddOptions(const CLI::App& app, Completable& command) {
  for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    if (!option->nonpositional()) {
      for (const std::string& value : Members(*option)) command.words.push_back({value, option->get_description()});
      continue;
    }
    for (const std::string& name : option->get_lnames()) {
      command.options.push_back({absl::StrCat("--", name), option->get_description(),
                                 option->get_items_expected_max() > 0, Members(*option)});
    }
  }
}

void Walk(const CLI::App& app, const CLI::App& root, const std::string& path, std::vector<Completable>& tree) {
  Completable command;
  command.path = path;
  const auto children = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* child : children) command.words.push_back({child->get_name(), child->get_description()});
  AddOptions(app, command);
  if (&app != &root) {
    std::set<std::string> own;
    for (const auto& option : command.options) own.insert(option.name);
    Completable shared;
    AddOptions(root, shared);
    for (auto& option : shared.options) {
      if (own.count(option.name) == 0) command.options.push_back(std::move(option));
    }
  }
  tree.push_back(std::move(command));
  for (const CLI::App* child : children) Walk(*child, root, absl::StrCat(path, " ", child->get_name()), tree);
}

// Quoted for every one of the three shells: text without quotes and backslashes
// within single quotes.
std::string Quoted(absl::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", ""}, {"\\", ""}, {"\n", " "}}), "'");
}

// "case" patterns for the walk from word to word that bash and zsh share: which
// words go one command deeper, and which options take the next word as value.
std::string WalkCases(const std::vector<Completable>& tree) {
  std::set<std::string> deeper, valued;
  for (const Completable& command : tree) {
    if (absl::StrContains(command.path, " ")) deeper.insert(absl::StrCat("\"", command.path, "\""));
    for (const auto& option : command.options) {
      if (option.takes_value) valued.insert(option.name);
    }
  }
  return absl::StrCat("    case \"$word\" in\n      ", absl::StrJoin(valued, "|"), ") skip=1; continue ;;\n    esac\n",
                      "    case \"$path $word\" in\n      ", absl::StrJoin(deeper, "|"),
                      ") path=\"$path $word\" ;;\n    esac\n");
}

// Cases of "path option" for options whose value is one of a few.
std::string ValueCases(const std::vector<Completable>& tree, absl::string_view begin, absl::string_view end) {
  std::string out;
  for (const Completable& command : tree) {
    for (const auto& option : command.options) {
      if (option.values.empty()) continue;
      absl::StrAppend(&out, "    \"", command.path, " ", option.name, "\") ", begin,
                      absl::StrJoin(option.values, " "), end, " ;;\n");
    }
  }
  return out;
}

}  // namespace

std::vector<Completable> CommandTree(const CLI::App& root) {
  std::vector<Completable> tree;
  Walk(root, root, root.get_name(), tree);
  return tree;
}

std::string BashCompletion(const std::vector<Completable>& tree) {
  std::string out =
      "# bash completion for lyceumctl: source <(lyceumctl completion bash)\n"
      "_lyceumctl() {\n"
      "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local path=lyceumctl word words= options= skip= i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=\"${COMP_WORDS[i]}\"\n"
      "    if [[ -n $skip ]]; then skip=; continue; fi\n";
  absl::StrAppend(&out, WalkCases(tree), "  done\n  COMPREPLY=()\n  case \"$path $prev\" in\n",
                  ValueCases(tree, "COMPREPLY=($(compgen -W '", "' -- \"$cur\")); return"),
                  "  esac\n  if [[ -n $skip ]]; then return; fi\n  case \"$path\" in\n");
  for (const Completable& command : tree) {
    std::vector<std::string> words, options;
    for (const auto& word : command.words) words.push_back(word.name);
    for (const auto& option : command.options) options.push_back(option.name);
    absl::StrAppend(&out, "    \"", command.path, "\") words='", absl::StrJoin(words, " "), "'; options='",
                    absl::StrJoin(options, " "), "' ;;\n");
  }
  absl::StrAppend(&out,
                  "  esac\n"
                  "  if [[ $cur == -* ]]; then words=$options; fi\n"
                  "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                  "}\n"
                  "complete -o default -F _lyceumctl lyceumctl\n");
  return out;
}

std::string ZshCompletion(const std::vector<Completable>& tree) {
  std::string out =
      "#compdef lyceumctl\n"
      "# zsh completion for lyceumctl: source <(lyceumctl completion zsh)\n"
      "_lyceumctl() {\n"
      "  local cur=\"${words[CURRENT]}\" prev=\"${words[CURRENT-1]}\"\n"
      // "path" is tied to PATH in zsh; a local array of that name would break it.
      "  local at=lyceumctl word skip= i\n"
      "  local -a names options values\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n"
      "    word=\"${words[i]}\"\n"
      "    if [[ -n $skip ]]; then skip=; continue; fi\n";
  absl::StrAppend(&out, absl::StrReplaceAll(WalkCases(tree), {{"$path", "$at"}, {"path=", "at="}}),
                  "  done\n  case \"$at $prev\" in\n", ValueCases(tree, "values=(", "); compadd -a values; return"),
                  "  esac\n  if [[ -n $skip ]]; then _files; return; fi\n  case \"$at\" in\n");
  for (const Completable& command : tree) {
    std::vector<std::string> words, options;
    auto described = [](const std::string& name, const std::string& description) {
      return Quoted(absl::StrCat(name, ":", absl::StrReplaceAll(description, {{":", " "}})));
    };
    for (const auto& word : command.words) words.push_back(described(word.name, word.description));
    for (const auto& option : command.options) options.push_back(described(option.name, option.description));
    absl::StrAppend(&out, "    \"", command.path, "\")\n      names=(", absl::StrJoin(words, " "),
                    ")\n      options=(", absl::StrJoin(options, " "), ") ;;\n");
  }
  absl::StrAppend(&out,
                  "  esac\n"
                  "  if [[ $cur == -* ]]; then _describe option options; return; fi\n"
                  "  if (( ${#names} )); then _describe command names; return; fi\n"
                  "  _files\n"
                  "}\n"
                  "compdef _lyceumctl lyceumctl\n");
  return out;
}

std::string FishCompletion(const std::vector<Completable>& tree) {
  std::set<std::string> deeper, valued;
  for (const Completable& command : tree) {
    if (absl::StrContains(command.path, " ")) deeper.insert(Quoted(command.path));
    for (const auto& option : command.options) {
      if (option.takes_value) valued.insert(option.name);
    }
  }
  std::string out = absl::StrCat(
      "# fish completion for lyceumctl: lyceumctl completion fish | source\n"
      "function __lyceumctl_at\n"
      "  set -l at lyceumctl\n"
      "  set -l skip 0\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    if test $skip = 1; set skip 0; continue; end\n"
      "    if contains -- $word ", absl::StrJoin(valued, " "), "; set skip 1; continue; end\n"
      "    if contains -- \"$at $word\" ", absl::StrJoin(deeper, " "), "; set at \"$at $word\"; end\n"
      "  end\n"
      "  test \"$at\" = \"$argv\"\n"
      "end\n");
  for (const Completable& command : tree) {
    const std::string condition = absl::StrCat("complete -c lyceumctl -n \"__lyceumctl_at ", command.path, "\" ");
    for (const auto& word : command.words) {
      absl::StrAppend(&out, condition, "-f -a ", Quoted(word.name), " -d ", Quoted(word.description), "\n");
    }
    for (const auto& option : command.options) {
      absl::StrAppend(&out, condition, "-l ", option.name.substr(2), " -d ", Quoted(option.description));
      if (!option.values.empty()) {
        absl::StrAppend(&out, " -x -a ", Quoted(absl::StrJoin(option.values, " ")));
      } else if (option.takes_value) {
        absl::StrAppend(&out, " -r");
      }
      out += "\n";
    }
  }
  return out;
}

}  // namespace lyceum::ctl
