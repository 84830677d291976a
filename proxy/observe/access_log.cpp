// The thread behind the access log: polls the rings, formats, writes in batches.
#include "proxy/observe/access_log.hpp"

#include "proxy/observe/log_file.hpp"

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <pthread.h>
#include <string>
#include <thread>
#include <vector>

namespace crossfade::observe {
namespace {

constexpr std::chrono::milliseconds poll_interval{50};
constexpr std::size_t batch_bytes = 65'536;
constexpr std::size_t longest_line = 16'384;  // 1,300 bytes at six characters each, and names

// A signal handler of the process, or SIGPIPE, is no business of this thread.
void block_signals() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

struct AccessLog::Writer final : Waker {
    Writer(const config::AccessLog& settings, std::size_t loops, std::size_t capacity)
        : file(settings.path) {
        batch.reserve(batch_bytes + longest_line);
        for (std::size_t i = 0; i < loops; ++i) {
            rings.push_back(std::make_unique<AccessRing>(capacity, *this));
        }
        thread = std::thread([this] { run(); });
    }

    ~Writer() override {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        changed.notify_one();
        thread.join();
    }

    // Without the mutex, so that a loop never waits; a wake-up that falls between the thread's look
    // and its sleep costs one poll interval.
    void wake() noexcept override {
        woken.store(true, std::memory_order_relaxed);
        changed.notify_one();
    }

    void run() {
        block_signals();
        bool last_round = false;
        while (!last_round) {
            last_round = wait();
            if (reopening.exchange(false)) lost.add(file.reopen());
            given_up = false;
            for (const auto& ring : rings) drain(*ring, last_round);
            flush();
        }
    }

    // True once the log is to stop.
    bool wait() {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, poll_interval, [this] { return stopping || woken.load(); });
        woken.store(false, std::memory_order_relaxed);
        return stopping;
    }

    void drain(AccessRing& ring, bool last_round) {
        while (const AccessRecord* record = ring.front()) {
            if (given_up) {
                // Not worth waiting for again now: what does not fit the ring is counted there, and
                // at the end here.
                if (!last_round) return;
                lost.add();
            } else {
                append_json(batch, *record);
                batch += '\n';
            }
            ring.pop();
            if (batch.size() >= batch_bytes) flush();
        }
    }

    void flush() {
        if (batch.empty()) return;
        const auto lines = file.write(batch);
        lost.add(lines);
        given_up = lines > 0;
        batch.clear();
    }

    LogFile file;
    std::vector<std::unique_ptr<AccessRing>> rings;
    std::string batch;
    bool given_up = false;
    Counter lost;  // written by this thread
    std::atomic<bool> woken{false};
    std::atomic<bool> reopening{false};
    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;  // under mutex
    std::thread thread;
};

AccessLog::AccessLog(const config::AccessLog& settings,
                     std::size_t loops,
                     std::size_t ring_capacity)
    : writer_(std::make_unique<Writer>(settings, loops, ring_capacity)) {}
AccessLog::~AccessLog() = default;

AccessRing& AccessLog::ring(std::size_t loop) noexcept { return *writer_->rings[loop]; }

void AccessLog::reopen() noexcept {
    writer_->reopening.store(true);
    writer_->wake();
}

std::uint64_t AccessLog::dropped() const noexcept {
    std::uint64_t sum = writer_->lost.value();
    for (const auto& ring : writer_->rings) sum += ring->dropped();
    return sum;
}

}  // namespace crossfade::observe
