// What is asked of every byte of a head, sixteen bytes at a time: SSE2 is part of every x86-64.
// Other machines look at them one by one, which takes three times as many instructions.
#pragma once

#include "proxy/result.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <bit>
#include <emmintrin.h>
#endif

namespace crossfade::h1 {

/// The index of the first byte at `from` or behind it that no line of a head may hold: a control
/// but HTAB, or DEL (RFC 9110 section 5.5). bytes.size() if there is none.
[[nodiscard]] inline std::size_t text_end(Bytes bytes, std::size_t from) noexcept {
    const auto* const data = bytes.data();
    std::size_t at = from;
#ifdef __SSE2__
    const auto below_space = _mm_set1_epi8(0x1F);
    const auto tab = _mm_set1_epi8('\t');
    const auto del = _mm_set1_epi8(0x7F);
    for (; at + 16 <= bytes.size(); at += 16) {
        const auto text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + at));
        const auto low = _mm_cmpeq_epi8(_mm_min_epu8(text, below_space), text);
        const auto no_tab = _mm_andnot_si128(_mm_cmpeq_epi8(text, tab), low);
        const auto controls = _mm_or_si128(no_tab, _mm_cmpeq_epi8(text, del));
        const auto found = static_cast<unsigned>(_mm_movemask_epi8(controls));
        if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
    }
#endif
    const auto is_text = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
    };
    while (at < bytes.size() && is_text(data[at])) ++at;
    return at;
}

/// How many bytes behind a text count_line_ends() may look at; they must be zeros.
inline constexpr std::size_t line_padding = 15;

/// The number of carriage returns and line feeds.
[[nodiscard]] inline std::size_t count_line_ends(Bytes text) noexcept {
#ifdef __SSE2__
    auto sum = _mm_setzero_si128();
    for (std::size_t at = 0; at < text.size(); at += 16) {
        const auto part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        const auto ends = _mm_or_si128(_mm_cmpeq_epi8(part, _mm_set1_epi8('\r')),
                                       _mm_cmpeq_epi8(part, _mm_set1_epi8('\n')));
        // All ones where there is an end: their absolute difference to zero, added up.
        sum = _mm_add_epi64(
            sum, _mm_sad_epu8(_mm_and_si128(ends, _mm_set1_epi8(1)), _mm_setzero_si128()));
    }
    return static_cast<std::size_t>(_mm_cvtsi128_si64(sum) +
                                    _mm_cvtsi128_si64(_mm_unpackhi_epi64(sum, sum)));
#else
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n'; }));
#endif
}

}  // namespace crossfade::h1
