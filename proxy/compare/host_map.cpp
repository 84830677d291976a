// See host_map.hpp.
#include "proxy/compare/host_map.hpp"

#include "proxy/text/text.hpp"

#include <algorithm>

namespace crossfade::compare {
namespace {

/// The pair whose live host stands at the start of `text`, as a whole.
const config::HostPair* host_at(std::string_view text, const std::vector<config::HostPair>& hosts) {
    const std::size_t end = std::min(text.find_first_of("/?#\"'<> \\,;"), text.size());
    const std::string_view authority = text.substr(0, end);
    const std::string_view name = authority.substr(0, authority.find(':'));
    const config::HostPair* found = nullptr;
    for (const config::HostPair& pair : hosts) {
        if (text::same_letters(pair.live, authority)) return &pair;
        if (text::same_letters(pair.live, name)) found = &pair;
    }
    return found;
}

}  // namespace

std::string with_shadow_hosts(std::string_view live, const std::vector<config::HostPair>& hosts) {
    constexpr std::string_view before_host = "//";
    std::string out;
    while (!hosts.empty()) {
        const std::size_t at = live.find(before_host);
        if (at == std::string_view::npos) break;
        out += live.substr(0, at + before_host.size());
        live.remove_prefix(at + before_host.size());
        const config::HostPair* pair = host_at(live, hosts);
        if (pair == nullptr) continue;
        out += pair->shadow;
        live.remove_prefix(pair->live.size());
    }
    return out.append(live);
}

}  // namespace crossfade::compare
