#include "services/content/logic/import_cnxml.h"

#include <algorithm>
#include <pugixml.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/markup/markdown_writer.h"
#include "common/markup/xml.h"
#include "services/content/limits.h"
#include "services/content/logic/validate.h"

namespace lyceum::content {
namespace {

bool Is(pugi::xml_node node, absl::string_view name) { return name == node.name(); }

// Elements that never stand inside a line of text.
bool IsBlock(pugi::xml_node node) {
  static constexpr absl::string_view kBlocks[] = {"list", "figure", "table", "note", "section", "exercise", "media",
                                                  "iframe", "equation", "code"};
  for (absl::string_view name : kBlocks) {
    if (Is(node, name)) return true;
  }
  return Is(node, "quote") && absl::string_view(node.attribute("display").value()) != "inline";
}

void WriteInline(pugi::xml_node node, MarkdownWriter& writer) {
  for (pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      writer.Text(child.value());
      continue;
    }
    if (child.type() != pugi::node_element || IsBlock(child)) continue;
    bool opened = true;
    if (Is(child, "emphasis")) {
      absl::string_view effect = child.attribute("effect").value();
      effect == "bold" || effect.empty() ? writer.OpenStrong() : writer.OpenEmphasis();
    } else if (Is(child, "link") && child.attribute("url")) {
      writer.OpenLink(child.attribute("url").value());
    } else {
      opened = false;
    }
    if (Is(child, "newline") || Is(child, "para") || Is(child, "item")) writer.Break();
    if (Is(child, "footnote")) writer.Text(" (");
    WriteInline(child, writer);
    if (Is(child, "footnote")) writer.Text(")");
    if (Is(child, "para") || Is(child, "item") || Is(child, "title")) writer.Break();
    if (opened) writer.Close();
  }
}

std::string InlineMarkdown(pugi::xml_node node) {
  MarkdownWriter writer;
  WriteInline(node, writer);
  // A reference to a figure has no text of its own and leaves its brackets empty.
  return absl::StrReplaceAll(writer.Take(), {{" ()", ""}, {"( )", ""}});
}

std::string Plain(pugi::xml_node node) { return PlainText(InlineMarkdown(node)); }

// "../../media/wall.jpg" as the media name "media/wall.jpg".
std::string MediaUri(absl::string_view source) {
  while (absl::ConsumePrefix(&source, "../") || absl::ConsumePrefix(&source, "./")) {
  }
  return std::string(source);
}

class CnxmlReader {
 public:
  explicit CnxmlReader(Document& document) : document_(document) {}

  void ReadContent(pugi::xml_node parent, int level);
  void ReadGlossary(pugi::xml_node glossary);

 private:
  void ReadElement(pugi::xml_node node, int level);
  void ReadParagraph(pugi::xml_node node, int level);
  void ReadSection(pugi::xml_node node, int level);
  void ReadFigure(pugi::xml_node node);
  void ReadTable(pugi::xml_node node);
  void ReadBox(pugi::xml_node node);
  void ReadExercise(pugi::xml_node node);

  Document& document_;
};

void CnxmlReader::ReadParagraph(pugi::xml_node node, int level) {
  std::string title = Plain(node.child("title"));
  if (!title.empty()) document_.blocks.push_back(HeadingBlock(level + 1, title));
  // Its title is a heading now.
  if (!title.empty()) node.remove_child("title");
  std::string markdown = InlineMarkdown(node);
  if (!markdown.empty()) document_.blocks.push_back(ParagraphBlock(std::move(markdown)));
  for (pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element && IsBlock(child)) ReadElement(child, level);
  }
}

void CnxmlReader::ReadSection(pugi::xml_node node, int level) {
  size_t heading = document_.blocks.size();
  std::string title = Plain(node.child("title"));
  if (!title.empty()) document_.blocks.push_back(HeadingBlock(level, title));
  size_t body = document_.blocks.size();
  ReadContent(node, level + 1);
  // Sections of embedded exercises have nothing in them.
  if (document_.blocks.size() == body) document_.blocks.resize(heading);
}

void CnxmlReader::ReadFigure(pugi::xml_node node) {
  pugi::xml_node media = Is(node, "media") ? node : node.child("media");
  Block block{.kind = Block::Kind::kFigure};
  block.uri = MediaUri(media.child("image").attribute("src").value());
  block.text = media.attribute("alt").value();
  block.caption = Plain(node.child("caption"));
  std::string title = Plain(node.child("title"));
  if (!title.empty()) block.caption = absl::StrCat(title, block.caption.empty() ? "" : " ", block.caption);
  if (IsSafeUri(block.uri)) document_.blocks.push_back(std::move(block));
}

void CnxmlReader::ReadTable(pugi::xml_node node) {
  std::vector<std::vector<std::string>> rows;
  for (pugi::xml_node group : node.children("tgroup")) {
    for (const char* part : {"thead", "tbody", "tfoot"}) {
      for (pugi::xml_node row : group.child(part).children("row")) {
        std::vector<std::string> cells;
        for (pugi::xml_node entry : row.children("entry")) cells.push_back(InlineMarkdown(entry));
        if (!cells.empty()) rows.push_back(std::move(cells));
      }
    }
  }
  if (!rows.empty()) document_.blocks.push_back(TableBlock(rows));
}

