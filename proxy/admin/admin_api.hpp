// The admin API: an ordinary handler that answers from the control loop. It is a boundary: foreign
// Host and Origin are refused, and everything but the health checks asks for the token.
#pragma once

#include "config/config.hpp"
#include "proxy/admin/control.hpp"
#include "proxy/http/exchange.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::admin {

struct Answer {
    int status = 200;
    std::string body;
    std::string_view content_type = "application/json";
};

class AdminApi final : public http::Handler {
public:
    AdminApi(const config::Admin& settings, Control& control);

    [[nodiscard]] Awaitable<void> handle(http::Exchange& exchange) override;
    void refused(http::Failure /*failure*/, std::string_view /*client_address*/) override {}

private:
    [[nodiscard]] bool known_host(std::string_view host) const;
    [[nodiscard]] bool local_page(const http::RequestHead& request) const;
    [[nodiscard]] bool authorized(const http::RequestHead& request) const;
    [[nodiscard]] std::optional<Answer> answer_unread(const http::RequestHead& request) const;
    [[nodiscard]] Answer answer(const http::RequestHead& request, const std::string& body);
    [[nodiscard]] Answer answer_api(std::string_view method,
                                    std::string_view path,
                                    const std::string& body);
    [[nodiscard]] Answer answer_split(std::string_view method,
                                      std::string_view route,
                                      const std::string& body);

    config::Admin settings_;
    Control* control_;
};

}  // namespace crossfade::admin
