// See messages.hpp.
#include "proxy/body/messages.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/values.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace crossfade::body {
namespace {

constexpr std::array<std::string_view, 5> heartbeat_names{
    "ping", "heartbeat", "keepalive", "keep-alive", "keep_alive"};

/// The next line without its end, which is "\n", "\r\n" or "\r".
std::string_view take_line(std::string_view& text) noexcept {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(text.size(), 1));
    return line;
}

/// True if the text went in as JSON, false if as a string.
bool append_value(std::string& out, std::string_view text) {
    const bool is_json = json::is_json(text);
    if (is_json) {
        out += text;
    } else {
        json::append_string(out, text);
    }
    return is_json;
}

/// An event that is arriving line by line.
struct Event {
    std::string name;
    std::string data;
    bool has_data = false;

    [[nodiscard]] bool is_heartbeat() const noexcept {
        return std::find(heartbeat_names.begin(), heartbeat_names.end(), name) !=
               heartbeat_names.end();
    }
};

class EventReader {
public:
    void line(std::string_view text);
    [[nodiscard]] Reading finish();

private:
    void field(std::string_view name, std::string_view value);
    void dispatch();

    std::string json_ = "[";
    Event event_;
    std::uint64_t heartbeats_ = 0;
    std::uint64_t ids_ = 0;
    std::string retry_;
};

void EventReader::line(std::string_view text) {
    if (text.empty()) return dispatch();
    if (text.starts_with(':')) {
        ++heartbeats_;
        return;
    }
    const std::size_t colon = std::min(text.find(':'), text.size());
    std::string_view value = text.substr(std::min(colon + 1, text.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    field(text.substr(0, colon), value);
}

void EventReader::field(std::string_view name, std::string_view value) {
    if (name == "data") {
        if (event_.has_data) event_.data += '\n';
        event_.data += value;
        event_.has_data = true;
    } else if (name == "event") {
        event_.name = value;
    } else if (name == "id") {
        ids_ = hash_on(ids_, value);
    } else if (name == "retry") {
        // The last one holds; what is no number does not count.
        const bool number = value.find_first_not_of("0123456789") == std::string_view::npos;
        if (!value.empty() && number) retry_ = value;
    }
}

void EventReader::dispatch() {
    if (event_.is_heartbeat()) ++heartbeats_;
    if (event_.has_data && !event_.is_heartbeat()) {
        if (json_.size() > 1) json_ += ',';
        json_ += '{';
        if (!event_.name.empty()) {
            json_ += "\"event\":";
            json::append_string(json_, event_.name);
            json_ += ',';
        }
        json_ += "\"data\":";
        append_value(json_, event_.data);
        json_ += '}';
    }
    event_ = {};
}

// An event that no empty line ends is not one: the standard drops it. But two bodies of which one
// lost its end differ, so here it counts.
Reading EventReader::finish() {
    dispatch();
    Reading reading;
    reading.status = Reading::Status::good;
    reading.json = std::move(json_) + "]";
    reading.set_aside = {{"event id", ids_},
                         {"event heartbeats", heartbeats_},
                         {"event retry", hash_on(0, retry_), false, true, retry_}};
    return reading;
}

}  // namespace

Reading read_json_lines(std::string_view text) {
    constexpr char record_separator = '\x1e';
    Reading reading;
    std::string json = "[";
    bool any_json = false;
    while (!text.empty()) {
        std::string_view line = take_line(text);
        if (line.starts_with(record_separator)) line.remove_prefix(1);
        if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
        if (json.size() > 1) json += ',';
        any_json = append_value(json, line) || any_json;
    }
    if (json.size() > 1 && !any_json) return reading;
    reading.status = Reading::Status::good;
    reading.json = std::move(json) + "]";
    return reading;
}

Reading read_event_stream(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    EventReader reader;
    while (!text.empty()) reader.line(take_line(text));
    return reader.finish();
}

}  // namespace crossfade::body
