// Counts what a process asks of malloc and of the socket layer, between start and exit. Loaded with
// LD_PRELOAD; on exit the totals go, one "name count" a line, to the file that COUNT_CALLS names.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_ulong allocations, sends, receives, epoll_changes;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);

void* malloc(size_t size) {
    atomic_fetch_add(&allocations, 1);
    return __libc_malloc(size);
}

void* calloc(size_t count, size_t size) {
    atomic_fetch_add(&allocations, 1);
    return __libc_calloc(count, size);
}

void* realloc(void* old, size_t size) {
    atomic_fetch_add(&allocations, 1);
    return __libc_realloc(old, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
    atomic_fetch_add(&allocations, 1);
    return __libc_memalign(alignment, size);
}

ssize_t send(int fd, const void* data, size_t size, int flags) {
    static __typeof__(&send) real;
    if (!real) real = REAL(send);
    atomic_fetch_add(&sends, 1);
    return real(fd, data, size, flags);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
    static __typeof__(&sendmsg) real;
    if (!real) real = REAL(sendmsg);
    atomic_fetch_add(&sends, 1);
    return real(fd, message, flags);
}

ssize_t recv(int fd, void* data, size_t size, int flags) {
    static __typeof__(&recv) real;
    if (!real) real = REAL(recv);
    atomic_fetch_add(&receives, 1);
    return real(fd, data, size, flags);
}

ssize_t recvmsg(int fd, struct msghdr* message, int flags) {
    static __typeof__(&recvmsg) real;
    if (!real) real = REAL(recvmsg);
    atomic_fetch_add(&receives, 1);
    return real(fd, message, flags);
}

int epoll_ctl(int epoll, int operation, int fd, struct epoll_event* event) {
    static __typeof__(&epoll_ctl) real;
    if (!real) real = REAL(epoll_ctl);
    atomic_fetch_add(&epoll_changes, 1);
    return real(epoll, operation, fd, event);
}

__attribute__((destructor)) static void report(void) {
    const char* path = getenv("COUNT_CALLS");
    FILE* file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "allocations %lu\nsends %lu\nreceives %lu\nepoll_changes %lu\n",
            atomic_load(&allocations), atomic_load(&sends), atomic_load(&receives),
            atomic_load(&epoll_changes));
    fclose(file);
}
