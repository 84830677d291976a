// The command line: one word chooses the command, the rest is its own.
#include "proxy/command/commands.hpp"

#include <csignal>
#include <iostream>
#include <string_view>
#include <vector>

int main(int count, char** words) {
    // A peer that left must show as an error of the write, not as the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string_view> arguments(words + 1, words + count);
    return crossfade::command::dispatch(arguments, std::cout, std::cerr);
}
