// Whether two bodies are the same, as they were captured: most are, and then nobody needs them in
// one piece.
#pragma once

#include "proxy/mirror/capture.hpp"

namespace crossfade::mirror {

/// Any thread, once both are complete. Of bodies longer than their limit what was kept is compared,
/// and the hash of the whole.
[[nodiscard]] bool same_body(const Capture& one, const Capture& other);

}  // namespace crossfade::mirror
