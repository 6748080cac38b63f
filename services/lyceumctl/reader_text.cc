#include "services/lyceumctl/reader_text.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace lyceum::ctl {
namespace {

constexpr int kContext = 32;  // Code points of prefix and suffix, as the contract says.

// Markdown without its marks, built up while the tree is walked.
class Reading {
 public:
  std::string Of(absl::string_view markdown) {
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser* parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    for (const char* name : {"table", "strikethrough"}) {
      if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name); extension != nullptr) {
        cmark_parser_attach_syntax_extension(parser, extension);
      }
    }
    cmark_parser_feed(parser, markdown.data(), markdown.size());
    cmark_node* document = cmark_parser_finish(parser);
    cmark_iter* walk = cmark_iter_new(document);
    for (cmark_event_type event = cmark_iter_next(walk); event != CMARK_EVENT_DONE; event = cmark_iter_next(walk)) {
      Visit(cmark_iter_get_node(walk), event == CMARK_EVENT_ENTER);
    }
    cmark_iter_free(walk);
    cmark_node_free(document);
    cmark_parser_free(parser);
    while (!out_.empty() && (out_.back() == ' ' || out_.back() == '\n')) out_.pop_back();
    return std::move(out_);
  }

 private:
  void BreakLine() {
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }

  void Visit(cmark_node* node, bool entering) {
    const absl::string_view type = cmark_node_get_type_string(node);
    const char* literal = cmark_node_get_literal(node);
    if (type == "text" || type == "code") {
      out_ += literal == nullptr ? "" : literal;
    } else if (type == "code_block") {
      BreakLine();
      out_ += literal == nullptr ? "" : literal;
      BreakLine();
    } else if (type == "softbreak") {
      out_ += ' ';
    } else if (type == "linebreak") {
      BreakLine();
    } else if (type == "paragraph" || type == "heading" || type == "table_row" || type == "table_header") {
      BreakLine();
    } else if (type == "table_cell" && !entering) {
      out_ += ' ';
    }
  }

  std::string out_;
};

void AddBody(const content::v1::Section& section, std::vector<ReaderText>& out) {
  auto add = [&](const std::string& part, const std::string& text) { out.push_back({section.id(), part, text}); };
  auto each = [&](absl::string_view list, const auto& entries, auto fields) {
    for (int i = 0; i < entries.size(); ++i) fields(absl::StrCat(list, "[", i, "]"), entries[i]);
  };
  add("heading", section.heading());
  if (section.has_rich_text()) add("markdown", Reading().Of(section.rich_text().markdown()));
  each("rows", section.term_table().rows(), [&](const std::string& at, const auto& row) {
    add(at + ".term", row.term());
    add(at + ".definition", row.definition());
  });
  each("rows", section.timeline().rows(), [&](const std::string& at, const auto& row) {
    add(at + ".date", row.date().text());
    add(at + ".event", row.event());
    add(at + ".significance", row.significance());
  });
  each("points", section.takeaways().points(),
       [&](const std::string& at, const std::string& point) { add(at, point); });
  auto asked = [&](const std::string& at, const auto& entry) {
    add(at + ".question", entry.question());
    add(at + ".answer", entry.answer());
  };
  each("entries", section.faq().entries(), asked);
  each("pairs", section.flashcards().pairs(), asked);
  add("text", section.quote().text());
  add("attribution", section.quote().attribution());
  add("alt_text", section.figure().alt_text());
  add("caption", section.figure().caption());
}

bool IsSpace(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }
bool BeginsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

int Characters(absl::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), BeginsCharacter));
}

// The byte after the quote if it stands at `at`, else npos.
size_t EndOfMatch(absl::string_view text, size_t at, absl::string_view quote) {
  for (size_t i = 0; i < quote.size();) {
    if (at >= text.size()) return absl::string_view::npos;
    if (IsSpace(quote[i])) {
      if (!IsSpace(text[at])) return absl::string_view::npos;
      while (i < quote.size() && IsSpace(quote[i])) ++i;
      while (at < text.size() && IsSpace(text[at])) ++at;
    } else if (quote[i++] != text[at++]) {
      return absl::string_view::npos;
    }
  }
  return at;
}

// The last, or the first, `count` characters.
std::string Last(absl::string_view text, int count) {
  size_t at = text.size();
  while (at > 0 && count > 0) {
    if (BeginsCharacter(text[--at])) --count;
  }
  return std::string(text.substr(at));
}
std::string First(absl::string_view text, int count) {
  size_t at = 0;
  while (at < text.size()) {
    if (BeginsCharacter(text[at]) && count-- == 0) break;
    ++at;
  }
  return std::string(text.substr(0, at));
}

}  // namespace

std::vector<ReaderText> ReaderTexts(const content::v1::Explanation& explanation) {
  std::vector<ReaderText> texts;
  for (const auto& section : explanation.sections()) AddBody(section, texts);
  texts.erase(std::remove_if(texts.begin(), texts.end(), [](const ReaderText& text) { return text.text.empty(); }),
              texts.end());
  return texts;
}

std::optional<content::v1::TextSpan> FindQuote(const std::vector<ReaderText>& texts, absl::string_view quote) {
  quote = absl::StripAsciiWhitespace(quote);
  if (quote.empty()) return std::nullopt;
  for (const ReaderText& text : texts) {
    const absl::string_view whole = text.text;
    for (size_t at = whole.find(quote[0]); at != absl::string_view::npos; at = whole.find(quote[0], at + 1)) {
      const size_t end = EndOfMatch(whole, at, quote);
      if (end == absl::string_view::npos) continue;
      content::v1::TextSpan span;
      span.set_section(text.section);
      span.set_part(text.part);
      span.set_start(Characters(whole.substr(0, at)));
      span.set_end(span.start() + Characters(whole.substr(at, end - at)));
      span.set_quote(std::string(whole.substr(at, end - at)));
      span.set_prefix(Last(whole.substr(0, at), kContext));
      span.set_suffix(First(whole.substr(end), kContext));
      return span;
    }
  }
  return std::nullopt;
}

}  // namespace lyceum::ctl
