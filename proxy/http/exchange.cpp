// What a body's writer does in one go, for callers that send too seldom to care about a coroutine.
#include "proxy/http/exchange.hpp"

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

}  // namespace crossfade::http
