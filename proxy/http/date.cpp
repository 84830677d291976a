// A coarse clock is exact enough for seconds and costs no system call.
#include "proxy/http/date.hpp"

#include <ctime>

namespace crossfade::http {
namespace {

void two_digits(char* at, int value) noexcept {
    at[0] = static_cast<char>('0' + value / 10 % 10);
    at[1] = static_cast<char>('0' + value % 10);
}

// Written by hand, because strftime follows the locale.
DateText format(std::time_t seconds) noexcept {
    static constexpr std::string_view days = "SunMonTueWedThuFriSat";
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    DateText date;
    std::string_view("Sun, 06 Nov 1994 08:49:37 GMT").copy(date.text.data(), date.text.size());
    days.copy(date.text.data(), 3, static_cast<std::size_t>(parts.tm_wday) * 3);
    two_digits(&date.text[5], parts.tm_mday);
    months.copy(&date.text[8], 3, static_cast<std::size_t>(parts.tm_mon) * 3);
    two_digits(&date.text[12], (parts.tm_year + 1900) / 100);
    two_digits(&date.text[14], parts.tm_year % 100);
    two_digits(&date.text[17], parts.tm_hour);
    two_digits(&date.text[20], parts.tm_min);
    two_digits(&date.text[23], parts.tm_sec);
    return date;
}

}  // namespace

DateText http_date() noexcept {
    thread_local std::time_t formatted = 0;
    thread_local DateText date;
    std::timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec != formatted) {
        formatted = now.tv_sec;
        date = format(now.tv_sec);
    }
    return date;
}

}  // namespace crossfade::http
