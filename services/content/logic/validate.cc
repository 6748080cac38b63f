#include "services/content/logic/validate.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/text.h"
#include "common/markup/markdown.h"
#include "services/content/limits.h"
#include "services/content/logic/dates.h"

namespace lyceum::content {
namespace {

bool IsSlug(absl::string_view text, int most) {
  if (text.empty() || text.size() > static_cast<size_t>(most)) return false;
  for (char c : text) {
    if (!absl::ascii_islower(static_cast<unsigned char>(c)) && !absl::ascii_isdigit(static_cast<unsigned char>(c)) &&
        c != '-') {
      return false;
    }
  }
  return true;
}

class Checker {
 public:
  Checker(absl::string_view prefix, Violations& violations) : prefix_(prefix), violations_(violations) {}

  void Check(const v1::Explanation& explanation);

 private:
  std::string Path(absl::string_view field) const {
    return prefix_.empty() ? std::string(field) : absl::StrCat(prefix_, ".", field);
  }
  void Text(absl::string_view field, absl::string_view text, int most, bool required);
  void Count(absl::string_view field, int count, int most);
  void CheckHead(const v1::Explanation& explanation);
  void CheckSection(absl::string_view path, const v1::Section& section);
  void CheckTables(absl::string_view path, const v1::Section& section);
  void CheckQuestions(absl::string_view path, const v1::Section& section);
  void CheckRest(absl::string_view path, const v1::Section& section);
  void CheckDate(absl::string_view path, const v1::HistoricalDate& date);

