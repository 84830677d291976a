// Writes JSON in order; commas come by themselves.
#pragma once

#include "proxy/json/string.hpp"
#include "proxy/record/time_text.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace crossfade::report {

class JsonWriter {
public:
    void open(char bracket) { out_ += bracket; }
    void close(char bracket) { out_ += bracket; }
    void item() {
        const char last = out_.empty() ? '{' : out_.back();
        if (last != '{' && last != '[' && last != ':') out_ += ',';
    }
    void name(std::string_view name) {
        item();
        json::append_string(out_, name);
        out_ += ':';
    }
    void object(std::string_view its_name) {
        name(its_name);
        open('{');
    }
    void list(std::string_view its_name) {
        name(its_name);
        open('[');
    }
    void raw(std::string_view its_name, std::string_view value) {
        name(its_name);
        out_ += value;
    }
    void text(std::string_view its_name, std::string_view value) {
        name(its_name);
        json::append_string(out_, value);
    }
    void text(std::string_view value) {
        item();
        json::append_string(out_, value);
    }
    void number(std::string_view its_name, std::uint64_t value) {
        raw(its_name, std::to_string(value));
    }
    void number(std::string_view its_name, std::int64_t value) {
        raw(its_name, std::to_string(value));
    }
    void flag(std::string_view its_name, bool value) { raw(its_name, value ? "true" : "false"); }
    void share(std::string_view its_name, double value) {
        std::array<char, 32> digits{};
        std::snprintf(digits.data(), digits.size(), "%.8g", value);
        raw(its_name, digits.data());
    }
    void share(std::string_view its_name, const std::optional<double>& value) {
        value ? share(its_name, *value) : raw(its_name, "null");
    }
    void time(std::string_view its_name, const std::optional<record::Time>& value) {
        value ? text(its_name, record::rfc3339(*value)) : raw(its_name, "null");
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
};

}  // namespace crossfade::report
