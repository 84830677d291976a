// Rewrites are noted as they apply, and compared with what was required at the end.
#include "proxy/mirror/shadow_request.hpp"

#include "proxy/http/forwarding.hpp"
#include "proxy/http/framing.hpp"
#include "proxy/http/request_fields.hpp"
#include "proxy/json/splice.hpp"
#include "proxy/observe/trace.hpp"

#include <algorithm>

namespace crossfade::mirror {

using observe::DropReason;

std::optional<DropReason> ShadowRequest::prepare(const MirrorPlan& plan,
                                                 const backend::BackendPool& shadow,
                                                 const RequestCopy& request,
                                                 const Capture& body,
                                                 observe::Random& random) {
    return prepare(plan, {shadow.config().host, shadow.authority()}, request, body, random);
}

std::optional<DropReason> ShadowRequest::prepare(const MirrorPlan& plan,
                                                 const ShadowHost& shadow,
                                                 const RequestCopy& request,
                                                 const Capture& body,
                                                 observe::Random& random) {
    const auto& rewrite = plan.config->rewrite;
    rewrite_body(rewrite, body);
    add_fields(plan, rewrite, request, random);
    if (!required(rewrite)) return DropReason::require_failed;
    set_head(plan, rewrite, shadow, request, body);
    return std::nullopt;
}

void ShadowRequest::prepare_again(const MirrorPlan& plan,
                                  const backend::BackendPool& live,
                                  const RequestCopy& request,
                                  const Capture& body,
                                  observe::Random& random) {
    const auto& rewrite = plan.route->rewrite;
    add_fields(plan, rewrite, request, random);
    set_head(plan, rewrite, {live.config().host, live.authority()}, request, body);
}

void ShadowRequest::set_head(const MirrorPlan& plan,
                             const routing::Rewrite& rewrite,
                             const ShadowHost& host,
                             const RequestCopy& request,
                             const Capture& body) {
    const auto& from = request.head();
    head_ = {};
    head_.method = from.method;
    head_.path = from.path;
    if (rewrite.replace_prefix && from.path != "*") {
        path_ = routing::rewrite_path(from.path, plan.route->match.path, *rewrite.replace_prefix);
        head_.path = path_;
    }
    head_.query = from.query;
    head_.has_query = from.has_query;
    head_.host =
        rewrite.host ? std::string_view(*rewrite.host) : host.configured.value_or(from.authority);
    if (head_.host.empty()) head_.host = host.authority;
    head_.fields = fields_.view();
    // The whole body is here, so its length is known whatever framing the client chose.
    const auto size = body_ ? body_->size() : body.size();
    const bool has_body = from.framing.kind != http::Framing::Kind::none;
    if (has_body) head_.framing = {http::Framing::Kind::length, size};
}

void ShadowRequest::add_fields(const MirrorPlan& plan,
                               const routing::Rewrite& rewrite,
                               const RequestCopy& request,
                               observe::Random& random) {
    using http::FieldName;
    const auto& from = request.head();
    const auto& received = from.fields;
    fields_.clear();
    http::copy_request_fields(from, fields_);
    // Nobody is there to continue for: the shadow gets head and body at once.
    if (received.find(FieldName::expect)) fields_.remove("expect");
    if (received.find(FieldName::crossfade)) fields_.remove(http::mirror_marker);
    http::add_forwarded_fields(request.forwarded(), received, fields_);
    fields_.add(FieldName::x_request_id, "x-request-id", request.request_id());
    add_trace(received, random);
    std::string_view via = plan.via;
    if (received.find(FieldName::via)) via = via_ = http::continued_via(received, plan.via);
    fields_.add(FieldName::via, "via", via);
    fields_.add(FieldName::crossfade, http::mirror_marker, plan.route->name);
    if (const auto left = http::max_forwards(from)) {
        max_forwards_ = std::to_string(*left - 1);
        fields_.remove("max-forwards");
        fields_.add(FieldName::max_forwards, "max-forwards", max_forwards_);
    }
    for (const auto& name : rewrite.remove_fields) fields_.remove(name);
    for (const auto& field : rewrite.set_fields) {
        fields_.remove(field.name);
        fields_.add(field.name, field.value);
    }
}

// A trace goes on, of which this call is another branch.
void ShadowRequest::add_trace(const http::FieldList& received, observe::Random& random) {
    using http::FieldName;
    std::optional<observe::TraceParent> trace;
    if (const auto parent = received.find(FieldName::traceparent)) {
        trace = observe::parse_traceparent(*parent);
        fields_.remove("traceparent");
    }
    trace_ = observe::to_text(observe::make_child(trace, random));
    fields_.add(FieldName::traceparent, "traceparent", {trace_.data(), trace_.size()});
}

// Every pointer is tried; one that finds nothing is no failure unless it is required.
void ShadowRequest::rewrite_body(const config::MirrorRewrite& rewrite, const Capture& body) {
    body_.reset();
    replaced_.clear();
    if (rewrite.json.empty() || body.size() == 0) return;
    auto text = body.text();
    for (const auto& [pointer, value] : rewrite.json) {
        if (json::splice(text, pointer, value) > 0) replaced_.emplace_back(pointer);
    }
    if (!replaced_.empty()) body_ = std::move(text);
}

bool ShadowRequest::required(const config::MirrorRewrite& rewrite) const {
    return std::all_of(
        rewrite.require.begin(), rewrite.require.end(), [&](const std::string& name) {
            if (name.starts_with('/')) {
                return std::find(replaced_.begin(), replaced_.end(), name) != replaced_.end();
            }
            if (routing::same_name(name, "host")) return rewrite.host.has_value();
            const auto value = routing::find_field(fields_.view(), name);
            return value && !value->empty();
        });
}

}  // namespace crossfade::mirror
