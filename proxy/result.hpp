// The few words that every part of the proxy shares: bytes, awaitables, errors as values.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <string_view>

namespace crossfade {

namespace asio = boost::asio;

/// Borrowed bytes; whoever hands them out says how long they live.
using Bytes = std::string_view;

using Error = boost::system::error_code;

template <class T>
using Result = boost::system::result<T>;

template <class T>
using Awaitable = asio::awaitable<T>;

}  // namespace crossfade
