// Moves one body from a reader to a writer; the only copy loop of the program, and it copies
// nothing.
#pragma once

#include "proxy/http/exchange.hpp"

namespace crossfade::http {

/// Sees every chunk on its way, as the mirror does. Must not wait and must not fail.
struct ChunkObserver {
    virtual void on_chunk(Bytes chunk, const net::Block& block) = 0;
    /// The body ended with these, of which there is at least one. Views of the reader.
    virtual void on_trailers(const FieldList& trailers) { static_cast<void>(trailers); }

protected:
    ~ChunkObserver() = default;
};

struct PumpResult {
    Failure reading = Failure::none;  // the sender of the body is to blame
    Error writing;                    // its receiver is
    std::uint64_t bytes = 0;
};

/// Ends when the body was finished, or at the first failure on either side. `observer` may be null.
[[nodiscard]] Awaitable<PumpResult> pump(BodyReader& from, BodyWriter& to, ChunkObserver* observer);

/// The same without a coroutine, as far as that goes: most bodies are here as a whole, and leave in
/// one go. False if pump_rest() has to do the rest.
[[nodiscard]] bool try_pump(BodyReader& from,
                            BodyWriter& to,
                            ChunkObserver* observer,
                            PumpResult& result);
[[nodiscard]] Awaitable<void> pump_rest(BodyReader& from,
                                        BodyWriter& to,
                                        ChunkObserver* observer,
                                        PumpResult& result);

}  // namespace crossfade::http
