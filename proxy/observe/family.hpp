// One metric family under construction, in the terms of prometheus-cpp.
#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::observe {

using Families = std::vector<prometheus::MetricFamily>;
using Label = std::pair<const char*, std::string_view>;
using Labels = std::initializer_list<Label>;

class Family {
public:
    Family(std::string name, std::string help, prometheus::MetricType type) {
        family_.name = std::move(name);
        family_.help = std::move(help);
        family_.type = type;
    }

    template <typename Number>
    void add(Labels labels, Number value) {
        auto& metric = labelled(labels);
        if (family_.type == prometheus::MetricType::Counter) {
            metric.counter.value = static_cast<double>(value);
        } else {
            metric.gauge.value = static_cast<double>(value);
        }
    }

    void add(Labels labels, prometheus::ClientMetric::Histogram histogram) {
        labelled(labels).histogram = std::move(histogram);
    }

    [[nodiscard]] prometheus::MetricFamily take() { return std::move(family_); }

private:
    prometheus::ClientMetric& labelled(Labels labels) {
        auto& metric = family_.metric.emplace_back();
        metric.label.reserve(labels.size());
        for (const auto& [name, value] : labels) {
            metric.label.push_back({name, std::string(value)});
        }
        return metric;
    }

    prometheus::MetricFamily family_;
};

inline Family counter(const char* name, const char* help) {
    return {name, help, prometheus::MetricType::Counter};
}
inline Family gauge(const char* name, const char* help) {
    return {name, help, prometheus::MetricType::Gauge};
}

/// The families are empty afterwards.
inline void take_all(Families& families, std::initializer_list<Family*> taken) {
    for (auto* family : taken) families.push_back(family->take());
}

}  // namespace crossfade::observe