  std::string prefix_;
  Violations& violations_;
};

void Checker::Text(absl::string_view field, absl::string_view text, int most, bool required) {
  if (!IsUtf8(text)) {
    violations_.Add(Path(field), "must be UTF-8");
  } else if (required && absl::StripAsciiWhitespace(text).empty()) {
    violations_.Add(Path(field), "must not be empty");
  } else if (Length(text) > most) {
    violations_.Add(Path(field), absl::StrCat("has ", Length(text), " characters; at most ", most, " are allowed"));
  } else if (absl::StrContains(text, absl::string_view("\0", 1))) {
    violations_.Add(Path(field), "must not contain a NUL");
  }
}

void Checker::Count(absl::string_view field, int count, int most) {
  if (count == 0) violations_.Add(Path(field), "must not be empty");
  if (count > most)
    violations_.Add(Path(field), absl::StrCat("has ", count, " entries; at most ", most, " are allowed"));
}

void Checker::CheckDate(absl::string_view path, const v1::HistoricalDate& date) {
  Text(absl::StrCat(path, ".text"), date.text(), kMaxDateChars, true);
  if (date.precision() == v1::HistoricalDate::PRECISION_UNSPECIFIED) {
    violations_.Add(Path(absl::StrCat(path, ".precision")), "must be set");
    return;
  }
  bool text = date.precision() == v1::HistoricalDate::PRECISION_TEXT;
  for (const auto& [field, value] : {std::pair<absl::string_view, absl::string_view>{".earliest", date.earliest()},
                                     std::pair<absl::string_view, absl::string_view>{".latest", date.latest()}}) {
    absl::string_view day = value;
    bool before_christ = absl::ConsumePrefix(&day, "-");
    // "-0043" is a year our reader of dates does not know; the rest of the day is checked in the year 4.
    std::string checked = before_christ && day.size() == 10 ? absl::StrCat("0004", day.substr(4)) : std::string(day);
    bool is_day = ParseHistoricalDate(checked).precision() == v1::HistoricalDate::PRECISION_DAY && day.size() == 10;
    if (text ? !value.empty() : !is_day) {
      violations_.Add(Path(absl::StrCat(path, field)), text ? "must be empty where the precision is PRECISION_TEXT"
                                                            : "must be a day such as 1962-07-31");
    }
  }
  bool forward = absl::StartsWith(date.earliest(), "-") || date.earliest() <= date.latest();
  if (!forward) violations_.Add(Path(absl::StrCat(path, ".latest")), "must not be before earliest");
}

void Checker::CheckTables(absl::string_view path, const v1::Section& section) {
  if (section.has_term_table()) {
    const auto& rows = section.term_table().rows();
    Count(absl::StrCat(path, ".term_table.rows"), rows.size(), kMaxTermRows);
    for (int i = 0; i < rows.size() && i < kMaxTermRows; ++i) {
      std::string row = absl::StrCat(path, ".term_table.rows[", i, "]");
      Text(row + ".term", rows[i].term(), kMaxTermChars, true);
      Text(row + ".definition", rows[i].definition(), kMaxCellChars, true);
    }
  } else if (section.has_timeline()) {
    const auto& rows = section.timeline().rows();
    Count(absl::StrCat(path, ".timeline.rows"), rows.size(), kMaxTimelineRows);
    for (int i = 0; i < rows.size() && i < kMaxTimelineRows; ++i) {
      std::string row = absl::StrCat(path, ".timeline.rows[", i, "]");
      CheckDate(row + ".date", rows[i].date());
      Text(row + ".event", rows[i].event(), kMaxCellChars, true);
      Text(row + ".significance", rows[i].significance(), kMaxCellChars, false);
    }
  }
}

void Checker::CheckQuestions(absl::string_view path, const v1::Section& section) {
  if (section.has_takeaways()) {
    const auto& points = section.takeaways().points();
    Count(absl::StrCat(path, ".takeaways.points"), points.size(), kMaxTakeaways);
    for (int i = 0; i < points.size() && i < kMaxTakeaways; ++i) {
      Text(absl::StrCat(path, ".takeaways.points[", i, "]"), points[i], kMaxCellChars, true);
    }
  } else if (section.has_faq()) {
    const auto& entries = section.faq().entries();
    Count(absl::StrCat(path, ".faq.entries"), entries.size(), kMaxFaqEntries);
    for (int i = 0; i < entries.size() && i < kMaxFaqEntries; ++i) {
      std::string entry = absl::StrCat(path, ".faq.entries[", i, "]");
      Text(entry + ".question", entries[i].question(), kMaxQuestionChars, false);
      Text(entry + ".answer", entries[i].answer(), kMaxAnswerChars, true);
    }
  } else if (section.has_flashcards()) {
    const auto& pairs = section.flashcards().pairs();
    Count(absl::StrCat(path, ".flashcards.pairs"), pairs.size(), kMaxFlashcardPairs);
    for (int i = 0; i < pairs.size() && i < kMaxFlashcardPairs; ++i) {
      std::string pair = absl::StrCat(path, ".flashcards.pairs[", i, "]");
      Text(pair + ".question", pairs[i].question(), kMaxQuestionChars, true);
      Text(pair + ".answer", pairs[i].answer(), kMaxCellChars, true);
    }
  }
}

void Checker::CheckRest(absl::string_view path, const v1::Section& section) {
  if (section.has_rich_text()) {
    const std::string& markdown = section.rich_text().markdown();
    std::string field = absl::StrCat(path, ".rich_text.markdown");
    Text(field, markdown, kMaxSectionBytes, true);
    if (markdown.size() > kMaxSectionBytes) return;
    if (MarkdownDepth(markdown) > kMaxImportDepth) {
      violations_.Add(Path(field), absl::StrCat("is nested deeper than ", kMaxImportDepth, " levels"));
      return;
    }
    for (const std::string& found : UnsafeMarkdown(markdown)) {
      violations_.Add(Path(field), absl::StrCat("must not contain ", found));
    }
  } else if (section.has_quote()) {
    Text(absl::StrCat(path, ".quote.text"), section.quote().text(), kMaxQuoteChars, true);
    Text(absl::StrCat(path, ".quote.attribution"), section.quote().attribution(), kMaxHeadingChars, false);
  } else if (section.has_figure()) {
    const v1::Figure& figure = section.figure();
    Text(absl::StrCat(path, ".figure.uri"), figure.uri(), kMaxUriChars, true);
    if (!figure.uri().empty() && !IsSafeUri(figure.uri())) {
      violations_.Add(Path(absl::StrCat(path, ".figure.uri")),
                      "must be an http or https URL, or a media name such as media/wall.jpg");
    }
    Text(absl::StrCat(path, ".figure.alt_text"), figure.alt_text(), kMaxAltTextChars, false);
    Text(absl::StrCat(path, ".figure.caption"), figure.caption(), kMaxCellChars, false);
  }
}

void Checker::CheckSection(absl::string_view path, const v1::Section& section) {
  Text(absl::StrCat(path, ".heading"), section.heading(), kMaxHeadingChars, false);
  if (section.ByteSizeLong() > kMaxSectionBytes + size_t{1024}) {
    violations_.Add(Path(path),
                    absl::StrCat("has ", section.ByteSizeLong(), " bytes; at most ", kMaxSectionBytes, " are allowed"));
    return;
  }
  if (section.body_case() == v1::Section::BODY_NOT_SET) {
    violations_.Add(Path(path), "must have exactly one body, such as rich_text");
  }
  CheckTables(path, section);
  CheckQuestions(path, section);
  CheckRest(path, section);
}

void Checker::CheckHead(const v1::Explanation& explanation) {
  Text("title", explanation.title(), kMaxTitleChars, true);
  Text("summary", explanation.summary(), kMaxSummaryChars, false);
  if (!IsLanguageTag(explanation.language())) {
    violations_.Add(Path("language"), "must be a BCP 47 tag such as en or de-AT");
  }
  if (explanation.topic_path_size() > kMaxTopicSegments) {
    violations_.Add(Path("topic_path"), absl::StrCat("has ", explanation.topic_path_size(), " segments; at most ",
                                                     kMaxTopicSegments, " are allowed"));
  }
  for (int i = 0; i < explanation.topic_path_size() && i < kMaxTopicSegments; ++i) {
    if (IsSlug(explanation.topic_path(i), kMaxTopicSegmentChars)) continue;
    violations_.Add(Path(absl::StrCat("topic_path[", i, "]")),
                    absl::StrCat("must be 1 to ", kMaxTopicSegmentChars, " of a-z 0-9 -"));
  }
  const v1::Provenance& provenance = explanation.provenance();
  Text("provenance.source", provenance.source(), kMaxProvenanceChars, false);
  Text("provenance.licence", provenance.licence(), kMaxProvenanceChars, false);
  Text("provenance.author", provenance.author(), kMaxProvenanceChars, false);
}

void Checker::Check(const v1::Explanation& explanation) {
  CheckHead(explanation);
  if (explanation.sections_size() > kMaxSections) {
    violations_.Add(Path("sections"), absl::StrCat("has ", explanation.sections_size(), " entries; at most ",
                                                   kMaxSections, " are allowed"));
    return;
  }
  absl::flat_hash_set<absl::string_view> ids;
  for (int i = 0; i < explanation.sections_size(); ++i) {
    const v1::Section& section = explanation.sections(i);
    std::string path = absl::StrCat("sections[", i, "]");
    if (!IsSlug(section.id(), kMaxSectionIdChars)) {
      violations_.Add(Path(path + ".id"), absl::StrCat("must be 1 to ", kMaxSectionIdChars, " of a-z 0-9 -"));
    } else if (!ids.insert(section.id()).second) {
      violations_.Add(Path(path + ".id"), "must be unique in the explanation");
    }
    CheckSection(path, section);
  }
  if (explanation.ByteSizeLong() > kMaxExplanationBytes) {
    violations_.Add(Path("sections"), absl::StrCat("make an explanation of ", explanation.ByteSizeLong(),
                                                   " bytes; at most ", kMaxExplanationBytes, " are allowed"));
  }
}

}  // namespace

void ValidateExplanation(const v1::Explanation& explanation, absl::string_view prefix, Violations& violations) {
  Checker(prefix, violations).Check(explanation);
}

bool IsSafeUri(absl::string_view uri) {
  if (absl::StartsWithIgnoreCase(uri, "https://") || absl::StartsWithIgnoreCase(uri, "http://")) {
    for (char c : uri) {
      if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '<' || c == '>') return false;
    }
    return true;
  }
  if (uri.empty() || uri.front() == '/' || uri.front() == '.' || absl::StrContains(uri, "..")) return false;
  for (char c : uri) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && !absl::StrContains("._-/", absl::string_view(&c, 1))) {
      return false;
    }
  }
  return true;
}

}  // namespace lyceum::content
