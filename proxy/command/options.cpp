// Flags are declared by the command, so that unknown ones are refused and --help lists the rest.
#include "proxy/command/options.hpp"

#include <algorithm>

namespace crossfade::command {
namespace {

void print_help(const Usage& usage, std::ostream& out) {
    out << "usage: " << usage.synopsis << "\n\n" << usage.summary << "\n\noptions:\n";
    std::vector<std::string> names;
    std::size_t width = 0;
    for (const auto& option : usage.options) {
        std::string name(option.short_name);
        if (!name.empty()) name.append(", ");
        name.append(option.name);
        if (!option.value.empty()) name.append(" ").append(option.value);
        width = std::max(width, name.size());
        names.push_back(std::move(name));
    }
    width = std::max<std::size_t>(width, 6);
    for (std::size_t index = 0; index < names.size(); ++index) {
        out << "  " << names[index] << std::string(width - names[index].size() + 2, ' ')
            << usage.options[index].meaning << "\n";
    }
    out << "  --help" << std::string(width - 4, ' ') << "this text\n";
}

const Option* find(const Usage& usage, std::string_view word) {
    const auto found =
        std::find_if(usage.options.begin(), usage.options.end(), [word](const Option& option) {
            return option.name == word || (!word.empty() && option.short_name == word);
        });
    return found == usage.options.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Options> Options::parse(
    const Usage& usage, Arguments arguments, std::ostream& out, std::ostream& error, int& exit) {
    Options options;
    const auto mistake = [&](std::string_view what, std::string_view word) {
        error << "crossfade: " << what << " '" << word << "'\nusage: " << usage.synopsis
              << "\n(--help tells more)\n";
        exit = exit_usage;
        return std::nullopt;
    };
    for (std::size_t index = 0; index < arguments.size(); ++index) {
        const auto word = arguments[index];
        if (word == "--help" || word == "-h") {
            print_help(usage, out);
            exit = 0;
            return std::nullopt;
        }
        if (word == "-" || !word.starts_with('-')) {
            options.operands_.emplace_back(word);
            continue;
        }
        const bool long_form = word.starts_with("--");
        const auto equals = long_form ? word.find('=') : std::string_view::npos;
        const auto* option = find(usage, word.substr(0, equals));
        if (!option) return mistake("unknown option", word);
        auto& values = options.values_[std::string(option->name)];
        if (option->value.empty()) {
            if (equals != std::string_view::npos) return mistake("no value is taken by", word);
            values.emplace_back();
        } else if (equals != std::string_view::npos) {
            values.emplace_back(word.substr(equals + 1));
        } else if (index + 1 < arguments.size()) {
            values.emplace_back(arguments[++index]);
        } else {
            return mistake("a value is missing after", word);
        }
    }
    return options;
}

std::optional<std::string> Options::value(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return found->second.back();
}

std::vector<std::string> Options::values(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
}

}  // namespace crossfade::command
