// See built_in.hpp.
#include "proxy/compare/built_in.hpp"

#include "proxy/compare/header_lists.hpp"

#include <string_view>

namespace crossfade::compare {
namespace {

BuiltIn of_fields(FieldClass field, std::string_view does) {
    return {std::string(name_of(field)), std::string(fields_of(field)), std::string(does)};
}

void add_headers(std::vector<BuiltIn>& all) {
    all.push_back({"framing",
                   std::string(fields_of(FieldClass::never)),
                   "never compared, also with built_in: off; bodies are compared decoded"});
    all.push_back(of_fields(FieldClass::on_the_way,
                            "value and presence are not compared: added on the way, about this "
                            "very response"));
    all.push_back(of_fields(FieldClass::quota,
                            "the value is not compared; a field that the shadow lacks is found"));
    all.push_back(
        of_fields(FieldClass::validator,
                  "the value is not compared, presence is; of expires also whether a "
                  "response is fresh or ten times as long, unless cache-control says so"));
    all.push_back(of_fields(FieldClass::negotiated,
                            "the value is not compared; a field that the shadow lacks is found"));
    all.push_back(of_fields(FieldClass::obsolete,
                            "value and presence are not compared: no client acts on it any more"));
    all.push_back(
        of_fields(FieldClass::policy, "compared, but the shadow may add one to what is not HTML"));
    all.push_back(of_fields(FieldClass::more_names,
                            "items in any order and case; the shadow may have more, and "
                            "accept-encoding in vary does not count"));
    all.push_back(
        of_fields(FieldClass::names, "items in any order and case; accept-ranges may be absent"));
    all.push_back(of_fields(FieldClass::list, "items in any order"));
    all.push_back(of_fields(FieldClass::directives, "directives in any order and case"));
    all.push_back(
        of_fields(FieldClass::link, "URLs by rel; hosts by the host map, identifiers as aliases"));
    all.push_back(of_fields(FieldClass::media_type,
                            "letters in any case, quotes or none; utf-8 goes without saying in "
                            "JSON, and boundaries are random"));
    all.push_back(of_fields(FieldClass::cookie,
                            "by name and attributes, tokens and times by their format alone; a "
                            "lifetime is there, or not, or over"));
}

void add_values(std::vector<BuiltIn>& all) {
    all.push_back({"digest header",
                   "content-md5, content-digest, *-checksum, *-hash and the like",
                   "the value is not compared where the bodies differ, which tell more"});
    all.push_back({"host map",
                   "URLs in headers and JSON",
                   "a live host of compare.hosts is the same as its shadow host"});
    all.push_back(
        {"alias",
         "uuids, ulids, digests, tokens, JWTs and generated names anywhere; numbers and "
         "short texts in fields that are named id, order_id, orderId and the like; "
         "numbers in paths; all of these inside URLs and base64",
         "a live one and a shadow one that always go together are the same; where "
         "either goes with another the finding is \"alias broken\". Not where both "
         "sides were seen to share identifiers, in such a place, of such things, or in the thing "
         "that it belongs to; nor where the format changes, nor for what the request itself asked "
         "for. Never account numbers, addresses of chains, numbers of documents, hosts; nor "
         "digests, unless they name something elsewhere"});
    all.push_back(
        {"response time",
         "times and seconds since 1970",
         "the same if each is within five minutes of its own response, and in a mirror as far "
         "from it to a minute; never days"});
    all.push_back(
        {"own time",
         "times in an object whose identifier is an alias",
         "the same if they are about as long ago on both sides, in a mirror to ten minutes, "
         "because each side made its own; never days"});
    all.push_back({"varying field",
                   "times, digests and texts of one length that change from one live response to "
                   "the next to the very same request, at least every second time of late",
                   "the same if written in the same format"});
    all.push_back({"archive",
                   "tar archives, also in gzip",
                   "compared by the names and contents of their files, not by their bytes"});
    all.push_back({"drift",
                   "whole numbers in no identifier's field, in responses that were made more than "
                   "a minute apart",
                   "the same if live responses to the very same request have different ones at "
                   "least every second time; never in a mirror, where both are made at once"});
}

}  // namespace

std::vector<BuiltIn> built_ins() {
    std::vector<BuiltIn> all;
    add_headers(all);
    add_values(all);
    return all;
}

}  // namespace crossfade::compare
