// See xml.hpp. expat does the reading, in one go.
#include "proxy/body/xml.hpp"

#include "proxy/body/markup.hpp"

#include <expat.h>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::body {
namespace {

// Between the parts of a name, as expat is told to give it; no XML text may hold it.
constexpr char separator = '\x01';
// expat copies the name of a namespace for every element and attribute in it.
constexpr std::size_t longest_namespace = 2048;
constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";

struct Name {
    std::string_view space;
    std::string_view local;
    std::string_view prefix;
};

Name name_of(std::string_view text) noexcept {
    const std::size_t first = text.find(separator);
    if (first == std::string_view::npos) return {{}, text, {}};
    const std::string_view rest = text.substr(first + 1);
    const std::size_t second = rest.find(separator);
    if (second == std::string_view::npos) return {text.substr(0, first), rest, {}};
    return {text.substr(0, first), rest.substr(0, second), rest.substr(second + 1)};
}

struct Reader {
    XML_Parser parser;
    MarkupTree tree{};
    std::vector<std::string> spaces{""};  // of the open elements, the root's surroundings first
    std::uint64_t prefixes = 0;
    std::uint64_t attributes = 0;
    bool over_budget = false;

    void stop() noexcept { XML_StopParser(parser, XML_FALSE); }

    void begin(const XML_Char* raw, const XML_Char** fields) {
        const Name name = name_of(raw);
        tree.begin(name.local, MarkupTree::Spaces::exact);
        prefixes = hash_on(prefixes, name.prefix);
        if (name.space != spaces.back()) tree.attribute("xmlns", name.space);
        spaces.emplace_back(name.space);
        // Behind the ones that were written stand those that a DTD declares.
        const int written = XML_GetSpecifiedAttributeCount(parser);
        for (int i = 0; i < written; i += 2) attribute(name_of(fields[i]), fields[i + 1]);
        check();
    }

    void attribute(const Name& name, std::string_view value) {
        tree.attribute(name.local, value);
        prefixes = hash_on(prefixes, name.prefix);
        attributes = hash_on(attributes, name.local);
        if (name.space.empty() || name.space == xml_namespace) return;
        tree.attribute("xmlns:" + std::string(name.local), name.space);
    }

    void end() {
        tree.end();
        spaces.pop_back();
    }

    void check() {
        if (tree.over_budget()) stop();
    }
};

Reader& reader_of(void* data) noexcept { return *static_cast<Reader*>(data); }

void on_begin(void* data, const XML_Char* name, const XML_Char** attributes) {
    reader_of(data).begin(name, attributes);
}

void on_end(void* data, const XML_Char*) { reader_of(data).end(); }

void on_text(void* data, const XML_Char* text, int size) {
    reader_of(data).tree.text({text, static_cast<std::size_t>(size)});
    reader_of(data).check();
}

void on_namespace(void* data, const XML_Char*, const XML_Char* space) {
    Reader& reader = reader_of(data);
    if (space == nullptr || std::string_view(space).size() <= longest_namespace) return;
    reader.over_budget = true;
    reader.stop();
}

void on_entity(void* data,
               const XML_Char*,
               int,
               const XML_Char*,
               int,
               const XML_Char*,
               const XML_Char*,
               const XML_Char*,
               const XML_Char*) {
    reader_of(data).stop();
}

}  // namespace

Reading read_xml(std::string_view text) {
    Reading reading;
    if (text.size() > std::numeric_limits<int>::max()) {
        reading.status = Reading::Status::over_budget;
        return reading;
    }
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(
        XML_ParserCreateNS(nullptr, separator), XML_ParserFree);
    if (!parser) return reading;
    Reader reader{parser.get()};
    XML_SetUserData(parser.get(), &reader);
    XML_SetReturnNSTriplet(parser.get(), 1);
    XML_SetElementHandler(parser.get(), on_begin, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartNamespaceDeclHandler(parser.get(), on_namespace);
    XML_SetEntityDeclHandler(parser.get(), on_entity);
    const bool read =
        XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), 1) == XML_STATUS_OK;
    if (reader.over_budget || reader.tree.over_budget()) {
        reading.status = Reading::Status::over_budget;
    } else if (read) {
        reading.status = Reading::Status::good;
        reading.json = reader.tree.json({});
        reading.set_aside = {{"xml prefix", reader.prefixes},
                             {"xml attribute order", reader.attributes, true},
                             {"xml element order", reader.tree.order(), true}};
    }
    return reading;
}

}  // namespace crossfade::body
