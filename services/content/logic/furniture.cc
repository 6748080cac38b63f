#include "services/content/logic/furniture.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/content/logic/blocks.h"
#include "services/content/logic/headings.h"
#include "services/content/logic/languages.h"

namespace lyceum::content {
namespace {

constexpr absl::string_view kPhrases[] = {
    // Accounts.
    "sign up", "signing up", "sign in", "log in", "login", "register now", "create account", "create an account",
    "create a free account", "already have an account", "don't have an account", "forgot password",
    "forgot your password", "jetzt anmelden", "kostenlos anmelden", "kostenlos registrieren", "jetzt registrieren",
    "jetzt kostenlos", "einloggen", "konto erstellen", "bereits ein konto", "schon ein konto", "passwort vergessen",
    "s'inscrire", "inscris toi", "inscrivez vous", "se connecter", "créer un compte", "mot de passe oublié",
    "regístrate", "iniciar sesión", "inicia sesión", "crea una cuenta", "crear una cuenta",
    // Apps and offers.
    "our app", "learning app", "free app", "open in app", "the app now", "download the app", "download our",
    "get the app", "app store", "google play", "start for free", "try for free", "free trial", "100% free",
    "anytime anywhere", "subscribe to", "subscribe now", "our newsletter", "no credit card", "unsere app",
    "unserer app", "zur app", "app herunterladen", "kostenlos testen", "kostenlos herunterladen",
    "newsletter abonnieren", "notre application", "essai gratuit", "télécharger l'application", "nuestra app",
    "descarga la app", "prueba gratuita", "suscríbete",
    // Law and page parts.
    "terms and conditions", "terms of service", "terms of use", "privacy policy", "cookie policy", "cookie settings",
    "we use cookies", "accept all", "accept cookies", "all rights reserved", "skip to content", "back to top",
    "follow us", "share this", "share on", "datenschutzerklärung", "nutzungsbedingungen", "impressum",
    "cookie einstellungen", "alle akzeptieren", "alle rechte vorbehalten", "zum inhalt springen", "nach oben",
    "conditions générales", "mentions légales", "politique de confidentialité", "tous droits réservés",
    "términos y condiciones", "política de privacidad", "todos los derechos reservados", "aviso legal"};

struct WeakWords {
  std::vector<absl::string_view> words;
};

// One point for each kind that occurs.
const std::vector<WeakWords>& Weak() {
  static const auto& weak = *new std::vector<WeakWords>{
      {{"you", "your", "yours", "dein", "deine", "deinen", "deinem", "deiner", "dir", "dich", "du", "votre", "vos",
        "tu", "tus", "ton", "tes"}},
      {{"our", "us", "unser", "unsere", "unseren", "unserer", "unserem", "notre", "nos", "nuestra", "nuestro"}},
      {{"free", "kostenlos", "kostenlose", "gratis", "gratuit", "gratuitement", "premium", "unlimited"}},
      {{"app", "apps", "application", "aplicación", "email", "e-mail", "account", "konto", "compte", "cuenta",
        "newsletter", "cookies", "website"}},
      {{"million", "millions", "millionen", "millones", "thousands", "10,000", "unbegrenzt"}},
      {{"materials", "flashcards", "exam", "exams", "notes", "explanations", "reminders", "lernmaterialien",
        "lernstatistiken", "lernerinnerungen", "karteikarten", "prüfung", "prüfungen", "noten", "lerne"}},
      {{"access", "discover", "explore", "save", "download", "join", "click", "tap", "unlock", "upgrade", "entdecke",
        "sichere", "découvre", "découvrez", "descubre"}}};
  return weak;
}

// Lower case words between single spaces, with a space at either end; % and ' stay.
std::string PaddedWords(absl::string_view text) {
  std::string out = " ";
  for (char c : FoldedWords(text)) {
    bool mark = absl::ascii_ispunct(static_cast<unsigned char>(c)) && c != '%' && c != '\'';
    if (mark) c = ' ';
    if (c != ' ' || out.back() != ' ') out.push_back(c);
  }
  // The folding drops marks at the end, and "100%" must stay whole.
  if (absl::EndsWith(absl::StripTrailingAsciiWhitespace(text), "%")) out.push_back('%');
  if (out.back() != ' ') out.push_back(' ');
  return out;
}

bool IsLower(char c) { return absl::ascii_islower(static_cast<unsigned char>(c)) || (c & 0x80) != 0; }
bool IsUpper(char c) { return absl::ascii_isupper(static_cast<unsigned char>(c)); }

// Short enough to be a button, and says what buttons say.
bool IsButton(absl::string_view text) {
  return text.size() <= 100 && WordCount(text) <= 6 && ScoreFurniture(text).phrases > 0;
}

// Splits where a capital follows a letter or a full stop at once and one side is furniture.
// Whatever is left of the line is split again.
void Unglue(absl::string_view line, std::vector<std::string>& out) {
  constexpr int kMostSplits = 16;
  constexpr int kFewestWords = 4;
  for (int splits = 0; splits < kMostSplits; ++splits) {
    size_t at = std::string::npos;
    for (size_t i = 1; i < line.size() && at == std::string::npos; ++i) {
      bool glue = IsUpper(line[i]) && (IsLower(line[i - 1]) || absl::StrContains(".!?%", line.substr(i - 1, 1)));
      if (!glue || i > 400) continue;
      absl::string_view right = line.substr(i);
      if (IsFurniture(right) || IsButton(right)) at = i;
      // A rest of few words is the tail of a name such as "OpenStax", and no text.
      bool left = IsButton(line.substr(0, i)) || IsFurniture(line.substr(0, i));
      if (left && WordCount(right) >= kFewestWords) at = i;
    }
    if (at == std::string::npos) break;
    out.emplace_back(absl::StripAsciiWhitespace(line.substr(0, at)));
    line = absl::StripAsciiWhitespace(line.substr(at));
  }
  out.emplace_back(line);
}

// Drops furniture sentences at either end.
std::string TrimSentences(std::string line) {
  for (int trimmed = 0; trimmed < 4; ++trimmed) {
    std::vector<size_t> ends;
    for (size_t i = 0; i + 2 < line.size(); ++i) {
      if (absl::StrContains(".!?", line.substr(i, 1)) && line[i + 1] == ' ' && IsUpper(line[i + 2]))
        ends.push_back(i + 1);
    }
    if (ends.empty()) return line;
    if (IsFurniture(absl::string_view(line).substr(0, ends.front()))) {
      line = line.substr(ends.front() + 1);
    } else if (IsFurniture(absl::string_view(line).substr(ends.back() + 1))) {
      line.resize(ends.back());
    } else {
      return line;
    }
  }
  return line;
}

// Lines of another language, or ones that address the reader, which touch furniture.
void SpreadToNeighbours(const std::vector<std::string>& lines, absl::string_view language, std::vector<bool>& drop) {
  constexpr int kMostWords = 30;
  auto dropped = [&](size_t i) { return i >= drop.size() || drop[i]; };  // also before the first: i wraps around
  constexpr int kMostPasses = 8;
  bool changed = true;
  for (int pass = 0; changed && pass < kMostPasses; ++pass) {
    changed = false;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (drop[i] || WordCount(lines[i]) > kMostWords) continue;
      bool touches = (i > 0 && drop[i - 1]) || (i + 1 < drop.size() && drop[i + 1]);
      if (!touches || lines[i].front() == '|' || absl::EndsWith(lines[i], "|")) continue;
      FurnitureScore score = ScoreFurniture(lines[i]);
      bool enclosed = dropped(i - 1) && dropped(i + 1);
      if (IsForeign(lines[i], language) || score.phrases > 0 || score.points >= 3 || (enclosed && score.points >= 2) ||
          (enclosed && score.points == 1 && absl::EndsWith(lines[i], "!"))) {
        drop[i] = changed = true;
      }
    }
  }
}

// Drops what was there before, or is a shortened copy of another line.
void DropRepeated(std::vector<std::string>& lines) {
  constexpr int kLongEnough = 5;
  // Shortened copies are looked for near the top of a page only: each costs a pass over it.
  constexpr size_t kMostShortened = 1000;
  absl::flat_hash_set<std::string> seen;
  std::vector<std::string> kept;
  for (std::string& line : lines) {
    if (WordCount(line) >= kLongEnough && !absl::EndsWith(line, "|") && !seen.insert(FoldedWords(line)).second)
      continue;
    kept.push_back(std::move(line));
  }
  lines.clear();
  for (const std::string& line : kept) {
    absl::string_view start = line;
    bool cut = absl::ConsumeSuffix(&start, "...") || absl::ConsumeSuffix(&start, "…");
    bool copy = cut && lines.size() < kMostShortened && WordCount(start) >= kLongEnough &&
                std::any_of(kept.begin(), kept.end(), [&](const auto& other) {
                  return other.size() > line.size() && absl::StartsWith(other, start);
                });
    if (!copy) lines.push_back(line);
  }
}

}  // namespace

