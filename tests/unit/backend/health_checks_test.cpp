// Active checks against a server on a real socket that answers well, badly, late or not at all.
#include "proxy/backend/health_checks.hpp"

#include "proxy/tls/policy.hpp"
#include "tests/unit/net/dns_server.hpp"
#include "tests/unit/net/tls_identity.hpp"

#include <boost/asio/read_until.hpp>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>

namespace crossfade::backend {
namespace {

constexpr auto good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr auto bad = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";

class Origin {
public:
    explicit Origin(asio::io_context& context)
        : acceptor_(context, {asio::ip::address_v4::loopback(), 0}) {
        asio::co_spawn(context, serve(), asio::detached);
    }

    [[nodiscard]] asio::ip::tcp::endpoint address() const { return acceptor_.local_endpoint(); }

    std::string answer = good;  // nothing: never answers
    std::string request;        // the last one
    int requests = 0;

private:
    Awaitable<void> serve() {
        for (;;) {
            auto peer = co_await acceptor_.async_accept(asio::use_awaitable);
            std::string text;
            co_await asio::async_read_until(
                peer, asio::dynamic_buffer(text), "\r\n\r\n", asio::use_awaitable);
            ++requests;
            request = text;
            if (answer.empty()) {
                silent_.push_back(std::move(peer));
                continue;
            }
            Error ignored;
            asio::write(peer, asio::buffer(answer), ignored);
        }
    }

