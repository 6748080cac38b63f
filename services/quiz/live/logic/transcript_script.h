// A transcript for tests: a short session of three items and four participants in
// two teams; one of them was removed, another's answer was stored late.
#pragma once

#include <string>
#include <vector>

#include "services/quiz/live/logic/late_answer.h"
#include "services/quiz/live/logic/session_script.h"
#include "services/quiz/live/logic/transcript.h"
#include "services/quiz/logic/grade.h"

namespace lyceum::quiz::live {

class TranscriptScript {
 public:
  using Bodies = std::vector<v1::TranscriptBody>;

  TranscriptScript() {
    Begin();
    for (const char* action :
         {"lock { locked: true }", "rename { participant: 'x/b' nickname: 'Bob' }", "start {}", "pause {}", "resume {}",
          "reveal {}", "ban { participant: 'x/c' }", "next {}", "extend { by { seconds: 5 } }", "skip {}", "next {}",
          "reveal {}", "end {}"}) {
      Act(action);
      // One answer to the first item is stored after it was closed.
      if (state_.seq == 8) Log(LateAnswer("d", 0, 5));
    }
    for (const char* name : {"ann", "b", "c", "d"}) Come(name);
    Say(0, "ann", "single_choice: 'b'", 5 * kSecond);
    Say(0, "b", "single_choice: 'a'", kSecond);
    Say(0, "c", "single_choice: 'b'", kSecond);
    Say(0, "d", "single_choice: 'a'", kSecond / 2);
    bodies.back().mutable_answer()->set_late_seq(9);
    Say(1, "ann", "true_false: true", kSecond);
    Say(2, "ann", "multiple_choice { choices: 'a' }", 2 * kSecond);
    Say(2, "b", "multiple_choice { choices: 'a' choices: 'c' }", 3 * kSecond);
    Close();
  }

  Bodies bodies;

  // The records of these bodies as a file; the seal counts them.
  static std::string File(Bodies of) {
    TranscriptChain chain;
    std::string file;
    for (v1::TranscriptBody& body : of) {
      if (body.has_seal()) *body.mutable_seal() = MakeSeal("secret", chain);
      AppendToFile(chain.Add(body), file);
    }
    return file;
  }

 private:
  v1::TranscriptBody& Add() { return bodies.emplace_back(); }

  void Begin() {
    quiz_ = FromText<v1::Quiz>(R"(
      title: 'Walls'
      items { id: 'one' prompt: 'When?' points: 1000000
              single_choice { choices { id: 'a' text: '1945' } choices { id: 'b' text: '1961' correct: true } } }
      items { id: 'two' prompt: 'Was it tall?' points: 1000000 true_false { answer: true } }
      items { id: 'three' prompt: 'Whose?' points: 1000000
              multiple_choice { choices { id: 'a' text: 'East' correct: true } choices { id: 'b' text: 'West' }
                                choices { id: 'c' text: 'Berlin' correct: true } } })");
    v1::TranscriptHeader& header = *Add().mutable_header();
    header = FromText<v1::TranscriptHeader>("version: 1 session: 'tenants/t/sessions/s' host: 'hana'");
    *header.mutable_settings() = FromText<v1::SessionSettings>(
        "scoring { streak { first: 1 step: 10 cap: 50 } } teams { names: 'East' names: 'West' mode: MODE_SUM }");
    ASSERT_TRUE(CompleteSettings(quiz_, "t", *header.mutable_settings()).ok());
    rules_ = MakeRules(quiz_, header.settings());
    *Add().mutable_quiz()->mutable_quiz() = quiz_;
    Log(Created(3, 1));
  }

  void Log(const v1::LogEvent& event) {
    Apply(state_, event);
    v1::TranscriptEvent& logged = *Add().mutable_event();
    logged.set_seq(state_.seq);
    *logged.mutable_event() = event;
  }

  void Act(const std::string& action) {
    const auto events = Decide(state_, rules_, Command(state_.seq, action), {5, kSecond});
    ASSERT_TRUE(events.ok()) << action << ": " << events.status();
    for (v1::LogEvent event : *events) {
      const int counts[] = {3, 1, 2};
      if (event.has_closed()) event.mutable_closed()->set_answered_count(counts[event.closed().item()]);
      Log(event);
    }
  }

  void Come(const std::string& id) {
    v1::TranscriptParticipant& participant = *Add().mutable_participant();
    participant.set_participant(id);
    participant.set_nickname(id == "b" ? "Bob" : id);
    participant.set_removed(id == "c");
    participant.set_team(id == "ann" || id == "c" ? "East" : "West");
    participant.set_time_permille(kWholePermille);
    participant.set_first_item(-1);
    if (id == "c") return;
    Player& player = players_.emplace_back();
    player.id = id;
    player.team = participant.team();
  }

  void Say(int item, const std::string& who, const std::string& response, int64_t elapsed) {
    v1::TranscriptAnswer& answer = *Add().mutable_answer();
    answer.set_item(item);
    answer.set_participant(who);
    *answer.mutable_response() = FromText<v1::Response>(response);
    answer.set_elapsed_micros(elapsed);
    answer.set_mark_micros(GradeResponse(quiz_.items(item), 0, answer.response()).mark);
    const Verdict verdict = MakeVerdict(quiz_.items(item), answer.response(), answer.mark_micros());
    answer.set_share_micros(verdict.share_micros);
    answer.set_net_choices(verdict.net_choices);
    Answer& stored = answers_.emplace_back();
    stored.participant = who;
    stored.item = item;
    stored.elapsed_micros = elapsed;
    stored.verdict = verdict;
  }

  void Close() {
    const std::vector<Place> places = Rank(state_, rules_, players_, answers_);
    for (const Place& place : places) *Add().mutable_result() = MakeResult(place);
    for (const TeamPlace& team : RankTeams(state_, rules_, places)) {
      *Add().mutable_team_result() = MakeTeamResult(team);
    }
    Add().mutable_seal();
  }

  v1::Quiz quiz_;
  Rules rules_;
  State state_;
  std::vector<Player> players_;
  std::vector<Answer> answers_;
};

}  // namespace lyceum::quiz::live
