// Files -> nodes -> expanded -> typed -> validated; see load.hpp.
#include "config/load.hpp"

#include "config/expand.hpp"
#include "config/files.hpp"
#include "config/load_parts.hpp"
#include "config/merge.hpp"
#include "config/parse.hpp"
#include "config/problem_log.hpp"
#include "config/reader.hpp"
#include "config/validate.hpp"

#include <utility>
#include <vector>

namespace crossfade::config {
namespace {

/// One file's text, added to the tree of all.
void add_text(const std::string& text, const std::string& name, RawNode& root, ProblemLog& log) {
    auto node = parse(text, log.add_file(name), log);
    if (node) merge(root, std::move(*node), log);
}

void add_file(const std::string& path, RawNode& root, ProblemLog& log) {
    if (const auto text = read_file(path)) {
        add_text(*text, path, root, log);
    } else {
        log.add_file_problem(path, "cannot be read");
    }
}

/// What the tree means. A tree that did not parse says nothing about what it would mean.
Loaded finish(RawNode root,
              const std::string& path,
              const Environment& environment,
              bool parsed,
              ProblemLog& log) {
    Loaded loaded;
    if (parsed && root.kind == RawNode::Kind::null) {
        log.add_file_problem(path, "the configuration is empty");
    } else if (parsed) {
        expand(root, environment, log);
        Config config = load_configuration(Reader(root, {}, log));
        validate(config, root, log);
        loaded.config = std::move(config);
    }
    loaded.problems = log.sorted();
    if (!loaded.problems.empty()) loaded.config.reset();
    return loaded;
}

}  // namespace

Loaded load(const std::string& path, const Environment& environment) {
    ProblemLog log;
    RawNode root;
    const auto files = configuration_files(path);
    if (!files) {
        log.add_file_problem(path, "cannot be listed");
    } else if (files->empty()) {
        log.add_file_problem(path, "no *.yaml or *.yml file in this directory");
    } else {
        for (const std::string& file : *files) add_file(file, root, log);
    }
    const bool parsed = root.kind != RawNode::Kind::null || log.empty();
    return finish(std::move(root), path, environment, parsed, log);
}

Loaded load_text(const std::string& text, const std::string& name, const Environment& environment) {
    ProblemLog log;
    RawNode root;
    add_text(text, name, root, log);
    const bool parsed = root.kind != RawNode::Kind::null || log.empty();
    return finish(std::move(root), name, environment, parsed, log);
}

}  // namespace crossfade::config
