// The mirror's own code makes the request; what is changed afterwards is changed in the copy.
#include "proxy/replay/request.hpp"

#include "proxy/http/method.hpp"
#include "proxy/http/target.hpp"
#include "proxy/replay/redacted.hpp"

#include <algorithm>

namespace crossfade::replay {
namespace {

/// What the client sent as a proxy reads it. Views of the record.
http::RequestHead head_of(const compare::RecordedRequest& recorded) {
    http::RequestHead head;
    head.method = recorded.method;
    head.target = recorded.path;
    for (const auto& [name, value] : recorded.headers) head.fields.add(name, value);
    if (!recorded.body.empty()) {
        head.framing = {http::Framing::Kind::length, recorded.body.size()};
    }
    return head;
}

/// The client's address was not recorded; what came with the request is all there is.
http::ForwardedFields forwarded_of(const http::RequestHead& head, std::string_view scheme) {
    http::ForwardedFields fields;
    const auto received = [&head](http::FieldName name) {
        return head.fields.find(name).value_or(std::string_view());
    };
    fields.forwarded_for = received(http::FieldName::x_forwarded_for);
    fields.forwarded_proto = received(http::FieldName::x_forwarded_proto);
    if (fields.forwarded_proto.empty()) fields.forwarded_proto = scheme;
    fields.forwarded_host = head.authority;
    return fields;
}

/// In words, what of the request was redacted; empty if nothing was.
std::string redacted_part(const http::OutgoingRequest& head, std::string_view body) {
    for (const auto& field : head.fields) {
        if (!holds_redaction(field.value)) continue;
        const std::string name(field.name);
        return name + " was redacted; give --header '" + name + ": ...'";
    }
    if (holds_redaction(head.path) || holds_redaction(head.query)) {
        return "a part of its URL was redacted";
    }
    return holds_redaction(body) ? "a part of its body was redacted" : "";
}

}  // namespace

// An echo of credentials is no use to anybody (RFC 9110 section 9.3.8).
bool is_safe(std::string_view method) noexcept { return http::safe(method) && method != "TRACE"; }

std::string Request::copy(const Policy& policy,
                          const compare::RecordedRequest& recorded,
                          net::BlockPool& blocks,
                          observe::Random& random) {
    auto head = head_of(recorded);
    if (http::parse_target(head) != http::Failure::none) return "its path is no request target";
    if (head.authority.empty()) {
        head.authority = head.fields.find(http::FieldName::host).value_or(std::string_view());
    }
    const auto id = observe::make_request_id(random);
    copy_.emplace(head, std::string_view(id.data(), id.size()), forwarded_of(head, policy.scheme));
    captured_.raise_limit(recorded.body.size());
    if (recorded.body.empty()) return {};
    const auto block = blocks.take(recorded.body.size());
    std::copy(recorded.body.begin(), recorded.body.end(), block.data());
    static_cast<void>(captured_.append({block.data(), recorded.body.size()}, block));
    return {};
}

std::string Request::prepare(const Policy& policy,
                             const compare::RecordedRequest& recorded,
                             const Target& target,
                             const std::vector<GivenField>& given,
                             net::BlockPool& blocks,
                             observe::Random& random) {
    if (!is_safe(recorded.method)) return recorded.method + " is no safe method";
    if (auto why = copy(policy, recorded, blocks, random); !why.empty()) return why;
    authority_ = authority_of(target);
    mirror::ShadowHost host;
    if (policy.host) host.configured = *policy.host;
    host.authority = authority_;
    if (shadow_.prepare(policy.plan, host, *copy_, captured_, random)) {
        return "a rewrite that `require` names did not apply";
    }
    head_ = shadow_.head();
    body_ = shadow_.body().value_or(recorded.body);
    if (!target.base.empty() && head_.path != "*") {
        path_ = target.base;
        path_.append(head_.path);
        head_.path = path_;
    }
    put(given);
    return redacted_part(head_, body_);
}

void Request::put(const std::vector<GivenField>& given) {
    fields_.assign(head_.fields.begin(), head_.fields.end());
    for (const auto& [name, value] : given) {
        std::erase_if(fields_,
                      [&](const auto& field) { return routing::same_name(field.name, name); });
    }
    for (const auto& [name, value] : given) {
        if (routing::same_name(name, "host")) {
            head_.host = value.empty() ? std::string_view(authority_) : std::string_view(value);
        } else if (!value.empty()) {
            fields_.push_back({name, value});
        }
    }
    head_.fields = fields_;
}

}  // namespace crossfade::replay
