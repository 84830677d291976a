// The wire: what is written is read, and nothing else is.
#include "proxy/takeover/message.hpp"

#include <gtest/gtest.h>

namespace crossfade::takeover {
namespace {

using routing::Share;

SplitState split_state() {
    return {"orders",
            {"legacy", "new"},
            true,
            {{{400'000, Share::whole, false}}, {{0, 400'000, true}}}};
}

TicketState ticket_state() {
    TicketState ticket;
    ticket.listener = "public";
    ticket.keys.current.name.fill(7);
    ticket.keys.current.mac.back() = 9;
    ticket.keys.previous.cipher.fill(255);
    ticket.keys.has_previous = true;
    ticket.keys.since = tls::TicketKeys::Clock::now();
    return ticket;
}

std::vector<Message> all_kinds() {
    std::vector<Message> all{Hello(), Refusal{"no"}, About{7, "1.2"}, Sockets{3}, split_state()};
    all.emplace_back(ticket_state());
    all.emplace_back(Complete());
    all.emplace_back(Serving());
    all.emplace_back(Leaving());
    return all;
}

TEST(TakeoverMessage, reads_what_it_writes) {
    for (const auto& message : all_kinds()) {
        const auto bytes = to_wire(message);
        const auto read = from_wire(bytes);
        ASSERT_TRUE(read) << message.index();
        EXPECT_EQ(read->index(), message.index());
        EXPECT_EQ(to_wire(*read), bytes);
    }
    const auto split = std::get<SplitState>(*from_wire(to_wire(split_state())));
    EXPECT_EQ(split.route, "orders");
    EXPECT_EQ(split.backends, split_state().backends);
    EXPECT_TRUE(split.overridden);
    EXPECT_EQ(split.runs, split_state().runs);
    const auto ticket = std::get<TicketState>(*from_wire(to_wire(ticket_state())));
    EXPECT_EQ(ticket.keys.current.name, ticket_state().keys.current.name);
    EXPECT_EQ(ticket.keys.previous.cipher, ticket_state().keys.previous.cipher);
}

TEST(TakeoverMessage, refuses_what_is_cut_off_or_too_long) {
    for (const auto& message : all_kinds()) {
        const auto bytes = to_wire(message);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            EXPECT_FALSE(from_wire(std::string_view(bytes).substr(0, size))) << message.index();
        }
        EXPECT_FALSE(from_wire(bytes + '\0')) << message.index();
    }
    EXPECT_FALSE(from_wire(to_wire(Refusal{std::string(max_message, 'x')})));
}

TEST(TakeoverMessage, survives_any_byte_in_any_place) {
    for (const auto& message : all_kinds()) {
        const auto bytes = to_wire(message);
        for (std::size_t place = 0; place < bytes.size(); ++place) {
            for (const int value : {0, 1, 0x7f, 0x80, 0xff}) {
                auto changed = bytes;
                changed[place] = static_cast<char>(value);
                const auto read = from_wire(changed);
                if (read) {
                    EXPECT_LE(to_wire(*read).size(), max_message);
                }
            }
        }
    }
}

TEST(TakeoverMessage, refuses_values_that_make_no_sense) {
    EXPECT_FALSE(from_wire(to_wire(Sockets{0})));
    EXPECT_FALSE(from_wire(to_wire(Sockets{max_sockets + 1})));
    auto split = split_state();
    split.backends.pop_back();
    EXPECT_FALSE(from_wire(to_wire(split)));
    split = split_state();
    split.runs[0][0].last = Share::whole + 1;
    EXPECT_FALSE(from_wire(to_wire(split)));
    split.runs[0][0] = {5, 5, true};
    EXPECT_FALSE(from_wire(to_wire(split)));
    auto ticket = ticket_state();
    ticket.keys.since += std::chrono::hours(24);
    EXPECT_FALSE(from_wire(to_wire(ticket)));
}

}  // namespace
}  // namespace crossfade::takeover
