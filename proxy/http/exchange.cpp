// What takes two steps where every message passes, in one go for those who do it too seldom to care
// about a coroutine.
#include "proxy/http/exchange.hpp"

#include <boost/asio/error.hpp>

namespace crossfade::http {

Awaitable<Error> BodyWriter::flush() {
    Error error;
    if (!try_flush(error)) error = co_await rest();
    co_return error;
}

Awaitable<Error> BodyWriter::finish(const FieldList* trailers) {
    Error error;
    if (!try_finish(trailers, error)) error = co_await rest();
    co_return error;
}

Awaitable<Result<const ResponseHead*>> Call::response() {
    auto head = try_response();
    while (!head && head.error() == asio::error::would_block) {
        co_await arrival();
        head = try_response();
    }
    co_return head;
}

}  // namespace crossfade::http
