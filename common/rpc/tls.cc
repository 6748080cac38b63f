#include "common/rpc/tls.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <ctime>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace lyceum::rpc {
namespace {

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using File = std::unique_ptr<std::FILE, Freed<std::fclose>>;

absl::Status Bad(absl::string_view setting, const std::string& file, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("--", setting, ": ", file, " ", why));
}

// What `read` (PEM_read_...) finds first in a file.
template <typename Owned, typename Read>
absl::StatusOr<Owned> FirstOf(absl::string_view setting, const std::string& file, absl::string_view kind, Read read) {
  const File opened(std::fopen(file.c_str(), "r"));
  if (opened == nullptr) return Bad(setting, file, "cannot be read");
  // An encrypted key is none: nobody is there to type its password.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  Owned found(read(opened.get(), nullptr, no_password, nullptr));
  if (found == nullptr) return Bad(setting, file, absl::StrCat("holds no ", kind, " in PEM"));
  return found;
}

absl::Status CheckTimes(const X509& certificate, const std::string& file, absl::Time now) {
  std::time_t seconds = absl::ToTimeT(now);
  if (X509_cmp_time(X509_get0_notAfter(&certificate), &seconds) <= 0) {
    return Bad("tls-certificate", file, "has expired");
  }
  if (X509_cmp_time(X509_get0_notBefore(&certificate), &seconds) > 0) {
    return Bad("tls-certificate", file, "is not valid yet");
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::experimental::CertificateProviderInterface> Watch(const TlsFiles& files) {
  return std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      files.key, files.certificate, files.authority,
      static_cast<unsigned int>(absl::ToInt64Seconds(kTlsRefresh)));
}

}  // namespace

absl::Status CheckTls(const TlsFiles& files, absl::Time now) {
  const int named = !files.certificate.empty() + !files.key.empty() + !files.authority.empty();
  if (named == 0) return absl::OkStatus();
  if (named != 3) {
    return absl::InvalidArgumentError("set all of --tls-certificate, --tls-key and --tls-authority, or none");
  }
  ASSIGN_OR_RETURN(const Certificate certificate,
                   FirstOf<Certificate>("tls-certificate", files.certificate, "certificate", PEM_read_X509));
  ASSIGN_OR_RETURN(const Key key, FirstOf<Key>("tls-key", files.key, "key without a password", PEM_read_PrivateKey));
  RETURN_IF_ERROR(
      FirstOf<Certificate>("tls-authority", files.authority, "certificate", PEM_read_X509).status());
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Bad("tls-key", files.key, absl::StrCat("is not the key of ", files.certificate));
  }
  return CheckTimes(*certificate, files.certificate, now);
}

std::shared_ptr<grpc::ServerCredentials> ServerCredentials(const TlsFiles& files) {
  if (!files.on()) return grpc::InsecureServerCredentials();
  grpc::experimental::TlsServerCredentialsOptions options(Watch(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> ChannelCredentials(const TlsFiles& files) {
  if (!files.on()) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace lyceum::rpc
