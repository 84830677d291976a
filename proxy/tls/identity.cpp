// PEM in, OpenSSL's objects out; every way to be wrong has a sentence of its own.
#include "proxy/tls/identity.hpp"

#include "proxy/tls/ocsp.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <ctime>
#include <sys/stat.h>
#include <system_error>

namespace crossfade::tls {
namespace {

Handle<BIO> open_file(const std::string& file, Complaints& complaints) {
    errno = 0;
    Handle<BIO> bio(BIO_new_file(file.c_str(), "r"));
    if (!bio) {
        const auto why = std::generic_category().message(errno);
        complaints.problems.push_back("cannot read " + file + ": " + why);
    }
    ERR_clear_error();
    return bio;
}

// Nobody is there to type one.
int no_passphrase(char* /*text*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

bool load_certificates(const std::string& file, Identity& identity, Complaints& complaints) {
    const auto bio = open_file(file, complaints);
    if (!bio) return false;
    identity.certificate.reset(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
    if (!identity.certificate) {
        ERR_clear_error();
        complaints.problems.push_back(file + " holds no certificate in PEM");
        return false;
    }
    while (auto* next = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)) {
        identity.chain.emplace_back(next);
    }
    const auto error = ERR_peek_last_error();
    ERR_clear_error();
    if (ERR_GET_REASON(error) == PEM_R_NO_START_LINE) return true;
    complaints.problems.push_back(file + " holds a chain that cannot be read");
    return false;
}

bool load_key(const std::string& file, Identity& identity, Complaints& complaints) {
    const auto bio = open_file(file, complaints);
    if (!bio) return false;
    identity.private_key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
    ERR_clear_error();
    if (!identity.private_key) {
        complaints.problems.push_back(file + " holds no private key in PEM without a passphrase");
        return false;
    }
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0) {
        complaints.warnings.push_back(file + ": everybody on this machine can read the key");
    }
    return true;
}

// What holds a zero byte is no name, however it goes on.
std::vector<std::string> names_of(const X509& certificate) {
    std::vector<std::string> names;
    auto* found = static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int index = 0; index < sk_GENERAL_NAME_num(found); ++index) {
        const auto* name = sk_GENERAL_NAME_value(found, index);
        if (name->type != GEN_DNS) continue;
        const auto* text = ASN1_STRING_get0_data(name->d.dNSName);
        const auto size = static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName));
        std::string value(reinterpret_cast<const char*>(text), size);
        if (value.find('\0') == std::string::npos) names.push_back(std::move(value));
    }
    GENERAL_NAMES_free(found);
    return names;
}

void check_dates(const std::string& file, Identity& identity, Complaints& complaints) {
    identity.expires = time_of(X509_get0_notAfter(identity.certificate.get()));
    const auto now = std::chrono::system_clock::now();
    if (identity.expires < now) {
        complaints.warnings.push_back(file + ": the certificate has expired");
    } else if (time_of(X509_get0_notBefore(identity.certificate.get())) > now) {
        complaints.warnings.push_back(file + ": the certificate is not valid yet");
    }
}

}  // namespace

std::optional<Identity> load_identity(const config::Certificate& files, Complaints& complaints) {
    Identity identity;
    // Both are read, so that both are complained about.
    const bool certificate = load_certificates(files.certificate, identity, complaints);
    const bool key = load_key(files.private_key, identity, complaints);
    if (!certificate || !key) return std::nullopt;
    if (X509_check_private_key(identity.certificate.get(), identity.private_key.get()) != 1) {
        ERR_clear_error();
        complaints.problems.push_back(files.private_key + " is not the key of the certificate in " +
                                      files.certificate);
        return std::nullopt;
    }
    check_dates(files.certificate, identity, complaints);
    identity.names = names_of(*identity.certificate);
    if (!files.ocsp_response.empty() &&
        !load_ocsp_response(files.ocsp_response, identity, complaints)) {
        return std::nullopt;
    }
    return identity;
}

bool use_identity(SSL_CTX& context,
                  const Identity& identity,
                  const std::string& file,
                  Complaints& complaints) {
    bool used = SSL_CTX_use_certificate(&context, identity.certificate.get()) == 1 &&
                SSL_CTX_use_PrivateKey(&context, identity.private_key.get()) == 1;
    for (const auto& each : identity.chain) {
        used = used && SSL_CTX_add1_chain_cert(&context, each.get()) == 1;
    }
    if (!used) complaints.problems.push_back(file + " cannot be used: " + take_reason());
    return used;
}

std::string take_reason() {
    const auto error = ERR_peek_last_error();
    const char* const text = ERR_reason_error_string(error);
    ERR_clear_error();
    return text ? text : "no reason given";
}

}  // namespace crossfade::tls
