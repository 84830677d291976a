// Pairs in a line, and findings as short texts.
#pragma once

#include "proxy/compare/compare.hpp"

#include <string>
#include <utility>
#include <vector>

namespace crossfade::compare {

using Texts = std::vector<std::string>;

inline Pair pair_of(std::string live, std::string shadow) {
    Pair pair;
    pair.id = "1";
    pair.route = "orders";
    pair.request = {"GET", "/orders/7", {}, {}};
    pair.live.status = pair.shadow.status = 200;
    pair.live.headers = pair.shadow.headers = {{"Content-Type", "application/json"}};
    pair.live.body = std::move(live);
    pair.shadow.body = std::move(shadow);
    return pair;
}

/// "path kind transition" of each finding.
inline Texts texts_of(const Result& result) {
    Texts texts;
    for (const Finding& found : result.findings) {
        texts.push_back(found.path + " " + std::string(name_of(found.kind)) + " " +
                        found.transition);
    }
    return texts;
}

inline config::CompareRule rule(std::string path, config::CompareRule::As as) {
    config::CompareRule written;
    written.path = std::move(path);
    written.as = as;
    return written;
}

/// Rules and nothing that is built in.
inline config::Compare with_rules(std::vector<config::CompareRule> rules) {
    config::Compare written;
    written.built_in = false;
    written.rules = std::move(rules);
    return written;
}

inline Result judge(const Pair& pair, const config::Compare& written = {}) {
    return compare(pair, Rules(written, "orders"));
}

/// Of two JSON bodies.
inline Texts found(std::string live, std::string shadow, const config::Compare& written = {}) {
    return texts_of(judge(pair_of(std::move(live), std::move(shadow)), written));
}

}  // namespace crossfade::compare
