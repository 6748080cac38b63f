// The settings of the quiz service beside those all services share.
#pragma once

#include <string>

#include "common/base/config.h"

namespace lyceum::quiz {

struct QuizSettings {
  std::string content = "127.0.0.1:7001";
  std::string progress = "127.0.0.1:7003";
  std::string service_token_file;
  int cache_mb = 64;
};

inline void AddSettings(Config& config, QuizSettings& settings) {
  config.Text("content", settings.content, "address of the content service, which quizzes are derived from")
      .Text("progress", settings.progress, "address of the progress service, which is told what learners answer")
      .Text("service-token-file", settings.service_token_file,
            "file with the token this service shows to progress; without it facts wait in the outbox")
      .Number("cache-mb", settings.cache_mb, 1, 65'536, "memory for published quizzes in this process, in MB");
}

}  // namespace lyceum::quiz
