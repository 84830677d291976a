// One judged pair as one line of JSON: what the mismatch log and the store keep and what
// `crossfade compare` reads (DESIGN "Command line").
//
// A body is written as
//   null                  where there is none;
//   itself                where it is a JSON object, array, number or boolean: every byte but the
//                         white space between tokens, which only goes where the type says JSON;
//   a string              where it is text, and for JSON strings and the JSON null, which would
//                         read back as something else;
//   {"base64": "..."}     where it is neither. So is a header value that is not UTF-8.
// A body cut at the mirror's limit carries "truncated": true, "body_size" and "body_hash" (16 hex
// digits). A body with a content coding is stored decoded: its header content-encoding becomes
// "content_coding" and stays that when it is read again, for no comparison looks at either.
// Where they are known there are also "build" of the shadow, "user" (what the request was split by,
// as redaction leaves it), "live_ms" and "shadow_ms", and "hidden": [{"path","class","by"}, ...].
#pragma once

#include "proxy/compare/pair.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crossfade::record {

struct Record {
    compare::Pair pair;
    compare::Result result;
    std::string live_coding;  // what was taken off the body, as content-encoding has it; or nothing
    std::string shadow_coding;
};

/// Lines longer than this are refused.
inline constexpr std::size_t max_record_size = std::size_t{64} << 20U;

/// Takes the content codings off the two response bodies, so that what is stored can be read and
/// redacted. Bodies that are cut, broken or coded in a way that nobody knows stay as they are.
[[nodiscard]] Record storable(compare::Pair pair, compare::Result result);

/// One line without the line's end. Header and finding texts that are not UTF-8 lose nothing but
/// their bad bytes (headers: not even those).
[[nodiscard]] std::string to_line(const Record& record);

struct ReadRecord {
    std::optional<Record> record;
    bool judged = false;  // the line says a verdict; else that of the record is without meaning
    std::string error;    // where there is no record: what is wrong with the line
};

/// Strict in what it knows and indifferent to members it does not know; only the two statuses have
/// to be there. A record without a time has the clock's epoch.
[[nodiscard]] ReadRecord read_record(std::string_view line);

}  // namespace crossfade::record
