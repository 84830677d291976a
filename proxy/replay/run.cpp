// One event loop on the calling thread; each of the callers takes the next record when it is done
// with one. The first connection is tried before anything is sent: a target that is down is said
// once, not per request.
#include "proxy/replay/run.hpp"

#include "proxy/observe/random.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace crossfade::replay {
namespace {

using http::Failure;

class Replay {
public:
    Replay(const Settings& settings, Policies& policies, const NextRecord& next)
        : settings_(&settings), policies_(&policies), next_(&next) {
        place_.target = settings.target;
        place_.timeout = settings.timeout;
    }

    Run run() {
        if (auto error = find_place(); !error.empty()) return {{}, std::move(error)};
        wheel_.start();
        start(begin());
        context_.run();
        if (problem_) std::rethrow_exception(problem_);
        return std::move(run_);
    }

private:
    std::string find_place();
    void start(Awaitable<void> work);
    Awaitable<void> begin();
    Awaitable<void> work(std::shared_ptr<Caller> caller);
    Awaitable<Exemplar> send(Caller& caller, const record::Record& record);

    const Settings* settings_;
    Policies* policies_;
    const NextRecord* next_;
    Place place_;
    Run run_;
    std::exception_ptr problem_;
    std::size_t under_way_ = 0;
    observe::Random random_;
    asio::io_context context_{1};
    net::DeadlineWheel wheel_{context_};
    net::BlockPool blocks_;
    backend::Loop loop_{&context_, &wheel_, &blocks_};
};

/// An error text, empty on success.
std::string Replay::find_place() {
    const auto& target = settings_->target;
    if (target.secure) {
        tls::Complaints complaints;
        place_.tls = tls::ClientContext::make(settings_->tls, complaints);
        if (!place_.tls) return complaints.problems.front();
    }
    asio::ip::tcp::resolver resolver(context_);
    Error error;
    const auto found = resolver.resolve(target.host, std::to_string(target.port), error);
    if (error) return "there is no address for " + target.host + ": " + error.message();
    for (const auto& entry : found) place_.addresses.push_back(entry.endpoint());
    return {};
}

void Replay::start(Awaitable<void> work) {
    ++under_way_;
    asio::co_spawn(context_, std::move(work), [this](const std::exception_ptr& problem) {
        if (problem) problem_ = problem;
        if (--under_way_ == 0) wheel_.stop();
    });
}

Awaitable<void> Replay::begin() {
    auto caller = std::make_shared<Caller>(loop_, place_);
    const auto failure = co_await caller->open();
    if (failure != Failure::none) {
        run_.error = authority_of(place_.target) + ": " + in_words(failure);
        co_return;
    }
    start(work(std::move(caller)));
    for (std::size_t more = 1; more < settings_->concurrency; ++more) {
        start(work(std::make_shared<Caller>(loop_, place_)));
    }
}

Awaitable<void> Replay::work(std::shared_ptr<Caller> caller) {
    while (auto record = (*next_)()) {
        const auto place = run_.exemplars.size();
        run_.exemplars.push_back(exemplar_of(*record));
        auto exemplar = co_await send(*caller, *record);
        run_.exemplars[place] = std::move(exemplar);
    }
}

Awaitable<Exemplar> Replay::send(Caller& caller, const record::Record& record) {
    auto exemplar = exemplar_of(record);
    const auto found = policies_->find(record.pair.route, record.pair.mirror);
    if (!found.policy) {
        exemplar.why = found.why;
        co_return exemplar;
    }
    Request request;
    exemplar.why = request.prepare(
        *found.policy, record.pair.request, settings_->target, settings_->fields, blocks_, random_);
    if (!exemplar.why.empty()) co_return exemplar;
    const auto limit = found.policy->mirror->limits.response_body;
    auto answer = co_await caller.ask(request, limit);
    judge(exemplar, record, std::move(answer), *found.policy, settings_->key, settings_->focus);
    co_return exemplar;
}

}  // namespace

Run replay(const Settings& settings, Policies& policies, const NextRecord& next) {
    return Replay(settings, policies, next).run();
}

}  // namespace crossfade::replay
