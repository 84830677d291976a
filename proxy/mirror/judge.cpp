// One ring per loop, filled without a lock and emptied by threads that take turns.
#include "proxy/mirror/judge.hpp"

#include "proxy/mirror/judgement.hpp"
#include "proxy/mirror/known_verdict.hpp"

#include <boost/lockfree/spsc_queue.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace crossfade::mirror {
namespace {

using observe::Again;
using observe::NotAgain;
using observe::NotCompared;
using observe::ProbeOutcome;
using observe::ProbeSide;
using observe::RecheckResult;

constexpr int lowest_priority = 19;
constexpr auto poll_interval = std::chrono::milliseconds(10);

}  // namespace

// A mutex among the threads that take turns at a ring is none of the loops' business.
struct Judge::Queue {
    // With a repeat it is about that; else about one copy, or about all of them together.
    struct Job {
        static constexpr std::size_t together = SIZE_MAX;

        std::shared_ptr<Tee> tee;
        std::size_t copy = together;
        std::shared_ptr<Repeat> repeat;
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
        if (job.repeat) {
            judge_repeat(*job.repeat, sink);
        } else if (job.copy == Job::together) {
            judge_together(*job.tee, sink);
        } else {
            judge_copy(job.tee, job.copy, sink);
        }
        return true;
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
    auto& shared = *tee->copy(index).plan->metrics.accounting->shared;
    const auto known = known_verdict(*tee, tee->copy(index));
    if (known) shared.verdicts.count(name_of(known->verdict), known->reason);
    if (known && !queue_->sink) return;  // nobody is told of it one by one
    if (queue_->submit(loop, {tee, index, nullptr})) return;
    if (!known) shared.verdicts.count(NotCompared::queue);
    shared.unplaced.add();
}

void Judge::settle_together(std::size_t loop, const std::shared_ptr<Tee>& tee) {
    if (queue_->submit(loop, {tee, Queue::Job::together, nullptr})) return;
    for (std::size_t index = 0; index < tee->copy_count(); ++index) {
        const auto& plan = *tee->copy(index).plan;
        if (!plan.config->control) continue;
        plan.metrics.accounting->repeats->count_dropped(Again::control, NotAgain::queue);
    }
}

void Judge::repeated(std::size_t loop, const std::shared_ptr<Repeat>& repeat) {
    if (queue_->submit(loop, {repeat->tee, repeat->copy, repeat})) return;
    auto& counts = repeat->counts();
    if (repeat->what == Again::recheck) return counts.count(RecheckResult::failed);
    counts.count(ProbeSide::live, ProbeOutcome::not_compared);
    counts.count(ProbeSide::shadow, ProbeOutcome::not_compared);
}

}  // namespace crossfade::mirror
