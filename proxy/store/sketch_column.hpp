// A column that holds a sketch (distinct.hpp, histogram.hpp), and what is added to it.
#pragma once

#include "proxy/store/database.hpp"

namespace crossfade::store {

template <typename Sketch>
[[nodiscard]] Sketch merged(const Statement& row, int column, const Sketch& more) {
    Sketch all = Sketch::of_blob(row.bytes(column));
    all.merge(more);
    return all;
}

}  // namespace crossfade::store
