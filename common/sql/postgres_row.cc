#include "common/sql/postgres_row.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include "absl/strings/numbers.h"

namespace lyceum::sql {
namespace {

// Type oids, fixed in PostgreSQL's catalog.
enum : Oid { kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat4 = 700, kFloat8 = 701, kNumeric = 1700 };

// `bytes` big-endian bytes at `data`.
uint64_t Word(const char* data, int bytes) {
  uint64_t word = 0;
  for (int i = 0; i < bytes; ++i) word = word << 8 | static_cast<unsigned char>(data[i]);
  return word;
}

// The wire form of NUMERIC: a count of base-10000 digits, the weight of the
// first, a sign (0x4000 is minus, 0xC000 NaN), a display scale, the digits.
struct Numeric {
  explicit Numeric(const char* data)
      : digits(static_cast<int>(Word(data, 2))),
        weight(static_cast<int16_t>(Word(data + 2, 2))),
        sign(static_cast<int>(Word(data + 4, 2))),
        data(data + 8) {}
  int Digit(int i) const { return i < digits ? static_cast<int>(Word(data + 2 * i, 2)) : 0; }
  int digits, weight, sign;
  const char* data;
};

int64_t NumericInt(const Numeric& number) {
  uint64_t value = 0;
  for (int i = 0; i <= number.weight; ++i) value = value * 10000 + static_cast<uint64_t>(number.Digit(i));
  return static_cast<int64_t>(number.sign == 0x4000 ? 0 - value : value);
}

double NumericReal(const Numeric& number) {
  if (number.sign == 0xC000) return std::nan("");
  double value = 0;
  for (int i = 0; i < number.digits; ++i) value += number.Digit(i) * std::pow(10000.0, number.weight - i);
  return number.sign == 0x4000 ? -value : value;
}

}  // namespace

int64_t PostgresRow::Int(int column) const {
  if (IsNull(column)) return 0;
  const char* data = PQgetvalue(result_, row_, column);
  switch (PQftype(result_, column)) {
    case kBool: return data[0] != 0;
    case kInt2: return static_cast<int16_t>(Word(data, 2));
    case kInt4: return static_cast<int32_t>(Word(data, 4));
    case kInt8: return static_cast<int64_t>(Word(data, 8));
    case kFloat4:
    case kFloat8: return static_cast<int64_t>(Real(column));
    case kNumeric: return NumericInt(Numeric(data));
  }
  int64_t value = 0;
  return absl::SimpleAtoi(Text(column), &value) ? value : 0;
}

double PostgresRow::Real(int column) const {
  if (IsNull(column)) return 0;
  const char* data = PQgetvalue(result_, row_, column);
  switch (PQftype(result_, column)) {
    case kFloat4: return std::bit_cast<float>(static_cast<uint32_t>(Word(data, 4)));
    case kFloat8: return std::bit_cast<double>(Word(data, 8));
    case kNumeric: return NumericReal(Numeric(data));
  }
  return static_cast<double>(Int(column));
}

}  // namespace lyceum::sql
