// The operations of an OpenAPI document (version 2 or 3, YAML or JSON), as templates by which a
// report tells endpoints apart. Whatever else stands in such a document is passed over.
#pragma once

#include "config/node.hpp"

#include <string>
#include <vector>

namespace crossfade::config {

/// "GET /v1/users/{id}", in the document's order: the path of the first server (or `basePath`) and
/// that of the operation. Empty if the document has no operations.
[[nodiscard]] std::vector<std::string> openapi_operations(const RawNode& document);

}  // namespace crossfade::config
