// Both fields are read from the right, where the nearest proxy wrote: everything that a client can
// choose stands to the left of what proxies added.
#include "proxy/http/forwarded.hpp"

#include "proxy/http/forwarded_element.hpp"
#include "proxy/http/target.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace crossfade::http {
namespace {

using routing::AddressBytes;

bool contains(std::span<const routing::Network> networks, const AddressBytes& address) noexcept {
    return std::any_of(networks.begin(), networks.end(), [&](const routing::Network& network) {
        return network.contains(address);
    });
}

std::string_view trimmed(std::string_view text) noexcept {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// The value of a field that may occur once only.
std::optional<std::string_view> single(const FieldList& fields, FieldName id) noexcept {
    return fields.repeats(id) ? std::nullopt : fields.find(id);
}

/// "http" or "https", else nothing.
std::string_view known_scheme(std::optional<std::string_view> text) noexcept {
    for (const std::string_view scheme : {"http", "https"}) {
        if (text && routing::same_name(*text, scheme)) return scheme;
    }
    return {};
}

/// Of the peer's own connection.
std::string_view scheme_of(const RequestHead& request) noexcept {
    return request.secure ? "https" : "http";
}

std::string_view known_host(std::optional<std::string_view> text) noexcept {
    return text && valid_authority(*text) ? *text : std::string_view();
}

}  // namespace

Peer::Peer(const AddressBytes& its_address,
           std::span<const routing::Network> its_trusted_proxies) noexcept
    : address(its_address),
      text(its_address),
      trusted_proxies(its_trusted_proxies),
      trusted(contains(its_trusted_proxies, its_address)) {}

/// Who passed the request on, from the peer outwards; the last one is the client.
class Origin::Chain {
public:
    explicit Chain(const Peer& peer) noexcept : trusted_(peer.trusted_proxies) {
        addresses_[size_++] = peer.address;
    }

