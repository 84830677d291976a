// Where a request came from, as the proxies in front say it: X-Forwarded-For, -Proto and -Host, and
// Forwarded (RFC 7239). Whom of them to believe is decided here, and what is said to the backend.
#pragma once

#include "proxy/http/head.hpp"
#include "routing/address_text.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace crossfade::http {

/// The other end of a connection: the socket's, or the one that a PROXY header named.
struct Peer {
    /// `trusted_proxies` must outlive the peer.
    Peer() = default;
    Peer(const routing::AddressBytes& its_address,
         std::span<const routing::Network> its_trusted_proxies) noexcept;

    routing::AddressBytes address{};
    routing::AddressText text;  // empty: not known
    std::span<const routing::Network> trusted_proxies;
    bool trusted = false;  // the address is one of them: it is believed about whom it forwards for
    std::string_view socket_address;  // where the connection comes from, whatever was said; as text
};

/// The fields that tell a backend where a request came from. What is empty is not sent.
struct ForwardedFields {
    std::string_view forwarded_for;    // X-Forwarded-For
    std::string_view forwarded_proto;  // X-Forwarded-Proto: "http" or "https"
    std::string_view forwarded_host;   // X-Forwarded-Host
    std::string_view forwarded;        // Forwarded
    // The request's other X-Forwarded-* go on as they are, and X-Real-IP if it names the client.
    bool believed = false;
};

/// Reused from request to request, so that only requests through trusted proxies ever allocate.
/// Not movable: its views point into itself, into the peer and into the request.
class Origin {
public:
    Origin() = default;
    Origin(const Origin&) = delete;
    Origin& operator=(const Origin&) = delete;

    /// How many entries of a field are looked at, from the right.
    static constexpr std::size_t most_entries = 64;

    /// The rules:
    /// - Of a peer that is not trusted nothing is believed: it is the client itself.
    /// - A trusted one names, in the last entry, whom it forwards for, and so on to the left for as
    ///   long as those named are trusted too. The client is the first who is not, or the last one
    ///   before an entry that names no address. What stands further left may be anybody's invention
    ///   and is not passed on.
    /// - Where a request has both fields X-Forwarded-For counts, and Forwarded goes on only if it
    ///   tells the same story: no two readers behind may come to different clients.
    void find(const Peer& peer, const RequestHead& request);

    /// The client's IP address.
    [[nodiscard]] std::string_view client_address() const noexcept { return client_address_; }
    [[nodiscard]] const ForwardedFields& fields() const noexcept { return fields_; }

private:
    class Chain;
    struct Elements;

    void believe(const Peer& peer, const RequestHead& request);
    void name_client(const Chain& chain);
    void name_target(const FieldList& received);
    void continue_forwarded(const Elements& elements, const Peer& peer, const RequestHead& request);

    std::string_view client_address_;
    ForwardedFields fields_;
    routing::AddressText client_text_;
    std::string forwarded_for_;
    std::string forwarded_;
};

/// Appends the fields to a request that is sent on; `received` is what came.
void add_forwarded_fields(const ForwardedFields& fields, const FieldList& received, FieldList& to);

}  // namespace crossfade::http
