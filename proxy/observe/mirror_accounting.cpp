// Verdicts by name, and the entries of the accounting.
#include "proxy/observe/mirror_accounting.hpp"

namespace crossfade::observe {

void MirrorVerdicts::count(std::string_view verdict, std::string_view reason) noexcept {
    if (verdict == "match") {
        count_match();
    } else if (verdict == "mismatch") {
        count_mismatch();
    } else if (verdict == "both_failed") {
        count_both_failed();
    } else if (verdict == "shadow_error") {
        count(reason_of<ShadowError>(reason));
    } else if (verdict == "live_error") {
        count(reason_of<LiveError>(reason));
    } else {
        count(verdict == "not_compared" ? reason_of<NotCompared>(reason) : NotCompared::other);
    }
}

MirrorShared& MirrorAccounting::find(const std::string& route, const std::string& mirror) {
    const std::lock_guard lock(mutex_);
    auto& entry = entries_[{route, mirror}];
    if (!entry) entry = std::make_unique<MirrorShared>();
    return *entry;
}

}  // namespace crossfade::observe
