// The grammar of dates: reads one date, or a range of dates, from tokens.
#pragma once

#include <vector>

#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/logic/date_cursor.h"
#include "services/content/logic/date_moment.h"

namespace lyceum::content {

class DateReader : public DateCursor {
 public:
  using DateCursor::DateCursor;

  // Reads the longest date from here; false if there is none.
  bool Read();
  // A year and nothing else.
  bool bare() const { return !ranged_ && !circa_ && first_.bare && !first_.has_era; }
  int year_digits() const { return first_.digits; }
  int stated_year() const { return first_.year; }
  // The days it may mean; false where it names no real day or runs backwards.
  bool Settle(v1::HistoricalDate& date) const;

 private:
  bool ReadMoment(Moment& moment, const Moment* before);
  bool ReadNumeric(Moment& moment);
  bool ReadCentury(Moment& moment);
  bool ReadMonthFirst(Moment& moment);
  bool ReadDayFirst(Moment& moment, const Moment* before);
  bool ReadYear(Moment& moment, const Moment* before);
  void ReadYearAfter(Moment& moment);
  void ReadEra(Moment& moment);
  bool ReadRangeMark();

  Moment first_;
  Moment second_;
  bool ranged_ = false;
  bool circa_ = false;
};

}  // namespace lyceum::content
