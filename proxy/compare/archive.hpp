// An archive as the list of what is in it, so that two that were packed at different times are
// compared by their files and not by their bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::compare {

/// A tar archive (POSIX.1-2001, ustar and pax), or one in gzip, as a JSON text:
/// [{"name":"a/b.txt","content":"..."}, ...] in the order of the archive. Contents that are no
/// text, or over 64 KiB, are given as their size and hash; times and owners are left out, because
/// they are those of the packing. Also of the hexadecimal digits of such an archive, which is how
/// some recorders write a body down. Nothing if it is no whole archive, or beyond the limits: 16
/// MiB, 10 000 entries.
[[nodiscard]] std::optional<std::string> archive_json(std::string_view bytes);

}  // namespace crossfade::compare