FurnitureScore ScoreFurniture(absl::string_view text) {
  FurnitureScore score;
  std::string padded = PaddedWords(text);
  for (absl::string_view phrase : kPhrases) {
    if (absl::StrContains(padded, absl::StrCat(" ", phrase, " "))) ++score.phrases;
  }
  score.points = 2 * score.phrases;
  for (const WeakWords& kind : Weak()) {
    score.points += std::any_of(kind.words.begin(), kind.words.end(), [&](absl::string_view word) {
      return absl::StrContains(padded, absl::StrCat(" ", word, " "));
    });
  }
  return score;
}

bool IsFurniture(absl::string_view text) {
  constexpr int kMostWords = 45;
  constexpr int kEnoughPoints = 4;
  constexpr size_t kMostBytes = 600;
  if (text.size() > kMostBytes) return false;
  int words = WordCount(text);
  if (words == 0 || words > kMostWords) return false;
  FurnitureScore score = ScoreFurniture(text);
  if (score.phrases == 0) return score.points >= kEnoughPoints + 1;
  return score.points >= kEnoughPoints || words <= 4;
}

std::vector<std::string> WithoutFurniture(const std::vector<std::string>& lines, absl::string_view language) {
  std::vector<std::string> pieces;
  for (const std::string& line : lines) {
    // Table rows hold text only.
    if (absl::EndsWith(line, "|")) {
      pieces.push_back(line);
    } else {
      Unglue(line, pieces);
    }
  }
  pieces.erase(std::remove(pieces.begin(), pieces.end(), ""), pieces.end());
  std::vector<bool> drop;
  for (const std::string& piece : pieces) drop.push_back(!absl::EndsWith(piece, "|") && IsFurniture(piece));
  SpreadToNeighbours(pieces, language, drop);
  std::vector<std::string> kept;
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (!drop[i]) kept.push_back(TrimSentences(std::move(pieces[i])));
  }
  DropRepeated(kept);
  return kept;
}

}  // namespace lyceum::content
