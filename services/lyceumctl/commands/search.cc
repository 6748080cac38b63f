// lyceumctl search: explanations by their words.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lyceum/content/v1/search_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/marks.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/draw/wrap.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

struct Options {
  std::vector<std::string> words;
  std::string filter, language;
  int limit = 10;
};

using Matches = google::protobuf::RepeatedPtrField<content::v1::MatchRange>;

std::string Marked(absl::string_view text, const Matches& matches, const draw::Ink& ink) {
  std::vector<std::pair<int, int>> ranges;
  for (const auto& match : matches) ranges.emplace_back(match.start(), match.end());
  return draw::Marked(text, ranges, ink);
}

void PrintHit(Session& session, const content::v1::SearchHit& hit) {
  const draw::Ink ink = session.ink();
  const int width = session.width();
  const content::v1::Explanation& explanation = hit.explanation();
  const std::string topic = absl::StrJoin(explanation.topic_path(), "/");
  std::string out = draw::Paragraph(Marked(explanation.title(), hit.title_matches(), ink), width);
  out += draw::Paragraph(ink.Faint(absl::StrCat(draw::Clean(WithoutTenant(explanation.name())),
                                                topic.empty() ? "" : " · ", draw::Clean(topic), " · ",
                                                draw::Clean(explanation.language()))), width, "  ", "  ");
  if (!hit.snippet().empty()) {
    out += draw::Paragraph(Marked(hit.snippet(), hit.snippet_matches(), ink), width, "  ", "  ");
  }
  session.Print(absl::StrCat(out, "\n"));
}

absl::Status RunSearch(Session& session, const Options& options) {
  content::v1::SearchExplanationsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Tenant());
  request.set_query(absl::StrJoin(options.words, " "));
  request.set_filter(options.filter);
  request.set_language(options.language);
  int left = options.limit;
  bool any = false;
  while (left > 0) {
    request.set_page_size(std::min(left, 100));
    ASSIGN_OR_RETURN(const auto page, session.Call(&content::v1::SearchService::Stub::SearchExplanations, request));
    for (const auto& hit : page.hits()) {
      any = true;
      if (session.json()) session.PrintJson(hit);
      else PrintHit(session, hit);
    }
    left -= page.hits_size();
    if (page.next_page_token().empty() || page.hits().empty()) break;
    request.set_page_token(page.next_page_token());
  }
  if (!any) session.Say("nothing found\n");
  return absl::OkStatus();
}

}  // namespace

void AddSearch(Place place) {
  CLI::App& command = AddCommand(place, "search", "Find explanations by their words",
                                 "  lyceumctl search missile crisis\n"
                                 "  lyceumctl search --language de --filter 'topic = geschichte' kalter krieg\n"
                                 "  lyceumctl search --json \"why did the wall go up?\"");
  auto options = std::make_shared<Options>();
  command.add_option("words", options->words, "Words or a sentence")->required();
  command.add_option("--filter", options->filter, "Those only, such as: topic = \"history\"");
  command.add_option("--language", options->language, "Texts of this language only, such as en");
  command.add_option("--limit", options->limit, "At most so many")->check(CLI::Range(1, 1000))->capture_default_str();
  WhenChosen(place, command, options, RunSearch);
}

}  // namespace lyceum::ctl
