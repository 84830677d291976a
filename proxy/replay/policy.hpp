// Whose rules a recorded pair is judged by, and whose rewrites its request gets: those that its
// route and mirror have in the configuration as it is today.
#pragma once

#include "config/config.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/mirror/plan.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace crossfade::replay {

/// One mirror of one route, ready for use; what the run teaches about it is kept here.
struct Policy {
    Policy(const config::Route& of_route, const config::Mirror& of_mirror, std::string its_via);

    const config::Mirror* mirror;
    std::optional<std::string> host;  // configured for the shadow
    std::string_view scheme;          // by which clients come, as far as the configuration tells
    std::string via;
    compare::Rules rules;
    compare::Knowledge knowledge;
    mirror::MirrorPlan plan;
};

class Policies {
public:
    /// Without a configuration only what is built in is known, and nothing is rewritten.
    explicit Policies(std::optional<config::Config> config);
    /// Takes this route, and mirror if there is one, whatever the records say.
    void insist(std::string route, std::string mirror);

    struct Found {
        Policy* policy = nullptr;
        std::string why;  // where there is none, in words
    };
    /// Lives as long as this.
    [[nodiscard]] Found find(const std::string& route, const std::string& mirror);

private:
    [[nodiscard]] Found make(const std::string& route, const std::string& mirror);

    std::optional<config::Config> config_;
    std::deque<config::Route> plain_routes_;
    config::Mirror plain_mirror_;
    std::string route_;
    std::string mirror_;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<Policy>> policies_;
};

}  // namespace crossfade::replay
