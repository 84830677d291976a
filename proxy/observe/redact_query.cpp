// Finds secrets by the names of their parameters.
#include "proxy/observe/redact_query.hpp"

#include "routing/secret_parameter.hpp"

#include <algorithm>
#include <cstddef>

namespace crossfade::observe {

std::string with_secrets_redacted(std::string_view target) {
    const auto question = target.find('?');
    if (question == std::string_view::npos) return std::string(target);
    std::string result(target.substr(0, question + 1));
    auto rest = target.substr(question + 1);
    while (!rest.empty()) {
        // Some servers take ';' for a separator as well; so does this, to be on the safe side.
        const auto end = std::min(rest.find_first_of("&;"), rest.size());
        const auto parameter = rest.substr(0, end);
        const auto equals = parameter.find('=');
        if (equals != std::string_view::npos &&
            routing::names_secret(parameter.substr(0, equals))) {
            result.append(parameter.substr(0, equals + 1)).append("redacted");
        } else {
            result.append(parameter);
        }
        if (end < rest.size()) result += rest[end];
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return result;
}

}  // namespace crossfade::observe
