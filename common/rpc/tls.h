// TLS between the services, in both directions: each shows a certificate, and
// believes those of one authority. The files may be replaced at any time;
// connections made kRefresh later use the new ones, those there are stay.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"

namespace lyceum::rpc {

// Names of files in PEM: all of them, or none for plaintext.
struct TlsFiles {
  std::string certificate;  // with the chain up to the authority; names the host others call it by
  std::string key;
  std::string authority;  // certificates of those who sign the others' certificates

  bool on() const { return !certificate.empty(); }
};

// How often the files are looked at.
inline constexpr absl::Duration kTlsRefresh = absl::Seconds(5);

// INVALID_ARGUMENT, naming the setting and the file, if only some files are
// named, one cannot be read, the key is another certificate's, or the
// certificate is not valid at `now`.
absl::Status CheckTls(const TlsFiles& files, absl::Time now);

// Clients must show a certificate the authority signed. Plaintext if not on.
std::shared_ptr<grpc::ServerCredentials> ServerCredentials(const TlsFiles& files);

// Servers must show a certificate of the authority, made out to the name that
// was dialled. Plaintext if not on.
std::shared_ptr<grpc::ChannelCredentials> ChannelCredentials(const TlsFiles& files);

}  // namespace lyceum::rpc
