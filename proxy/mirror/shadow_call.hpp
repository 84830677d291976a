// Calls to shadows beside the live exchanges, which never wait for them.
#pragma once

#include "proxy/mirror/tee.hpp"
#include "proxy/observe/reason.hpp"

#include <memory>
#include <optional>

namespace crossfade::mirror {

/// Starts the call; it ends in Tee::shadow_ended(). Nothing if it was started, else why the copy
/// has to be dropped.
[[nodiscard]] std::optional<observe::DropReason> start_shadow_call(const std::shared_ptr<Tee>& tee,
                                                                   Copy& copy);

/// Cuts off the calls under way; each ends as a failure.
void abort_shadow_calls(Mirrors& mirrors);

}  // namespace crossfade::mirror
