#include "services/quiz/live/logic/co_hosts.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/session_script.h"

namespace lyceum::quiz::live {
namespace {

absl::Status Check(std::initializer_list<const char*> users) {
  Violations bad;
  CheckCoHosts(UserNames(users.begin(), users.end()), "t", "co_hosts", bad);
  return bad.ToStatus();
}

TEST(CheckCoHosts, TakesUsersOfTheTenantOnce) {
  EXPECT_TRUE(Check({}).ok());
  EXPECT_TRUE(Check({"tenants/t/users/a", "tenants/t/users/b"}).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(Check({"tenants/u/users/a"})));
  EXPECT_TRUE(absl::IsInvalidArgument(Check({"tenants/t/users/a", "tenants/t/users/a"})));
}

TEST(CheckCoHosts, KnowsTheLimit) {
  UserNames users;
  Violations bad;
  for (int i = 0; i < limits::kMaxCoHosts; ++i) *users.Add() = absl::StrCat("tenants/t/users/", i);
  CheckCoHosts(users, "t", "co_hosts", bad);
  EXPECT_TRUE(bad.empty());
  *users.Add() = "tenants/t/users/more";
  CheckCoHosts(users, "t", "co_hosts", bad);
  EXPECT_FALSE(bad.empty());
}

TEST(SetCoHosts, ReplacesTheList) {
  State state = Lobby();
  const Rules rules = TwoItems();
  EXPECT_FALSE(IsCoHost(state, "a"));
  Do(state, rules, "set_co_hosts { co_hosts: 'tenants/t/users/a' co_hosts: 'tenants/t/users/b' }");
  EXPECT_TRUE(IsCoHost(state, "a"));
  EXPECT_TRUE(IsCoHost(state, "b"));
  Do(state, rules, "set_co_hosts { co_hosts: 'tenants/t/users/b' }");
  EXPECT_FALSE(IsCoHost(state, "a"));
  EXPECT_TRUE(IsCoHost(state, "b"));
  Do(state, rules, "set_co_hosts {}");
  EXPECT_TRUE(state.co_hosts.empty());
  EXPECT_EQ(state.seq, 4);
}

TEST(Unban, IsAnEventThatChangesNoState) {
  State state = Lobby();
  const auto events =
      Decide(state, TwoItems(), Command(1, "unban { participant: 'tenants/t/sessions/s/participants/p' }"), {7, 0});
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().unbanned().participant(), "p");
  EXPECT_EQ(events->front().at_micros(), 7);
  Apply(state, events->front());
  EXPECT_EQ(state.seq, 2);
  EXPECT_EQ(state.phase, v1::Session::PHASE_LOBBY);
}

}  // namespace
}  // namespace lyceum::quiz::live
