// Pieces point into shared blocks or into one string of copies; XXH3 reads on beyond the limit.
#include "proxy/mirror/capture.hpp"

#include <algorithm>
#include <xxhash.h>

namespace crossfade::mirror {

struct Capture::Hash {
    Hash() : state(XXH3_createState()) { XXH3_64bits_reset(state); }
    ~Hash() { XXH3_freeState(state); }
    Hash(const Hash&) = delete;
    Hash& operator=(const Hash&) = delete;

    void add(Bytes bytes) const { XXH3_64bits_update(state, bytes.data(), bytes.size()); }

    XXH3_state_t* state;
};

Capture::Capture(std::size_t limit) : limit_(limit) {}
Capture::~Capture() = default;
Capture::Capture(Capture&&) noexcept = default;
Capture& Capture::operator=(Capture&&) noexcept = default;

void Capture::begin(std::size_t limit) noexcept {
    limit_ = limit;
    size_ = kept_ = 0;
    forgotten_ = false;
    pieces_.clear();
    if (copies_.capacity() > copied_below) release_copies();
    copies_.clear();
    hash_.reset();
}

std::size_t Capture::append(Bytes chunk, const net::Block& block) {
    const auto kept = chunk.substr(0, std::min(chunk.size(), limit_ - kept_));
    const auto beyond = chunk.substr(kept.size());
    const auto cost = kept.empty() ? 0 : keep(kept, block);
    size_ += chunk.size();
    if (beyond.empty() || forgotten_) return cost;
    if (!hash_) {
        hash_ = std::make_unique<Hash>();
        for_each([this](Bytes bytes) { hash_->add(bytes); });
    }
    hash_->add(beyond);
    return cost;
}

std::size_t Capture::keep(Bytes chunk, const net::Block& block) {
    kept_ += chunk.size();
    if (chunk.size() < copied_below) {
        const bool continues = !pieces_.empty() && !pieces_.back().block;
        if (continues) {
            pieces_.back().size += chunk.size();
        } else {
            pieces_.push_back({{}, nullptr, copies_.size(), chunk.size()});
        }
        copies_.append(chunk);
        return chunk.size();
    }
    const bool same_block = !pieces_.empty() && pieces_.back().block.data() == block.data();
    pieces_.push_back({block, chunk.data(), 0, chunk.size()});
    return same_block ? 0 : block.size();
}

// Assigning an empty one would keep the memory.
void Capture::release_copies() noexcept { std::string().swap(copies_); }

void Capture::forget() noexcept {
    forgotten_ = true;
    limit_ = kept_ = 0;
    pieces_ = {};
    release_copies();
}

std::uint64_t Capture::hash() const noexcept {
    if (hash_) return XXH3_64bits_digest(hash_->state);
    const auto whole = text();
    return XXH3_64bits(whole.data(), whole.size());
}

std::string Capture::text() const {
    std::string whole;
    whole.reserve(kept_);
    for_each([&whole](Bytes bytes) { whole.append(bytes); });
    return whole;
}

}  // namespace crossfade::mirror
