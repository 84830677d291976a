// Content codings taken off: the input's first line names them. Within the limits, or not at all;
// and a prefix gives what the whole gives.
#include "proxy/coding/decode.hpp"
#include "tests/fuzz/support.hpp"

#include <string_view>

namespace crossfade::fuzz {
namespace {

void run(std::string_view rest) {
    const auto codings = take_piece(rest);
    const coding::DecodeLimits limits{std::size_t{1} << 20U, 500, 10'000};
    const auto whole = coding::decode(rest, codings, limits);
    check(whole.good() || whole.bytes.empty(), "what cannot be decoded gives nothing");
    const bool coded = !coding::is_identity(codings);
    check(!coded || whole.bytes.size() <= limits.output || whole.bytes.size() <= rest.size(),
          "the limit holds");
    const auto prefix = coding::decode_prefix(rest, codings, limits);
    check(!whole.good() || prefix.bytes == whole.bytes, "the whole is a prefix of itself");
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
