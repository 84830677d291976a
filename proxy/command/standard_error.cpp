// A sink of spdlog on top of the file that access log lines go to, which does not wait for good.
#include "proxy/command/standard_error.hpp"

#include "proxy/observe/log_file.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace crossfade::command {
namespace {

class StandardError final : public spdlog::sinks::base_sink<std::mutex> {
protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (lost_ > 0 && !say_what_was_lost()) {
            ++lost_;
            return;
        }
        lost_ += file_.write(line_of(message));
    }

    void flush_() override {}

private:
    [[nodiscard]] std::string line_of(const spdlog::details::log_msg& message) {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        return {line.data(), line.size()};
    }

    // Without waiting: the one before did.
    [[nodiscard]] bool say_what_was_lost() {
        const auto text = std::to_string(lost_) + " lines of this log were lost";
        const spdlog::details::log_msg message("crossfade", spdlog::level::warn, text);
        if (file_.write(line_of(message), std::chrono::milliseconds(0)) > 0) return false;
        lost_ = 0;
        return true;
    }

    observe::LogFile file_{"stderr"};
    std::size_t lost_ = 0;
};

}  // namespace

std::shared_ptr<spdlog::logger> standard_error_log() {
    auto log = std::make_shared<spdlog::logger>("crossfade", std::make_shared<StandardError>());
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    return log;
}

}  // namespace crossfade::command
