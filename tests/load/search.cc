// How long a search takes among many explanations.
//
//   load_search --database URL [--documents 100000] [--words 100] [--queries 3000]
//
// The words of the texts follow Zipf's law over 30,000 words. Asked are two
// words: drawn by the same law, both from the 50 most common, or both rare.
// Works on the content service's store. Prints one line of JSON for each kind.

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/sql/database.h"
#include "services/content/store/schema.h"
#include "services/content/store/search.h"

namespace lyceum::load {
namespace {

constexpr int kVocabulary = 30'000;
constexpr int kDocumentsPerWrite = 500;
constexpr char kTenant[] = "load";

// Pronounceable and all different: the rank in base 80, a syllable a digit, and
// an ending that no stemmer takes off.
std::string Word(int rank) {
  constexpr absl::string_view kConsonants = "bdfgklmnprtvzjhw";
  constexpr absl::string_view kVowels = "aeiou";
  std::string word;
  for (int rest = rank + 80; rest > 0; rest /= 80) {
    word.push_back(kConsonants[static_cast<size_t>(rest % 80 / 5)]);
    word.push_back(kVowels[static_cast<size_t>(rest % 5)]);
  }
  return word + "k";
}

class Zipf {
 public:
  explicit Zipf(uint64_t seed) : random_(seed) {
    double sum = 0;
    for (int rank = 1; rank <= kVocabulary; ++rank) {
      sum += 1.0 / rank;
      cumulated_.push_back(sum);
    }
  }

  int Draw() {
    const double at = std::uniform_real_distribution<double>(0, cumulated_.back())(random_);
    return static_cast<int>(std::lower_bound(cumulated_.begin(), cumulated_.end(), at) - cumulated_.begin());
  }
  int Between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

 private:
  std::mt19937_64 random_;
  std::vector<double> cumulated_;
};

absl::Status Fill(sql::Database& database, int documents, int words) {
  Zipf zipf(1);
  const absl::Time begun = absl::Now();
  for (int first = 0; first < documents; first += kDocumentsPerWrite) {
    std::vector<std::string> bodies;
    for (int i = first; i < std::min(documents, first + kDocumentsPerWrite); ++i) {
      std::string body;
      for (int w = 0; w < words; ++w) absl::StrAppend(&body, w == 0 ? "" : " ", Word(zipf.Draw()));
      bodies.push_back(std::move(body));
    }
    RETURN_IF_ERROR(database.Write([&](sql::Transaction& t) -> absl::Status {
      for (size_t i = 0; i < bodies.size(); ++i) {
        content::v1::Explanation explanation;
        explanation.set_title(bodies[i].substr(0, bodies[i].find(' ', 12)));
        explanation.set_language("en");
        const std::string id = absl::StrCat("text-", first + static_cast<int>(i));
        RETURN_IF_ERROR(content::store::IndexText(t, kTenant, id, explanation, bodies[i]));
      }
      return absl::OkStatus();
    }));
  }
  std::cerr << absl::StrFormat("load_search: %d texts indexed, %.0f/s\n", documents,
                               documents / absl::ToDoubleSeconds(absl::Now() - begun));
  return absl::OkStatus();
}

absl::Status Ask(sql::Database& database, const std::string& kind, int queries, const std::function<int()>& rank) {
  std::vector<double> took;
  double worst = 0;
  std::string worst_query;
  for (int i = 0; i < queries; ++i) {
    content::store::SearchQuery query;
    query.tenant = kTenant;
    query.language = "en";
    query.text = absl::StrCat(Word(rank()), " ", Word(rank()));
    const absl::Time begun = absl::Now();
    RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(const auto answer, content::store::Search(t, query));
      return absl::OkStatus();
    }));
    took.push_back(absl::ToDoubleMilliseconds(absl::Now() - begun));
    if (took.back() > worst) {
      worst = took.back();
      worst_query = query.text;
    }
  }
  std::sort(took.begin(), took.end());
  std::cout << absl::StrFormat(
      "{\"kind\": \"%s\", \"queries\": %d, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"worst_ms\": %.2f, "
      "\"worst\": \"%s\"}\n",
      kind, queries, took[took.size() / 2], took[took.size() * 99 / 100], worst, worst_query);
  return absl::OkStatus();
}

absl::Status Run(const std::string& url, int documents, int words, int queries) {
  ASSIGN_OR_RETURN(const auto database, sql::Open(url));
  RETURN_IF_ERROR(content::MigrateContent(*database));
  RETURN_IF_ERROR(Fill(*database, documents, words));
  Zipf zipf(2);
  RETURN_IF_ERROR(Ask(*database, "warm-up", queries / 10, [&] { return zipf.Draw(); }));
  RETURN_IF_ERROR(Ask(*database, "zipf", queries, [&] { return zipf.Draw(); }));
  RETURN_IF_ERROR(Ask(*database, "common", queries, [&] { return zipf.Between(0, 49); }));
  return Ask(*database, "rare", queries, [&] { return zipf.Between(1000, kVocabulary - 1); });
}

}  // namespace
}  // namespace lyceum::load

int main(int argc, char** argv) {
  std::string database;
  int documents = 100'000;
  int words = 100;
  int queries = 3000;
  CLI::App app("How long a search takes among many explanations");
  app.add_option("--database", database, "sqlite:FILE or postgres://..., empty")->required();
  app.add_option("--documents", documents, "explanations")->check(CLI::Range(1, 10'000'000));
  app.add_option("--words", words, "words in each")->check(CLI::Range(1, 100'000));
  app.add_option("--queries", queries, "of each kind")->check(CLI::Range(10, 1'000'000));
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = lyceum::load::Run(database, documents, words, queries);
  if (status.ok()) return 0;
  std::cerr << "load_search: " << status << "\n";
  return 1;
}
