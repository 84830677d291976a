// What is inside Knowledge: aliases, where both sides share their identifiers, and which fields
// vary between live responses of one request. All of it bounded, all of it hashes.
#pragma once

#include "proxy/compare/aliases.hpp"
#include "proxy/compare/knowledge.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/text/identifier.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace crossfade::compare {

/// Any thread; each call locks for a few look-ups.
struct Knowledge::Learned {
public:
    /// Of a pair whose evidence is about to come; the same pair counts once.
    [[nodiscard]] std::uint64_t next_pair() noexcept { return pairs_.fetch_add(1) + 1; }

    [[nodiscard]] Aliases::Standing standing(const text::Claim& claim) const;
    /// One of two random texts was also seen on the other side, under another name: a mirror's two
    /// sides then have the same ones, and these stand for two things.
    [[nodiscard]] bool crosses(const text::Claim& claim) const;
    /// As in Aliases.
    void teach(const text::Claim& claim, std::uint64_t pair, bool made = false);
    [[nodiscard]] bool is_firm(const text::Claim& claim) const;

    /// At `place` (a hash of where a field stands, or of what it identifies; place.hpp) both sides
    /// had the same identifier, or two.
    void note_place(std::uint64_t place, bool same);
    /// Both sides use the same identifiers there: another one is no alias but another thing.
    [[nodiscard]] bool shared_at(std::uint64_t place) const;

    /// Bodies that were equal byte for byte and hold identifiers; and bodies in which aliases were.
    void note_endpoint(const RecordedRequest& request, bool same, std::uint32_t times = 1) noexcept;
    [[nodiscard]] bool shared_at(const RecordedRequest& request) const noexcept;
    /// Of bodies that were not read because they are the same, the first ones of an endpoint are
    /// looked into, and few of the later ones: for how many this one stands, 0 if it is none of
    /// these.
    [[nodiscard]] std::uint32_t sampled(const RecordedRequest& request) noexcept;
    /// Counts one that is none of these; false, and not counted, if the next one is.
    [[nodiscard]] bool passes_over(std::string_view method, std::string_view path) noexcept;

    /// Notes the live text of a field of this very request; true if it has been another one from
    /// response to response at least every second time of late.
    [[nodiscard]] bool varies(const RecordedRequest& request,
                              std::string_view path,
                              std::string_view live);

private:
    struct Counts {
        std::uint32_t same = 0;
        std::uint32_t other = 0;
    };
    struct AtomicCounts {
        std::atomic<std::uint32_t> same{0};
        std::atomic<std::uint32_t> other{0};
        std::atomic<std::uint32_t> unread{0};
    };
    struct Last {
        std::uint64_t text = 0;
        std::uint8_t steps = 0;    // from one response to the next; the older ones count half
        std::uint8_t changes = 0;  // of the text, in these
    };
    static constexpr std::size_t most_places = 20'000;
    static constexpr std::size_t most_fields = 50'000;

    std::atomic<std::uint64_t> pairs_{0};
    std::array<AtomicCounts, 1024> endpoints_;  // by hash; a collision makes for caution only

    mutable std::mutex mutex_;  // guards what follows
    Aliases aliases_;
    std::unordered_map<std::uint64_t, Counts> places_;
    std::unordered_map<std::uint64_t, Last> fields_;
};

/// What stands for all requests that differ only in identifiers and query.
[[nodiscard]] std::uint64_t endpoint_of(std::string_view method, std::string_view path) noexcept;
[[nodiscard]] inline std::uint64_t endpoint_of(const RecordedRequest& request) noexcept {
    return endpoint_of(request.method, request.path);
}

}  // namespace crossfade::compare
