#include "common/rpc/server.h"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "common/rpc/client.h"
#include "common/rpc/http_get.h"
#include "common/rpc/server_config.h"
#include "common/rpc/test_service.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "gtest/gtest.h"
#include "lyceum/api/v1/operation.grpc.pb.h"
#include "prometheus/counter.h"

namespace lyceum::rpc {
namespace {

using ::testing::HasSubstr;

class ServerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Server> Start(const ServerOptions& options) {
    auto server = Server::Start(options, clock_, {operations_.Table()});
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }

  absl::Status Call(api::v1::OperationService::Stub& stub) {
    Caller caller;
    caller.bearer = token_;
    grpc::ClientContext context;
    Prepare(context, caller, absl::Seconds(30));
    context.set_wait_for_ready(true);
    api::v1::GetOperationRequest request;
    request.set_name("tenants/acme/operations/one");
    api::v1::GetOperationResponse response;
    return FromGrpc(stub.GetOperation(&context, request, &response));
  }

  static std::string Address(const Server& server) { return absl::StrCat("127.0.0.1:", server.port()); }

  RealClock clock_;
  TestIssuer issuer_;
  FakeOperations operations_;
  const std::string token_ = issuer_.Token();
};

TEST_F(ServerTest, RefusesToStartWithoutKeysOrWithAnIncompleteTable) {
  ServerOptions options = TestOptions(issuer_);
  Methods methods("lyceum.api.v1.OperationService");
  const absl::Status unbound = Server::Start(options, clock_, {methods}).status();
  EXPECT_EQ(unbound.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(unbound.message()), HasSubstr("GetOperation is bound to no method"));
  options.jwks = "";
  EXPECT_FALSE(Server::Start(options, clock_, {operations_.Table()}).ok());
  options.jwks = "/nonexistent/jwks.json";
  EXPECT_FALSE(Server::Start(options, clock_, {operations_.Table()}).ok());
}

TEST_F(ServerTest, RefusesAddressesItCannotHave) {
  const auto first = Start(TestOptions(issuer_));
  ASSERT_NE(first, nullptr);
  ServerOptions options = TestOptions(issuer_);
  options.listen = Address(*first);
  EXPECT_EQ(Server::Start(options, clock_, {operations_.Table()}).status().code(), absl::StatusCode::kUnavailable);
  options.listen = "nonsense";
  EXPECT_EQ(Server::Start(options, clock_, {operations_.Table()}).status().code(), absl::StatusCode::kInvalidArgument);
  options.listen = "127.0.0.1:0";
  options.trusted_proxies = {"10.0.0.0/33"};
  EXPECT_EQ(Server::Start(options, clock_, {operations_.Table()}).status().code(), absl::StatusCode::kInvalidArgument);
  options.trusted_proxies.clear();
  options.metrics_listen = absl::StrCat("127.0.0.1:", first->metrics_port());
  EXPECT_EQ(Server::Start(options, clock_, {operations_.Table()}).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ServerTest, SaysWhetherItServes) {
  ServerOptions options = TestOptions(issuer_);
  options.drain_wait = absl::Seconds(2);
  const auto server = Start(options);
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(CheckHealth(Address(*server), absl::Seconds(10)), absl::OkStatus());
  std::thread drain([&] { server->Drain(); });
  // While it waits it still answers, and says that it will not for long.
  absl::Status health;
  do {
    health = CheckHealth(Address(*server), absl::Seconds(10));
  } while (health.ok());
  EXPECT_EQ(health.message(), "not serving");
  drain.join();
  EXPECT_FALSE(CheckHealth(Address(*server), absl::Milliseconds(200)).ok());
}

TEST_F(ServerTest, AsksClientsToConnectAnewAtAnAge) {
  ServerOptions options = TestOptions(issuer_);
  options.max_connection_age_seconds = 1;
  const auto server = Start(options);
  ASSERT_NE(server, nullptr);
  const auto channel = grpc::CreateChannel(Address(*server), grpc::InsecureChannelCredentials());
  const auto stub = api::v1::OperationService::NewStub(channel);
  ASSERT_TRUE(Call(*stub).ok());
  EXPECT_TRUE(channel->WaitForStateChange(GRPC_CHANNEL_READY, absl::ToChronoTime(absl::Now() + absl::Seconds(30))));
  EXPECT_TRUE(Call(*stub).ok());
}

TEST_F(ServerTest, LosesNoCallWhenItDrains) {
  std::vector<std::unique_ptr<Server>> servers;
  ServerOptions options = TestOptions(issuer_);
  options.drain_wait = absl::Milliseconds(500);
  for (int i = 0; i < 2; ++i) {
    servers.push_back(Start(options));
    ASSERT_NE(servers.back(), nullptr);
  }
  const auto stub = api::v1::OperationService::NewStub(
      Dial(absl::StrCat("ipv4:", Address(*servers[0]), ",", Address(*servers[1]))));
  std::atomic<bool> done{false};
  std::atomic<int> answered{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      while (!done.load()) {
        const absl::Status status = Call(*stub);
        EXPECT_TRUE(status.ok()) << status;
        answered.fetch_add(1);
      }
    });
  }
  const auto wait_for_answers = [&](int more) {
    for (const int goal = answered.load() + more; answered.load() < goal;) absl::SleepFor(absl::Milliseconds(1));
  };
  wait_for_answers(200);
  servers[0].reset();
  wait_for_answers(200);
  done = true;
  for (std::thread& caller : callers) caller.join();
}

