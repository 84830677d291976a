// See pair_lines.hpp.
#include "proxy/command/pair_lines.hpp"

#include <iostream>

namespace crossfade::command {

bool PairLines::open(const std::string& name) {
    in_ = name == "-" ? std::cin.rdbuf() : file_.open(name, std::ios::in | std::ios::binary);
    return in_ != nullptr;
}

std::optional<PairLines::Pair> PairLines::next() {
    for (;;) {
        const Line kind = read_line();
        if (kind == Line::end) return std::nullopt;
        ++number_;
        if (kind == Line::too_long) return Pair{number_, {{}, false, "longer than 64 MiB"}};
        if (line_.find_first_not_of(" \t\r") == std::string::npos) continue;
        return Pair{number_, record::read_record(line_)};
    }
}

// A line of foreign length: what is over the limit of a record is read and thrown away.
PairLines::Line PairLines::read_line() {
    using Traits = std::streambuf::traits_type;
    line_.clear();
    bool any = false;
    bool too_long = false;
    for (auto c = in_->sbumpc(); !Traits::eq_int_type(c, Traits::eof()); c = in_->sbumpc()) {
        any = true;
        if (Traits::to_char_type(c) == '\n') break;
        too_long = too_long || line_.size() == record::max_record_size;
        if (!too_long) line_ += Traits::to_char_type(c);
    }
    if (!any) return Line::end;
    return too_long ? Line::too_long : Line::whole;
}

}  // namespace crossfade::command
