// See knowledge.hpp.
#include "proxy/compare/knowledge.hpp"

namespace crossfade::compare {

struct Knowledge::Learned {};

Knowledge::Knowledge() : learned_(std::make_unique<Learned>()) {}
Knowledge::~Knowledge() = default;

}  // namespace crossfade::compare
