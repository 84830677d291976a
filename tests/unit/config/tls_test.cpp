// TLS and whom a listener believes: what the keys become, and what they refuse.
#include "config/load.hpp"
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

std::string listener_text(const std::string& line) {
    return "listeners:\n  - name: l\n    address: 127.0.0.1:80\n    " + line + "\n";
}

std::string tls_text(const std::string& more) {
    return listener_text("tls: {certificates: [{certificate: c.pem, private_key: c.key}]" + more +
                         "}");
}

std::string backend_text(const std::string& tls) {
    return "backends:\n  b:\n    endpoints: [\"x:1\"]\n    tls: " + tls + "\n";
}

Listener listener_of(const std::string& text) {
    const auto result = load_here(text);
    EXPECT_TRUE(result.config) << describe(result.problems);
    return result.config ? result.config->listeners.at(0) : Listener{};
}

BackendTls backend_of(const std::string& tls) {
    const auto result = load_here(backend_text(tls));
    EXPECT_TRUE(result.config) << describe(result.problems);
    return result.config ? result.config->backends.at(0).tls.value() : BackendTls{};
}

TEST(ListenerTls, has_defaults) {
    EXPECT_FALSE(listener_of(listener_text("limits: {}")).tls);
    const ListenerTls tls = listener_of(tls_text("")).tls.value();
    ASSERT_EQ(tls.certificates.size(), 1U);
    EXPECT_EQ(tls.certificates[0].certificate, "c.pem");
    EXPECT_EQ(tls.certificates[0].private_key, "c.key");
    EXPECT_EQ(tls.certificates[0].ocsp_response, "");
    EXPECT_EQ(tls.min_version, TlsVersion::tls12);
    EXPECT_EQ(tls.alpn, std::vector<std::string>{"http/1.1"});
    EXPECT_EQ(tls.client_certificate, ClientCertificate::none);
    EXPECT_EQ(tls.ticket_rotation, std::chrono::hours(12));
}

TEST(ListenerTls, reads_every_key) {
    const ListenerTls tls =
        listener_of(
            listener_text(
                "tls: {certificates: [{certificate: a, private_key: b, ocsp_response: o}, "
                "{certificate: c, private_key: d}], min_version: \"1.3\", alpn: [http/1.1], "
                "client_ca: ca.pem, client_crl: crl.pem, client_certificate: optional, "
                "ticket_rotation: 1h}"))
            .tls.value();
    ASSERT_EQ(tls.certificates.size(), 2U);
    EXPECT_EQ(tls.certificates[0].ocsp_response, "o");
    EXPECT_EQ(tls.certificates[1].private_key, "d");
    EXPECT_EQ(tls.min_version, TlsVersion::tls13);
    EXPECT_EQ(tls.client_ca, "ca.pem");
    EXPECT_EQ(tls.client_crl, "crl.pem");
    EXPECT_EQ(tls.client_certificate, ClientCertificate::optional);
    EXPECT_EQ(tls.ticket_rotation, std::chrono::hours(1));
}

TEST(ListenerTls, wants_the_certificate_of_every_client_unless_told_otherwise) {
    EXPECT_EQ(listener_of(tls_text(", client_ca: ca.pem")).tls.value().client_certificate,
              ClientCertificate::required);
    EXPECT_NE(problems_of(tls_text(", client_certificate: required")).find("'client_ca'"),
              std::string::npos);
}

TEST(ListenerTls, refuses_what_does_not_work) {
    EXPECT_NE(problems_of(listener_text("tls: {}")), "");
    EXPECT_NE(problems_of(listener_text("tls: {certificates: []}")), "");
    EXPECT_NE(problems_of(listener_text("tls: {certificates: [{certificate: c}]}")), "");
    EXPECT_NE(problems_of(listener_text("tls: {certificates: [{private_key: c}]}")), "");
    EXPECT_NE(problems_of(tls_text(", min_version: \"1.1\"")), "");
    EXPECT_NE(problems_of(tls_text(", alpn: [spdy]")), "");
    EXPECT_NE(problems_of(tls_text(", alpn: []")), "");
    EXPECT_NE(problems_of(tls_text(", ticket_rotation: 0s")), "");
    EXPECT_NE(problems_of(tls_text(", client_crl: c")), "");
    EXPECT_NE(problems_of(tls_text(", client_ca: a, client_certificate: maybe")), "");
}

