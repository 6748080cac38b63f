// What is left of a session that has ended, as a stream of records.
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/live/logic/transcript.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/view.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz::live {
namespace {

constexpr size_t kMessageBytes = 128 << 10;  // a message goes out when it has at least so many
constexpr int kPage = 500;                   // rows read at once

// Rows, read a page at a time.
template <class Row>
class Pages {
 public:
  // Those after `last`; the first ones if it is null.
  using Read = std::function<absl::StatusOr<std::vector<Row>>(sql::Transaction&, const Row* last)>;
  Pages(sql::Database& database, Read read) : database_(database), read_(std::move(read)) {}

  // Null after the last one. Good until the next call.
  absl::StatusOr<const Row*> Next() {
    if (at_ == page_.size() && !last_page_) {
      std::vector<Row> next;
      RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
        ASSIGN_OR_RETURN(next, read_(t, page_.empty() ? nullptr : &page_.back()));
        return absl::OkStatus();
      }));
      last_page_ = next.size() < kPage;
      page_ = std::move(next);
      at_ = 0;
    }
    return at_ == page_.size() ? nullptr : &page_[at_++];
  }

 private:
  sql::Database& database_;
  const Read read_;
  std::vector<Row> page_;
  size_t at_ = 0;
  bool last_page_ = false;
};

v1::TranscriptHeader HeaderOf(const LiveSession& live) {
  v1::TranscriptHeader header;
  header.set_version(kTranscriptVersion);
  header.set_session(SessionName(live.key()));
  header.set_host(live.about().host);
  *header.mutable_create_time() = ToProto(live.about().created);
  *header.mutable_settings() = live.about().settings;
  return header;
}

v1::TranscriptParticipant ParticipantOf(const StoredParticipant& stored) {
  v1::TranscriptParticipant participant;
  participant.set_participant(stored.id);
  participant.set_nickname(stored.nickname);
  *participant.mutable_join_time() = ToProto(stored.joined);
  participant.set_removed(stored.presence != Presence::kIn);
  participant.set_team(stored.team);
  participant.set_time_permille(stored.time_permille);
  participant.set_first_item(stored.first_item);
  return participant;
}

v1::TranscriptAnswer AnswerOf(const StoredAnswer& stored) {
  v1::TranscriptAnswer answer;
  answer.set_participant(stored.answer.participant);
  answer.set_item(stored.answer.item);
  answer.set_version(stored.version);
  answer.mutable_response()->ParseFromString(stored.response);
  answer.set_elapsed_micros(stored.answer.elapsed_micros);
  answer.set_receive_micros(absl::ToUnixMicros(stored.answered));
  answer.set_share_micros(stored.answer.verdict.share_micros);
  answer.set_mark_micros(stored.mark);
  answer.set_net_choices(stored.answer.verdict.net_choices);
  answer.set_late_seq(stored.late_seq);
  return answer;
}

// Nothing it reads changes any more. The places are those that were told at the
// end; all else is read as it goes out.
class TranscriptStream final : public rpc::Stream {
 public:
  // `log` is all of it.
  TranscriptStream(std::shared_ptr<LiveSession> live, std::vector<std::shared_ptr<const Entry>> log,
                   sql::Database& database)
      : live_(std::move(live)),
        log_(std::move(log)),
        participants_(database,
                      [key = live_->key()](sql::Transaction& t, const StoredParticipant* last) {
                        return PageParticipants(t, key, last == nullptr ? "" : last->id, kPage);
                      }),
        answers_(database, [key = live_->key()](sql::Transaction& t, const StoredAnswer* last) {
          if (last == nullptr) return PageAnswers(t, key, -1, "", kPage);
          return PageAnswers(t, key, last->answer.item, last->answer.participant, kPage);
        }) {}

  absl::StatusOr<std::optional<rpc::Bytes>> Next() override {
    if (sealed_) return rpc::EndOfStream();
    v1::ExportTranscriptResponse response;
    for (size_t bytes = 0; bytes < kMessageBytes && !sealed_;) {
      ASSIGN_OR_RETURN(const v1::TranscriptBody body, NextBody());
      sealed_ = body.has_seal();
      *response.add_records() = chain_.Add(body);
      bytes += response.records(response.records_size() - 1).ByteSizeLong();
    }
    return std::optional<rpc::Bytes>(std::make_shared<const std::string>(response.SerializeAsString()));
  }

 private:
  absl::StatusOr<v1::TranscriptBody> NextBody() {
    v1::TranscriptBody body;
    if (chain_.count() == 0) {
      *body.mutable_header() = HeaderOf(*live_);
      return body;
    }
    if (chain_.count() == 1) {
      *body.mutable_quiz()->mutable_quiz() = live_->published().quiz();
      body.mutable_quiz()->set_paper_seed(live_->published().revision.paper_seed);
      return body;
    }
    if (events_ < log_.size()) {
      const Entry& entry = *log_[events_++];
      body.mutable_event()->set_seq(entry.seq);
      *body.mutable_event()->mutable_event() = entry.event;
      return body;
    }
    ASSIGN_OR_RETURN(const StoredParticipant* participant, participants_.Next());
    if (participant != nullptr) {
      *body.mutable_participant() = ParticipantOf(*participant);
      return body;
    }
    ASSIGN_OR_RETURN(const StoredAnswer* answer, answers_.Next());
    if (answer != nullptr) {
      *body.mutable_answer() = AnswerOf(*answer);
      return body;
    }
    const Reckoning& end = *log_.back()->reckoning;
    if (results_ < end.places.size()) *body.mutable_result() = MakeResult(end.places[results_++]);
    else if (team_results_ < end.teams.size()) *body.mutable_team_result() = MakeTeamResult(end.teams[team_results_++]);
    else *body.mutable_seal() = MakeSeal(live_->about().secret, chain_);
    return body;
  }

  const std::shared_ptr<LiveSession> live_;
  const std::vector<std::shared_ptr<const Entry>> log_;
  TranscriptChain chain_;
  size_t events_ = 0;  // sent
  Pages<StoredParticipant> participants_;
  Pages<StoredAnswer> answers_;
  size_t results_ = 0;
  size_t team_results_ = 0;
  bool sealed_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Stream>> Sessions::ExportTranscript(const Caller& caller,
                                                                        const v1::ExportTranscriptRequest& request) {
  ASSIGN_OR_RETURN(const Live live, FindHosted(caller, request.name()));
  if (!live->state().ended()) RETURN_IF_ERROR(live->Refresh(database_, clock_));
  const State state = live->state();
  if (!state.ended()) {
    return Error(absl::StatusCode::kFailedPrecondition, "WRONG_PHASE",
                 absl::StrCat("the session is in ", v1::Session::Phase_Name(state.phase),
                              "; its transcript is there once it has ended"));
  }
  std::vector<std::shared_ptr<const Entry>> log;
  for (int64_t seq = 1; seq <= state.seq; ++seq) log.push_back(live->At(seq));
  // A database that was restored meanwhile has another log, which is being read.
  if (log.back() == nullptr || !log.back()->event.has_ended()) {
    return absl::UnavailableError("the session is being read anew: try again");
  }
  return std::unique_ptr<rpc::Stream>(new TranscriptStream(live, std::move(log), database_));
}

}  // namespace lyceum::quiz::live
