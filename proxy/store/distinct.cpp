// See distinct.hpp.
#include "proxy/store/distinct.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>
#include <numbers>
#include <utility>

namespace crossfade::store {
namespace {

constexpr unsigned index_bits = 12;
constexpr std::size_t register_count = std::size_t{1} << index_bits;
constexpr unsigned rank_bits = 64 - index_bits;
constexpr char as_hashes = 'h';
constexpr char as_registers = 'r';

// Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", algorithm 6.
double sigma(double x) {
    if (x == 1) return INFINITY;
    double y = 1;
    double z = x;
    for (double before = -1; before != z;) {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    }
    return z;
}

double tau(double x) {
    if (x == 0 || x == 1) return 0;
    double y = 1;
    double z = 1 - x;
    for (double before = -1; before != z;) {
        x = std::sqrt(x);
        before = z;
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    }
    return z / 3;
}

}  // namespace

void Distinct::add(std::uint64_t hash) {
    if (!registers_.empty()) return note(hash);
    const auto place = std::lower_bound(hashes_.begin(), hashes_.end(), hash);
    if (place != hashes_.end() && *place == hash) return;
    hashes_.insert(place, hash);
    if (hashes_.size() > exact_up_to) give_up_exactness();
}

void Distinct::note(std::uint64_t hash) {
    const auto rank = static_cast<std::uint8_t>(
        std::min<unsigned>(static_cast<unsigned>(std::countl_zero(hash << index_bits)), rank_bits) +
        1);
    auto& place = registers_[hash >> rank_bits];
    place = std::max(place, rank);
}

void Distinct::give_up_exactness() {
    registers_.assign(register_count, 0);
    for (const std::uint64_t hash : hashes_) note(hash);
    hashes_ = {};
}

void Distinct::merge(const Distinct& other) {
    if (!other.registers_.empty() && registers_.empty()) give_up_exactness();
    if (registers_.empty()) {
        std::vector<std::uint64_t> both;
        both.reserve(hashes_.size() + other.hashes_.size());
        std::set_union(hashes_.begin(),
                       hashes_.end(),
                       other.hashes_.begin(),
                       other.hashes_.end(),
                       std::back_inserter(both));
        hashes_ = std::move(both);
        if (hashes_.size() > exact_up_to) give_up_exactness();
    } else {
        for (const std::uint64_t hash : other.hashes_) note(hash);
    }
    for (std::size_t index = 0; index < other.registers_.size(); ++index) {
        registers_[index] = std::max(registers_[index], other.registers_[index]);
    }
}

std::uint64_t Distinct::count() const {
    if (registers_.empty()) return hashes_.size();
    std::array<double, rank_bits + 2> with_rank{};
    for (const std::uint8_t rank : registers_) ++with_rank[rank];
    constexpr auto all = static_cast<double>(register_count);
    double z = all * tau(1 - with_rank[rank_bits + 1] / all);
    for (unsigned rank = rank_bits; rank > 0; --rank) z = 0.5 * (z + with_rank[rank]);
    z += all * sigma(with_rank[0] / all);
    return static_cast<std::uint64_t>(std::llround(all * all / (2 * std::numbers::ln2 * z)));
}

std::string Distinct::blob() const {
    if (empty()) return {};
    std::string bytes;
    if (!registers_.empty()) {
        bytes += as_registers;
        return bytes.append(registers_.begin(), registers_.end());
    }
    bytes += as_hashes;
    for (const std::uint64_t hash : hashes_) {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            bytes += static_cast<char>((hash >> shift) & 0xffU);
        }
    }
    return bytes;
}

Distinct Distinct::of_blob(std::string_view bytes) {
    Distinct distinct;
    if (bytes.empty()) return distinct;
    const char kind = bytes[0];
    bytes.remove_prefix(1);
    if (kind == as_registers && bytes.size() == register_count) {
        distinct.registers_.assign(bytes.begin(), bytes.end());
        for (auto& rank : distinct.registers_) {
            rank = std::min<std::uint8_t>(rank, rank_bits + 1);
        }
    }
    if (kind != as_hashes) return distinct;
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
        std::uint64_t hash = 0;
        for (unsigned place = 8; place-- > 0;) {
            hash = (hash << 8U) | static_cast<unsigned char>(bytes[place]);
        }
        distinct.add(hash);
    }
    return distinct;
}

}  // namespace crossfade::store
