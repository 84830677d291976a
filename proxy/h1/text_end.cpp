// SSE2 is part of every x86-64; other machines look at single bytes.
#include "proxy/h1/text_end.hpp"

#ifdef __SSE2__
#include <bit>
#include <emmintrin.h>
#endif

namespace crossfade::h1 {

std::size_t text_end(Bytes bytes, std::size_t from) noexcept {
    const auto* const data = bytes.data();
    std::size_t at = from;
#ifdef __SSE2__
    const auto below_space = _mm_set1_epi8(0x1F);
    const auto tab = _mm_set1_epi8('\t');
    const auto del = _mm_set1_epi8(0x7F);
    constexpr std::size_t block = 16;
    for (; bytes.size() - at >= block; at += block) {
        const auto text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + at));
        const auto low = _mm_cmpeq_epi8(_mm_min_epu8(text, below_space), text);
        const auto no_tab = _mm_andnot_si128(_mm_cmpeq_epi8(text, tab), low);
        const auto controls = _mm_or_si128(no_tab, _mm_cmpeq_epi8(text, del));
        const auto found = static_cast<unsigned>(_mm_movemask_epi8(controls));
        if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
    }
#endif
    while (at < bytes.size() && !is_control(data[at])) ++at;
    return at;
}

}  // namespace crossfade::h1
