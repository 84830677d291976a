// What the threads of the comparison do with one thing that ended: judge it, count it, tell the
// store, and learn from it.
#pragma once

#include "proxy/mirror/repeat.hpp"
#include "proxy/mirror/tee.hpp"
#include "proxy/store/sink.hpp"

#include <cstddef>
#include <memory>

namespace crossfade::mirror {

// Any thread but an event loop. `sink` may be null: then all is counted and nothing told.

/// The verdict on one copy; one that was known without comparing was counted on the loop.
void judge_copy(const std::shared_ptr<Tee>& tee, std::size_t copy, store::Sink* sink);

/// How the control mirrors' answers differ from live's, beside how those of the shadows do.
void judge_together(const Tee& tee, store::Sink* sink);

/// What a probe or a recheck found.
void judge_repeat(const Repeat& repeat, store::Sink* sink);

}  // namespace crossfade::mirror
