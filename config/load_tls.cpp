// TLS at a listener, where it ends, and towards a backend, where it begins. Whether the files are
// any good is not known here: they may change while the configuration does not.
#include "config/load_parts.hpp"
#include "config/text.hpp"

#include <utility>

namespace crossfade::config {
namespace {

std::optional<TlsVersion> parse_version(std::string_view text) {
    if (text == "1.2") return TlsVersion::tls12;
    if (text == "1.3") return TlsVersion::tls13;
    return std::nullopt;
}

std::optional<bool> parse_switch(std::string_view text) {
    if (text == "on") return true;
    if (text == "off") return false;
    return std::nullopt;
}

std::optional<ClientCertificate> parse_client_certificate(std::string_view text) {
    if (text == "required") return ClientCertificate::required;
    if (text == "optional") return ClientCertificate::optional;
    return std::nullopt;
}

constexpr ValueType<TlsVersion> version{parse_version, "\"1.2\" or \"1.3\""};
constexpr ValueType<bool> on_or_off{parse_switch, "on or off"};
constexpr ValueType<ClientCertificate> client_certificate{parse_client_certificate,
                                                          "required or optional"};

Certificate load_certificate(const Reader& reader) {
    Certificate loaded;
    if (!reader.is_mapping(shape::certificate)) return loaded;
    if (const auto file = reader.require("certificate", shape::certificate)) {
        loaded.certificate = file->value(value::text).value_or("");
    }
    if (const auto file = reader.require("private_key", shape::certificate)) {
        loaded.private_key = file->value(value::text).value_or("");
    }
    reader.read("ocsp_response", loaded.ocsp_response, value::text);
    return loaded;
}

std::vector<std::string> load_alpn(const Reader& reader) {
    constexpr std::string_view works = "http/1.1";
    std::vector<std::string> protocols;
    for (const Reader& item : reader.items(Reader::Empty::refused)) {
        if (item.is_scalar(works)) {
            protocols.emplace_back(works);
        } else if (item.is_scalar("h2")) {
            item.not_supported(works);
        } else {
            item.bad_value(works);
        }
    }
    return protocols;
}

void load_client_certificates(const Reader& reader, ListenerTls& tls) {
    reader.read("client_ca", tls.client_ca, value::text);
    if (const auto crl = reader.find("client_crl")) {
        if (tls.client_ca.empty()) crl->name_problem("'client_crl' needs a 'client_ca'");
        tls.client_crl = crl->value(value::text).value_or("");
    }
    const auto wanted = reader.find("client_certificate");
    if (!tls.client_ca.empty()) tls.client_certificate = ClientCertificate::required;
    if (!wanted) return;
    if (tls.client_ca.empty()) wanted->name_problem("'client_certificate' needs a 'client_ca'");
    tls.client_certificate = wanted->value(client_certificate).value_or(tls.client_certificate);
}

}  // namespace

ListenerTls load_listener_tls(const Reader& reader) {
    ListenerTls tls;
    if (!reader.is_mapping(shape::listener_tls)) return tls;
    if (const auto list = reader.require("certificates", shape::listener_tls)) {
        for (const Reader& item : list->items(Reader::Empty::refused)) {
            tls.certificates.push_back(load_certificate(item));
        }
    }
    reader.read("min_version", tls.min_version, version);
    if (const auto alpn = reader.find("alpn")) tls.alpn = load_alpn(*alpn);
    load_client_certificates(reader, tls);
    reader.read("ticket_rotation", tls.ticket_rotation, value::timeout);
    return tls;
}

BackendTls load_backend_tls(const Reader& reader) {
    BackendTls tls;
    if (!reader.is_mapping(shape::backend_tls)) return tls;
    reader.read("ca", tls.ca, value::text);
    reader.read("server_name", tls.server_name, value::host_name);
    reader.read("certificate", tls.certificate, value::text);
    reader.read("private_key", tls.private_key, value::text);
    if (tls.certificate.empty() != tls.private_key.empty()) {
        reader.name_problem("'certificate' and 'private_key' go together");
    }
    reader.read("min_version", tls.min_version, version);
    reader.read("verify", tls.verify, on_or_off);
    return tls;
}

}  // namespace crossfade::config
