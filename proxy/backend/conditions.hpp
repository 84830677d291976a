// Whether what became of an attempt is what a configuration calls a failure.
#pragma once

#include "config/config.hpp"
#include "proxy/http/failure.hpp"

namespace crossfade::backend {

/// True if the endpoint could not be reached: no connection, or one that ended before the first
/// byte of a response (`answered` tells).
[[nodiscard]] bool unreachable(http::Failure failure, bool answered) noexcept;

/// `status` is that of the response if there was one. A failure stands for the status that the
/// client would get for it.
[[nodiscard]] bool meets(const config::FailureConditions& conditions,
                         http::Failure failure,
                         int status,
                         bool answered) noexcept;

/// False for what is not the backend's doing: the client's, and our own limits.
[[nodiscard]] bool backends_fault(http::Failure failure) noexcept;

}  // namespace crossfade::backend
