// lyceumctl session report, export, verify: what is left of a live session.
#include "services/lyceumctl/commands/session_record.h"

#include "services/lyceumctl/commands/commands.h"

namespace lyceum::ctl {

void AddSessionRecord(Place place) {
  const Place inside{SessionGroup(place), place.chosen};
  AddSessionReport(inside);
  AddSessionExport(inside);
  AddSessionVerify(inside);
}

}  // namespace lyceum::ctl
