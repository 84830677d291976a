// One response about one certificate is what a stapled response is.
#include "proxy/tls/ocsp.hpp"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>

namespace crossfade::tls {
namespace {

constexpr std::size_t max_size = 64 * 1024;

struct FreeOcsp {
    void operator()(OCSP_RESPONSE* response) const noexcept { OCSP_RESPONSE_free(response); }
    void operator()(OCSP_BASICRESP* basic) const noexcept { OCSP_BASICRESP_free(basic); }
};

std::optional<std::string> content_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::nullopt;
    std::string content(std::istreambuf_iterator<char>(stream), {});
    if (content.size() > max_size) return std::nullopt;
    return content;
}

// The response about a certificate of this serial number, null if there is none.
OCSP_SINGLERESP* find_response(OCSP_BASICRESP& basic, const X509& certificate) {
    for (int index = 0; index < OCSP_resp_count(&basic); ++index) {
        auto* single = OCSP_resp_get0(&basic, index);
        ASN1_INTEGER* serial = nullptr;
        // The identifier is only read; the signature is older than const.
        auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
        OCSP_id_get0_info(nullptr, nullptr, nullptr, &serial, id);
        if (ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(&certificate)) == 0) return single;
    }
    return nullptr;
}

}  // namespace

bool load_ocsp_response(const std::string& file, Identity& identity, Complaints& complaints) {
    const auto refuse = [&](const std::string& why) {
        ERR_clear_error();
        complaints.problems.push_back(file + why);
        return false;
    };
    auto content = content_of(file);
    if (!content) return refuse(" cannot be read as an OCSP response");
    const auto* bytes = reinterpret_cast<const unsigned char*>(content->data());
    const std::unique_ptr<OCSP_RESPONSE, FreeOcsp> response(
        d2i_OCSP_RESPONSE(nullptr, &bytes, static_cast<long>(content->size())));
    if (!response) return refuse(" holds no OCSP response in DER");
    if (OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
        return refuse(" holds an OCSP response that says only why there is none");
    }
    const std::unique_ptr<OCSP_BASICRESP, FreeOcsp> basic(OCSP_response_get1_basic(response.get()));
    if (!basic) return refuse(" holds an OCSP response of an unknown type");
    auto* single = find_response(*basic, *identity.certificate);
    if (!single) return refuse(" holds an OCSP response for another certificate");
    ASN1_GENERALIZEDTIME* next_update = nullptr;
    OCSP_single_get0_status(single, nullptr, nullptr, nullptr, &next_update);
    if (next_update) identity.ocsp_expires = time_of(next_update);
    if (identity.ocsp_expires < std::chrono::system_clock::now()) {
        complaints.warnings.push_back(file + ": the OCSP response is out of date, and not used");
    }
    identity.ocsp_response = std::move(*content);
    return true;
}

Time time_of(const ASN1_TIME* time) noexcept {
    std::tm fields{};
    if (ASN1_TIME_to_tm(time, &fields) != 1) return {};
    return std::chrono::system_clock::from_time_t(::timegm(&fields));
}

}  // namespace crossfade::tls
