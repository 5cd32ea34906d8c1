/* SPDX-License-Identifier: MIT */
/* Reads the command line. Does not look at the folder: listing.c. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

/* What GLib's parser fills in. */
struct words {
    char **folders, **cues;
};

static char *
default_folder(void)
{
    const char *pictures = g_get_user_special_dir(G_USER_DIRECTORY_PICTURES);
    return g_strdup(pictures && g_file_test(pictures, G_FILE_TEST_IS_DIR) ? pictures : ".");
}

static bool
add_cue(struct options *options, guint percent, enum action action)
{
    if (options->cue_count == MOST_CUES)
        return false;
    options->cues[options->cue_count++] = (struct cue){.percent = percent, .action = action};
    return true;
}

/* PERCENT:ACTION */
static bool
read_cue(struct options *options, const char *word)
{
    static const char *const names[] = {"close", "reopen", "stop", "view"};
    char *rest;
    unsigned long percent = strtoul(word, &rest, 10);
    if (!g_ascii_isdigit(word[0]) || percent < 1 || percent > 99 || *rest != ':')
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(rest + 1, names[i]) == 0)
            return add_cue(options, (guint)percent, (enum action)i);
    return false;
}

static bool
refuse(const char *what, const char *word)
{
    g_printerr("%s: %s%s\n", g_get_prgname(), what, word);
    return false;
}

static bool
take_words(struct options *options, const struct words *words)
{
    if (words->folders && words->folders[0] && words->folders[1])
        return refuse("only one FOLDER, not also ", words->folders[1]);
    options->folder = words->folders && words->folders[0] ? g_strdup(words->folders[0]) : default_folder();
    if (options->threads < 0 || options->threads > 64)
        return refuse("--threads takes a number from 1 to 64", "");
    if (options->threads == 0)
        options->threads = (gint)CLAMP(g_get_num_processors() - 1, 1, 8); /* one is for the window */
    for (char **word = words->cues; word && *word; word++)
        if (!read_cue(options, *word))
            return refuse("--at takes PERCENT:ACTION, a few of them, not ", *word);
    if (options->screenshot)
        add_cue(options, 60, ACTION_SCREENSHOT);
    options->quit_when_done = options->quit_when_done || options->screenshot;
    options->reports = options->quit_when_done || options->cue_count > 0;
    return true;
}

static bool
parse(struct options *options, struct words *words, int argc, char **argv)
{
    const GOptionEntry entries[] = {
        {"recursive", 'r', 0, G_OPTION_ARG_NONE, &options->deep, "Also show what lies in folders below",
         NULL},
        {"threads", 'j', 0, G_OPTION_ARG_INT, &options->threads,
         "Decode on N threads, 1 to 64; one less than there are processors", "N"},
        {"screenshot", 0, 0, G_OPTION_ARG_FILENAME, &options->screenshot,
         "Write a PNG of the window when 60 % have arrived, and quit when all have", "FILE"},
        {"quit-when-done", 0, 0, G_OPTION_ARG_NONE, &options->quit_when_done, "Quit when all have arrived",
         NULL},
        {"at", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->cues,
         "When so many % have arrived: view (the last one), stop, reopen, or close (the window in front)",
         "PERCENT:ACTION"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words->folders, NULL, "[FOLDER]"},
        {.long_name = NULL}};
    GOptionContext *context = g_option_context_new(NULL);
    GError *error = NULL;
    g_option_context_set_summary(context,
                                 "Shows thumbnails of the pictures in FOLDER, of your pictures, or of the\n"
                                 "current folder. The exit status is 2 for what cannot be used.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        refuse(error->message, "");
    g_option_context_free(context);
    bool good = !error;
    g_clear_error(&error);
    return good;
}

bool
options_read(struct options *options, int argc, char **argv)
{
    struct words words = {NULL, NULL};
    *options = (struct options){.folder = NULL};
    bool good = parse(options, &words, argc, argv) && take_words(options, &words);
    g_strfreev(words.folders);
    g_strfreev(words.cues);
    return good;
}

void
options_fini(struct options *options)
{
    g_free(options->folder);
    g_free(options->screenshot);
}
