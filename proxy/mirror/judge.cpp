// Reasons are translated here from what failed on either side into the lists of the metrics.
#include "proxy/mirror/judge.hpp"

#include <boost/lockfree/spsc_queue.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace crossfade::mirror {
namespace {

using http::Failure;
using observe::LiveError;
using observe::MirrorVerdicts;
using observe::NotCompared;
using observe::ShadowError;
using Kind = Outcome::Kind;

constexpr int lowest_priority = 19;
constexpr auto poll_interval = std::chrono::milliseconds(10);

ShadowError shadow_error_of(Failure failure) noexcept {
    switch (failure) {
        case Failure::name_not_resolved:
        case Failure::no_endpoint:
        case Failure::connection_refused:
            return ShadowError::connection_refused;
        case Failure::connection_timeout:
            return ShadowError::connection_timeout;
        case Failure::connection_terminated:
        case Failure::response_body_incomplete:
            return ShadowError::connection_terminated;
        case Failure::tls_certificate_error:
        case Failure::tls_alert_received:
        case Failure::tls_protocol_error:
            return ShadowError::tls_error;
        case Failure::response_timeout:
        case Failure::response_body_timeout:
            return ShadowError::response_timeout;
        case Failure::response_malformed:
        case Failure::response_head_too_large:
            return ShadowError::protocol_error;
        default:
            return ShadowError::other;
    }
}

LiveError live_error_of(Failure failure) noexcept {
    switch (failure) {
        case Failure::name_not_resolved:
        case Failure::no_endpoint:
        case Failure::connection_refused:
        case Failure::connection_terminated:
        case Failure::response_body_incomplete:
        case Failure::tls_certificate_error:
        case Failure::tls_alert_received:
        case Failure::tls_protocol_error:
            return LiveError::connection_failed;
        case Failure::connection_timeout:
        case Failure::response_timeout:
        case Failure::response_body_timeout:
        case Failure::exchange_timeout:
            return LiveError::timeout;
        case Failure::response_malformed:
        case Failure::response_head_too_large:
            return LiveError::protocol_error;
        default:
            return LiveError::other;
    }
}

// A status of 500 or above is a failure of that side as much as a broken connection is.
bool failed(const Outcome& outcome, int status) noexcept {
    return outcome.kind == Kind::failed || outcome.kind == Kind::fallback ||
           (outcome.kind == Kind::complete && status >= 500);
}

// Counts what can be told without comparing; false if the pair has to be compared.
bool judged_at_once(const Tee& tee, const Copy& copy) noexcept {
    auto& verdicts = *copy.plan->metrics.accounting->verdicts;
    const auto& live = tee.live();
    const auto& shadow = copy.shadow;
    if (live.kind == Kind::client_left) {
        verdicts.count(NotCompared::client_left);
    } else if (live.kind == Kind::upgraded) {
        verdicts.count(NotCompared::upgraded);
    } else if (failed(live, tee.live_response().status()) && failed(shadow, copy.head.status())) {
        verdicts.count_both_failed();
    } else if (live.kind == Kind::fallback) {
        verdicts.count(LiveError::fallback);
    } else if (live.kind == Kind::failed) {
        verdicts.count(live_error_of(live.failure));
    } else if (shadow.kind == Kind::failed) {
        verdicts.count(shadow_error_of(shadow.failure));
    } else if (!copy.plan->rules) {
        verdicts.count(NotCompared::compare_off);
    } else if (copy.over_memory) {
        verdicts.count(NotCompared::budget);
    } else {
        return false;
    }
    return true;
}

}  // namespace

// One ring per loop, filled without a lock. Threads take turns at a ring; a mutex among them is
// none of the loops' business.
struct Judge::Queue {
    struct Job {
        std::shared_ptr<Tee> tee;
        std::size_t copy = 0;
    };
    struct Ring {
        explicit Ring(std::size_t capacity) : jobs(capacity) {}
        boost::lockfree::spsc_queue<Job> jobs;
        std::mutex taking;
    };

    Queue(const config::Comparison& settings,
          std::size_t loops,
          observe::ProcessMetrics& process,
          store::Sink* its_sink)
        : capacity(settings.queue), metrics(&process), sink(its_sink) {
        for (std::size_t loop = 0; loop < loops; ++loop) {
            rings.push_back(std::make_unique<Ring>(settings.queue));
        }
        for (std::size_t index = 0; index < settings.threads; ++index) {
            threads.emplace_back([this] { work(); });
        }
    }
    ~Queue() {
        stopping.store(true);
        wake.notify_all();
        for (auto& thread : threads) thread.join();
    }
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;

    bool submit(std::size_t loop, const Job& job) {
        auto& ring = *rings[loop];
        if (!ring.jobs.push(job)) return false;
        metrics->compare_queue_length.add(1);
        // Waking costs a system call, so it is left to the poll until a burst makes it worth one.
        if (ring.jobs.write_available() == capacity / 2) wake.notify_one();
        return true;
    }

    void work() {
        // On Linux the priority is the calling thread's own.
        static_cast<void>(::setpriority(PRIO_PROCESS, 0, lowest_priority));
        while (true) {
            const bool last = stopping.load();
            bool any = false;
            for (auto& ring : rings) any = drain(*ring) || any;
            if (last && !any) return;
            if (any) continue;
            std::unique_lock lock(sleeping);
            wake.wait_for(lock, poll_interval);
        }
    }

    bool drain(Ring& ring) {
        Job job;
        {
            const std::lock_guard lock(ring.taking);
            if (!ring.jobs.pop(job)) return false;
        }
        metrics->compare_queue_length.add(-1);
        judge(*job.tee, job.tee->copy(job.copy));
        return true;
    }

    void judge(const Tee& tee, const Copy& copy) const {
        auto pair = tee.pair(copy);
        auto result = compare::compare(pair, *copy.plan->rules);
        copy.plan->metrics.accounting->verdicts->count(compare::name_of(result.verdict),
                                                       result.reason);
        if (result.verdict == compare::Verdict::mismatch && sink) {
            static_cast<void>(sink->submit(std::move(pair), std::move(result), copy.plan->rules));
        }
    }

    std::size_t capacity;
    observe::ProcessMetrics* metrics;
    store::Sink* sink;
    std::vector<std::unique_ptr<Ring>> rings;
    std::vector<std::thread> threads;
    std::mutex sleeping;
    std::condition_variable wake;
    std::atomic<bool> stopping{false};
};

Judge::Judge(const config::Comparison& settings,
             std::size_t loops,
             observe::ProcessMetrics& metrics,
             store::Sink* sink)
    : queue_(std::make_unique<Queue>(settings, loops, metrics, sink)) {}

Judge::~Judge() = default;

void Judge::settle(std::size_t loop, const std::shared_ptr<Tee>& tee, std::size_t index) {
    const auto& copy = tee->copy(index);
    if (judged_at_once(*tee, copy)) return;
    if (queue_->submit(loop, {tee, index})) return;
    copy.plan->metrics.accounting->verdicts->count(NotCompared::queue);
}

}  // namespace crossfade::mirror
