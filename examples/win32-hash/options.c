/* SPDX-License-Identifier: MIT */
/* Reads the command line. Does not look at the folder: walk.c. */
#include "options.h"

#include "say.h"

#include <windows.h>

static const wchar_t help[] =
    L"weir-win32-hash [OPTION...] [FOLDER]     without FOLDER: choose one in the window\n"
    L"\n"
    L"Shows the SHA-256 of every file in FOLDER and below.\n"
    L"\n"
    L"  -j, --threads N          hash on N threads, 1 to 64; otherwise one less than there are processors, "
    L"at most 8\n"
    L"  --quit-when-done         quit when all are hashed, and say on stdout how it went\n"
    L"  --save FILE              the same, and write the list to FILE as sha256sum does; - is stdout\n"
    L"  --screenshot FILE        the same, and write a PNG of the window when half of them are hashed\n"
    L"  --log FILE               say how it went in FILE instead\n"
    L"  --at PERCENT:ACTION      when so many % are hashed: about, close, reopen or stop; for tests\n"
    L"  --help\n"
    L"\n"
    L"The exit status is 0, 1 if something failed or a file could not be read, 2 for what cannot be used.";

static bool
add_cue(struct options *options, unsigned percent, enum action action)
{
    if (options->cue_count == MOST_CUES)
        return false;
    options->cues[options->cue_count++] = (struct cue){.percent = percent, .action = action};
    return true;
}

/* A number without anything around it, or 0. */
static unsigned
read_number(const wchar_t *word, wchar_t **rest)
{
    unsigned long number = *word >= L'0' && *word <= L'9' ? wcstoul(word, rest, 10) : 0;
    return number < 1000 ? (unsigned)number : 0;
}

static bool
read_cue(struct options *options, const wchar_t *word)
{
    static const wchar_t *const names[] = {L"about", L"close", L"reopen", L"stop"};
    wchar_t *rest;
    unsigned percent = read_number(word, &rest);
    if (percent < 1 || percent > 99 || *rest != L':')
        return false;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (wcscmp(rest + 1, names[i]) == 0)
            return add_cue(options, percent, (enum action)i);
    return false;
}

static bool
refuse(const wchar_t *what, const wchar_t *word)
{
    say_wrong(L"%ls%ls", what, word);
    return false;
}

static bool
read_threads(struct options *options, const wchar_t *word)
{
    wchar_t *rest;
    unsigned number = read_number(word, &rest);
    if (number < 1 || number > MOST_THREADS || *rest)
        return refuse(L"--threads takes a number from 1 to 64, not ", word);
    options->threads = number;
    return true;
}

static bool
keep(const wchar_t **where, const wchar_t *word)
{
    *where = word;
    return true;
}

/* An option that takes a word. */
static bool
read_pair(struct options *options, const wchar_t *option, const wchar_t *word)
{
    bool threads = !wcscmp(option, L"--threads") || !wcscmp(option, L"-j"), at = !wcscmp(option, L"--at");
    bool save = !wcscmp(option, L"--save"), shot = !wcscmp(option, L"--screenshot");
    if (!threads && !at && !save && !shot && wcscmp(option, L"--log") != 0)
        return refuse(L"unknown option ", option);
    if (!word || !*word)
        return refuse(L"a word is missing after ", option);
    if (threads)
        return read_threads(options, word);
    if (at)
        return read_cue(options, word) || refuse(L"--at takes PERCENT:ACTION, a few of them, not ", word);
    return keep(save ? &options->save : shot ? &options->screenshot : &options->log, word);
}

static bool
take_folder(struct options *options, const wchar_t *word)
{
    if (options->folder)
        return refuse(L"only one FOLDER, not also ", word);
    return keep(&options->folder, word);
}

static unsigned
default_threads(void)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    DWORD rest = system.dwNumberOfProcessors - 1; /* one is for the window */
    return rest < 1 ? 1 : rest > 8 ? 8 : rest;
}

static bool
complete(struct options *options)
{
    if (options->threads == 0)
        options->threads = default_threads();
    if (options->screenshot)
        add_cue(options, 50, ACTION_SCREENSHOT);
    options->quit_when_done = options->quit_when_done || options->screenshot || options->save;
    bool is_free = options->log || !options->save || wcscmp(options->save, L"-") != 0;
    options->reports = is_free && (options->quit_when_done || options->cue_count > 0 || options->log);
    if (options->quit_when_done && !options->folder)
        return refuse(L"without a FOLDER it is never done", L"");
    if (options->log && !say_into(options->log))
        return refuse(L"cannot write ", options->log);
    return true;
}

enum options_answer
options_read(struct options *options, int argc, wchar_t **argv)
{
    bool good = true, is_end = false;
    *options = (struct options){.folder = NULL};
    for (int i = 1; i < argc && good; i++) {
        const wchar_t *word = argv[i];
        if (is_end || word[0] != L'-') {
            good = take_folder(options, word);
        } else if (!wcscmp(word, L"--help")) {
            say(L"%ls", help);
            return OPTIONS_HELPED;
        } else if (!wcscmp(word, L"--")) {
            is_end = true;
        } else if (!wcscmp(word, L"--quit-when-done")) {
            options->quit_when_done = true;
        } else {
            good = read_pair(options, word, argv[i + 1]);
            i++;
        }
    }
    return good && complete(options) ? OPTIONS_GOOD : OPTIONS_BAD;
}
