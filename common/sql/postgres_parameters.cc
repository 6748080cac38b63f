#include "common/sql/postgres_parameters.h"

#include <endian.h>

#include <bit>

namespace lyceum::sql {

PostgresParameters::PostgresParameters(absl::Span<const Value> values)
    : words_(values.size()), formats_(values.size(), 1) {
  // In the order of Value's alternatives; 0 lets the server find the type of a NULL.
  static constexpr Oid kTypes[] = {20 /*int8*/, 701 /*float8*/, 25 /*text*/, 17 /*bytea*/, 0};
  for (const Value& value : values) {
    uint64_t& word = words_[types_.size()];
    types_.push_back(kTypes[value.index()]);
    absl::string_view bytes(reinterpret_cast<const char*>(&word), sizeof(word));
    if (auto* v = std::get_if<int64_t>(&value)) word = htobe64(static_cast<uint64_t>(*v));
    if (auto* v = std::get_if<double>(&value)) word = htobe64(std::bit_cast<uint64_t>(*v));
    if (auto* v = std::get_if<absl::string_view>(&value)) bytes = *v;
    if (auto* v = std::get_if<Bytes>(&value)) bytes = v->data;
    const bool null = std::holds_alternative<Null>(value);
    data_.push_back(null ? nullptr : bytes.data() == nullptr ? "" : bytes.data());
    lengths_.push_back(null ? 0 : static_cast<int>(bytes.size()));
  }
}

std::string PostgresParameters::Signature(absl::Span<const Value> values) {
  std::string signature;
  for (const Value& value : values) signature.push_back("idtbn"[value.index()]);
  signature.push_back(' ');
  return signature;
}

}  // namespace lyceum::sql
