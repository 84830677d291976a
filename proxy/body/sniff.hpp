// What bytes are by their first bytes, whatever their content-type says.
#pragma once

#include <string_view>

namespace crossfade::body {

/// "png", "jpeg", "gif", "webp", "pdf", "zip", "gzip", "zstd", "woff", "woff2", "mp4", "ogg",
/// "wasm", "sqlite", "bzip2", "xz", "elf", "utf-16", "text" if it is UTF-8 without control
/// characters, else "binary".
[[nodiscard]] std::string_view sniffed(std::string_view bytes) noexcept;

}  // namespace crossfade::body
