// One request asked once more of one side, on the mirror's connections and within its time limit.
#pragma once

#include "proxy/mirror/repeat.hpp"
#include "proxy/mirror/shadow_request.hpp"

namespace crossfade::mirror {

/// Lives on its event loop, at least as long as ask() runs. Not movable.
class Question {
public:
    /// `answer` is the repeat's own.
    Question(Repeat& repeat, SecondAnswer& answer, backend::BackendPool& backend);
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

    /// To be prepared first.
    ShadowRequest request;

    /// Fills in the answer; one that is not complete failed.
    [[nodiscard]] Awaitable<void> ask();

    /// Ends ask() soon.
    void cut(Error why);

private:
    class Limit final : public net::Deadline {
    public:
        Limit(net::DeadlineWheel& wheel, Question& owner) noexcept
            : Deadline(wheel), owner_(&owner) {}

    private:
        void expired() override;

        Question* owner_;
    };

    struct Attempt {
        http::Failure failure = http::Failure::none;
        bool stale = false;  // a pooled connection was closed by the peer just as it was used
    };

    [[nodiscard]] Awaitable<Attempt> attempt(bool fresh);
    [[nodiscard]] Awaitable<Error> send(http::Call& call);
    [[nodiscard]] Awaitable<http::Failure> receive(http::Call& call);
    [[nodiscard]] Awaitable<http::Failure> receive_body(http::Call& call);

    Repeat* repeat_;
    SecondAnswer* answer_;
    backend::BackendPool* backend_;
    Limit limit_;
    http::Call* call_ = nullptr;
    net::Clock::time_point until_;
    bool cut_ = false;
};

}  // namespace crossfade::mirror
