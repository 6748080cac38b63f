#include "services/quiz/live/logic/transcript.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/delimited_message_util.h"
#include "services/quiz/live/logic/secrets.h"

namespace lyceum::quiz::live {
namespace {

constexpr size_t kHashBytes = 32;
constexpr uint32_t kMaxRecordBytes = 8 << 20;  // an authored quiz has at most 2 MiB

}  // namespace

std::string FirstHash() { return std::string(kHashBytes, '\0'); }

std::string RecordHash(absl::string_view previous, absl::string_view body) {
  return Sha256(absl::StrCat(previous, body));
}

v1::TranscriptRecord TranscriptChain::Add(const v1::TranscriptBody& body) {
  v1::TranscriptRecord record;
  record.set_index(count_++);
  record.set_previous_hash(hash_);
  body.SerializeToString(record.mutable_body());
  hash_ = RecordHash(hash_, record.body());
  record.set_hash(hash_);
  return record;
}

v1::TranscriptSeal MakeSeal(absl::string_view secret, const TranscriptChain& chain) {
  v1::TranscriptSeal seal;
  seal.set_record_count(chain.count());
  seal.set_proof(Hmac(secret, absl::StrCat("transcript/", chain.hash())));
  return seal;
}

v1::TranscriptResult MakeResult(const Place& place) {
  v1::TranscriptResult result;
  result.set_participant(place.player.id);
  result.set_rank(place.rank);
  result.set_points(place.points);
  result.set_correct_count(place.correct);
  result.set_streak(static_cast<int32_t>(place.streak));
  return result;
}

v1::TranscriptTeamResult MakeTeamResult(const TeamPlace& place) {
  v1::TranscriptTeamResult result;
  result.set_team(place.name);
  result.set_rank(place.rank);
  result.set_points(place.points);
  result.set_member_count(place.members);
  return result;
}

void AppendToFile(const v1::TranscriptRecord& record, std::string& file) {
  google::protobuf::io::StringOutputStream out(&file);
  google::protobuf::util::SerializeDelimitedToZeroCopyStream(record, &out);
}

bool ReadFileOfRecords(absl::string_view file, absl::FunctionRef<bool(const v1::TranscriptRecord&)> on_record) {
  while (!file.empty()) {
    uint32_t size = 0;
    int prefix = 0;
    {
      const int few = static_cast<int>(std::min<size_t>(file.size(), 10));
      google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(file.data()), few);
      if (!in.ReadVarint32(&size)) return false;
      prefix = in.CurrentPosition();
    }
    file.remove_prefix(prefix);
    if (size > kMaxRecordBytes || size > file.size()) return false;
    if (google::protobuf::io::CodedOutputStream::VarintSize32(size) != static_cast<size_t>(prefix)) return false;
    v1::TranscriptRecord record;
    if (!record.ParseFromArray(file.data(), static_cast<int>(size))) return false;
    // Bytes that no hash is over could be changed unseen: there are none in what is written here.
    record.DiscardUnknownFields();
    if (record.SerializeAsString() != file.substr(0, size)) return false;
    file.remove_prefix(size);
    if (!on_record(record)) return true;
  }
  return true;
}

}  // namespace lyceum::quiz::live
