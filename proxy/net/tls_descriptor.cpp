// Receives and sends as the plain transport does; OpenSSL is told to try again later.
#include "proxy/net/tls_descriptor.hpp"

#include <cerrno>
#include <sys/socket.h>

namespace crossfade::net {
namespace {

TlsDescriptor& state_of(BIO* bio) noexcept {
    return *static_cast<TlsDescriptor*>(BIO_get_data(bio));
}

bool would_block() noexcept { return errno == EAGAIN || errno == EWOULDBLOCK; }

int receive(BIO* bio, char* room, std::size_t size, std::size_t* received) {
    auto& state = state_of(bio);
    BIO_clear_retry_flags(bio);
    *received = 0;
    // Messages that carry no data could be read here for as long as the peer sends them.
    if (state.receives_left == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    --state.receives_left;
    ssize_t count = 0;
    do count = ::recv(state.descriptor, room, size, 0);
    while (count < 0 && errno == EINTR);
    if (count > 0) {
        *received = static_cast<std::size_t>(count);
        state.drained = *received < size;
        state.starved = false;
        return 1;
    }
    state.drained = true;
    if (count == 0) {
        state.ended = true;
    } else if (would_block()) {
        BIO_set_retry_read(bio);
    } else {
        state.receive_failed = true;
    }
    return 0;
}

int transmit(BIO* bio, const char* bytes, std::size_t size, std::size_t* sent) {
    auto& state = state_of(bio);
    BIO_clear_retry_flags(bio);
    *sent = 0;
    ssize_t count = 0;
    do count = ::send(state.descriptor, bytes, size, MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    if (count >= 0) {
        *sent = static_cast<std::size_t>(count);
        return 1;
    }
    if (would_block()) {
        BIO_set_retry_write(bio);
    } else {
        state.send_failed = true;
    }
    return 0;
}

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return state_of(bio).ended ? 1 : 0;
    return 0;
}

struct FreeMethod {
    void operator()(BIO_METHOD* method) const noexcept { BIO_meth_free(method); }
};

std::unique_ptr<BIO_METHOD, FreeMethod> make_method() noexcept {
    std::unique_ptr<BIO_METHOD, FreeMethod> method(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "transport"));
    if (!method) return method;
    BIO_meth_set_read_ex(method.get(), receive);
    BIO_meth_set_write_ex(method.get(), transmit);
    BIO_meth_set_ctrl(method.get(), control);
    return method;
}

}  // namespace

tls::Handle<BIO> make_bio(TlsDescriptor& descriptor) noexcept {
    static const auto method = make_method();
    tls::Handle<BIO> bio(method ? BIO_new(method.get()) : nullptr);
    if (!bio) return bio;
    BIO_set_data(bio.get(), &descriptor);
    BIO_set_init(bio.get(), 1);
    return bio;
}

}  // namespace crossfade::net
