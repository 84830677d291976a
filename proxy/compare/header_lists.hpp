// What is known about header fields before anybody configures anything: which are never compared,
// which change with every response, which hold a list whose order means nothing.
#pragma once

#include <string_view>

namespace crossfade::compare {

// Names are lower case in all of these.

/// How a field is compared.
enum class FieldClass {
    never,       // hop-by-hop, framing, content-encoding, status (the status line once more), and
                 // what this proxy adds by itself. Bodies are compared decoded; the coding alone
                 // is between each server and its clients.
    on_the_way,  // added by servers and proxies about this very response: dates, ids of requests
                 // and traces, timings, caches, which machine; neither value nor presence
    quota,       // what is left of a rate limit; the value is not compared, and neither is a field
                 // that only the shadow has, because it adds to a promise
    validator,   // etag, last-modified, expires: derived from bytes and clocks; only presence
    negotiated,  // describes the request's credential or what it accepts, which are not the same
                 // on both sides, or are compared elsewhere; only presence
    obsolete,    // no client acts on it any more; neither
    policy,      // asks browsers for restraint: may be added by the shadow, but for HTML; else as
                 // it is
    list,        // items in any order
    names,       // the same, and case means nothing
    more_names,  // the same, and the shadow may have more: vary, access-control-expose-headers
    directives,  // cache-control
    link,        // by rel (RFC 8288)
    url,         // location, content-location: hosts mapped, identifiers as aliases
    media_type,  // content-type
    cookie,      // set-cookie
    plain        // all others: as it is, but for aliases in it
};

[[nodiscard]] FieldClass class_of_field(std::string_view name) noexcept;

/// The value is a credential, which is never stored.
[[nodiscard]] bool is_credential(std::string_view name) noexcept;

/// The name that findings taken for none are shown with, behind "built-in "; empty for the classes
/// that never hide anything.
[[nodiscard]] std::string_view name_of(FieldClass field) noexcept;

/// The same with "built-in " in front, as Hidden::by has it.
[[nodiscard]] std::string_view hidden_by(FieldClass field) noexcept;

/// The names and patterns of one class, separated by ", ".
[[nodiscard]] std::string_view fields_of(FieldClass field) noexcept;

}  // namespace crossfade::compare
