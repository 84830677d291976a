// Small structures as bytes in a column: numbers as LEB128, texts behind their length. What is read
// back may be anything; a broken one reads as empty.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::store {

class BlobWriter {
public:
    void number(std::uint64_t value) {
        for (; value >= 0x80U; value >>= 7U) bytes_ += static_cast<char>((value & 0x7fU) | 0x80U);
        bytes_ += static_cast<char>(value);
    }
    void text(std::string_view text) {
        number(text.size());
        bytes_ += text;
    }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Borrows the bytes.
class BlobReader {
public:
    explicit BlobReader(std::string_view bytes) noexcept : bytes_(bytes) {}

    /// Zero once it is not good.
    [[nodiscard]] std::uint64_t number() noexcept {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (bytes_.empty()) break;
            const auto byte = static_cast<unsigned char>(bytes_[0]);
            bytes_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80U) return value;
        }
        good_ = false;
        return 0;
    }
    [[nodiscard]] std::string_view text() noexcept {
        const std::uint64_t size = number();
        if (size > bytes_.size()) good_ = false;
        if (!good_) return {};
        const std::string_view text = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return text;
    }
    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] bool at_end() const noexcept { return bytes_.empty() || !good_; }

private:
    std::string_view bytes_;
    bool good_ = true;
};

}  // namespace crossfade::store
