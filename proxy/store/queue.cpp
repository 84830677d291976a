// See queue.hpp.
#include "proxy/store/queue.hpp"

#include "proxy/store/accounting.hpp"

#include <utility>

namespace crossfade::store {
namespace {

std::size_t size_of(const compare::Pair& pair) noexcept {
    return pair.request.body.size() + pair.live.body.size() + pair.shadow.body.size();
}

}  // namespace

bool Queue::push(Submission submission) {
    const std::size_t size = size_of(submission.pair);
    const std::lock_guard lock(mutex_);
    const bool first = waiting_.submissions.empty();
    // One record over all bounds is still better than none.
    const bool full = waiting_.submissions.size() >= capacity_ ||
                      (!first && bytes_ + writing_ + size > max_bytes);
    if (full || closed_) {
        const auto& pair = submission.pair;
        if (submission.result.verdict != compare::Verdict::mismatch) return false;
        ++waiting_.counts[{pair.route, pair.mirror, std::string(record_lost), "queue"}];
        return false;
    }
    bytes_ += size;
    waiting_.submissions.push_back(std::move(submission));
    if (first || pressing()) changed_.notify_one();
    return true;
}

void Queue::count(CountKey key, std::uint64_t count) {
    if (count == 0) return;
    const std::lock_guard lock(mutex_);
    waiting_.counts[std::move(key)] += count;
    changed_.notify_one();
}

bool Queue::pressing() const noexcept {
    return closed_ || flushes_ > 0 || waiting_.submissions.size() * 2 >= capacity_ ||
           bytes_ * 2 >= max_bytes;
}

Queue::Batch Queue::take(std::chrono::milliseconds patience, std::chrono::milliseconds gather) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [&] { return pressing() || !waiting_.empty(); });
    if (!waiting_.empty()) changed_.wait_for(lock, gather, [&] { return pressing(); });
    Batch batch = std::exchange(waiting_, {});
    writing_ = std::exchange(bytes_, 0);
    batch.number = ++taken_;
    batch.awaited = flushes_ > 0;
    batch.last = closed_;
    return batch;
}

void Queue::done(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    done_ = number;
    writing_ = 0;
    settled_.notify_all();
}

void Queue::flush() {
    std::unique_lock lock(mutex_);
    // The batch after the one that may be under way holds all that waits now.
    const std::uint64_t wanted = taken_ + 1;
    ++flushes_;
    changed_.notify_one();
    settled_.wait(lock, [&] { return done_ >= wanted || closed_; });
    --flushes_;
}

void Queue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
    settled_.notify_all();
}

}  // namespace crossfade::store
