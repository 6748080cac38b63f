#include "services/quiz/formats/qti.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/charset.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/markup/xml.h"
#include "services/quiz/formats/archive.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/qti_item.h"
#include "services/quiz/formats/qti_nodes.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;

absl::Status ReadItem(string_view xml, Place place, Reading& reading) {
  pugi::xml_document tree;
  RETURN_IF_ERROR(ParseXml(xml, limits::kMaxXmlDepth, tree, pugi::parse_ws_pcdata_single));
  const pugi::xml_node root = tree.document_element();
  if (!qti::Is(root, "assessmentItem")) {
    return InvalidField("data",
                        absl::StrCat("is XML, but no assessment item of QTI: it begins with <", root.name(), ">"));
  }
  Question question;
  std::string problem = ReadQtiItem(root, question);
  problem.empty() ? reading.Add(place, std::move(question)) : reading.Refuse(place, std::move(problem));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Reading> ReadQti(string_view xml) {
  Reading reading;
  const Lines lines(xml);
  const size_t at = std::min(std::min(xml.find("<assessmentItem"), xml.find("<qti-assessment-item")), xml.size());
  RETURN_IF_ERROR(ReadItem(xml, lines.At(at), reading));
  return reading;
}

absl::StatusOr<Reading> ReadQtiPackage(string_view zip) {
  ASSIGN_OR_RETURN(const Archive archive, Archive::Open(zip));
  Reading reading;
  int number = 0;
  for (const std::string& name : archive.Names()) {
    ++number;
    if (!absl::EndsWithIgnoreCase(name, ".xml") || absl::EndsWith(name, "imsmanifest.xml")) continue;
    ASSIGN_OR_RETURN(const std::string bytes, archive.Read(name));
    const absl::StatusOr<std::string> xml = ToUtf8(bytes);
    const Place place{number, 0};
    if (xml.ok() && !absl::StrContains(*xml, "assessmentItem") && !absl::StrContains(*xml, "qti-assessment-item")) {
      continue;  // a test, a stylesheet
    }
    const absl::Status read = xml.ok() ? ReadItem(*xml, place, reading) : xml.status();
    if (!read.ok()) reading.Refuse(place, absl::StrCat(name, " ", read.message()));
  }
  return reading;
}

}  // namespace lyceum::quiz::formats
