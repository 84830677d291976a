// Keys never leave the lock but as copies, which are wiped after use.
#include "proxy/tls/ticket_keys.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace crossfade::tls {
namespace {

template <std::size_t size>
void randomise(std::array<unsigned char, size>& bytes) {
    if (RAND_bytes(bytes.data(), size) != 1) throw std::runtime_error("no random bytes");
}

TicketKey random_key() {
    TicketKey key;
    randomise(key.name);
    randomise(key.cipher);
    randomise(key.mac);
    return key;
}

bool set_mac_key(EVP_MAC_CTX* mac, TicketKey& key) {
    char digest[] = "SHA256";
    const std::array<OSSL_PARAM, 3> parameters{
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac.data(), key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(mac, parameters.data()) == 1;
}

}  // namespace

TicketKeys::TicketKeys(Clock::time_point now) : current_(random_key()), since_(now) {}

void TicketKeys::rotate(Clock::duration rotation, Clock::time_point now) {
    if (now - since_ < rotation) return;
    auto next = random_key();
    const std::lock_guard lock(mutex_);
    // After a pause of more than two rotations the last key is too old to be accepted.
    has_previous_ = now - since_ < 2 * rotation;
    OPENSSL_cleanse(&previous_, sizeof previous_);
    if (has_previous_) previous_ = current_;
    current_ = next;
    since_ = now;
    OPENSSL_cleanse(&next, sizeof next);
}

TicketKeys::State::~State() {
    OPENSSL_cleanse(&current, sizeof current);
    OPENSSL_cleanse(&previous, sizeof previous);
}

TicketKeys::State TicketKeys::state() const {
    const std::lock_guard lock(mutex_);
    State state;
    state.current = current_;
    state.previous = previous_;
    state.has_previous = has_previous_;
    state.since = since_;
    return state;
}

TicketKeys::TicketKeys(const State& state)
    : current_(state.current),
      previous_(state.previous),
      has_previous_(state.has_previous),
      since_(state.since) {}

TicketKey TicketKeys::current() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

TicketKeys::Found TicketKeys::find(const unsigned char* name, TicketKey& key) const {
    const std::lock_guard lock(mutex_);
    const auto named = [name](const TicketKey& each) {
        return std::equal(each.name.begin(), each.name.end(), name);
    };
    if (named(current_)) {
        key = current_;
        return Found::current;
    }
    if (has_previous_ && named(previous_)) {
        key = previous_;
        return Found::previous;
    }
    return Found::unknown;
}

int seal_ticket(const TicketKeys& keys,
                unsigned char* name,
                unsigned char* iv,
                EVP_CIPHER_CTX* cipher,
                EVP_MAC_CTX* mac) {
    const auto* const aes = EVP_aes_256_cbc();
    if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(aes)) != 1) return -1;
    auto key = keys.current();
    std::copy(key.name.begin(), key.name.end(), name);
    const bool sealed = EVP_EncryptInit_ex(cipher, aes, nullptr, key.cipher.data(), iv) == 1 &&
                        set_mac_key(mac, key);
    OPENSSL_cleanse(&key, sizeof key);
    return sealed ? 1 : -1;
}

int open_ticket(const TicketKeys& keys,
                const unsigned char* name,
                const unsigned char* iv,
                EVP_CIPHER_CTX* cipher,
                EVP_MAC_CTX* mac) {
    constexpr int unknown = 0;  // a full handshake
    constexpr int good = 1;
    constexpr int good_and_renew = 2;
    TicketKey key;
    const auto found = keys.find(name, key);
    if (found == TicketKeys::Found::unknown) return unknown;
    const bool opened =
        EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv) == 1 &&
        set_mac_key(mac, key);
    OPENSSL_cleanse(&key, sizeof key);
    if (!opened) return -1;
    return found == TicketKeys::Found::current ? good : good_and_renew;
}

}  // namespace crossfade::tls
