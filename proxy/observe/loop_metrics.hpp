// What one event loop counts. Everything here is written by that loop's thread only, without locks;
// a mutex guards just the creation of entries against a scrape. Entries live as long as the
// process, so pointers stay good over reloads.
#pragma once

#include "config/config.hpp"
#include "proxy/http/time_limit.hpp"
#include "proxy/observe/counter.hpp"
#include "proxy/observe/mirror_accounting.hpp"
#include "proxy/observe/reason.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace crossfade::observe {

/// Entries of two loops must not share a cache line.
inline constexpr std::size_t cache_line = 64;

enum class Role { live, mirror };

[[nodiscard]] constexpr std::string_view name_of(Role role) noexcept {
    return role == Role::live ? "live" : "mirror";
}

/// Why another backend answered in place of the one that was chosen.
enum class FallbackCause : std::uint8_t { unavailable, unreachable, status };

inline constexpr std::size_t fallback_causes = 3;
inline constexpr std::array<std::string_view, fallback_causes> fallback_cause_names{
    "unavailable", "unreachable", "status"};

/// The requests of one route that one backend served in one role.
struct alignas(cache_line) BackendRoleMetrics {
    static constexpr std::size_t status_classes = 6;

    std::array<Counter, status_classes> by_status_class;  // [0]: no status at all, [1..5]: 1xx..5xx
    Histogram duration;
    /// What the backend answered at once, likewise, before any retry or fallback made up for it.
    std::array<Counter, status_classes> first_attempts;
    Counter retries;
    Counter retries_over_budget;                     // that were not made
    Counter reconnects;                              // a pooled connection turned out to be closed
    std::array<Counter, fallback_causes> fallbacks;  // away from this backend

    void record(int status, std::chrono::nanoseconds elapsed) noexcept {
        by_status_class[class_of(status)].add();
        duration.record(elapsed);
    }
    void record_first_attempt(int status) noexcept { first_attempts[class_of(status)].add(); }
    void count_fallback(FallbackCause cause) noexcept {
        fallbacks[static_cast<std::size_t>(cause)].add();
    }

private:
    /// A status outside 100..599 counts as none.
    [[nodiscard]] static constexpr std::size_t class_of(int status) noexcept {
        return status >= 100 && status < 600 ? static_cast<std::size_t>(status) / 100 : 0;
    }
};

/// The live requests of one mirror of a route, up to the decision. Count every request once as
/// eligible (the mirror's methods and live backends allow it), and once as one of the other three;
/// verdicts of the mirrored ones go to `verdicts`. Those that its methods alone keep out are
/// counted as uncopied.
struct alignas(cache_line) MirrorMetrics {
    explicit MirrorMetrics(MirrorShared& of_all)
        : shared(&of_all), verdicts(&of_all.verdicts), repeats(&of_all.repeats) {}

    Counter eligible;
    Counter not_sampled;
    Counter mirrored;
    std::array<Counter, reason_count<DropReason>> dropped;
    std::array<Counter, reason_count<Uncopied>> uncopied;
    MirrorShared* shared;  // by all loops; never null, nor are its parts:
    MirrorVerdicts* verdicts;
    RepeatCounts* repeats;

    void count_eligible() noexcept { eligible.add(); }
    void count_not_sampled() noexcept { not_sampled.add(); }
    void count_uncopied(std::string_view method) noexcept {
        uncopied[static_cast<std::size_t>(reason_of<Uncopied>(method))].add();
    }
    void count_dropped(DropReason reason) noexcept {
        dropped[static_cast<std::size_t>(reason)].add();
    }
    /// From here on exactly one verdict has to follow.
    void count_mirrored() noexcept {
        verdicts->expect_one();
        mirrored.add();
    }
};

struct alignas(cache_line) ListenerMetrics {
    Gauge connections;
    Counter accepted;
    std::array<Counter, reason_count<Refusal>> refused;
    Counter handshakes_full;
    Counter handshakes_resumed;
    std::array<Counter, reason_count<tls::Failure>> handshakes_failed;
    std::array<Counter, http::time_limits> timed_out;

    void count_failed_handshake(tls::Failure reason) noexcept {
        handshakes_failed[static_cast<std::size_t>(reason)].add();
    }
    void count_refused(Refusal reason) noexcept { refused[static_cast<std::size_t>(reason)].add(); }
    void count_timed_out(http::TimeLimit limit) noexcept {
        if (limit == http::TimeLimit::none) return;
        timed_out[static_cast<std::size_t>(limit)].add();
    }
};

/// Connections of one pool.
struct alignas(cache_line) PoolMetrics {
    Gauge idle;
    Gauge busy;
    Counter opened;
    Counter failed;  // could not be opened
};

/// The entries of one route, looked up once per snapshot so that a request only indexes.
struct RouteMetrics {
    struct Mirror {
        MirrorMetrics* accounting = nullptr;
        /// Of a mirror to a named backend one; of `to: other` parallel to the route's split.
        std::vector<BackendRoleMetrics*> shadows;

        /// `split_index` is that of the backend the mirror goes to; ignored unless `to: other`.
        [[nodiscard]] BackendRoleMetrics& shadow(std::size_t split_index = 0) const noexcept {
            return *shadows[shadows.size() == 1 ? 0 : split_index];
        }
    };

    std::vector<BackendRoleMetrics*> live;  // parallel to the route's split
    std::vector<Mirror> mirrors;            // parallel to the route's mirrors
};

class LoopMetrics {
public:
    explicit LoopMetrics(MirrorAccounting& accounting) : accounting_(&accounting) {}
    LoopMetrics(const LoopMetrics&) = delete;
    LoopMetrics& operator=(const LoopMetrics&) = delete;

    /// Finds or creates what the configuration names, at 0; parallel to config.routes. Called by
    /// the loop whenever it takes over a snapshot; the result belongs beside that snapshot.
    [[nodiscard]] std::vector<RouteMetrics> publish(const config::Config& config);

    /// Find or create; the loop's thread only, not per request.
    [[nodiscard]] ListenerMetrics& listener(const std::string& name);
    [[nodiscard]] PoolMetrics& pool(const std::string& backend, Role role);
    [[nodiscard]] BackendRoleMetrics& backend(const std::string& route,
                                              const std::string& backend,
                                              Role role);
    [[nodiscard]] MirrorMetrics& mirror(const std::string& route, const std::string& mirror);

    /// An answer that the proxy made by itself, by its token in local_reply_reasons.
    void count_local_reply(std::string_view reason) noexcept;

private:
    friend struct Totals;  // reads everything for a scrape

    using BackendKey = std::tuple<std::string, std::string, Role>;  // route, backend, role
    using MirrorKey = std::pair<std::string, std::string>;          // route, mirror
    using PoolKey = std::pair<std::string, Role>;                   // backend, role

    MirrorAccounting* accounting_;
    mutable std::mutex mutex_;  // of the maps, not of what their entries count
    std::map<BackendKey, std::unique_ptr<BackendRoleMetrics>> backends_;
    std::map<MirrorKey, std::unique_ptr<MirrorMetrics>> mirrors_;
    std::map<std::string, std::unique_ptr<ListenerMetrics>> listeners_;
    std::map<PoolKey, std::unique_ptr<PoolMetrics>> pools_;
    std::array<Counter, local_reply_reasons.size()> local_replies_;
};

}  // namespace crossfade::observe
