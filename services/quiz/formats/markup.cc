#include "services/quiz/formats/markup.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/markup/html_nodes.h"
#include "common/markup/html_scan.h"
#include "common/markup/markdown.h"
#include "common/markup/markdown_writer.h"
#include "services/quiz/formats/limits.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;

void AddOnce(std::string what, std::vector<std::string>& lost) {
  if (std::find(lost.begin(), lost.end(), what) == lost.end()) lost.push_back(std::move(what));
}

// Nothing in it could be read as Markdown: letters, and signs that mean nothing anywhere.
bool IsMarkdownAlready(string_view text) {
  bool after_blank = true;
  for (const char c : text) {
    const bool blank = c == ' ';
    if (blank && after_blank) return false;
    const bool plain = absl::ascii_isalpha(static_cast<unsigned char>(c)) || static_cast<signed char>(c) < 0 ||
                       absl::StrContains(" ,?'\"/%;", c) ||
                       // A number at the beginning of a line could begin a list.
                       (absl::ascii_isdigit(static_cast<unsigned char>(c)) && !after_blank);
    if (!plain && !absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
    after_blank = blank;
  }
  return !after_blank;
}

std::string PlainToMarkdown(string_view text) {
  if (IsMarkdownAlready(text)) return std::string(text);
  std::vector<std::string> paragraphs, lines;
  const auto end = [&] {
    if (!lines.empty()) paragraphs.push_back(absl::StrJoin(lines, "\\\n"));
    lines.clear();
  };
  for (const string_view line : absl::StrSplit(text, '\n')) {
    std::string escaped = EscapeMarkdown(line);
    if (escaped.empty()) {
      end();
    } else {
      lines.push_back(std::move(escaped));
    }
  }
  end();
  return absl::StrJoin(paragraphs, "\n\n");
}

// Walks over parsed HTML and writes blocks of Markdown.
class HtmlToMarkdown {
 public:
  explicit HtmlToMarkdown(std::vector<std::string>& lost) : lost_(lost) {}

  void Walk(const GumboNode* node);
  std::string Take() {
    EndParagraph();
    return absl::StrJoin(blocks_, "\n\n");
  }

 private:
  void WalkElement(const GumboNode* node);
  void WalkInline(const GumboNode* node);
  void Say(const GumboNode* node);
  void EndLine() {
    if (std::string line = writer_.Take(); !line.empty()) lines_.push_back(std::move(line));
  }
  void EndParagraph() {
    EndLine();
    if (!lines_.empty()) blocks_.push_back(absl::StrJoin(lines_, "\\\n"));
    lines_.clear();
  }

  std::vector<std::string>& lost_;
  MarkdownWriter writer_;
  int open_ = 0;  // emphasis, links and the like around what is written
  std::vector<std::string> lines_, blocks_;
};

void HtmlToMarkdown::Say(const GumboNode* node) {
  AddOnce(absl::StrCat("<", gumbo_normalized_tagname(node->v.element.tag), ">"), lost_);
}

void HtmlToMarkdown::WalkInline(const GumboNode* node) {
  const GumboTag tag = node->v.element.tag;
  bool opened = true;
  if (tag == GUMBO_TAG_B || tag == GUMBO_TAG_STRONG) {
    writer_.OpenStrong();
  } else if (tag == GUMBO_TAG_I || tag == GUMBO_TAG_EM || tag == GUMBO_TAG_CITE) {
    writer_.OpenEmphasis();
  } else if (tag == GUMBO_TAG_A) {
    writer_.OpenLink(html::Attribute(node, "href"));
  } else {
    opened = false;
    if (tag == GUMBO_TAG_SUB || tag == GUMBO_TAG_SUP || tag == GUMBO_TAG_U || tag == GUMBO_TAG_S ||
        tag == GUMBO_TAG_DEL || tag == GUMBO_TAG_TABLE) {
      Say(node);
    }
  }
  open_ += opened ? 1 : 0;
  for (const GumboNode* child : html::Children(node)) Walk(child);
  if (!opened) return;
  writer_.Close();
  --open_;
}

void HtmlToMarkdown::WalkElement(const GumboNode* node) {
  const GumboTag tag = node->v.element.tag;
  if (tag == GUMBO_TAG_IMG) {
    AddOnce(absl::StrCat("the picture ", html::Attribute(node, "src")), lost_);
    writer_.Text(absl::StrCat(" ", html::Attribute(node, "alt"), " "));
  } else if (html::IsDropped(node, true)) {
    Say(node);
  } else if (tag == GUMBO_TAG_BR) {
    open_ > 0 ? writer_.Break() : EndLine();
  } else if (tag == GUMBO_TAG_CODE) {
    std::string code;
    html::CollectText(node, code);
    writer_.Code(code);
  } else if (tag == GUMBO_TAG_PRE && open_ == 0) {
    EndParagraph();
    std::string code;
    html::CollectText(node, code);
    // A fence longer than any inside.
    std::string fence = "```";
    while (absl::StrContains(code, fence)) fence += "`";
    blocks_.push_back(absl::StrCat(fence, "\n", absl::StripSuffix(code, "\n"), "\n", fence));
  } else if ((tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL) && open_ == 0) {
    EndParagraph();
    std::vector<std::string> items = html::Items(node);
    int number = 0;
    for (std::string& item : items) {
      item = absl::StrCat(tag == GUMBO_TAG_OL ? absl::StrCat(++number, ".") : "-", " ", item);
    }
    if (!items.empty()) blocks_.push_back(absl::StrJoin(items, "\n"));
  } else if (open_ == 0 && (html::StartsLine(tag) || html::HeadingLevel(node) > 0)) {
    const bool heading = html::HeadingLevel(node) > 0;
    EndParagraph();
    if (heading) writer_.OpenStrong();
    WalkInline(node);
    if (heading) writer_.Close();
    EndParagraph();
  } else {
    WalkInline(node);
  }
}

void HtmlToMarkdown::Walk(const GumboNode* node) {
  if (html::IsElement(node)) return WalkElement(node);
  if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA) {
    writer_.Text(node->v.text.text);
  }
}

