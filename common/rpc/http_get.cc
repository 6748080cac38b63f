#include "common/rpc/http_get.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "curl/curl.h"

namespace lyceum::rpc {
namespace {

struct Body {
  std::string bytes;
  size_t limit;
};

size_t Append(char* data, size_t size, size_t count, void* target) {
  Body& body = *static_cast<Body*>(target);
  if (body.bytes.size() + size * count > body.limit) return 0;  // makes curl give up
  body.bytes.append(data, size * count);
  return size * count;
}

}  // namespace

absl::StatusOr<std::string> HttpGet(const std::string& url, absl::Duration timeout, size_t max_bytes) {
  static const bool initialized = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(initialized ? curl_easy_init() : nullptr,
                                                           &curl_easy_cleanup);
  if (curl == nullptr) return absl::UnavailableError("libcurl does not start");
  Body body{"", max_bytes};
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(timeout)));
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
    return absl::UnavailableError(absl::StrCat(url, ": ", curl_easy_strerror(code)));
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return absl::UnavailableError(absl::StrCat(url, ": HTTP status ", status));
  return std::move(body.bytes);
}

}  // namespace lyceum::rpc
