// What a learner types, made into a response; and a sheet of answers for
// scripts.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/paper.pb.h"
#include "lyceum/quiz/v1/response.pb.h"

namespace lyceum::ctl {

// The letter of a choice: a, b, ... z, aa, ab, ...; `index` from 0.
std::string Letter(int index);

// How to answer this item, such as "a letter".
std::string AnswerForm(const quiz::v1::PaperItem& item);

// The response `text` means. By kind: a letter; letters; true or false; the
// text; a number; "1b 2a" (stem number, option letter); letters in order; a
// date such as 1961-04-17, "17 April 1961", "July 1962", 1956, "44 BC"; letters
// of a poll; words of a cloud with commas; a number on a scale; what each gap
// takes, in order, with | between. Where
// a letter is asked, the choice's whole text, its number (from 1) or its id
// will do, too. Text that begins with "{" is a Response in JSON.
// INVALID_ARGUMENT says what was expected.
absl::StatusOr<quiz::v1::Response> ParseAnswer(const quiz::v1::PaperItem& item, absl::string_view text);

// Answers by item id, of a JSON object {"item": "answer", ...}, or of lines:
// "item: answer", or only the answer, for the items in the paper's order. An
// empty line leaves an item out. INVALID_ARGUMENT for an item the paper lacks
// or more lines than items.
absl::StatusOr<std::map<std::string, std::string>> ReadAnswerSheet(const quiz::v1::Paper& paper,
                                                                   absl::string_view sheet);

}  // namespace lyceum::ctl
