// The record of one live request that is mirrored: its head and body, the live response, and per
// mirror a copy with the shadow's response. The live path only ever writes into it.
#pragma once

#include "proxy/http/pump.hpp"
#include "proxy/mirror/capture.hpp"
#include "proxy/mirror/head_copy.hpp"
#include "proxy/mirror/plan.hpp"
#include "proxy/mirror/tee_pool.hpp"
#include "proxy/observe/random.hpp"
#include "routing/request.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace crossfade::mirror {

class Judge;
class ShadowCallers;

/// What the mirrors of one event loop share; outlives them.
struct Mirrors {
    backend::Loop loop;
    observe::Random* random = nullptr;
    Judge* judge = nullptr;
    std::size_t loop_index = 0;
    net::Link calls;        // the shadow calls under way, to be cut off at the end of a drain
    net::Link repeats;      // what is being asked again, or waits for it; ends as a drain begins
    bool draining = false;  // nothing is asked again any more
    TeePool tees;
    std::shared_ptr<ShadowCallers> callers;  // there is none before the first call
};

/// How a side of the pair ended.
struct Outcome {
    /// `fallback`: the client was served by another backend than the one that is compared.
    enum class Kind { pending, complete, failed, client_left, upgraded, fallback };

    Kind kind = Kind::pending;
    http::Failure failure = http::Failure::none;  // of kind failed
};

/// One mirror's copy; used again by other requests, from begin() to end().
struct Copy {
    Copy() = default;
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    void begin(const MirrorPlan& mirror_plan, std::size_t backend);
    /// Gives its budgets back, and what it keeps.
    void end() noexcept;

    /// False once the mirror's memory is used up.
    [[nodiscard]] bool charge(std::size_t bytes);
    /// No longer counts as in flight.
    void leave() noexcept;

    const MirrorPlan* plan = nullptr;
    std::size_t live_backend = 0;  // split index of the backend that serves live
    bool entered = false;          // counts as in flight
    bool mirrored = false;         // was sent; exactly one verdict must follow
    bool over_memory = false;
    std::size_t charged = 0;
    ResponseCopy head;
    Capture body{0};
    Outcome shadow;
    net::Clock::time_point sent;               // when the last byte of the request was
    std::chrono::microseconds shadow_time{0};  // from then to the response's end
};

/// What is known of a live request by the time that it may be copied; nothing of it is kept.
struct LiveRequest {
    const http::RequestHead* head = nullptr;
    const http::ForwardedFields* forwarded = nullptr;
    std::size_t backend = 0;  // split index of the one that serves it
    routing::Bucket sample = 0;
    std::string_view user;
    std::string_view request_id;
    net::Clock::time_point arrived;  // about
};

/// One is used for one request after another; the last who holds it gives it back to its pool.
class Tee {
public:
    /// Decides for each mirror of the route; null if none of them copies this request. `plan` keeps
    /// the mirrors' plans alive. What is not copied costs no memory and no look at the clock.
    [[nodiscard]] static std::shared_ptr<Tee> decide(Mirrors& mirrors,
                                                     const std::shared_ptr<const void>& plan,
                                                     const std::vector<MirrorPlan>& plans,
                                                     const LiveRequest& live);

    explicit Tee(Mirrors& mirrors) noexcept;
    Tee(const Tee&) = delete;
    Tee& operator=(const Tee&) = delete;

    /// Where the bodies of the live exchange are to be shown.
    [[nodiscard]] http::ChunkObserver& request_body() noexcept { return request_chunks_; }
    [[nodiscard]] http::ChunkObserver& response_body() noexcept { return response_chunks_; }

    /// The request is here as a whole: the copies are sent. `self` keeps the record alive.
    static void request_complete(const std::shared_ptr<Tee>& self);
    /// The request will never be complete: what was not sent is dropped for this reason.
    void request_failed(observe::DropReason reason);
    /// Another backend than the chosen one gets the request. No copy goes to the same one, unless
    /// that may be sent twice.
    void fell_back(std::string_view backend);

    void live_head(const http::ResponseHead& head);
    /// The live side ended. The client may be gone long before.
    static void live_ended(const std::shared_ptr<Tee>& self, Outcome outcome);
    static void shadow_ended(const std::shared_ptr<Tee>& self,
                             Copy& copy,
                             Outcome outcome,
                             net::Clock::time_point now);

    [[nodiscard]] std::size_t copy_count() const noexcept { return copy_count_; }
    [[nodiscard]] const Copy& copy(std::size_t index) const noexcept { return *copies_[index]; }
    [[nodiscard]] const RequestCopy& request() const noexcept { return request_; }
    [[nodiscard]] const Capture& captured_request() const noexcept { return request_capture_; }
    [[nodiscard]] const Capture& live_body() const noexcept { return live_capture_; }
    [[nodiscard]] const ResponseCopy& live_response() const noexcept { return live_head_; }
    [[nodiscard]] const Outcome& live() const noexcept { return live_; }
    [[nodiscard]] std::chrono::system_clock::time_point time() const noexcept { return time_; }
    [[nodiscard]] Mirrors& mirrors() const noexcept { return *mirrors_; }

    /// From the end of the request to the last of the live response that the backend sent; 0 if
    /// there was none, or the response came first.
    [[nodiscard]] std::chrono::microseconds live_time() const noexcept;
    /// When it was here as a whole.
    [[nodiscard]] net::Clock::time_point requested() const noexcept { return requested_; }

    Tee* next_unused = nullptr;  // the pool's

private:
    struct GiveBack {
        void operator()(Tee* tee) const noexcept;
    };
    struct RequestChunks final : http::ChunkObserver {
        explicit RequestChunks(Tee& owner) noexcept : tee(&owner) {}
        void on_chunk(Bytes chunk, const net::Block& block) override;
        Tee* tee;
    };
    struct ResponseChunks final : http::ChunkObserver {
        explicit ResponseChunks(Tee& owner) noexcept : tee(&owner) {}
        void on_chunk(Bytes chunk, const net::Block& block) override;
        void on_trailers(const http::FieldList& trailers) override;
        Tee* tee;
    };

    [[nodiscard]] static std::shared_ptr<Tee> unused(Mirrors& mirrors);
    void begin(const std::shared_ptr<const void>& plan, const LiveRequest& live);
    void end() noexcept;
    [[nodiscard]] std::span<const std::unique_ptr<Copy>> copies() const noexcept {
        return {copies_.data(), copy_count_};
    }
    void add_copy(const MirrorPlan& plan, std::size_t live_backend);
    void charge_all(std::size_t bytes);
    static void drop(Copy& copy, observe::DropReason reason);
    static void settle(const std::shared_ptr<Tee>& self, std::size_t index);
    static void settle_together(const std::shared_ptr<Tee>& self);

    Mirrors* mirrors_;
    std::shared_ptr<const void> plan_;
    std::chrono::system_clock::time_point time_;
    RequestCopy request_;
    Capture request_capture_{0};
    Capture live_capture_{0};
    ResponseCopy live_head_;
    Outcome live_;
    bool request_done_ = false;
    bool compared_ = false;                      // with the copy of a mirror at least
    net::Clock::time_point requested_;           // when it was
    net::Clock::time_point answered_;            // when the last of the live response came
    std::vector<std::unique_ptr<Copy>> copies_;  // beyond the count for other requests
    std::size_t copy_count_ = 0;
    RequestChunks request_chunks_;
    ResponseChunks response_chunks_;
};

}  // namespace crossfade::mirror
