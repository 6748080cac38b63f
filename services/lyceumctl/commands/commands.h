// Every family of commands; each adds itself to the tree.
#pragma once

#include "services/lyceumctl/command.h"

namespace lyceum::ctl {

// "session", to which several files add; made by the first.
inline CLI::App& SessionGroup(Place place) {
  for (CLI::App* group : place.app.get_subcommands([](CLI::App* app) { return app->get_name() == "session"; })) {
    return *group;
  }
  CLI::App& group = AddCommand(place, "session", "Live sessions of a class", "");
  group.require_subcommand(1);
  return group;
}

void AddToken(Place place);
void AddImport(Place place);
void AddExport(Place place);
void AddList(Place place);
void AddShow(Place place);
void AddSearch(Place place);
void AddPublish(Place place);
void AddDerive(Place place);
void AddHighlight(Place place);
void AddSave(Place place);
void AddQuiz(Place place);
// In "quiz".
void AddQuizStats(Place inside);
// In "quiz": import, export, convert, check.
void AddQuizTransfer(Place inside);
void AddReview(Place place);
void AddSessionRecord(Place place);
void AddSessionPlay(Place place);
void AddStats(Place place);
void AddProfile(Place place);
void AddOperations(Place place);
void AddBackup(Place place);
// `root` is the tree the scripts are made from.
void AddCompletion(Place place, CLI::App& root);
void AddVersion(Place place);

}  // namespace lyceum::ctl