// Every text of a box, a line for each paragraph; figures and embedded players are left out.
void BoxText(pugi::xml_node node, std::string& text) {
  for (pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element || Is(child, "title") || Is(child, "figure") || Is(child, "media")) continue;
    bool leaf = Is(child, "para") || Is(child, "item");
    if (leaf) {
      std::string line = Plain(child);
      if (!line.empty()) absl::StrAppend(&text, text.empty() ? "" : "\n", absl::StrReplaceAll(line, {{"\n", " "}}));
    } else if (Is(child, "list") || Is(child, "quote") || Is(child, "note") || Is(child, "section")) {
      BoxText(child, text);
    }
    if (leaf) BoxText(child, text);
  }
  if (Is(node, "quote") && node.child("para").empty()) {
    std::string line = Plain(node);
    if (!line.empty()) absl::StrAppend(&text, text.empty() ? "" : "\n", line);
  }
}

void CnxmlReader::ReadBox(pugi::xml_node node) {
  std::string text;
  BoxText(node, text);
  Block block = QuoteBlock(text, "");
  block.caption = Plain(node.child("title"));
  if (!block.text.empty()) document_.blocks.push_back(std::move(block));
  for (pugi::xml_node figure : node.children("figure")) ReadFigure(figure);
}

// An exercise with question and solution is worth keeping; one that embeds another is not.
void CnxmlReader::ReadExercise(pugi::xml_node node) {
  std::string question = Plain(node.child("problem"));
  std::string answer = Plain(node.child("solution"));
  if (question.empty() || answer.empty()) return;
  if (document_.blocks.empty() || document_.blocks.back().kind != Block::Kind::kAnswers) {
    document_.blocks.push_back({.kind = Block::Kind::kAnswers});
  }
  document_.blocks.back().pairs.emplace_back(std::move(question), std::move(answer));
}

void CnxmlReader::ReadElement(pugi::xml_node node, int level) {
  if (Is(node, "para")) {
    ReadParagraph(node, level);
  } else if (Is(node, "section")) {
    ReadSection(node, level);
  } else if (Is(node, "list")) {
    std::vector<std::string> items;
    for (pugi::xml_node item : node.children("item")) {
      if (std::string markdown = InlineMarkdown(item); !markdown.empty()) items.push_back(std::move(markdown));
    }
    bool ordered = absl::string_view(node.attribute("list-type").value()) == "enumerated";
    if (!items.empty()) document_.blocks.push_back(ListBlock(items, ordered));
  } else if (Is(node, "figure") || Is(node, "media")) {
    ReadFigure(node);
  } else if (Is(node, "table")) {
    ReadTable(node);
  } else if (Is(node, "note") || Is(node, "quote")) {
    ReadBox(node);
  } else if (Is(node, "exercise")) {
    ReadExercise(node);
  } else if (!Is(node, "title") && !Is(node, "iframe")) {
    ReadContent(node, level);
  }
}

void CnxmlReader::ReadContent(pugi::xml_node parent, int level) {
  for (pugi::xml_node child : parent.children()) {
    if (child.type() == pugi::node_element) ReadElement(child, level);
  }
}

void CnxmlReader::ReadGlossary(pugi::xml_node glossary) {
  Block block{.kind = Block::Kind::kTerms};
  for (pugi::xml_node definition : glossary.children("definition")) {
    std::string term = Plain(definition.child("term"));
    std::string meaning = Plain(definition.child("meaning"));
    if (!term.empty() && !meaning.empty()) block.pairs.emplace_back(std::move(term), std::move(meaning));
  }
  if (block.pairs.empty()) return;
  document_.blocks.push_back(HeadingBlock(2, "Key Terms"));
  document_.blocks.push_back(std::move(block));
}

}  // namespace

absl::StatusOr<Document> ReadCnxml(absl::string_view xml) {
  pugi::xml_document tree;
  RETURN_IF_ERROR(ParseXml(xml, kMaxImportDepth, tree, pugi::parse_ws_pcdata));
  pugi::xml_node root = tree.document_element();
  if (!Is(root, "document") || !root.child("content")) {
    return InvalidField("data", "is XML, but no CNXML: it has no <document> with <content>");
  }
  Document document;
  pugi::xml_node metadata = root.child("metadata");
  document.title = Plain(root.child("title"));
  if (document.title.empty()) document.title = Plain(metadata.child("md:title"));
  document.language = metadata.child("md:language").text().as_string();
  if (document.language.empty()) document.language = root.attribute("xml:lang").value();
  document.licence = metadata.child("md:license").attribute("url").value();
  CnxmlReader reader(document);
  reader.ReadContent(root.child("content"), 2);
  reader.ReadGlossary(root.child("glossary"));
  return document;
}

}  // namespace lyceum::content
