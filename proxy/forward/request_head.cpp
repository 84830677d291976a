// Copied fields first, then our own, then the operator's, which may replace both.
#include "proxy/forward/request_head.hpp"

#include "proxy/http/forwarding.hpp"
#include "proxy/http/framing.hpp"
#include "proxy/http/request_fields.hpp"

namespace crossfade::forward {

namespace {

void add_trace(Forwarding& forwarding, observe::Random& random) {
    auto& fields = forwarding.fields;
    const auto parent = forwarding.exchange->request().fields.find(http::FieldName::traceparent);
    if (parent && observe::parse_traceparent(*parent)) return;
    if (parent) fields.remove("traceparent");
    forwarding.traceparent = observe::to_text(observe::make_child(std::nullopt, random));
    fields.add(http::FieldName::traceparent,
               "traceparent",
               {forwarding.traceparent.data(), forwarding.traceparent.size()});
}

void add_own_fields(Forwarding& forwarding, observe::Random& random) {
    const auto& request = forwarding.exchange->request();
    auto& fields = forwarding.fields;
    fields.add(http::FieldName::x_request_id, "x-request-id", forwarding.request_id);
    add_trace(forwarding, random);
    std::string_view via = forwarding.plan->via;
    if (request.fields.has(http::FieldName::via)) {
        via = forwarding.via = http::continued_via(request.fields, via);
    }
    fields.add(http::FieldName::via, "via", via);
    http::add_forwarded_fields(forwarding.origin.fields(), request.fields, fields);
}

// Zero was answered before it came to this (RFC 9110 section 7.6.2).
void count_forward(Forwarding& forwarding) {
    const auto left = http::max_forwards(forwarding.exchange->request());
    if (!left) return;
    forwarding.max_forwards = std::to_string(*left - 1);
    forwarding.fields.remove("max-forwards");
    forwarding.fields.add(http::FieldName::max_forwards, "max-forwards", forwarding.max_forwards);
}

void rewrite_fields(const routing::Rewrite& rewrite, http::FieldList& fields) {
    for (const auto& name : rewrite.remove_fields) fields.remove(name);
    for (const auto& field : rewrite.set_fields) {
        fields.remove(field.name);
        fields.add(field.name, field.value);
    }
}

}  // namespace

void prepare_head(Forwarding& forwarding, observe::Random& random) {
    const auto& request = forwarding.exchange->request();
    const auto& rewrite = forwarding.route->config->rewrite;
    auto& fields = forwarding.fields;
    fields.clear();
    http::copy_request_fields(request, fields);
    add_own_fields(forwarding, random);
    count_forward(forwarding);
    rewrite_fields(rewrite, fields);
    auto& head = forwarding.head;
    head = {};
    head.method = request.method;
    head.path = request.path;
    if (rewrite.replace_prefix && request.path != "*") {
        forwarding.path = routing::rewrite_path(
            request.path, forwarding.route->config->match.path, *rewrite.replace_prefix);
        head.path = forwarding.path;
    }
    head.query = request.query;
    head.has_query = request.has_query;
    const auto& host = forwarding.backend->config().host;
    head.host = host ? std::string_view(*host) : request.authority;
    // An HTTP/1.0 client may know no name; the backend goes by its own (RFC 9112 section 3.3).
    if (head.host.empty()) head.host = forwarding.backend->authority();
    head.framing = request.framing;
    if (request.wants_upgrade) head.upgrade = *request.fields.find(http::FieldName::upgrade);
    const auto te = request.fields.find(http::FieldName::te);
    head.te_trailers =
        te && http::lists_token(*te, "trailers") && http::connection_lists(request.fields, "te");
    head.fields = fields.view();
}

}  // namespace crossfade::forward