absl::StatusOr<std::string> FromHtml(string_view html, std::vector<std::string>& lost) {
  if (html::LineOfHtmlDeeperThan(html, limits::kMaxHtmlDepth) > 0) {
    return InvalidField("text", absl::StrCat("has HTML nested deeper than ", limits::kMaxHtmlDepth,
                                             " elements (kMaxHtmlDepth)"));
  }
  struct Free {
    void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
  };
  const std::unique_ptr<GumboOutput, Free> parsed(
      gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size()));
  if (parsed == nullptr) return InvalidField("text", "has HTML that cannot be read");
  HtmlToMarkdown writer(lost);
  if (const GumboNode* body = html::Find(parsed->root, GUMBO_TAG_BODY)) {
    for (const GumboNode* child : html::Children(body)) writer.Walk(child);
  }
  return writer.Take();
}

}  // namespace

absl::StatusOr<std::string> ToMarkdown(const Text& text, std::vector<std::string>& lost) {
  if (text.text.size() > limits::kMaxTextBytes) {
    return InvalidField("text", absl::StrCat("has a text of more than ", limits::kMaxTextBytes,
                                             " bytes (kMaxTextBytes)"));
  }
  for (const EmbeddedFile& file : text.files) {
    AddOnce(absl::StrCat("the embedded file ", file.name, " of ", file.bytes.size(), " bytes"), lost);
  }
  switch (text.markup) {
    case Markup::kPlain: return PlainToMarkdown(text.text);
    case Markup::kHtml: return FromHtml(text.text, lost);
    case Markup::kMoodle:
      if (text.text.find_first_of("<&") == std::string::npos) return PlainToMarkdown(text.text);
      return FromHtml(absl::StrReplaceAll(text.text, {{"\n", "<br>\n"}}), lost);
    case Markup::kMarkdown: break;
  }
  if (const std::vector<std::string> unsafe = UnsafeMarkdown(text.text); !unsafe.empty()) {
    return InvalidField("text", absl::StrCat("has Markdown with ", absl::StrJoin(unsafe, ", ")));
  }
  return text.text;
}

Text FromMarkdown(std::string markdown) {
  for (char& c : markdown) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c)) && c != '\n' && c != '\t') c = ' ';
  }
  return {std::move(markdown), Markup::kMarkdown, {}};
}

Text ToPlain(const Text& text, std::vector<std::string>& lost) {
  if (text.markup == Markup::kPlain) return text;
  const absl::StatusOr<std::string> markdown = ToMarkdown(text, lost);
  if (!markdown.ok()) return {text.text, Markup::kPlain, {}};
  std::string plain(absl::StripAsciiWhitespace(PlainText(*markdown)));
  if (PlainToMarkdown(plain) != *markdown) AddOnce("marks in a text", lost);
  return {std::move(plain), Markup::kPlain, {}};
}

Question Plainly(Question question, std::vector<std::string>& lost) {
  const auto make_plain = [&lost](Text& text) { text = ToPlain(text, lost); };
  make_plain(question.text);
  make_plain(question.general_feedback);
  for (Answer& answer : question.answers) {
    if (question.type == Question::Type::kMultipleChoice) make_plain(answer.text);
    make_plain(answer.feedback);
  }
  for (Pair& pair : question.pairs) {
    make_plain(pair.stem);
    make_plain(pair.option);
  }
  return question;
}

}  // namespace lyceum::quiz::formats
