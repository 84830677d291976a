// The text is an ordinary configuration, so that the demo shows what an operator would write.
#include "proxy/demo/configuration.hpp"

#include "proxy/demo/shops.hpp"
#include "proxy/net/listener.hpp"

#include <filesystem>
#include <map>
#include <netinet/in.h>
#include <stdexcept>
#include <stdlib.h>
#include <sys/socket.h>
#include <system_error>

namespace crossfade::demo {
namespace {

constexpr std::string_view text = R"(# The configuration of crossfade demo.
drain_timeout: 2s
listeners:
  - name: public
    address: 127.0.0.1:@proxy@
admin:
  address: 127.0.0.1:@admin@
backends:
  legacy: {endpoints: ["127.0.0.1:@legacy@"]}
  legacy-b: {endpoints: ["127.0.0.1:@legacy@"]}
  new: {endpoints: ["127.0.0.1:@new@"]}
  sandbox: {endpoints: ["127.0.0.1:@sandbox@"]}
routes:
  - name: users
    match: {path: {prefix: /users}}
    key: [{cookie: session_id}, {client_address: true}]
    split: {legacy: 95%, new: 5%}
    override: {header: x-crossfade-backend}
    mirror:
      - to: new
        build: x-build
        limits: {in_flight: 512}
        probes: {rate: 100/s, rechecks: 50/s, recheck_after: 150ms}
        compare: {redact: ["$.email"]}
      - to: legacy-b
        role: control
        live: [legacy]
        sample: 20%
        limits: {in_flight: 512}
  - name: orders
    match: {path: {prefix: /orders}}
    key: [{cookie: session_id}, {client_address: true}]
    split: {legacy: 95%, new: 5%}
    override: {header: x-crossfade-backend}
    mirror:
      - to: new
        build: x-build
        limits: {in_flight: 512}
        probes: {rate: 50/s, rechecks: 50/s, recheck_after: 150ms}
        compare:
          rules:
            - {path: "$.items", as: keyed, by: sku, reason: "the order of items was never promised"}
            - {path: "$.updated_at", as: timestamp, tolerance: 5s, reason: "each side has its clock"}
  - name: products
    match: {path: {prefix: /products}}
    key: [{cookie: session_id}, {client_address: true}]
    split: {legacy: 99%, new: 1%}
    override: {header: x-crossfade-backend}
    mirror:
      - to: new
        build: x-build
        sample: 50%
        limits: {in_flight: 512, timeout: 500ms}
        compare: {headers: {list_valued: [x-features]}}
  - name: payments
    match: {path: {prefix: /payments}}
    split: {legacy: 100%}
    mirror:
      - to: sandbox
        methods: [POST]
        rewrite:
          host: sandbox.internal
          set_headers: {authorization: "Bearer @token@"}
          remove_headers: [cookie]
          json: {/account: @account@}
          require: [authorization, /account]
        limits: {in_flight: 512}
        compare:
          rules:
            - {path: "$.id", as: ignore, reason: "the sandbox counts by itself"}
            - {path: "$.account", as: ignore, reason: "the sandbox has its own"}
          redact: ["$.card.number"]
  - name: the-rest
    split: {legacy: 100%}
comparison: {queue: 65536}
reports:
  directory: @directory@
  queue: 65536
)";

}  // namespace

std::string configuration(const Ports& ports, const std::string& directory) {
    const std::map<std::string, std::string> values{
        {"legacy", std::to_string(ports.legacy)},
        {"new", std::to_string(ports.renewed)},
        {"sandbox", std::to_string(ports.sandbox)},
        {"proxy", std::to_string(ports.proxy)},
        {"admin", std::to_string(ports.admin)},
        {"token", sandbox_token},
        {"account", sandbox_account},
        {"directory", "\"" + directory + "\""},
    };
    std::string filled(text);
    for (const auto& [name, value] : values) {
        const auto mark = "@" + name + "@";
        for (auto at = filled.find(mark); at != std::string::npos; at = filled.find(mark)) {
            filled.replace(at, mark.size(), value);
        }
    }
    return filled;
}

std::uint16_t free_port(std::uint16_t preferred) {
    auto sockets = net::listen("127.0.0.1", preferred, 1);
    if (!sockets && preferred != 0) sockets = net::listen("127.0.0.1", 0, 1);
    if (!sockets) throw std::runtime_error("no free port: " + sockets.error().message());
    sockaddr_in address{};
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::getsockname(sockets->front().descriptor(), generic, &size) != 0) {
        throw std::runtime_error("no free port");
    }
    return ntohs(address.sin_port);
}

TemporaryDirectory::TemporaryDirectory() {
    std::error_code error;
    const auto parent = std::filesystem::temp_directory_path(error);
    path_ = (error ? std::filesystem::path("/tmp") : parent) / "crossfade-demo-XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) {
        throw std::runtime_error("cannot make a directory like " + path_);
    }
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace crossfade::demo