TEST_F(ServerTest, KnowsTheRoundTripOfACallsConnection) {
  ServerOptions options = TestOptions(issuer_);
  for (const std::string host : {"127.0.0.1", "[::1]"}) {
    options.listen = host + ":0";
    auto server = Server::Start(options, clock_, {operations_.Table()});
    if (!server.ok() && host == "[::1]") GTEST_SKIP() << "there is no IPv6 here";
    ASSERT_TRUE(server.ok()) << server.status();
    operations_.round_trip.reset();
    const auto stub = api::v1::OperationService::NewStub(
        Dial(absl::StrCat(host == "[::1]" ? "ipv6:" : "ipv4:", host, ":", (*server)->port())));
    ASSERT_TRUE(Call(*stub).ok());
    ASSERT_TRUE(operations_.round_trip.has_value()) << host;
    EXPECT_LT(*operations_.round_trip, absl::Seconds(10));
  }
}

TEST_F(ServerTest, ShowsItsMetrics) {
  const auto server = Start(TestOptions(issuer_));
  ASSERT_NE(server, nullptr);
  prometheus::BuildCounter().Name("lyceum_test_total").Register(server->registry()).Add({}).Increment(3);
  const auto stub = api::v1::OperationService::NewStub(Dial(Address(*server)));
  ASSERT_TRUE(Call(*stub).ok());
  api::v1::GetOperationRequest request;
  api::v1::GetOperationResponse response;
  grpc::ClientContext context;
  EXPECT_FALSE(stub->GetOperation(&context, request, &response).ok());
  const auto text =
      HttpGet(absl::StrCat("http://127.0.0.1:", server->metrics_port(), "/metrics"), absl::Seconds(10), 1 << 20);
  ASSERT_TRUE(text.ok()) << text.status();
  for (const char* line :
       {"lyceum_rpc_total{method=\"lyceum.api.v1.OperationService.GetOperation\",code=\"OK\"} 1",
        "lyceum_rpc_total{method=\"lyceum.api.v1.OperationService.GetOperation\",code=\"UNAUTHENTICATED\"} 1",
        "lyceum_rpc_seconds_count{method=\"lyceum.api.v1.OperationService.GetOperation\"} 2",
        "lyceum_rpc_in_flight 0", "lyceum_rpc_queue_length 0", "lyceum_rpc_draining 0", "lyceum_test_total 3"}) {
    EXPECT_THAT(*text, HasSubstr(line));
  }
}

// Opens connections until there are no more descriptors; closes them all.
bool ExhaustDescriptors(int port) {
  std::vector<int> sockets;
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool full = false;
  while (!full) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    full = fd < 0 && errno == EMFILE;
    if (fd < 0) break;
    connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    sockets.push_back(fd);
  }
  // The server's accepting thread meets the limit too.
  absl::SleepFor(absl::Milliseconds(300));
  for (const int fd : sockets) close(fd);
  return full;
}