    asio::ip::tcp::acceptor acceptor_;
    std::vector<asio::ip::tcp::socket> silent_;
};

class HealthChecksTest : public testing::Test {
protected:
    HealthChecks::Target target(const std::string& path = "/health") {
        HealthChecks::Target result;
        result.key = "app";
        result.target.address = origin_.address();
        result.target.name = "app.test";
        result.target.host = "app.test:80";
        result.target.check.path = path;
        result.target.check.interval = config::Milliseconds(5);
        result.target.check.timeout = config::Milliseconds(30'000);
        result.on_result = [this](bool passed, bool healthy, const std::string& why) {
            results_ += passed ? '+' : '-';
            states_ += healthy ? 'H' : 'u';
            why_ = why;
        };
        return result;
    }

    bool await(const std::function<bool()>& condition) {
        return net::run_until(context_, condition);
    }
    // Until that many results more have come.
    bool await_results(std::size_t count) {
        const auto reached = results_.size() + count;
        return await([this, reached] { return results_.size() >= reached; });
    }
    // The first result, and why.
    std::string first(HealthChecks::Target with) {
        checks_->publish({std::move(with)});
        EXPECT_TRUE(results_.empty());
        EXPECT_TRUE(await_results(1));
        checks_->publish({});
        return results_.substr(0, 1) + why_;
    }

    asio::io_context context_{1};
    Origin origin_{context_};
    std::string results_;
    std::string states_;
    std::string why_;
    std::optional<HealthChecks> checks_{context_};
};

TEST_F(HealthChecksTest, asks_as_configured) {
    EXPECT_EQ(first(target("/health?deep=1")), "+");
    EXPECT_TRUE(origin_.request.starts_with("GET /health?deep=1 HTTP/1.1\r\n")) << origin_.request;
    EXPECT_NE(origin_.request.find("app.test:80\r\n"), std::string::npos) << origin_.request;
    EXPECT_NE(origin_.request.find("user-agent: crossfade-health\r\n"), std::string::npos);
}

TEST_F(HealthChecksTest, names_the_host_by_check_backend_or_endpoint) {
    config::Backend backend;
    EXPECT_EQ(health_host(backend, {"app.test", 8080}), "app.test:8080");
    EXPECT_EQ(health_host(backend, {"::1", 8080}), "[::1]:8080");
    backend.host = "shop.test";
    EXPECT_EQ(health_host(backend, {"app.test", 8080}), "shop.test");
    backend.health.emplace().host = "check.test";
    EXPECT_EQ(health_host(backend, {"app.test", 8080}), "check.test");
}

TEST_F(HealthChecksTest, passes_a_redirect_and_what_follows_interim_answers) {
    origin_.answer = "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n";
    EXPECT_EQ(first(target()), "+");
    results_.clear();
    origin_.answer = std::string("HTTP/1.1 103 Early Hints\r\n\r\n") + good;
    EXPECT_EQ(first(target()), "+");
}

TEST_F(HealthChecksTest, fails_a_bad_status_and_garbage) {
    origin_.answer = bad;
    EXPECT_EQ(first(target()), "-status 500");
    results_.clear();
    origin_.answer = "SSH-2.0-OpenSSH\r\n\r\n";
    EXPECT_EQ(first(target()).substr(0, 1), "-");
    EXPECT_NE(why_, "");
}

TEST_F(HealthChecksTest, fails_who_is_not_there) {
    asio::ip::tcp::acceptor gone(context_, {asio::ip::address_v4::loopback(), 0});
    auto nobody = target();
    nobody.target.address = gone.local_endpoint();
    gone.close();
    EXPECT_EQ(first(nobody), "-connection_refused");
}

TEST_F(HealthChecksTest, fails_who_does_not_answer_in_time) {
    origin_.answer.clear();
    auto impatient = target();
    impatient.target.check.timeout = config::Milliseconds(50);
    EXPECT_EQ(first(impatient).substr(0, 1), "-");
    EXPECT_NE(why_, "");
}

// One connection of a server that blocks, as OpenSSL's own examples do; true if it was asked.
bool serve_tls(asio::ip::tcp::acceptor& acceptor, SSL_CTX& context) {
    auto peer = acceptor.accept();
    const tls::Ssl ssl(SSL_new(&context));
    SSL_set_accept_state(ssl.get());
    SSL_set_fd(ssl.get(), static_cast<int>(peer.native_handle()));
    std::array<char, 1024> room{};
    if (SSL_read(ssl.get(), room.data(), static_cast<int>(room.size())) <= 0) return false;
    const std::string_view answer = good;
    SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
    SSL_shutdown(ssl.get());
    return true;
}

TEST_F(HealthChecksTest, speaks_tls_and_verifies_unless_told_not_to) {
    const auto server = tls::make_server_context(config::TlsVersion::tls13);
    net::show_an_identity(*server);
    asio::ip::tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
    auto secure = target();
    secure.target.address = acceptor.local_endpoint();
    for (const bool verify : {false, true}) {
        config::BackendTls settings;
        settings.verify = verify;
        tls::Complaints complaints;
        secure.target.tls = tls::ClientContext::make(settings, complaints);
        ASSERT_NE(secure.target.tls, nullptr);
        results_.clear();
        bool asked = false;
        std::thread peer([&] { asked = serve_tls(acceptor, *server); });
        EXPECT_EQ(first(secure), verify ? "-tls_certificate_error" : "+");
        peer.join();
        EXPECT_EQ(asked, !verify);
    }
}

TEST_F(HealthChecksTest, changes_its_mind_by_the_thresholds) {
    checks_->publish({target()});
    ASSERT_TRUE(await_results(2));
    origin_.answer = bad;
    ASSERT_TRUE(await([this] { return states_.ends_with('u'); }));
    EXPECT_TRUE(results_.ends_with("---")) << results_;
    origin_.answer = good;
    ASSERT_TRUE(await([this] { return states_.ends_with('H'); }));
    EXPECT_TRUE(results_.ends_with("-++")) << results_;
}

TEST_F(HealthChecksTest, keeps_what_it_believes_of_who_stays) {
    origin_.answer = bad;
    auto seldom = target();
    seldom.target.check.interval = std::chrono::hours(1);
    checks_->publish({seldom});
    ASSERT_TRUE(await_results(1));
    EXPECT_EQ(states_, "u");  // the first one decides
    auto other = seldom;
    other.target.check.path = "/other";
    origin_.answer = good;
    checks_->publish({other});
    ASSERT_TRUE(await_results(1));  // at once, since it is another check
    EXPECT_TRUE(states_.ends_with("uu")) << states_;
    EXPECT_TRUE(origin_.request.starts_with("GET /other"));
    checks_->publish({other});  // the same: its time has not come
    context_.poll();
    EXPECT_EQ(origin_.requests, 2);
    checks_->publish({target()});
    ASSERT_TRUE(await([this] { return states_.ends_with('H'); }));
}

TEST_F(HealthChecksTest, ends_in_the_middle_of_a_check) {
    origin_.answer.clear();
    checks_->publish({target()});
    ASSERT_TRUE(await([this] { return origin_.requests == 1; }));
    checks_.reset();
    context_.poll();
    EXPECT_EQ(results_, "");
}

TEST_F(HealthChecksTest, may_be_published_anew_from_a_result) {
    auto once = target();
    once.on_result = [this](bool passed, bool, const std::string&) {
        results_ += passed ? '+' : '-';
        checks_->publish({});
    };
    checks_->publish({once});
    ASSERT_TRUE(await_results(1));
    const auto requests = origin_.requests;
    context_.run_for(std::chrono::milliseconds(20));
    EXPECT_EQ(origin_.requests, requests);
}

}  // namespace
}  // namespace crossfade::backend
