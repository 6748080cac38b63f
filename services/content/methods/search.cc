#include "services/content/methods/search.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/content/limits.h"
#include "services/content/logic/search/snippet.h"
#include "services/content/logic/search/words.h"
#include "services/content/methods/filter.h"
#include "services/content/store/listings.h"
#include "services/content/store/search.h"

namespace lyceum::content {
namespace {

constexpr int kDefaultSearchPageSize = 10;

absl::StatusOr<store::SearchQuery> Query(const v1::SearchExplanationsRequest& request) {
  Violations violations;
  const int length = Length(request.query());
  if (absl::StripAsciiWhitespace(request.query()).empty() || length > kMaxQueryChars) {
    violations.Add("query", absl::StrCat("must be 1 to ", kMaxQueryChars, " characters"));
  }
  if (!request.language().empty() && !IsLanguageTag(request.language())) {
    violations.Add("language", "must be a BCP 47 tag such as en");
  }
  if (request.page_size() < 0 || request.page_size() > kMaxSearchPageSize) {
    violations.Add("page_size", absl::StrCat("must be 0 to ", kMaxSearchPageSize));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const Filter filter, ParseFilter(request.filter(), false));
  store::SearchQuery query;
  query.tenant = std::string(Segment(request.parent(), 1));
  query.text = request.query();
  query.language = request.language();
  query.topic = filter.topic;
  query.exact_language = filter.language;
  return query;
}

}  // namespace

absl::StatusOr<v1::SearchExplanationsResponse> Search::SearchExplanations(
    const Caller&, const v1::SearchExplanationsRequest& request) {
  ASSIGN_OR_RETURN(const store::SearchQuery query, Query(request));
  const std::string scope = absl::StrCat("SearchExplanations\n", request.parent(), "\n", request.filter(), "\n",
                                         request.language(), "\n", request.query());
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  size_t begin = 0;
  if (!cursor.empty() && !absl::SimpleAtoi(cursor, &begin)) return InvalidField("page_token", "is damaged");
  const size_t page_size = request.page_size() == 0 ? kDefaultSearchPageSize : request.page_size();

  v1::SearchExplanationsResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    response.Clear();
    ASSIGN_OR_RETURN(store::SearchAnswer answer, store::Search(t, query));
    const size_t end = std::min(begin + page_size, answer.found.size());
    for (size_t i = begin; i < end; ++i) {
      const store::FoundText& found = answer.found[i];
      v1::SearchHit& hit = *response.add_hits();
      ASSIGN_OR_RETURN(*hit.mutable_explanation(), store::PublishedSummary(t, query.tenant, found.id));
      ASSIGN_OR_RETURN(const std::string text, store::IndexedText(t, query.tenant, found.id));
      const std::string language = BaseLanguage(hit.explanation().language());
      const std::vector<WeightedTerm>& terms = answer.terms[language];
      Snippet snippet = MakeSnippet(text, language, terms);
      hit.set_score(found.score);
      hit.set_snippet(std::move(snippet.text));
      hit.mutable_snippet_matches()->Assign(snippet.matches.begin(), snippet.matches.end());
      const std::vector<v1::MatchRange> title = FindMatches(hit.explanation().title(), language, terms);
      hit.mutable_title_matches()->Assign(title.begin(), title.end());
    }
    if (end < answer.found.size()) response.set_next_page_token(EncodePageToken(scope, absl::StrCat(end)));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace lyceum::content