TEST(BackendTls, verifies_unless_that_is_written_out) {
    const BackendTls tls = backend_of("{}");
    EXPECT_TRUE(tls.verify);
    EXPECT_EQ(tls.ca, "/etc/ssl/certs/ca-certificates.crt");
    EXPECT_EQ(tls.server_name, "");
    EXPECT_EQ(tls.min_version, TlsVersion::tls12);
    EXPECT_FALSE(backend_of("{verify: off}").verify);
    EXPECT_TRUE(backend_of("{verify: on}").verify);
    EXPECT_NE(problems_of(backend_text("{verify: maybe}")), "");
}

TEST(BackendTls, reads_every_key) {
    const BackendTls tls = backend_of(
        "{ca: ca.pem, server_name: new.internal, certificate: c, private_key: k, "
        "min_version: \"1.3\"}");
    EXPECT_EQ(tls.ca, "ca.pem");
    EXPECT_EQ(tls.server_name, "new.internal");
    EXPECT_EQ(tls.certificate, "c");
    EXPECT_EQ(tls.private_key, "k");
    EXPECT_EQ(tls.min_version, TlsVersion::tls13);
}

TEST(BackendTls, refuses_half_an_identity_and_a_port_in_a_name) {
    EXPECT_NE(problems_of(backend_text("{certificate: c}")), "");
    EXPECT_NE(problems_of(backend_text("{private_key: k}")), "");
    EXPECT_NE(problems_of(backend_text("{server_name: \"a:443\"}")), "");
}

TEST(TrustedProxies, are_networks) {
    const Listener listener = listener_of(
        listener_text("trusted_proxies: [10.0.0.0/8, \"::1\"]\n    proxy_protocol: accept"));
    ASSERT_EQ(listener.trusted_proxies.size(), 2U);
    EXPECT_EQ(listener.trusted_proxies[0], routing::parse_network("10.0.0.0/8"));
    EXPECT_EQ(listener.proxy_protocol, ProxyProtocol::accept);
    EXPECT_NE(problems_of(listener_text("trusted_proxies: [10.0.0.1/8]")), "");
    EXPECT_NE(problems_of(listener_text("trusted_proxies: []")), "");
}

TEST(TrustedProxies, are_needed_by_the_proxy_protocol) {
    EXPECT_EQ(problems_of(listener_text("proxy_protocol: require")),
              "test.yaml:4:5: 'proxy_protocol' needs 'trusted_proxies': from nobody else a PROXY "
              "header is taken\n");
    EXPECT_EQ(problems_of(listener_text("proxy_protocol: off")), "");
    EXPECT_NE(problems_of(listener_text("proxy_protocol: yes")), "");
}

TEST(ListenerLimits, bound_each_client) {
    const auto limits =
        listener_of(listener_text("limits: {connections_per_address: 8, body_rate: 4KiB}")).limits;
    EXPECT_EQ(limits.connections_per_address, 8U);
    EXPECT_EQ(limits.body_rate, 4'096U);
    EXPECT_EQ(listener_of(listener_text("limits: {body_rate: 0}")).limits.body_rate, 0U);
    EXPECT_EQ(listener_of(listener_text("limits: {headers: 9}")).limits.body_rate, 100U);
    EXPECT_EQ(listener_of(listener_text("limits: {headers: 9}")).limits.connections_per_address,
              20'000U);
    EXPECT_NE(problems_of(listener_text("limits: {body_rate: -1}")), "");
    EXPECT_EQ(listener_of(listener_text("limits: {body_grace: 3s}")).limits.body_grace,
              Milliseconds(3'000));
    EXPECT_EQ(listener_of(listener_text("limits: {headers: 9}")).limits.body_grace,
              Milliseconds(20'000));
}

}  // namespace
}  // namespace crossfade::config
