// See binary_diff.hpp.
#include "proxy/compare/binary_diff.hpp"

#include "proxy/body/sniff.hpp"
#include "proxy/compare/body_path.hpp"
#include "proxy/text/hex.hpp"

#include <xxhash.h>

namespace crossfade::compare {

std::string binary_text(std::string_view bytes) {
    return std::string(body::sniffed(bytes)) + ", " + std::to_string(bytes.size()) + " bytes, " +
           text::hex(XXH3_64bits(bytes.data(), bytes.size()));
}

void diff_binary(std::string_view live, std::string_view shadow, Collector& findings) {
    if (live == shadow) return;
    const std::string was(body::sniffed(live));
    const std::string is(body::sniffed(shadow));
    const bool same = was == is;
    findings.add({std::string(body_root),
                  same ? Kind::value : Kind::type,
                  same ? "bytes" : was + "->" + is,
                  binary_text(live),
                  binary_text(shadow)});
}

}  // namespace crossfade::compare
