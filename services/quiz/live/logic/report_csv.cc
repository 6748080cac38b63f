#include "services/quiz/live/logic/report_csv.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/reveal.h"

namespace lyceum::quiz::live {
namespace {

constexpr absl::string_view kHeader =
    "rank,nickname,user,team,item,question,response,share,points,streak_bonus,seconds\r\n";

constexpr absl::string_view kFormulaStarts[] = {"=",  "+",  "-",  "@",       "\t",      "\r",
                                                "\n", "＝", "＋", "－", "＠"};

// Millionths as a decimal without needless digits: "0.5", "1".
std::string Millionths(int64_t micros) {
  std::string text = absl::StrFormat("%d.%06d", micros / 1'000'000, micros % 1'000'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string CsvCell(absl::string_view text) {
  bool formula = false;
  for (const absl::string_view start : kFormulaStarts) formula = formula || absl::StartsWith(text, start);
  const std::string safe = absl::StrCat(formula ? "'" : "", text);
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  return absl::StrCat("\"", absl::StrReplaceAll(safe, {{"\"", "\"\""}}), "\"");
}

std::string ReportCsv(const v1::SessionReport& report, const v1::Quiz& quiz, uint64_t paper_seed) {
  absl::flat_hash_map<absl::string_view, int> place_of;
  for (int i = 0; i < quiz.items_size(); ++i) place_of[quiz.items(i).id()] = i;
  std::string csv(kHeader);
  for (const v1::ReportedParticipant& participant : report.participants()) {
    const v1::Standing& standing = participant.standing();
    const std::string who = absl::StrCat(standing.rank(), ",", CsvCell(standing.nickname()), ",",
                                         CsvCell(participant.user()), ",", CsvCell(standing.team()), ",");
    for (const v1::LiveResult& result : participant.results()) {
      const auto place = place_of.find(result.item());
      if (place == place_of.end()) continue;
      const v1::Item& item = quiz.items(place->second);
      absl::StrAppend(&csv, who, place->second + 1, ",", CsvCell(item.prompt()), ",");
      if (result.has_response()) {
        absl::StrAppend(&csv, CsvCell(ResponseText(item, paper_seed, result.response())), ",",
                        IsGraded(item.kind_case()) ? Millionths(result.share_micros()) : "");
      } else {
        absl::StrAppend(&csv, ",");
      }
      absl::StrAppend(&csv, ",", result.points(), ",", result.streak_bonus(), ",");
      if (result.has_response()) {
        const auto& time = result.response_time();
        absl::StrAppend(&csv, Millionths(time.seconds() * 1'000'000 + time.nanos() / 1'000));
      }
      absl::StrAppend(&csv, "\r\n");
    }
  }
  return csv;
}

}  // namespace lyceum::quiz::live
