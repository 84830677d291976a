// A JSON answer of the admin API, read leniently: what is not there, or is of another type, reads
// as empty, so that a newer or older proxy can be asked too.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::command {

class Answer {
public:
    /// Nothing for what is no JSON object.
    [[nodiscard]] static std::optional<Answer> parse(std::string_view text);

    explicit Answer(boost::json::object object) : object_(std::move(object)) {}

    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] std::int64_t number(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    [[nodiscard]] Answer object(std::string_view name) const;
    /// The objects of a list.
    [[nodiscard]] std::vector<Answer> objects(std::string_view name) const;
    /// In the order of the answer.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    boost::json::object object_;
};

}  // namespace crossfade::command
