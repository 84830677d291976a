// See client_family.hpp.
#include "proxy/store/client_family.hpp"

#include "proxy/store/identifier.hpp"
#include "proxy/text/preview.hpp"

#include <array>

namespace crossfade::store {
namespace {

constexpr std::size_t longest_family = 32;

struct Browser {
    std::string_view sign;
    std::string_view family;
};
// The first sign that is there decides: most browsers claim to be others too.
constexpr std::array<Browser, 8> browsers{{{"bot", "a robot"},
                                           {"Edg/", "Edge"},
                                           {"OPR/", "Opera"},
                                           {"SamsungBrowser/", "Samsung Internet"},
                                           {"CriOS/", "Chrome"},
                                           {"Chrome/", "Chrome"},
                                           {"Firefox/", "Firefox"},
                                           {"Safari/", "Safari"}}};

}  // namespace

std::string client_family(std::string_view user_agent) {
    for (const auto& browser : browsers) {
        if (user_agent.find(browser.sign) != std::string_view::npos) {
            return std::string(browser.family);
        }
    }
    const auto product = user_agent.substr(0, user_agent.find_first_of("/ (;,"));
    if (product.empty()) return "(none)";
    if (product.size() > longest_family || is_identifier(product)) return "(other)";
    return text::preview(product);
}

}  // namespace crossfade::store
