// Where no RFC 9209 name fits, a word of our own in the same spirit.
#include "proxy/http/failure.hpp"

#include <array>

namespace crossfade::http {
namespace {

constexpr std::array<FailureEntry, static_cast<std::size_t>(Failure::count)> entries{{
    {200, "-", ""},
    {400, "http_request_error", "The request is malformed."},
    {400, "http_request_error", "The request body is malformed."},
    {431, "request_head_too_large", "The request head is too large."},
    {414, "request_target_too_long", "The request target is too long."},
    {413, "request_body_too_large", "The request body is too large."},
    {408, "client_timeout", "The request took too long to arrive."},
    {408, "client_timeout", "The request body took too long to arrive."},
    {405, "http_request_denied", "The method is not supported."},
    {417, "http_request_denied", "The expectation is not supported."},
    {505, "http_request_error", "The HTTP version is not supported."},
    {508, "proxy_loop_detected", "The request already passed through here."},
    {499, "client_left", "The client left."},
    {499, "client_write_timeout", "The client did not take the response in time."},
    {404, "destination_not_found", "No route matches the request."},
    {503, "destination_unavailable", "No endpoint is available."},
    {503, "connection_limit_reached", "Too many connections."},
    {503, "overload", "The backend is overloaded."},
    {503, "draining", "The proxy is shutting down."},
    {502, "dns_error", "The backend's name could not be resolved."},
    {502, "connection_refused", "The backend refused the connection."},
    {504, "connection_timeout", "The backend did not accept a connection in time."},
    {502, "connection_terminated", "The backend closed the connection without a response."},
    {502, "tls_certificate_error", "The backend could not be verified."},
    {502, "tls_alert_received", "The backend refused the secure connection."},
    {502, "tls_protocol_error", "The connection to the backend could not be secured."},
    {504, "http_response_timeout", "The backend did not respond in time."},
    {502, "http_protocol_error", "The backend's response is malformed."},
    {502, "http_response_header_section_size", "The backend's response head is too large."},
    {502, "http_response_incomplete", "The backend's response is incomplete."},
    {504, "connection_read_timeout", "The backend's response stalled."},
    {504, "route_timeout", "The request took too long."},
}};

}  // namespace

const FailureEntry& entry_of(Failure failure) noexcept {
    return entries[static_cast<std::size_t>(failure)];
}

std::string_view reason_phrase(int status) noexcept {
    switch (status) {
        case 200:
            return "OK";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        case 508:
            return "Loop Detected";
        default:
            return "";
    }
}

}  // namespace crossfade::http
