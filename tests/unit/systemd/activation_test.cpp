// What the environment announces, and what is made of it.
#include "proxy/systemd/activation.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace crossfade::systemd {
namespace {

void announce(const std::string& pid, const std::string& count, const std::string& names = "") {
    ::setenv("LISTEN_PID", pid.c_str(), 1);
    ::setenv("LISTEN_FDS", count.c_str(), 1);
    ::setenv("LISTEN_FDNAMES", names.c_str(), 1);
}

std::string taken() {
    net::InheritedSockets sockets;
    auto problem = take_activated(sockets);
    EXPECT_TRUE(sockets.empty());
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) {
        EXPECT_EQ(std::getenv(name), nullptr);
    }
    return problem;
}

TEST(Activation, nothing_announced_is_nothing_taken) {
    EXPECT_EQ(taken(), "");
    announce(std::to_string(::getpid()), "0");
    EXPECT_EQ(taken(), "");
}

TEST(Activation, what_is_meant_for_another_process_is_left_alone) {
    announce(std::to_string(::getpid() + 1), "1");
    EXPECT_EQ(taken(), "");
    announce("", "1");
    EXPECT_EQ(taken(), "");
}

TEST(Activation, a_number_that_is_none_is_a_problem) {
    for (const char* count : {"", "x", "-1", "1x", "99999999999", "5000"}) {
        announce(std::to_string(::getpid()), count);
        EXPECT_NE(taken().find("LISTEN_FDS is no number of sockets"), std::string::npos) << count;
    }
}

}  // namespace
}  // namespace crossfade::systemd
