// A listing, page after page: a table for people, a JSON object a line for
// scripts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/session.h"

namespace lyceum::ctl {

using Cells = std::vector<std::string>;

class Listing {
 public:
  // At most `limit` entries; 0 for all.
  Listing(std::vector<draw::Column> columns, int limit) : columns_(std::move(columns)), limit_(limit) {}

  // Calls `rpc` until there are no more pages. `entries_of(page)` are its
  // entries, `cells_of(entry)` the cells of one.
  template <class Stub, class Request, class Response, class EntriesOf, class CellsOf>
  absl::Status Run(Session& session, Request request,
                   grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*), EntriesOf entries_of,
                   CellsOf cells_of) {
    return RunWith(session, std::move(request),
                   [&](const Request& page_request) { return session.Call(rpc, page_request); }, entries_of, cells_of);
  }

  // The same, where `call(request)` makes the call.
  template <class Request, class Call, class EntriesOf, class CellsOf>
  absl::Status RunWith(Session& session, Request request, Call call, EntriesOf entries_of, CellsOf cells_of) {
    bool more = true;
    int count = 0;
    while (more && (limit_ == 0 || count < limit_)) {
      const int wanted = limit_ == 0 ? kPageSize : std::min(kPageSize, limit_ - count);
      request.set_page_size(wanted);
      auto page = call(request);
      if (!page.ok()) return page.status();
      for (const auto& entry : entries_of(*page)) {
        ++count;
        if (session.json()) session.PrintJson(entry);
        else rows_.push_back(cells_of(entry));
      }
      request.set_page_token(page->next_page_token());
      more = !page->next_page_token().empty();
    }
    if (session.json()) return absl::OkStatus();
    if (rows_.empty()) session.Say("none\n");
    else session.Print(draw::Table(columns_, rows_, session.width(), session.ink()));
    if (more) session.Say(absl::StrCat("... and more: --limit shows them (0 for all)\n"));
    return absl::OkStatus();
  }

 private:
  static constexpr int kPageSize = 100;

  std::vector<draw::Column> columns_;
  const int limit_;
  std::vector<Cells> rows_;
};

// The operations of one service, newest first.
absl::Status ListOperations(Session& session, Peer peer, int limit);

}  // namespace lyceum::ctl
