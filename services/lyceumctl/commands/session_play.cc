// lyceumctl session: host a live session, take part in one, or send bots.
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/session_bots.h"
#include "services/lyceumctl/session_host.h"
#include "services/lyceumctl/session_join.h"

namespace lyceum::ctl {
namespace {

constexpr char kReplicas[] = "Quiz servers, HOST:PORT,HOST:PORT,... (else --quiz): any will do";

void AddHost(Place place) {
  CLI::App& command = AddCommand(
      place, "host", "Host a live session: PIN, questions, live bars, standings",
      "  lyceumctl session host cold-war-quiz\n"
      "  lyceumctl session host cold-war-quiz --time-limit 30s --settings settings.json\n"
      "  lyceumctl session host sessions/01hq...                # go on with one\n"
      "  lyceumctl session host cold-war-quiz --auto 5 --participants 20 --json\n\n"
      "Keys: Enter the next step, p pause or resume, + ten seconds more, s skip, k kick by\n"
      "number, l lock or unlock, q end. SETTINGS is a SessionSettings in JSON, such as\n"
      "{\"scoring\": {\"speed\": \"SPEED_LINEAR\"}, \"allowAnswerChange\": true}.");
  auto options = std::make_shared<HostOptions>();
  command.add_option("what", options->what, "A quiz, or a session to go on with")->required();
  command.add_option("--replicas", options->replicas, kReplicas);
  command.add_option("--settings", options->settings, "SessionSettings in JSON")->type_name("FILE");
  command.add_option("--time-limit", options->time_limit, "For each question, such as 20s");
  command.add_option("--auto", options->by_itself, "Plays by itself; lobby and reveals stay so many seconds")
      ->type_name("SECONDS")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--participants", options->participants, "With --auto: how many must be in before it starts")
      ->capture_default_str();
  WhenChosen(place, command, options, HostSession);
}

void AddJoin(Place place) {
  CLI::App& command = AddCommand(place, "join", "Take part in a live session",
                                 "  lyceumctl session join 12345678 --nickname Ada\n"
                                 "  lyceumctl session join \"1234 5678\"                    # asks for the nickname\n"
                                 "  lyceumctl session join 12345678 --nickname Ada --team Red --join-code 4711\n"
                                 "  printf 'a\\nb c\\n' | lyceumctl session join 12345678 --nickname Ada --json\n\n"
                                 "Answers are typed as in quiz take. Whoever is interrupted comes back with all\n"
                                 "points by the same command; --new takes part as somebody else.");
  auto options = std::make_shared<JoinOptions>();
  command.add_option("pin", options->pin, "The PIN, or the session's name")->required();
  command.add_option("--nickname", options->nickname, "What others see");
  command.add_option("--team", options->team, "One of the session's teams");
  command.add_option("--join-code", options->join_code, "The code on the host's screen");
  command.add_option("--replicas", options->replicas, kReplicas);
  command.add_flag("--new", options->as_new, "Not as the one who took part from here before");
  WhenChosen(place, command, options, TakePart);
}

void AddBots(Place place) {
  CLI::App& command = AddCommand(
      place, "bots", "Fill a live session with bots: measures it, and checks that nothing is lost",
      "  lyceumctl session bots 12345678 --tenant acme --participants 50 --key keys/issuer.key\n"
      "  lyceumctl session bots --host cold-war-quiz --tenant acme --participants 2000 \\\n"
      "      --replicas 10.0.0.1:7402,10.0.0.2:7402 --key keys/issuer.key --json\n\n"
      "Each bot joins as a user of its own, with a token signed by KEY (lyceumctl token init\n"
      "makes one), answers every question once, and goes to another replica when one fails.\n"
      "Exit code 1 if an event was lost or came twice, an acknowledged answer was lost or\n"
      "changed, or points do not add up.");
  auto options = std::make_shared<BotsOptions>();
  command.add_option("pin", options->pin, "The PIN of the session");
  command.add_option("--session", options->session, "The session's name, in place of the PIN");
  command.add_option("--host", options->quiz, "Hosts a new session of this quiz and plays it to its end")
      ->type_name("QUIZ");
  command.add_option("--participants", options->participants, "How many bots")
      ->check(CLI::Range(1, 20'000))
      ->capture_default_str();
  command.add_option("--key", options->key, "The issuer's key, to sign the bots' tokens")
      ->required()
      ->type_name("FILE");
  command.add_option("--issuer", options->issuer, "Issuer written into the tokens")->capture_default_str();
  command.add_option("--audience", options->audience, "Audience written into the tokens")->capture_default_str();
  command.add_option("--replicas", options->replicas, kReplicas);
  command.add_option("--connections", options->connections, "To each replica; 0: one for every 100 bots")
      ->check(CLI::Range(0, 1'000))
      ->capture_default_str();
  command.add_option("--join-within", options->join_within, "They come in over this time")->capture_default_str();
  command.add_option("--answer-within", options->answer_within, "The span of which each answer takes a random moment")
      ->capture_default_str();
  command.add_option("--seed", options->seed, "What random moments and answers come from")->capture_default_str();
  command.add_option("--at-most", options->at_most, "The longest it may all take")->capture_default_str();
  command.add_option("--linger", options->linger, "With --host: how long all wait, once in and at reveals")
      ->capture_default_str();
  command.add_option("--settings", options->settings, "With --host: SessionSettings in JSON")->type_name("FILE");
  command.add_option("--time-limit", options->time_limit, "With --host: for each question, such as 20s");
  WhenChosen(place, command, options, RunBots);
}

}  // namespace

void AddSessionPlay(Place place) {
  CLI::App& group = SessionGroup(place);
  const Place inside{group, place.chosen};
  AddHost(inside);
  AddJoin(inside);
  AddBots(inside);
}

}  // namespace lyceum::ctl
