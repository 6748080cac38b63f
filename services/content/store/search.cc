#include "services/content/store/search.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "services/content/limits.h"
#include "services/content/logic/search/words.h"
#include "services/content/store/search_index.h"

namespace lyceum::content::store {
namespace {

// Tokens carry the number of their collection, so tenants and languages never meet.
std::string WordToken(int64_t collection, absl::string_view stem) { return absl::StrCat(collection, "_", stem); }
std::string TopicToken(int64_t collection, absl::string_view path) { return absl::StrCat(collection, "_/", path); }
std::string LanguageToken(int64_t collection, absl::string_view tag) {
  return absl::StrCat(collection, "_=", absl::AsciiStrToLower(tag));
}

// A token for each topic the text lies in: "history", "history/cold-war".
std::vector<std::string> Tokens(int64_t collection, const v1::Explanation& explanation, const TermCounts& counts) {
  std::vector<std::string> tokens;
  for (const std::string& stem : counts.stems) tokens.push_back(WordToken(collection, stem));
  std::string path;
  for (const std::string& segment : explanation.topic_path()) {
    absl::StrAppend(&path, path.empty() ? "" : "/", segment);
    tokens.push_back(TopicToken(collection, path));
  }
  tokens.push_back(LanguageToken(collection, explanation.language()));
  return tokens;
}

struct StoredCollection {
  int64_t number = 0;
  std::string language;
  Collection size;
};

absl::StatusOr<std::vector<StoredCollection>> Collections(sql::Transaction& t, const SearchQuery& query) {
  const std::string language = BaseLanguage(query.language.empty() ? query.exact_language : query.language);
  std::vector<StoredCollection> list;
  RETURN_IF_ERROR(t.Run("SELECT collection, language, documents, words FROM search_collections WHERE tenant = $1 "
                        "AND documents > 0 AND ($2 = '' OR language = $2) ORDER BY documents DESC LIMIT $3",
                        {query.tenant, language, int64_t{kMaxSearchLanguages}},
                        [&](const sql::Row& row) {
                          list.push_back({row.Int(0), std::string(row.Text(1)), {row.Int(2), row.Int(3)}});
                        })
                      .status());
  return list;
}

// The different stems of a query, without stop words unless there is nothing else.
std::vector<WeightedTerm> QueryTerms(absl::string_view text, absl::string_view language) {
  WordReader reader(language);
  const std::vector<Word> words = reader.Read(text, kMaxQueryWords);
  const bool all_stop = std::all_of(words.begin(), words.end(), [](const Word& word) { return word.stop; });
  std::vector<WeightedTerm> terms;
  std::set<absl::string_view> seen;
  for (const Word& word : words) {
    if ((all_stop || !word.stop) && seen.insert(word.stem).second) terms.push_back({word.stem, 0});
  }
  return terms;
}

// The search of one collection, step by step.
class CollectionSearch {
 public:
  // Adds to `found`; weighs `terms` and puts the rarest first.
  CollectionSearch(sql::Transaction& t, const SearchQuery& query, const StoredCollection& collection,
                   std::vector<WeightedTerm>& terms, std::vector<FoundText>& found)
      : t_(t),
        index_(SearchIndex::Of(t.engine())),
        tenant_(query.tenant),
        collection_(collection),
        terms_(terms),
        found_(found) {
    if (!query.topic.empty()) {
      const absl::string_view path = query.topic;
      restriction_.push_back(TopicToken(collection.number, path.substr(0, path.size() - 1)));
    }
    if (!query.exact_language.empty()) restriction_.push_back(LanguageToken(collection.number, query.exact_language));
  }

  absl::Status Run() {
    RETURN_IF_ERROR(Weigh());
    int64_t most = 0;
    for (const int64_t frequency : frequencies_) most += frequency;
    if (std::min(most, collection_.size.documents) > kMaxSearchCandidates) return TakeRarestFirst();
    TokenQuery any{restriction_, {}, {}};
    for (size_t i = 0; i < terms_.size(); ++i) any.any.push_back(Token(i));
    return Take(any, 0);
  }

 private:
  std::string Token(size_t term) const { return WordToken(collection_.number, terms_[term].stem); }