    /// False if nobody further out is believed.
    bool extend(const std::optional<AddressBytes>& address) noexcept {
        if (!address || size_ == addresses_.size()) return false;
        addresses_[size_++] = *address;
        return contains(trusted_, *address);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] const AddressBytes& operator[](std::size_t index) const noexcept {
        return addresses_[index];
    }
    [[nodiscard]] const AddressBytes& client() const noexcept { return addresses_[size_ - 1]; }
    [[nodiscard]] bool operator==(const Chain& other) const noexcept {
        const auto begin = addresses_.begin();
        const auto end = begin + static_cast<std::ptrdiff_t>(size_);
        return size_ == other.size_ && std::equal(begin, end, other.addresses_.begin());
    }

private:
    std::span<const routing::Network> trusted_;
    std::array<AddressBytes, most_entries + 1> addresses_{};
    std::size_t size_ = 0;
};

/// The elements of Forwarded that belong to a chain, the peer's own word first.
struct Origin::Elements {
    std::array<ForwardedElement, most_entries> believed{};
    std::size_t count = 0;
};

namespace {

/// Calls `take` with each entry of X-Forwarded-For, from the last one on, until it says
/// false. Empty entries are no entries (RFC 9110 section 5.6.1.2), but looked at.
template <class Take>
void each_from_right(const FieldList& fields, Take take) {
    std::size_t looked_at = 0;
    for (std::size_t index = fields.size(); index-- > 0;) {
        if (fields.id(index) != FieldName::x_forwarded_for) continue;
        auto rest = fields[index].value;
        for (bool more = true; more;) {
            if (looked_at++ == Origin::most_entries) return;
            const auto comma = rest.rfind(',');
            more = comma != std::string_view::npos;
            const auto entry = trimmed(more ? rest.substr(comma + 1) : rest);
            if (more) rest = rest.substr(0, comma);
            if (!entry.empty() && !take(entry)) return;
        }
    }
}

/// Forwarded may have commas within quotes. Without backslashes, which no element may have, quotes
/// come in pairs, from the right as from the left.
template <class Take>
void each_element_from_right(const FieldList& fields, Take take) {
    std::size_t looked_at = 0;
    for (std::size_t index = fields.size(); index-- > 0;) {
        if (fields.id(index) != FieldName::forwarded) continue;
        auto rest = fields[index].value;
        bool quoted = false;
        for (std::size_t at = rest.size() + 1; at-- > 0;) {
            if (at > 0 && rest[at - 1] == '"') quoted = !quoted;
            if (at > 0 && (quoted || rest[at - 1] != ',')) continue;
            if (looked_at++ == Origin::most_entries) return;
            const auto element = trimmed(rest.substr(at));
            if (!element.empty() && !take(element)) return;
            if (at > 0) rest = rest.substr(0, at - 1);
        }
    }
}

/// The first entry of our own X-Forwarded-For.
std::string_view client_of(std::string_view forwarded_for) noexcept {
    return forwarded_for.substr(0, forwarded_for.find(','));
}

bool same_address(std::string_view left, std::string_view right) noexcept {
    const auto address = routing::parse_address(left);
    return address && address == routing::parse_address(right);
}

void append_node(std::string& text, const AddressBytes& address) {
    const routing::AddressText written(address);
    const bool ipv4 = routing::is_ipv4(address);
    text.append(ipv4 ? "for=" : "for=\"[").append(written.view()).append(ipv4 ? "" : "]\"");
}

}  // namespace

void Origin::find(const Peer& peer, const RequestHead& request) {
    client_address_ = peer.text.view();
    fields_ = {};
    fields_.forwarded_for = client_address_;
    fields_.forwarded_proto = scheme_of(request);
    fields_.forwarded_host = request.authority;
    if (peer.trusted) believe(peer, request);
}

void Origin::believe(const Peer& peer, const RequestHead& request) {
    const auto& received = request.fields;
    Chain chain(peer);
    each_from_right(received, [&chain](std::string_view entry) {
        return chain.extend(parse_forwarded_for(entry));
    });
    Chain forwarded(peer);
    Elements elements;
    each_element_from_right(received, [&](std::string_view text) {
        const auto element = parse_forwarded_element(text);
        const auto address = element ? parse_forwarded_node(element->node) : std::nullopt;
        if (address) elements.believed[elements.count++] = *element;
        return forwarded.extend(address);
    });
    if (!received.has(FieldName::x_forwarded_for)) chain = forwarded;
    fields_.believed = true;
    name_client(chain);
    name_target(received);
    if (elements.count == 0 || !(chain == forwarded)) return;
    continue_forwarded(elements, peer, request);
}

void Origin::name_client(const Chain& chain) {
    client_text_ = routing::AddressText(chain.client());
    client_address_ = client_text_.view();
    forwarded_for_.clear();
    for (std::size_t index = chain.size(); index-- > 0;) {
        forwarded_for_.append(routing::AddressText(chain[index]).view());
        if (index > 0) forwarded_for_.append(", ");
    }
    fields_.forwarded_for = forwarded_for_;
}

// A list of schemes or hosts says nothing about which of them is meant.
void Origin::name_target(const FieldList& received) {
    const auto scheme = known_scheme(single(received, FieldName::x_forwarded_proto));
    if (!scheme.empty()) fields_.forwarded_proto = scheme;
    const auto host = known_host(single(received, FieldName::x_forwarded_host));
    if (!host.empty()) fields_.forwarded_host = host;
}

void Origin::continue_forwarded(const Elements& elements,
                                const Peer& peer,
                                const RequestHead& request) {
    const auto& received = request.fields;
    const auto& first = elements.believed[elements.count - 1];  // who spoke to the client
    if (!received.has(FieldName::x_forwarded_proto)) {
        const auto known = known_scheme(first.proto);
        if (!known.empty()) fields_.forwarded_proto = known;
    }
    if (!received.has(FieldName::x_forwarded_host)) {
        const auto known = known_host(first.host);
        if (!known.empty()) fields_.forwarded_host = known;
    }
    if (first.proto && !routing::same_name(*first.proto, fields_.forwarded_proto)) return;
    if (first.host && !routing::same_name(*first.host, fields_.forwarded_host)) return;
    forwarded_.clear();
    for (std::size_t index = elements.count; index-- > 0;) {
        forwarded_.append(elements.believed[index].text).append(", ");
    }
    append_node(forwarded_, peer.address);
    forwarded_.append(";proto=").append(scheme_of(request));
    fields_.forwarded = forwarded_;
}

void add_forwarded_fields(const ForwardedFields& fields, const FieldList& received, FieldList& to) {
    const auto add = [&to](FieldName id, std::string_view name, std::string_view value) {
        if (!value.empty()) to.add(id, name, value);
    };
    add(FieldName::x_forwarded_for, "x-forwarded-for", fields.forwarded_for);
    add(FieldName::x_forwarded_proto, "x-forwarded-proto", fields.forwarded_proto);
    add(FieldName::x_forwarded_host, "x-forwarded-host", fields.forwarded_host);
    add(FieldName::forwarded, "forwarded", fields.forwarded);
    if (!fields.believed || !received.has(FieldName::x_forwarded_other)) return;
    for (std::size_t index = 0; index < received.size(); ++index) {
        if (received.id(index) != FieldName::x_forwarded_other) continue;
        const auto& field = received[index];
        const bool real_ip = routing::same_name(field.name, "x-real-ip");
        if (real_ip && !same_address(field.value, client_of(fields.forwarded_for))) continue;
        to.add(FieldName::x_forwarded_other, field.name, field.value);
    }
}

}  // namespace crossfade::http
