// How many judged pairs per second the sink takes until all of it is on the disk: matches, which
// are counted, and mismatches, which are written down besides. Run it on one core:
//   taskset -c 0 build/bench/bench_store [directory]
#include "proxy/store/sink.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace {

using namespace crossfade;

constexpr int endpoints = 50;

compare::Pair pair_of(int number) {
    const std::string text = std::to_string(number);
    compare::Pair pair;
    pair.id = "3f2504e0-4f89-41d3-9a0c-" + text;
    pair.time = std::chrono::system_clock::now();
    pair.route = "api";
    pair.mirror = "new";
    pair.request = {"GET",
                    "/v1/resource" + std::to_string(number % endpoints) + "/" + text +
                        "?expand=items&page=" + std::to_string(number % 7),
                    {{"host", "api.example.com"},
                     {"user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 Safari/537.36"},
                     {"accept", "application/json"},
                     {"accept-encoding", "gzip, br"},
                     {"accept-language", number % 3 == 0 ? "de-DE,de;q=0.9" : "en-US,en;q=0.9"},
                     {"authorization", "Bearer 0123456789abcdef0123456789abcdef"},
                     {"cookie", "session=0123456789abcdef; theme=dark; region=eu"},
                     {"x-tenant", "tenant" + std::to_string(number % 20)},
                     {"x-request-id", text},
                     {"referer", "https://shop.example.com/start"}},
                    ""};
    std::string body = R"({"id":)" + text + R"(,"items":[)";
    for (int item = 0; item < 8; ++item) {
        if (item > 0) body += ',';
        body += R"({"sku":"abc-)" + std::to_string(item) + R"(","price":19.99,"name":"an item"})";
    }
    body += "]}";
    pair.live = {200, {{"content-type", "application/json"}}, body, false, body.size(), 0};
    pair.shadow = pair.live;
    pair.build = "2026-11-21.4";
    pair.user = "user-" + std::to_string(number % 5'000);
    pair.live_time = std::chrono::microseconds(8'000 + number % 9'000);
    pair.shadow_time = std::chrono::microseconds(9'000 + number % 8'000);
    return pair;
}

compare::Result mismatch_of(int number) {
    compare::Result result;
    result.verdict = compare::Verdict::mismatch;
    result.signature = "S-00000000000" + std::to_string(number % 10);
    const std::string value = std::to_string(number % 400);
    result.findings = {{"body.items[*].price", compare::Kind::value, "value", value, "0"},
                       {"body.field" + std::to_string(number % 10),
                        compare::Kind::type,
                        "int->string",
                        value,
                        '"' + value + '"'}};
    return result;
}

void measure(const std::filesystem::path& directory, const char* what, int pairs, bool differ) {
    config::Reports reports;
    reports.directory = (directory / what).string();
    reports.queue = static_cast<std::size_t>(pairs);
    config::Compare written;
    written.redact = {"$.items[*].name"};
    const auto rules = std::make_shared<const compare::Rules>(written, "api");
    store::Sink sink(reports);
    const auto began = std::chrono::steady_clock::now();
    for (int number = 0; number < pairs; ++number) {
        auto result = differ ? mismatch_of(number) : compare::Result{};
        while (!sink.submit(pair_of(number), result, rules)) sink.flush();
    }
    sink.flush();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%-10s %8d pairs in %5.2f s: %8.0f/s, %llu store errors\n",
                what,
                pairs,
                took.count(),
                pairs / took.count(),
                static_cast<unsigned long long>(sink.statistics().store_errors.load()));
}

}  // namespace

int main(int count, char** arguments) {
    const std::filesystem::path directory =
        count > 1 ? std::filesystem::path(arguments[1])
                  : std::filesystem::temp_directory_path() / "crossfade-bench-store";
    std::filesystem::remove_all(directory);
    measure(directory, "matches", 200'000, false);
    measure(directory, "mismatches", 30'000, true);
    std::filesystem::remove_all(directory);
    return 0;
}
