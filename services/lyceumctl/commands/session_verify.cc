// lyceumctl session verify: works out again what a transcript says.
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/lyceumctl/commands/session_record.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/files.h"
#include "services/quiz/live/logic/transcript_review.h"

namespace lyceum::ctl {
namespace {

using quiz::live::TranscriptReview;

struct Options {
  std::string file;
  bool genuine = false;
};

std::string VerdictJson(const TranscriptReview& review) {
  nlohmann::json verdict = {{"valid", !review.flaw()},
                            {"session", review.header().session()},
                            {"title", review.quiz().quiz().title()},
                            {"records", review.records()},
                            {"events", review.events()},
                            {"participants", review.participants()},
                            {"answers", review.answers()},
                            {"hash", absl::BytesToHexString(review.hash())}};
  if (review.flaw()) verdict["flaw"] = {{"record", review.flaw()->record}, {"what", review.flaw()->what}};
  return verdict.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string VerdictText(const TranscriptReview& review, const draw::Ink& ink) {
  if (review.flaw()) {
    return absl::StrCat(ink.Red("NOT VALID"), ", record ", review.flaw()->record, ": ",
                        draw::Clean(review.flaw()->what), "\n");
  }
  return absl::StrCat(ink.Green("VALID"), "  ", draw::Clean(review.header().session()), ", \"",
                      draw::Clean(review.quiz().quiz().title()), "\"\n", "       ", review.records(),
                      " records in one chain, ", review.events(), " events in a legal order\n", "       ",
                      review.answers(), " answers graded again, ", review.places().size(), " of ",
                      review.participants(), " participants ranked again: the same result\n", "hash   ",
                      absl::BytesToHexString(review.hash()), "\n");
}

absl::Status RunVerify(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::string file, ReadFile(options.file));
  const TranscriptReview review = quiz::live::ReviewFile(file);
  if (review.flaw() || !options.genuine) {
    session.Print(session.json() ? VerdictJson(review) : VerdictText(review, session.ink()));
    return review.flaw() ? AlreadyReported() : absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string own, ReadTranscript(session, review.header().session()));
  if (own != file) return absl::DataLossError("the service has another transcript of this session");
  session.Print(session.json() ? VerdictJson(review) : VerdictText(review, session.ink()));
  session.Say("and it is the service's own\n");
  return absl::OkStatus();
}

}  // namespace

void AddSessionVerify(Place place) {
  CLI::App& command =
      AddCommand(place, "verify", "Check a transcript and work out its result again",
                 "  lyceumctl session verify monday.transcript\n"
                 "  lyceumctl session verify monday.transcript --genuine --token-file host.token\n\n"
                 "Needs no service and no token: checks the chain of hashes and the log, grades every\n"
                 "answer by the keys in the file, and compares the ranks. Exit code 0 if all is right, 1\n"
                 "with the first thing that is not. A file that somebody made up as a whole can be right\n"
                 "in itself; --genuine asks the service, as the host, whether the file is its own.");
  auto options = std::make_shared<Options>();
  command.add_option("file", options->file, "The transcript")->required()->type_name("FILE");
  command.add_flag("--genuine", options->genuine, "Ask the service too whether it is the one that it exports");
  WhenChosen(place, command, options, RunVerify);
}

}  // namespace lyceum::ctl
