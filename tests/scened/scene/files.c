/* SPDX-License-Identifier: MIT */
/* Laws of files: nothing outside of the folder is read or written, and nothing that is there is written over. Not of what
 * is in them. */
#include "parts.h"

#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Fixture: a folder with a file, beside it another file. */

static char work[64], folder[80];

static void
put(const char *where, const char *text)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", work, where);
    FILE *file = fopen(path, "wx");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

static void
link_to(const char *what, const char *where)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, where);
    ck_assert_int_eq(symlink(what, path), 0);
}

static void
open_folder(void)
{
    snprintf(work, sizeof work, "%s", "/tmp/scened-laws-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(work));
    snprintf(folder, sizeof folder, "%s/folder", work);
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    put("outside", "secret");
    put("folder/inside", "open");
}

static void
remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", work);
    ck_assert_int_eq(system(command), 0);
}

static int
opens(const char *path)
{
    int64_t size = -1;
    int fd = files_open(folder, path, &size);
    if (fd < 0)
        return errno;
    close(fd);
    ck_assert_int_eq(size, 4);
    return 0;
}

/* Laws. */

START_TEST(a_file_below_the_folder_is_opened)
{
    ck_assert_int_eq(opens("inside"), 0);
    ck_assert_int_eq(opens("./inside"), 0);
    link_to("inside", "link");
    ck_assert_int_eq(opens("link"), 0);
}
END_TEST

START_TEST(nothing_outside_is_opened)
{
    link_to("../outside", "secret");
    link_to("..", "up");
    ck_assert_int_eq(opens("secret"), EACCES);
    ck_assert_int_eq(opens("up/outside"), EACCES);
    ck_assert_int_eq(opens("../outside"), EACCES);
    char sibling[96];
    snprintf(sibling, sizeof sibling, "%s-too", folder); /* begins as the folder does */
    ck_assert_int_eq(mkdir(sibling, 0777), 0);
    put("folder-too/inside", "open");
    ck_assert_int_eq(opens("../folder-too/inside"), EACCES);
}
END_TEST

START_TEST(what_is_no_file_is_refused_at_once)
{
    char pipe[96];
    snprintf(pipe, sizeof pipe, "%s/pipe", folder);
    ck_assert_int_eq(mkfifo(pipe, 0666), 0);
    ck_assert_int_eq(opens("pipe"), EINVAL);
    ck_assert_int_eq(opens("nothing"), ENOENT);
    ck_assert_int_eq(opens("inside/deeper"), ENOTDIR);
}
END_TEST

START_TEST(a_path_is_plain_if_it_cannot_lead_out)
{
    static const char *const plain[] = {"a", "a/b", "..a", "a../b", "a/..b", "...", "./a"};
    static const char *const not_plain[] = {"", "/", "/a", "..", "../a", "a/..", "a/../b", "a/b/.."};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        ck_assert_msg(files_path_is_plain(plain[i]), "%s", plain[i]);
    for (size_t i = 0; i < sizeof not_plain / sizeof *not_plain; i++)
        ck_assert_msg(!files_path_is_plain(not_plain[i]), "%s", not_plain[i]);
}
END_TEST

START_TEST(a_file_is_written_once_and_never_over_another)
{
    link_to("../outside", "way-out");
    ck_assert_int_eq(files_write(folder, "new", "four", 4), 0);
    ck_assert_int_eq(opens("new"), 0);
    ck_assert_int_eq(files_write(folder, "new", "longer", 6), -1);
    ck_assert_int_eq(errno, EEXIST);
    ck_assert_int_eq(opens("new"), 0);
    ck_assert_int_eq(files_write(folder, "way-out", "longer", 6), -1);
    ck_assert_int_eq(errno, EEXIST);
}
END_TEST

START_TEST(what_cannot_be_written_leaves_no_file)
{
    ck_assert_int_eq(files_write("/dev/null", "new", "four", 4), -1);
    ck_assert_int_eq(errno, ENOTDIR);
    ck_assert_int_eq(files_write(folder, "no/such", "four", 4), -1);
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

Suite *
suite_of_files(void)
{
    Suite *suite = suite_create("files");
    TCase *tcase = tcase_create("laws");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, open_folder, remove_folder);
    tcase_add_test(tcase, a_file_below_the_folder_is_opened);
    tcase_add_test(tcase, nothing_outside_is_opened);
    tcase_add_test(tcase, what_is_no_file_is_refused_at_once);
    tcase_add_test(tcase, a_path_is_plain_if_it_cannot_lead_out);
    tcase_add_test(tcase, a_file_is_written_once_and_never_over_another);
    tcase_add_test(tcase, what_cannot_be_written_leaves_no_file);
    suite_add_tcase(suite, tcase);
    return suite;
}
