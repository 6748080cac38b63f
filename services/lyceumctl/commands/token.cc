// lyceumctl token: a small local issuer, for demonstrations and tests.
#include <filesystem>
#include <map>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/issuer.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/files.h"

namespace lyceum::ctl {
namespace {

namespace fs = std::filesystem;

constexpr char kKeyFile[] = "issuer.key";
constexpr char kKeySetFile[] = "jwks.json";

const std::map<std::string, api::v1::Role> kRoles = {{"learner", api::v1::ROLE_LEARNER},
                                                     {"teacher", api::v1::ROLE_TEACHER},
                                                     {"author", api::v1::ROLE_AUTHOR},
                                                     {"admin", api::v1::ROLE_ADMIN},
                                                     {"service", api::v1::ROLE_SERVICE}};

struct Options {
  std::string keys, ttl = "12h", issuer = "lyceum-local", audience = "lyceum", output;
  std::vector<std::string> roles = {"learner"};
};

absl::Status RunInit(Session& session, const Options& options) {
  std::error_code error;
  fs::create_directories(options.keys, error);
  if (error) return absl::UnknownError(absl::StrCat("cannot make ", options.keys, ": ", error.message()));
  const std::string key_set = (fs::path(options.keys) / kKeySetFile).string();
  ASSIGN_OR_RETURN(const rpc::Issuer issuer, rpc::Issuer::Open((fs::path(options.keys) / kKeyFile).string()));
  RETURN_IF_ERROR(WriteFile(key_set, absl::StrCat(issuer.KeySetJson(), "\n")));
  if (session.json()) {
    session.Print(nlohmann::json{{"jwks", key_set}, {"issuer", options.issuer}, {"audience", options.audience}}.dump() +
                  "\n");
  } else {
    session.Print(absl::StrCat(key_set, "\n"));
  }
  return absl::OkStatus();
}

absl::Status RunToken(Session& session, const Options& options) {
  const std::string key = (fs::path(options.keys) / kKeyFile).string();
  std::error_code ignored;
  if (!fs::exists(key, ignored)) {
    return absl::NotFoundError(
        absl::StrCat("there is no key in ", options.keys, "; make one: lyceumctl token init --keys ", options.keys));
  }
  if (session.settings().tenant.empty()) return UsageError("token needs --tenant");
  if (session.settings().user.empty()) return UsageError("token needs --user");
  rpc::TokenClaims claims;
  claims.issuer = options.issuer;
  claims.audience = options.audience;
  claims.user = session.settings().user;
  claims.tenant = session.settings().tenant;
  for (const std::string& role : options.roles) claims.roles.push_back(kRoles.at(role));
  claims.issued = absl::Now();
  if (!absl::ParseDuration(options.ttl, &claims.lifetime) || claims.lifetime < absl::Seconds(1)) {
    return UsageError("--ttl is a duration such as 12h or 30m");
  }
  ASSIGN_OR_RETURN(const rpc::Issuer issuer, rpc::Issuer::Open(key));
  ASSIGN_OR_RETURN(const std::string token, issuer.Token(claims));
  if (session.json()) session.Print(nlohmann::json{{"token", token}}.dump() + "\n");
  else session.Print(absl::StrCat(token, "\n"));
  return absl::OkStatus();
}

}  // namespace

void AddToken(Place place) {
  CLI::App& command = AddCommand(place, "token", "Make a token with a local key, for demonstrations and tests",
                                 "  lyceumctl token init --keys keys      # makes keys/issuer.key and keys/jwks.json\n"
                                 "  lyceum-content --jwks keys/jwks.json --issuer lyceum-local ...\n"
                                 "  lyceumctl token --keys keys --tenant acme --user ada --role learner --ttl 12h\n"
                                 "  lyceumctl token --keys keys --tenant '*' --user quiz --role service");
  command.require_subcommand(0, 1);
  auto options = std::make_shared<Options>();
  std::vector<std::string> roles;
  for (const auto& [name, role] : kRoles) roles.push_back(name);
  command.add_option("--keys", options->keys, "Directory of the key")->required()->type_name("DIR");
  command.add_option("--role", options->roles, "What the bearer is; may be given several times")
      ->check(CLI::IsMember(roles))
      ->capture_default_str();
  command.add_option("--ttl", options->ttl, "How long it is good for")->capture_default_str();
  command.add_option("--issuer", options->issuer, "Issuer written into it")->capture_default_str();
  command.add_option("--audience", options->audience, "Audience written into it")->capture_default_str();

  CLI::App& init = AddCommand({command, place.chosen}, "init", "Make the key (if there is none) and its jwks.json",
                              "  lyceumctl token init --keys keys");
  // The parent's callback runs after the child's, so it must not choose again.
  command.callback([&chosen = place.chosen, options, &init] {
    const bool only_init = init.parsed();
    chosen = [options, only_init](Session& session) {
      return only_init ? RunInit(session, *options) : RunToken(session, *options);
    };
  });
}

}  // namespace lyceum::ctl
