// The metric families about backends: what was asked of them, what became of each attempt, their
// connections, their endpoints and their limits.
#pragma once

#include "proxy/observe/backend_status.hpp"
#include "proxy/observe/family.hpp"
#include "proxy/observe/totals.hpp"

#include <vector>

namespace crossfade::observe {

void add_requests(Families& families, const Totals& totals);
/// First attempts apart from final results, which requests are; live ones only, since a mirrored
/// request is sent once.
void add_attempts(Families& families, const Totals& totals);
void add_pools(Families& families, const Totals& totals);
void add_backends(Families& families, const std::vector<BackendStatus>& backends);

}  // namespace crossfade::observe
