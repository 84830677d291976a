// A request sent to a shadow and what comes back: its own pool, time limit and budgets. Nothing of
// the live exchange waits for it.
#pragma once

#include "proxy/mirror/shadow_request.hpp"
#include "proxy/mirror/tee.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace crossfade::mirror {

/// Limits a whole call. Stands among the loop's calls from begin() to end(), so that a drain can
/// cut it off.
class CallLimit final : public net::Link {
public:
    explicit CallLimit(net::DeadlineWheel& wheel) noexcept : deadline_(wheel, *this) {}
    ~CallLimit() { remove(); }

    void begin(Mirrors& mirrors, net::Clock::time_point at) noexcept {
        cut_ = false;
        insert_before(mirrors.calls);
        deadline_.set(at);
    }
    void end() noexcept {
        deadline_.clear();
        remove();
    }

    void watch(http::Call* call) noexcept { call_ = call; }
    void cut(Error why) {
        cut_ = true;
        if (call_) call_->abort(why);
    }
    [[nodiscard]] bool was_cut() const noexcept { return cut_; }

private:
    class LimitDeadline final : public net::Deadline {
    public:
        LimitDeadline(net::DeadlineWheel& wheel, CallLimit& owner) noexcept
            : Deadline(wheel), owner_(&owner) {}

    private:
        void expired() override;

        CallLimit* owner_;
    };

    LimitDeadline deadline_;
    http::Call* call_ = nullptr;
    bool cut_ = false;
};

/// For one copy after the other, in the same memory. On its event loop.
class ShadowExchange {
public:
    explicit ShadowExchange(net::DeadlineWheel& wheel) : limit_(wheel) {}
    ShadowExchange(const ShadowExchange&) = delete;
    ShadowExchange& operator=(const ShadowExchange&) = delete;

    /// Nothing if the request may be sent, else why the copy has to be dropped.
    [[nodiscard]] std::optional<observe::DropReason> prepare(const std::shared_ptr<Tee>& tee,
                                                             Copy& copy);
    /// The time begins; attempt() must follow.
    void begin();
    /// True if the pooled connection had been closed by the peer just as it was used, and another
    /// attempt must follow, with a `fresh` one. Else it ended in Tee::shadow_ended().
    [[nodiscard]] Awaitable<bool> attempt(bool fresh);

private:
    [[nodiscard]] backend::Wanted wanted(bool fresh) const noexcept;
    [[nodiscard]] bool was_stale(const backend::Lease& lease, http::Failure failure) const;
    [[nodiscard]] Awaitable<Error> send_body(http::BodyWriter& writer);
    [[nodiscard]] std::optional<http::Failure> take_head(
        http::Call& call, const Result<const http::ResponseHead*>& head);
    [[nodiscard]] bool take_what_is_here(http::BodyReader& body);
    [[nodiscard]] Awaitable<void> receive_rest(http::BodyReader& body);
    [[nodiscard]] bool different_for_sure() const noexcept;
    [[nodiscard]] bool keep(Bytes chunk, const net::Block& block);
    void keep_trailers(const http::FieldList& trailers);
    [[nodiscard]] std::optional<Breaker::Ended> said_of_shadow(
        http::Failure failure) const noexcept;
    void finish(http::Failure failure);

    std::shared_ptr<Tee> tee_;
    Copy* copy_ = nullptr;
    backend::BackendPool* backend_ = nullptr;
    CallLimit limit_;
    ShadowRequest request_;
    std::vector<Bytes> pieces_;   // of its body
    std::uint64_t declared_ = 0;  // length of the response's body, if it says so
    bool bulk_ = false;           // is received in large blocks
    Breaker::Ended ended_ = Breaker::Ended::answered;  // unless it failed
};

}  // namespace crossfade::mirror
