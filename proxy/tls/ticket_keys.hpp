// The keys that seal session tickets (RFC 8446 section 4.6.1, RFC 5077): random, replaced again and
// again, gone for good one rotation later. Nobody else ever holds them but the process that takes
// over from this one.
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <chrono>
#include <mutex>

namespace crossfade::tls {

struct TicketKey {
    std::array<unsigned char, 16> name{};
    std::array<unsigned char, 32> cipher{};  // AES-256-CBC
    std::array<unsigned char, 32> mac{};     // HMAC-SHA-256
};

/// Of one listener: a ticket of another one opens nothing here. Any thread; the lock is one among
/// those that OpenSSL itself takes during a handshake.
class TicketKeys {
public:
    using Clock = std::chrono::steady_clock;

    /// Throws std::runtime_error if there are no random bytes.
    explicit TicketKeys(Clock::time_point now);

    /// The key for new tickets becomes the one that is still accepted, if its time has come.
    void rotate(Clock::duration rotation, Clock::time_point now);

    [[nodiscard]] TicketKey current() const;

    /// All there is to it. The clock is the machine's, so that another process understands it.
    struct State {
        TicketKey current;
        TicketKey previous;
        bool has_previous = false;
        Clock::time_point since;

        State() = default;
        State(const State&) = default;
        State& operator=(const State&) = default;
        ~State();  // wipes the keys
    };
    [[nodiscard]] State state() const;
    explicit TicketKeys(const State& state);

    enum class Found { unknown, current, previous };
    /// Fills `key` with the one of that name.
    [[nodiscard]] Found find(const unsigned char* name, TicketKey& key) const;

private:
    mutable std::mutex mutex_;
    TicketKey current_;
    TicketKey previous_;
    bool has_previous_ = false;
    Clock::time_point since_;
};

/// What OpenSSL's ticket callback has to do; its result is OpenSSL's.
[[nodiscard]] int seal_ticket(const TicketKeys& keys,
                              unsigned char* name,
                              unsigned char* iv,
                              EVP_CIPHER_CTX* cipher,
                              EVP_MAC_CTX* mac);
[[nodiscard]] int open_ticket(const TicketKeys& keys,
                              const unsigned char* name,
                              const unsigned char* iv,
                              EVP_CIPHER_CTX* cipher,
                              EVP_MAC_CTX* mac);

}  // namespace crossfade::tls
