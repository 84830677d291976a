// Where identifiers stand: which names of fields mean one, what kind of thing it identifies, and
// how two texts that differ in identifiers alone are taken apart into them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::text {

/// True for id, order_id, orderId, ids, uuid, guid and the like: the value is an identifier even if
/// it is a small number.
[[nodiscard]] bool names_identifier(std::string_view field) noexcept;

/// The same, and for token, cursor, sha, hash, nonce and the like: a text there is an identifier
/// even if it is short. Not for key, code or ref, which may be words and numbers that people chose.
[[nodiscard]] bool names_opaque_text(std::string_view field) noexcept;

/// True for created_at, updatedAt, date, timestamp, expires and the like.
[[nodiscard]] bool names_time(std::string_view field) noexcept;

/// "order" of order_id and orderId; empty of id, and of what names no identifier.
[[nodiscard]] std::string thing_of(std::string_view field);

/// True of things that there is a new one of for every response: request, trace, session ...
[[nodiscard]] bool names_occasion(std::string_view thing) noexcept;

/// "order" of "orders", "category" of "categories"; lower case.
[[nodiscard]] std::string singular(std::string_view noun);

/// One identifier under its two names. `kind` is what it identifies, for numbers; empty for what no
/// two things have by accident, whatever they are: uuids, digests, tokens, generated names.
struct Claim {
    std::string kind;
    std::string live;
    std::string shadow;

    bool operator==(const Claim&) const = default;
};
using Claims = std::vector<Claim>;

/// The identifiers in which two texts differ; nothing if they also differ in something else.
/// `field` is the name of the member that holds them, `kind` what an identifier there identifies.
/// Looks into URLs, paths, queries, e-mail addresses, lists, and base64. Hosts and what is agreed
/// with the world outside (outside_number.hpp) are no identifiers.
[[nodiscard]] std::optional<Claims> claims_of(std::string_view live,
                                              std::string_view shadow,
                                              std::string_view field,
                                              std::string_view kind);

/// "release-20240131093000-x7k2" and "release-20240204110500-9afq4": the same words around what a
/// program generated: a long number, a digest, or random letters beside one of these.
[[nodiscard]] bool generated_alike(std::string_view live, std::string_view shadow);

}  // namespace crossfade::text
