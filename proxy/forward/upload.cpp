// The forwarder's step (6) for a body that is still arriving: it streams beside the response, and
// ends with it.
#include "proxy/forward/attempt.hpp"
#include "proxy/forward/forwarder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

#include <exception>

namespace crossfade::forward {

using http::Failure;

// A body that is not here yet streams beside the response, which may come before its end.
void Forwarder::start_upload(Forwarding& forwarding, http::Call& call, http::BodyWriter& writer) {
    forwarding.upload.running = true;
    auto uploading = upload(forwarding, call, writer);
    asio::co_spawn(*mirrors_->loop.context,
                   std::move(uploading),
                   [&forwarding](const std::exception_ptr& failed) {
                       if (failed) std::rethrow_exception(failed);
                       forwarding.upload.running = false;
                       forwarding.upload.ended.notify();
                   });
}

Awaitable<void> Forwarder::upload(Forwarding& forwarding,
                                  http::Call& call,
                                  http::BodyWriter& writer) {
    auto& result = forwarding.upload.result;
    auto& body = forwarding.exchange->request_body();
    result.writing = co_await writer.flush();
    if (!result.writing) {
        auto* observer = forwarding.tee ? &forwarding.tee->request_body() : nullptr;
        result = co_await http::pump(body, writer, observer);
    }
    forwarding.bytes_in += result.bytes;
    if (result.reading != Failure::none) {
        call.abort(asio::error::operation_aborted);
    } else if (!result.writing) {
        forwarding.now = net::Clock::now();
        request_sent(forwarding, call);
        co_return;
    }
    if (forwarding.tee) forwarding.tee->request_failed(drop_reason_of(result.reading));
}

// The response is over, or there will be none: what is left of the body has no reader any more.
Awaitable<void> Forwarder::end_upload(Forwarding& forwarding, http::Call& call) {
    call.abort(asio::error::operation_aborted);
    forwarding.exchange->request_body().cancel();
    while (forwarding.upload.running) co_await forwarding.upload.ended.wait();
}

}  // namespace crossfade::forward
