// See mirror_watch.hpp. Mirrors come in the order of their names and none ever goes.
#include "proxy/mirror_watch.hpp"

#include <spdlog/logger.h>

#include <algorithm>

namespace crossfade {
namespace {

const observe::MirrorHealth* find(const std::vector<observe::MirrorHealth>& all,
                                  const observe::MirrorHealth& like) {
    const auto found = std::find_if(all.begin(), all.end(), [&like](const auto& each) {
        return each.route == like.route && each.mirror == like.mirror;
    });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

void MirrorWatch::look() {
    auto health = states_.health();
    for (const auto& now : health) {
        const auto* before = find(metrics_->mirror_health, now);
        const bool was_suspended = before && before->suspended_since;
        const bool again = now.suspensions > (before ? before->suspensions : 0);
        if (again) {
            log_->warn(
                "mirror {} -> {} is suspended: its shadow only times out", now.route, now.mirror);
        }
        if ((was_suspended || again) && !now.suspended_since) {
            log_->warn("mirror {} -> {} goes on: its shadow answered", now.route, now.mirror);
        }
    }
    metrics_->mirror_health = std::move(health);
}

}  // namespace crossfade
