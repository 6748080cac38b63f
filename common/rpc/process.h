// What a process that serves sets once: signals and file descriptors.
#pragma once

namespace lyceum::rpc {

// Ignores SIGPIPE, lets SIGTERM and SIGINT end WaitForSignal, and raises the
// limit of open files to the highest allowed. Safe to call again.
void PrepareProcess();

// Blocks until SIGTERM or SIGINT. A second one ends the process at once.
void WaitForSignal();

}  // namespace lyceum::rpc
