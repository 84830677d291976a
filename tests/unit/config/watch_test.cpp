// Watching: every way in which a configuration file is replaced, with real files.
#include "config/watch.hpp"

#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

#include <poll.h>
#include <system_error>

namespace crossfade::config {
namespace {

namespace fs = std::filesystem;

/// Events are queued by the system call that causes them, so there is nothing to wait for.
bool is_readable(const Watch& watch) {
    pollfd descriptor{watch.descriptor(), POLLIN, 0};
    return poll(&descriptor, 1, 0) == 1;
}

/// What the caller's event loop does: look only if the descriptor says so.
bool noticed(Watch& watch) { return is_readable(watch) && watch.changed(); }

TEST(Watch, is_silent_while_nothing_happens) {
    const TemporaryDirectory directory;
    directory.write("c.yaml", "a");
    Watch watch(directory.path("c.yaml"));
    EXPECT_FALSE(is_readable(watch));
    EXPECT_FALSE(watch.changed());
}

TEST(Watch, notices_a_plain_write_once) {
    const TemporaryDirectory directory;
    directory.write("c.yaml", "a");
    Watch watch(directory.path("c.yaml"));
    directory.write("c.yaml", "b");
    EXPECT_TRUE(noticed(watch));
    EXPECT_FALSE(watch.changed());
    EXPECT_FALSE(is_readable(watch));
}

TEST(Watch, ignores_a_write_of_the_same_content_and_files_beside_it) {
    const TemporaryDirectory directory;
    directory.write("c.yaml", "a");
    Watch watch(directory.path("c.yaml"));
    directory.write("c.yaml", "a");
    directory.write("c.yaml.swp", "b");
    EXPECT_FALSE(watch.changed());
}

TEST(Watch, notices_a_rename_over_the_file_again_and_again) {
    const TemporaryDirectory directory;
    directory.write("c.yaml", "0");
    Watch watch(directory.path("c.yaml"));
    for (const char* text : {"1", "2", "3"}) {
        directory.write("new", text);
        fs::rename(directory.path("new"), directory.path("c.yaml"));
        EXPECT_TRUE(noticed(watch)) << text;
    }
}

TEST(Watch, says_nothing_while_the_file_is_missing) {
    const TemporaryDirectory directory;
    directory.write("c.yaml", "a");
    Watch watch(directory.path("c.yaml"));
    fs::remove(directory.path("c.yaml"));
    EXPECT_FALSE(watch.changed());
    directory.write("c.yaml", "b");
    EXPECT_TRUE(noticed(watch));
}

/// As the kubelet does: files are links into ..data, a link that is swapped in one rename.
void publish(const TemporaryDirectory& directory, const std::string& version) {
    directory.write(".." + version + "/c.yaml", version);
    fs::create_directory_symlink(".." + version, directory.path("..data_tmp"));
    fs::rename(directory.path("..data_tmp"), directory.path("..data"));
}

TEST(Watch, notices_the_symlink_swap_of_a_config_map) {
    const TemporaryDirectory directory;
    publish(directory, "v1");
    fs::create_symlink("..data/c.yaml", directory.path("c.yaml"));
    Watch watch(directory.path("c.yaml"));
    for (const char* version : {"v2", "v3", "v4"}) {
        const fs::path old = directory.path() / fs::read_symlink(directory.path("..data"));
        publish(directory, version);
        EXPECT_TRUE(noticed(watch)) << version;
        fs::remove_all(old);
        EXPECT_FALSE(watch.changed());
    }
}

TEST(Watch, notices_the_symlink_swap_behind_a_directory) {
    const TemporaryDirectory directory;
    publish(directory, "v1");
    fs::create_symlink("..data/c.yaml", directory.path("c.yaml"));
    Watch watch(directory.path());
    publish(directory, "v2");
    EXPECT_TRUE(noticed(watch));
}

TEST(Watch, follows_links_into_other_directories) {
    const TemporaryDirectory directory;
    directory.write("far/away/real.yaml", "a");
    fs::create_directories(directory.path("middle"));
    fs::create_symlink("../far/away", directory.path("middle/link"));
    fs::create_directories(directory.path("etc"));
    fs::create_symlink(directory.path("middle/link/real.yaml"), directory.path("etc/c.yaml"));
    Watch watch(directory.path("etc/c.yaml"));
    directory.write("far/away/real.yaml", "b");
    EXPECT_TRUE(noticed(watch));
    directory.write("other/real.yaml", "c");
    fs::remove(directory.path("middle/link"));
    fs::create_symlink("../other", directory.path("middle/link"));
    EXPECT_TRUE(noticed(watch));
    directory.write("other/real.yaml", "d");
    EXPECT_TRUE(noticed(watch)) << "the new end of the chain has to be watched";
}

TEST(Watch, notices_files_that_come_to_a_directory_and_go) {
    const TemporaryDirectory directory;
    directory.write("a.yaml", "a");
    Watch watch(directory.path());
    directory.write("b.yaml", "b");
    EXPECT_TRUE(noticed(watch));
    fs::remove(directory.path("b.yaml"));
    EXPECT_TRUE(noticed(watch));
    fs::rename(directory.path("a.yaml"), directory.path("c.yaml"));
    EXPECT_TRUE(noticed(watch));
}

TEST(Watch, survives_a_ring_of_links) {
    const TemporaryDirectory directory;
    fs::create_symlink("b", directory.path("a"));
    fs::create_symlink("a", directory.path("b"));
    Watch watch(directory.path("a"));
    EXPECT_FALSE(watch.changed());
}

TEST(Watch, of_a_path_without_a_directory_throws) {
    EXPECT_THROW(Watch("/nowhere/at/all/c.yaml"), std::system_error);
}

}  // namespace
}  // namespace crossfade::config
