// Names are compared in one form: lower case, without the dot at the end.
#include "proxy/tls/names.hpp"

namespace crossfade::tls {
namespace {

constexpr std::string_view wildcard = "*.";

std::string normalised(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    std::string lower(name);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

}  // namespace

void Names::add(std::string_view name, std::size_t certificate) {
    const auto key = normalised(name);
    if (key.starts_with(wildcard)) {
        wildcard_.emplace(key.substr(wildcard.size()), certificate);
    } else {
        exact_.emplace(key, certificate);
    }
}

std::optional<std::size_t> Names::find(std::string_view server_name) const {
    const auto key = normalised(server_name);
    if (const auto found = exact_.find(key); found != exact_.end()) return found->second;
    const auto dot = key.find('.');
    if (dot == std::string::npos || dot == 0) return std::nullopt;
    const auto parent = std::string_view(key).substr(dot + 1);
    if (const auto found = wildcard_.find(parent); found != wildcard_.end()) return found->second;
    return std::nullopt;
}

}  // namespace crossfade::tls