// Exhausts the descriptors of this process `rounds` times, asking the server for
// its health after each: 0 if it always answers, 3 if once it does not.
int ExhaustAndAsk(int port, int rounds, absl::Duration patience) {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = 100;
  setrlimit(RLIMIT_NOFILE, &limit);
  for (int round = 0; round < rounds; ++round) {
    if (!ExhaustDescriptors(port)) return 2;
    const absl::Status health = CheckHealth(absl::StrCat("127.0.0.1:", port), patience);
    if (!health.ok()) fprintf(stderr, "%s\n", health.ToString().c_str());
    if (!health.ok()) return 3;
  }
  return 0;
}

// UBSan looks at memory through a pipe, and takes having none for a bad object.
// There the end-to-end tests run the same against the real program.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NEEDS_DESCRIPTORS() GTEST_SKIP() << "the sanitizer itself needs descriptors"
#endif
#endif
#ifndef NEEDS_DESCRIPTORS
#define NEEDS_DESCRIPTORS()
#endif

// In a process of its own, for the limit is one of the process. The threadsafe
// style runs the program anew, which gRPC needs: it does not survive a fork.
TEST_F(ServerTest, AcceptsAgainAfterItRanOutOfDescriptors) {
  NEEDS_DESCRIPTORS();
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(_exit(ExhaustAndAsk(Start(TestOptions(issuer_)).release()->port(), 3, absl::Seconds(60))),
              ::testing::ExitedWithCode(0), "");
}

// The same test catches a server with gRPC's own listener, of the version that
// has the defect.
TEST_F(ServerTest, WouldNotAcceptAgainWithTheListenerOfGrpc151) {
  NEEDS_DESCRIPTORS();
  if (grpc::Version().rfind("1.51.", 0) != 0) GTEST_SKIP() << "gRPC " << grpc::Version();
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        grpc::EnableDefaultHealthCheckService(true);
        grpc::ServerBuilder builder;
        int port = 0;
        builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
        const auto server = builder.BuildAndStart();
        _exit(ExhaustAndAsk(port, 10, absl::Seconds(5)));
      },
      ::testing::ExitedWithCode(3), "");
}

TEST(WritePortFile, WritesAllOrNothing) {
  const TemporaryFolder folder;
  ASSERT_TRUE(WritePortFile(folder.File("ports"), {{"grpc", 12}, {"metrics", 34}}).ok());
  std::ifstream in(folder.File("ports"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "grpc=12\nmetrics=34\n");
  EXPECT_FALSE(WritePortFile("/nonexistent/ports", {{"grpc", 1}}).ok());
}

TEST(Begin, AnswersHelpAndHealthchecks) {
  ServiceSettings settings;
  Config config("lyceum-test", "A test.");
  AddSettings(config, settings);
  const char* const arguments[] = {"lyceum-test", "--healthcheck", "--listen", "127.0.0.1:1"};
  EXPECT_EQ(Begin(config, settings, 4, arguments), 1);
}

// What Begin answers for --database-file FILE and these settings, and what it found.
std::pair<std::optional<int>, std::string> BeginWith(const std::string& file, std::vector<const char*> others = {}) {
  ServiceSettings settings;
  Config config("lyceum-test", "A test.");
  AddSettings(config, settings);
  std::vector<const char*> arguments = {"lyceum-test", "--database-file", file.c_str()};
  arguments.insert(arguments.end(), others.begin(), others.end());
  const auto code = Begin(config, settings, static_cast<int>(arguments.size()), arguments.data());
  return {code, settings.database};
}

TEST(Begin, ReadsTheDatabaseUrlFromAFile) {
  const TemporaryFolder folder;
  const auto write = [&](const char* text) {
    std::ofstream(folder.File("uri")) << text;
    return folder.File("uri");
  };
  EXPECT_EQ(BeginWith(write("postgres://ada:secret@db/lyceum\n")),
            std::make_pair(std::optional<int>(), std::string("postgres://ada:secret@db/lyceum")));
  EXPECT_EQ(BeginWith(write(" \n")).first, 1);
  EXPECT_EQ(BeginWith("/nonexistent/uri").first, 1);
  EXPECT_EQ(BeginWith(write("postgres://db/lyceum"), {"--database", "sqlite:x"}).first, 1);
}

}  // namespace
}  // namespace lyceum::rpc
