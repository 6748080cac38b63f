#include "services/quiz/formats/sheet.h"

#include <cstring>
#include <pugixml.hpp>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/charset.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/markup/xml.h"
#include "services/quiz/formats/archive.h"
#include "services/quiz/formats/limits.h"

namespace lyceum::quiz::formats {
namespace {

constexpr char kTypes[] =
    R"(<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
    R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
    R"(<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)"
    R"(<Override PartName="/xl/worksheets/sheet1.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>)";
constexpr char kRelations[] =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" )"
    R"(Target="xl/workbook.xml"/></Relationships>)";
constexpr char kBook[] =
    R"(<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" )"
    R"(xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>)"
    R"(<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>)";
constexpr char kBookRelations[] =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" )"
    R"(Target="worksheets/sheet1.xml"/></Relationships>)";

absl::Status ReadPart(const Archive& archive, const std::string& name, pugi::xml_document& tree) {
  ASSIGN_OR_RETURN(const std::string bytes, archive.Read(name));
  if (bytes.empty()) return InvalidField("data", absl::StrCat("is no spreadsheet: it has no ", name));
  ASSIGN_OR_RETURN(const std::string xml, ToUtf8(bytes));
  return ParseXml(xml, limits::kMaxXmlDepth, tree, pugi::parse_ws_pcdata);
}

// The part that holds the first sheet.
absl::StatusOr<std::string> FirstSheet(const Archive& archive) {
  pugi::xml_document book, relations;
  RETURN_IF_ERROR(ReadPart(archive, "xl/workbook.xml", book));
  RETURN_IF_ERROR(ReadPart(archive, "xl/_rels/workbook.xml.rels", relations));
  const std::string id = book.document_element().child("sheets").child("sheet").attribute("r:id").value();
  for (const pugi::xml_node relation : relations.document_element().children("Relationship")) {
    if (id != relation.attribute("Id").value()) continue;
    absl::string_view target = relation.attribute("Target").value();
    if (absl::ConsumePrefix(&target, "/")) return std::string(target);
    return absl::StrCat("xl/", target);
  }
  return InvalidField("data", "is no spreadsheet: its first sheet is nowhere");
}

// The runs of a shared or inline string, without what is only read aloud.
std::string RunsOf(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children()) {
    if (std::strcmp(child.name(), "t") == 0) text += child.child_value();
    if (std::strcmp(child.name(), "r") == 0) text += child.child("t").child_value();
  }
  return text;
}

absl::StatusOr<std::vector<std::string>> SharedStrings(const Archive& archive) {
  std::vector<std::string> strings;
  ASSIGN_OR_RETURN(const std::string bytes, archive.Read("xl/sharedStrings.xml"));
  if (bytes.empty()) return strings;
  pugi::xml_document tree;
  RETURN_IF_ERROR(ReadPart(archive, "xl/sharedStrings.xml", tree));
  for (const pugi::xml_node item : tree.document_element().children("si")) strings.push_back(RunsOf(item));
  return strings;
}

std::string CellText(pugi::xml_node cell, const std::vector<std::string>& strings) {
  const absl::string_view type = cell.attribute("t").value();
  if (type == "inlineStr") return RunsOf(cell.child("is"));
  const std::string value = cell.child("v").child_value();
  size_t index = 0;
  if (type != "s") return value;
  return absl::SimpleAtoi(value, &index) && index < strings.size() ? strings[index] : "";
}

}  // namespace

absl::StatusOr<SheetRows> ReadSheet(absl::string_view xlsx) {
  ASSIGN_OR_RETURN(const Archive archive, Archive::Open(xlsx));
  ASSIGN_OR_RETURN(const std::string sheet, FirstSheet(archive));
  ASSIGN_OR_RETURN(const std::vector<std::string> strings, SharedStrings(archive));
  pugi::xml_document tree;
  RETURN_IF_ERROR(ReadPart(archive, sheet, tree));
  SheetRows rows;
  for (const pugi::xml_node row : tree.document_element().child("sheetData").children("row")) {
    const int number = row.attribute("r").as_int();
    if (rows.size() == static_cast<size_t>(limits::kMaxSheetRows)) {
      return InvalidField("data", absl::StrCat("has more than ", limits::kMaxSheetRows, " rows (kMaxSheetRows)"));
    }
    for (const pugi::xml_node cell : row.children("c")) {
      absl::string_view place = cell.attribute("r").value();
      size_t letters = 0;
      while (letters < place.size() && absl::ascii_isupper(static_cast<unsigned char>(place[letters]))) ++letters;
      if (number > 0 && letters > 0 && letters <= 3) {
        rows[number][std::string(place.substr(0, letters))] = CellText(cell, strings);
      }
    }
  }
  return rows;
}

absl::StatusOr<std::string> WriteSheet(const SheetRows& rows) {
  pugi::xml_document tree;
  pugi::xml_node sheet = tree.append_child("worksheet");
  sheet.append_attribute("xmlns") = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  pugi::xml_node data = sheet.append_child("sheetData");
  for (const auto& [number, cells] : rows) {
    pugi::xml_node row = data.append_child("row");
    row.append_attribute("r") = number;
    for (const auto& [column, text] : cells) {
      pugi::xml_node cell = row.append_child("c");
      cell.append_attribute("r") = absl::StrCat(column, number).c_str();
      cell.append_attribute("t") = "inlineStr";
      pugi::xml_node run = cell.append_child("is").append_child("t");
      run.append_attribute("xml:space") = "preserve";
      run.text().set(text.c_str());
    }
  }
  std::ostringstream xml;
  tree.save(xml, "", pugi::format_raw, pugi::encoding_utf8);
  return MakeArchive({{"[Content_Types].xml", kTypes},
                      {"_rels/.rels", kRelations},
                      {"xl/workbook.xml", kBook},
                      {"xl/_rels/workbook.xml.rels", kBookRelations},
                      {"xl/worksheets/sheet1.xml", xml.str()}});
}

}  // namespace lyceum::quiz::formats
