// See pending.hpp.
#include "proxy/store/pending.hpp"

#include "proxy/json/string.hpp"
#include "proxy/record/time_text.hpp"
#include "proxy/store/accounting.hpp"

#include <algorithm>

namespace crossfade::store {
namespace {

std::string summary_of(const std::vector<compare::Finding>& findings) {
    std::string out = "[";
    for (const auto& finding : findings) {
        if (out.size() > 1) out += ',';
        out += R"({"path":)" + json::string(finding.path);
        out += R"(,"kind":)" + json::string(compare::name_of(finding.kind));
        out += R"(,"class":)" + json::string(finding.transition) + '}';
    }
    return out + ']';
}

}  // namespace

std::vector<std::size_t> kept_exemplars(std::span<const std::size_t> sizes) {
    std::vector<std::size_t> kept;
    if (sizes.empty()) return kept;
    const auto smallest = static_cast<std::size_t>(
        std::distance(sizes.begin(), std::min_element(sizes.begin(), sizes.end())));
    kept.push_back(0);
    if (smallest != 0) kept.push_back(smallest);
    for (std::size_t index = sizes.size() - 1; index > 0; --index) {
        if (kept.size() == exemplars_per_signature) break;
        if (index != smallest) kept.push_back(index);
    }
    std::sort(kept.begin(), kept.end());
    return kept;
}

void Pending::count(CountKey key, std::uint64_t count) { counts_[std::move(key)] += count; }

void Pending::add(const record::Record& record, std::string line) {
    SignatureKey key{record.result.signature, record.pair.route, record.pair.mirror};
    const std::int64_t time = record::to_milliseconds(record.pair.time);
    auto found = signatures_.find(key);
    if (found == signatures_.end()) {
        if (signatures_.size() == max_signatures) {
            count({key.route, key.mirror, std::string(record_lost), "disk"}, 1);
            return;
        }
        SignatureTally tally{
            record.pair.request.method, time, time, 0, summary_of(record.result.findings), {}};
        found = signatures_.emplace(std::move(key), std::move(tally)).first;
    }
    SignatureTally& tally = found->second;
    tally.first_seen = std::min(tally.first_seen, time);
    tally.last_seen = std::max(tally.last_seen, time);
    ++tally.count;
    keep(tally, {record.pair.id, time, std::move(line)});
}

void Pending::keep(SignatureTally& tally, Exemplar exemplar) {
    if (exemplar_bytes_ + exemplar.line.size() > max_exemplar_bytes) return;
    exemplar_bytes_ += exemplar.line.size();
    auto& exemplars = tally.exemplars;
    exemplars.push_back(std::move(exemplar));
    if (exemplars.size() <= exemplars_per_signature) return;
    std::vector<std::size_t> sizes;
    for (const auto& each : exemplars) sizes.push_back(each.line.size());
    std::vector<Exemplar> kept;
    for (const std::size_t index : kept_exemplars(sizes)) {
        kept.push_back(std::move(exemplars[index]));
    }
    for (const std::size_t size : sizes) exemplar_bytes_ -= size;
    for (const auto& each : kept) exemplar_bytes_ += each.line.size();
    exemplars = std::move(kept);
}

void Pending::clear() noexcept {
    counts_.clear();
    signatures_.clear();
    exemplar_bytes_ = 0;
}

}  // namespace crossfade::store