  absl::Status Weigh() {
    corpus_ = {collection_.number, collection_.size.documents, 0, 0};
    // Apart, each is one step into the index; SQLite would read all of it for both at once.
    RETURN_IF_ERROR(t_.Run("SELECT (SELECT MIN(doc) FROM search_documents WHERE collection = $1), "
                           "(SELECT MAX(doc) FROM search_documents WHERE collection = $1)",
                           {collection_.number},
                           [&](const sql::Row& row) {
                             corpus_.first_doc = row.Int(0);
                             corpus_.last_doc = row.Int(1);
                           })
                        .status());
    std::vector<std::string> tokens;
    for (size_t i = 0; i < terms_.size(); ++i) tokens.push_back(Token(i));
    ASSIGN_OR_RETURN(const std::vector<int64_t> frequencies, index_.Frequencies(t_, corpus_, tokens));
    std::vector<std::pair<int64_t, WeightedTerm>> weighed;
    for (size_t i = 0; i < terms_.size(); ++i) {
      const double weight = InverseDocumentFrequency(corpus_.documents, frequencies[i]);
      if (frequencies[i] > 0) weighed.push_back({frequencies[i], {terms_[i].stem, weight}});
    }
    std::stable_sort(weighed.begin(), weighed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    terms_.clear();
    for (auto& [frequency, term] : weighed) {
      frequencies_.push_back(frequency);
      terms_.push_back(std::move(term));
    }
    return absl::OkStatus();
  }

  // A word that is in more than a fifth of the texts finds none by itself when a rarer one
  // does, but still counts in their scores.
  absl::Status TakeRarestFirst() {
    std::vector<std::string> done;
    for (size_t i = 0; i < terms_.size() && i < kMaxCandidateTerms && room_ > 0; ++i) {
      if (i > 0 && frequencies_[i] > collection_.size.documents / 5) break;
      std::vector<std::string> all = restriction_;
      all.push_back(Token(i));
      std::vector<std::string> none = done;
      if (frequencies_[i] > room_ && i + 1 < terms_.size()) {
        std::vector<std::string> both = all;
        both.push_back(Token(i + 1));
        RETURN_IF_ERROR(Take({both, {}, done}, Share(i) * Share(i + 1)));
        none.push_back(Token(i + 1));
      }
      if (room_ > 0) RETURN_IF_ERROR(Take({all, {}, none}, 0));
      // Those with the next word are in already if they were asked for.
      done.push_back(Token(i));
    }
    return absl::OkStatus();
  }

  // The share of the texts that have the term.
  double Share(size_t term) const {
    return static_cast<double>(frequencies_[term]) / static_cast<double>(corpus_.documents);
  }

  // `share`: see SearchIndex::Load.
  absl::Status Take(const TokenQuery& query, double share) {
    if (terms_.empty()) return absl::OkStatus();
    return index_.Load(t_, tenant_, corpus_, query, restriction_.empty() ? share : 0, room_, [&](const sql::Row& row) {
      --room_;
      found_.push_back({std::string(row.Text(0)), Bm25(terms_, row.Text(2), row.Int(1), collection_.size)});
    });
  }

  sql::Transaction& t_;
  const SearchIndex& index_;
  const std::string& tenant_;
  const StoredCollection& collection_;
  std::vector<WeightedTerm>& terms_;
  std::vector<FoundText>& found_;
  std::vector<std::string> restriction_;
  std::vector<int64_t> frequencies_;
  SearchIndex::Corpus corpus_;
  int64_t room_ = kMaxSearchCandidates;
};

}  // namespace

SearchText ReadSearchText(const v1::Explanation& explanation, std::string body) {
  SearchText text;
  text.language = BaseLanguage(explanation.language());
  text.counts = CountTerms(explanation.title(), body, text.language);
  text.body = std::move(body);
  return text;
}

absl::Status AddText(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                     const v1::Explanation& explanation, const SearchText& text) {
  const TermCounts& counts = text.counts;
  int64_t collection = 0;
  RETURN_IF_ERROR(t.Run("INSERT INTO search_collections (tenant, language, documents, words) VALUES ($1, $2, 1, $3) "
                        "ON CONFLICT (tenant, language) DO UPDATE SET documents = search_collections.documents + 1, "
                        "words = search_collections.words + excluded.words RETURNING collection",
                        {tenant, text.language, counts.length},
                        [&](const sql::Row& row) { collection = row.Int(0); })
                      .status());
  RETURN_IF_ERROR(t.Post("INSERT INTO search_texts (tenant, id, body) VALUES ($1, $2, $3)", {tenant, id, text.body}));
  return SearchIndex::Of(t.engine())
      .Add(t, {tenant, id, collection, counts.length, counts.packed}, Tokens(collection, explanation, counts));
}

absl::Status IndexText(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                       const v1::Explanation& explanation, absl::string_view body) {
  RETURN_IF_ERROR(UnindexText(t, tenant, id));
  return AddText(t, tenant, id, explanation, ReadSearchText(explanation, std::string(body)));
}

absl::Status UnindexText(sql::Transaction& t, absl::string_view tenant, absl::string_view id) {
  int64_t doc = 0, collection = 0, length = 0;
  ASSIGN_OR_RETURN(const int64_t rows,
                   t.Run("DELETE FROM search_documents WHERE tenant = $1 AND id = $2 RETURNING doc, collection, length",
                         {tenant, id}, [&](const sql::Row& row) {
                           doc = row.Int(0);
                           collection = row.Int(1);
                           length = row.Int(2);
                         }));
  if (rows == 0) return absl::OkStatus();
  RETURN_IF_ERROR(SearchIndex::Of(t.engine()).Remove(t, doc));
  RETURN_IF_ERROR(t.Run("DELETE FROM search_texts WHERE tenant = $1 AND id = $2", {tenant, id}).status());
  return t
      .Run("UPDATE search_collections SET documents = documents - 1, words = words - $2 WHERE collection = $1",
           {collection, length})
      .status();
}

absl::StatusOr<SearchAnswer> Search(sql::Transaction& t, const SearchQuery& query) {
  SearchAnswer answer;
  ASSIGN_OR_RETURN(const std::vector<StoredCollection> collections, Collections(t, query));
  for (const StoredCollection& collection : collections) {
    std::vector<WeightedTerm>& terms = answer.terms[collection.language];
    terms = QueryTerms(query.text, collection.language);
    RETURN_IF_ERROR(CollectionSearch(t, query, collection, terms, answer.found).Run());
  }
  std::sort(answer.found.begin(), answer.found.end(), [](const FoundText& a, const FoundText& b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  });
  if (answer.found.size() > kMaxSearchHits) answer.found.resize(kMaxSearchHits);
  return answer;
}

absl::StatusOr<std::string> IndexedText(sql::Transaction& t, absl::string_view tenant, absl::string_view id) {
  std::string body;
  RETURN_IF_ERROR(t.Run("SELECT body FROM search_texts WHERE tenant = $1 AND id = $2", {tenant, id},
                        [&](const sql::Row& row) { body = std::string(row.Text(0)); })
                      .status());
  return body;
}

}  // namespace lyceum::content::store
