// A report as a table: GetReportResponse.csv.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/quiz.pb.h"
#include "lyceum/quiz/v1/session.pb.h"

namespace lyceum::quiz::live {

// One cell, quoted where RFC 4180 needs it. A text that a spreadsheet could take
// for a formula gets a ' before it (OWASP, "CSV Injection").
std::string CsvCell(absl::string_view text);

// A header and a row for each participant and asked item; lines end in CR LF.
// `quiz` with `paper_seed` is the revision that was played.
std::string ReportCsv(const v1::SessionReport& report, const v1::Quiz& quiz, uint64_t paper_seed);

}  // namespace lyceum::quiz::live
