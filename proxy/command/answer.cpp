// Nothing in here complains: an answer that lacks something is shown without it.
#include "proxy/command/answer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

namespace crossfade::command {
namespace {

namespace json = boost::json;

std::string copied(const json::string& text) { return {text.data(), text.size()}; }

}  // namespace

std::optional<Answer> Answer::parse(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse({text.data(), text.size()}, error);
    if (error || !value.is_object()) return std::nullopt;
    return Answer(std::move(value.get_object()));
}

std::string Answer::text(std::string_view name) const {
    const auto* value = object_.if_contains({name.data(), name.size()});
    return value && value->is_string() ? copied(value->get_string()) : std::string();
}

std::int64_t Answer::number(std::string_view name) const {
    const auto* value = object_.if_contains({name.data(), name.size()});
    if (!value) return 0;
    if (value->is_int64()) return value->get_int64();
    return value->is_uint64() ? static_cast<std::int64_t>(value->get_uint64()) : 0;
}

bool Answer::flag(std::string_view name) const {
    const auto* value = object_.if_contains({name.data(), name.size()});
    return value && value->is_bool() && value->get_bool();
}

std::vector<std::string> Answer::texts(std::string_view name) const {
    std::vector<std::string> texts;
    const auto* value = object_.if_contains({name.data(), name.size()});
    if (!value || !value->is_array()) return texts;
    for (const auto& entry : value->get_array()) {
        if (entry.is_string()) texts.push_back(copied(entry.get_string()));
    }
    return texts;
}

Answer Answer::object(std::string_view name) const {
    const auto* value = object_.if_contains({name.data(), name.size()});
    return Answer(value && value->is_object() ? value->get_object() : json::object());
}

std::vector<Answer> Answer::objects(std::string_view name) const {
    std::vector<Answer> objects;
    const auto* value = object_.if_contains({name.data(), name.size()});
    if (!value || !value->is_array()) return objects;
    for (const auto& entry : value->get_array()) {
        if (entry.is_object()) objects.emplace_back(entry.get_object());
    }
    return objects;
}

std::vector<std::string> Answer::names() const {
    std::vector<std::string> names;
    for (const auto& entry : object_) names.emplace_back(entry.key().data(), entry.key().size());
    return names;
}

}  // namespace crossfade::command
