// Recorded pairs, line by line from a file or the standard input: memory is bounded by one of them.
#pragma once

#include "proxy/record/record.hpp"

#include <cstdint>
#include <fstream>
#include <optional>
#include <streambuf>
#include <string>

namespace crossfade::command {

class PairLines {
public:
    /// "-" is the standard input. False if the file cannot be read.
    [[nodiscard]] bool open(const std::string& name);

    struct Pair {
        std::uint64_t number = 0;  // of the line, from 1
        record::ReadRecord read;
    };
    /// The next line that is not blank; nothing at the end.
    [[nodiscard]] std::optional<Pair> next();

private:
    enum class Line { whole, too_long, end };
    [[nodiscard]] Line read_line();

    std::filebuf file_;
    std::streambuf* in_ = nullptr;
    std::string line_;
    std::uint64_t number_ = 0;
};

}  // namespace crossfade::command
