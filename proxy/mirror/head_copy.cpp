// Texts first, views afterwards: the string must not move any more when they are made.
#include "proxy/mirror/head_copy.hpp"

#include "proxy/compare/user.hpp"
#include "proxy/http/forwarding.hpp"
#include "routing/field.hpp"

namespace crossfade::mirror {
namespace {

std::size_t size_of(const http::FieldList& fields) noexcept {
    std::size_t size = 0;
    for (const auto& field : fields.view()) size += field.name.size() + field.value.size();
    return size;
}

std::size_t size_of(const http::ForwardedFields& fields) noexcept {
    return fields.forwarded_for.size() + fields.forwarded_proto.size() +
           fields.forwarded_host.size() + fields.forwarded.size();
}

}  // namespace

void RequestCopy::assign(const http::RequestHead& head,
                         std::string_view request_id,
                         const http::ForwardedFields& forwarded,
                         std::string_view user) {
    const auto short_user =
        user.size() > compare::max_user ? compare::user_of(user) : std::string();
    if (!short_user.empty()) user = short_user;
    texts_.begin(size_of(head.fields) + head.method.size() + head.authority.size() +
                 head.path.size() + head.query.size() + request_id.size() + user.size() +
                 size_of(forwarded));
    head_.method = texts_.add(head.method);
    head_.authority = texts_.add(head.authority);
    head_.path = texts_.add(head.path);
    head_.query = texts_.add(head.query);
    head_.secure = head.secure;
    head_.has_query = head.has_query;
    head_.framing = head.framing;
    request_id_ = texts_.add(request_id);
    user_ = texts_.add(user);
    forwarded_.forwarded_for = texts_.add(forwarded.forwarded_for);
    forwarded_.forwarded_proto = texts_.add(forwarded.forwarded_proto);
    forwarded_.forwarded_host = texts_.add(forwarded.forwarded_host);
    forwarded_.forwarded = texts_.add(forwarded.forwarded);
    forwarded_.believed = forwarded.believed;
    head_.fields.clear();
    for (std::size_t index = 0; index < head.fields.size(); ++index) {
        const auto& field = head.fields[index];
        const auto name = texts_.add(field.name);
        head_.fields.add(head.fields.id(index), name, texts_.add(field.value));
    }
}

void RequestCopy::shrink() noexcept {
    texts_.shrink();
    head_.fields.shrink();
}

void ResponseCopy::assign_status(int status) noexcept {
    clear();
    status_ = status;
}

void ResponseCopy::clear() noexcept {
    status_ = 0;
    header_lines_ = 0;
    if (memory() > usual_memory) {
        std::string().swap(text_);  // assigning an empty one would keep the memory
        lines_ = {};
    }
    text_.clear();
    lines_.clear();
}

void ResponseCopy::assign(const http::ResponseHead& head) {
    status_ = head.status;
    text_.clear();
    lines_.clear();
    text_.reserve(size_of(head.fields));
    lines_.reserve(head.fields.size());
    add(head.fields);
    header_lines_ = lines_.size();
}

void ResponseCopy::add_trailers(const http::FieldList& trailers) {
    http::FieldList allowed;
    http::copy_trailers(trailers, allowed);
    add(allowed);
}

void ResponseCopy::add(const http::FieldList& fields) {
    for (const auto& field : fields.view()) {
        const auto name_at = static_cast<std::uint32_t>(text_.size());
        text_.append(field.name);
        const auto value_at = static_cast<std::uint32_t>(text_.size());
        text_.append(field.value);
        lines_.push_back({name_at, value_at, static_cast<std::uint32_t>(text_.size())});
    }
}

std::string_view ResponseCopy::find(std::string_view name) const noexcept {
    const std::string_view text(text_);
    for (std::size_t index = 0; index < header_lines_; ++index) {
        const Line& line = lines_[index];
        if (!routing::same_name(text.substr(line.name_at, line.value_at - line.name_at), name)) {
            continue;
        }
        return text.substr(line.value_at, line.end - line.value_at);
    }
    return {};
}

compare::HeaderList ResponseCopy::headers() const { return list(0, header_lines_); }

compare::HeaderList ResponseCopy::trailers() const { return list(header_lines_, lines_.size()); }

compare::HeaderList ResponseCopy::list(std::size_t from, std::size_t to) const {
    compare::HeaderList list;
    list.reserve(to - from);
    for (std::size_t index = from; index < to; ++index) {
        const Line& line = lines_[index];
        list.emplace_back(text_.substr(line.name_at, line.value_at - line.name_at),
                          text_.substr(line.value_at, line.end - line.value_at));
    }
    return list;
}

}  // namespace crossfade::mirror
