// lyceumctl highlight: marks a passage of an explanation, with a note or
// without.
#include <map>

#include "absl/strings/str_cat.h"
#include "lyceum/content/v1/annotation_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using content::v1::Annotation;

const std::map<std::string, Annotation::Colour> kColours = {{"yellow", Annotation::COLOUR_YELLOW},
                                                            {"green", Annotation::COLOUR_GREEN},
                                                            {"blue", Annotation::COLOUR_BLUE},
                                                            {"pink", Annotation::COLOUR_PINK},
                                                            {"purple", Annotation::COLOUR_PURPLE}};

struct Options {
  std::string explanation, quote, note, colour = "yellow";
};

absl::Status RunHighlight(Session& session, const Options& options) {
  content::v1::CreateAnnotationRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.User());
  Annotation& annotation = *request.mutable_annotation();
  ASSIGN_OR_RETURN(*annotation.mutable_explanation(), session.Name("explanations", options.explanation));
  annotation.mutable_span()->set_quote(options.quote);
  annotation.set_colour(kColours.at(options.colour));
  annotation.set_note(options.note);
  ASSIGN_OR_RETURN(const auto response, session.Call(&content::v1::AnnotationService::Stub::CreateAnnotation, request));
  if (session.json()) {
    session.PrintJson(response.annotation());
  } else {
    session.Print(absl::StrCat(draw::Clean(WithoutTenant(response.annotation().name())), "\n"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddHighlight(Place place) {
  CLI::App& command = AddCommand(place, "highlight", "Highlight a passage, with a note if you like",
                                 "  lyceumctl highlight cold-war \"an iron curtain has descended\"\n"
                                 "  lyceumctl highlight cold-war \"détente\" --note \"ask in class\" --colour green");
  auto options = std::make_shared<Options>();
  std::vector<std::string> colours;
  for (const auto& [name, colour] : kColours) colours.push_back(name);
  command.add_option("explanation", options->explanation, "The explanation")->required();
  command.add_option("quote", options->quote, "The passage, as it stands in the text")->required();
  command.add_option("--note", options->note, "What you have to say about it");
  command.add_option("--colour,--color", options->colour, "Its colour")
      ->check(CLI::IsMember(colours))
      ->capture_default_str();
  WhenChosen(place, command, options, RunHighlight);
}

}  // namespace lyceum::ctl
