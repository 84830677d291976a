// What a run has taught about one mirror: which live identifier stands for which shadow one, and
// which fields vary by themselves. It lets pairs match whose two sides only name the same things
// differently, and finds the pair in which a name stands for something else.
#pragma once

#include <memory>

namespace crossfade::compare {

/// Of one route and mirror; lives as long as the process, over reloads. Any thread: locks inside,
/// off the event loops. Bounded.
class Knowledge {
public:
    Knowledge();
    ~Knowledge();
    Knowledge(const Knowledge&) = delete;
    Knowledge& operator=(const Knowledge&) = delete;

    struct Learned;
    [[nodiscard]] Learned& learned() noexcept { return *learned_; }

private:
    std::unique_ptr<Learned> learned_;
};

}  // namespace crossfade::compare
