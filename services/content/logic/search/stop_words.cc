#include "services/content/logic/search/stop_words.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"

namespace lyceum::content {
namespace {

// Articles, pronouns, prepositions, conjunctions and auxiliary verbs.
constexpr const char* kEnglish =
    "a about after all also an and any are as at be been before being between both but by can could did do does "
    "during each for from had has have he her him his how i if in into is it its may me more most my no nor not "
    "of on one or other our out over own s she should so some such t than that the their them then there these "
    "they this those through to under until up us very was we were what when where which while who whom whose why "
    "will with would you your";
constexpr const char* kGerman =
    "aber als am an auch auf aus bei bin bis bist da das dass dem den der des die dies diese dieser dieses du "
    "durch ein eine einem einen einer eines er es für hat haben hatte ich ihr ihre im in ist ja kann kein keine "
    "mit nach nicht noch nur ob oder ohne sein seine sich sie sind so über um und uns unter vom von vor war "
    "waren was wenn wer werden wie wir wird wo wurde wurden zu zum zur";
constexpr const char* kFrench =
    "a à ai au aux avec ce ces cette comme d dans de des dont du elle elles en entre est et était être eu fut "
    "il ils j je l la le les leur leurs lui m ma mais me mes mon n ne nos notre nous on ont ou où par pas plus "
    "pour qu que qui s sa se ses si son sont sous sur t ta te tes ton tu un une vos votre vous y";
constexpr const char* kSpanish =
    "a al ante como con contra cual cuando de del desde donde e el ella ellas ellos en entre era es esa ese eso "
    "esta este esto fue fueron ha había han hasta hay la las le les lo los más me mi muy no nos o para pero por "
    "porque que se ser si sin sobre son su sus también te tu un una uno unos y ya yo";
constexpr const char* kItalian =
    "a ad ai al alla alle anche c che chi ci come con cui d da dal dalla dalle degli dei del della delle di e ed "
    "era erano essere fu gli ha hanno i il in io l la le lei lo loro lui ma mi ne nei nel nella nelle noi non o "
    "per più quale questa questo se si sono su sua sue sui sul sulla suo tra un una uno voi";
constexpr const char* kPortuguese =
    "a ao aos as às até com como da das de do dos e é ela elas ele eles em entre era essa esse esta este eu "
    "foi foram há isso isto já lhe mais mas me na nas não no nos o os ou para pela pelas pelo pelos por qual "
    "que quem se sem ser seu seus sob sobre sua suas também te um uma";
constexpr const char* kDutch =
    "aan al als bij daar dan dat de deze die dit door dus een en er ge had hebben heeft het hij hoe hun ik in is "
    "je kan maar me meer met mijn na naar niet nog nu of om onder ons ook op over te tot u uit van veel voor waar "
    "waren was wat we werd wie wordt ze zich zij zijn zo zonder";
constexpr const char* kRussian =
    "а без более бы был была были было быть в вам вас во вот все "
    "вы где да для до его ее ей если есть еще же за и из или им их к "
    "как ко когда кто ли мне мы на над не него нее нет ни них но о "
    "об он она они оно от по под при с со так там то того тоже "
    "только том ты у уже чем что чтобы эта эти это этот я";

using Lists = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

const Lists& AllLists() {
  static const Lists* const lists = [] {
    const std::vector<std::pair<const char*, const char*>> sources = {
        {"en", kEnglish}, {"de", kGerman},     {"fr", kFrench}, {"es", kSpanish},
        {"it", kItalian}, {"pt", kPortuguese}, {"nl", kDutch},  {"ru", kRussian}};
    auto* made = new Lists;
    for (const auto& [language, words] : sources) {
      for (absl::string_view word : absl::StrSplit(words, ' ')) (*made)[language].emplace(word);
    }
    return made;
  }();
  return *lists;
}

}  // namespace

bool IsStopWord(absl::string_view word, absl::string_view language) {
  const auto list = AllLists().find(std::string(language));
  return list != AllLists().end() && list->second.count(std::string(word)) > 0;
}

}  // namespace lyceum::content
