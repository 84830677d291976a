// See decode.hpp.
#include "proxy/coding/decode.hpp"

#include "proxy/coding/layer.hpp"
#include "routing/ascii.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace crossfade::coding {
namespace {

constexpr std::size_t max_layers = 4;

bool same_letters(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return routing::to_lower(x) == routing::to_lower(y);
    });
}

/// The names in the list, but for identity.
std::vector<std::string_view> layers_of(std::string_view codings) {
    std::vector<std::string_view> layers;
    while (!codings.empty()) {
        const std::size_t first = codings.find_first_not_of(" \t\r\n,");
        if (first == std::string_view::npos) break;
        codings.remove_prefix(first);
        const std::size_t end = std::min(codings.find(','), codings.size());
        const std::string_view name = codings.substr(0, end);
        const std::string_view trimmed = name.substr(0, name.find_last_not_of(" \t\r\n") + 1);
        if (!same_letters(trimmed, "identity")) layers.push_back(trimmed);
        codings.remove_prefix(end);
    }
    return layers;
}

Decoded take_off(const Layer& layer, std::string_view coding) {
    if (same_letters(coding, "gzip") || same_letters(coding, "x-gzip")) return take_off_gzip(layer);
    if (same_letters(coding, "deflate")) return take_off_deflate(layer);
    if (same_letters(coding, "br")) return take_off_brotli(layer);
    if (same_letters(coding, "zstd")) return take_off_zstandard(layer);
    return {{}, "encoding"};
}

Decoded decoded(std::string_view body,
                std::string_view codings,
                const DecodeLimits& limits,
                bool prefix) {
    const std::vector<std::string_view> layers = layers_of(codings);
    if (body.empty() || layers.empty()) return {std::string(body), {}};
    if (layers.size() > max_layers) return {{}, "encoding"};
    Decoded result = take_off({body, limits, prefix}, layers.back());
    for (auto layer = std::next(layers.rbegin()); layer != layers.rend() && result.good();
         ++layer) {
        result = take_off({result.bytes, limits, prefix}, *layer);
    }
    return result;
}

}  // namespace

bool is_identity(std::string_view codings) noexcept {
    const std::size_t first = codings.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return true;
    codings = codings.substr(first, codings.find_last_not_of(" \t\r\n") - first + 1);
    return same_letters(codings, "identity");
}

Decoded decode(std::string_view body, std::string_view codings, const DecodeLimits& limits) {
    return decoded(body, codings, limits, false);
}

Decoded decode_prefix(std::string_view body, std::string_view codings, const DecodeLimits& limits) {
    return decoded(body, codings, limits, true);
}

}  // namespace crossfade::coding
