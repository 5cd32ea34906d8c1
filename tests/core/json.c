/* SPDX-License-Identifier: MIT */
/* Laws of JSON: which texts are it, and that a string of any bytes can be written. Not of who writes what. */
#include "parts.h"

#include "base/system.h"
#include "jobs/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Helpers. */

#define VALID(text)   ck_assert_msg(valid(text, sizeof(text) - 1), "refused: %s", text)
#define INVALID(text) ck_assert_msg(!valid(text, sizeof(text) - 1), "taken: %s", text)

/* In memory of that length and no longer, so that a sanitizer sees what reads on. */
static bool
valid(const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    char *at = copy + 1; /* so that it is memory even if it is empty */
    memcpy(at, text, length);
    bool answer = json_is_valid(at, length);
    free(copy);
    return answer;
}

static bool
valid_nest(const char *open, const char *close, size_t depth)
{
    size_t width = strlen(open);
    char *text = malloc(depth * (width + 1) + 1);
    for (size_t i = 0; i < depth; i++)
        memcpy(text + i * width, open, width);
    size_t closed = close ? depth : 0;
    memset(text + depth * width, close ? *close : 0, closed);
    bool answer = valid(text, depth * width + closed);
    free(text);
    return answer;
}

/* xorshift: the same sequence from the same seed anywhere. */
static unsigned
draw(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Another at each run, unless WEIR_SEED names that of a run that failed. */
static uint32_t
seed_of_this_run(const char *law)
{
    const char *wanted = getenv("WEIR_SEED");
    uint32_t seed = wanted ? (uint32_t)strtoul(wanted, NULL, 10) : (uint32_t)weir_system.now() | 1;
    printf("%s: WEIR_SEED=%lu\n", law, (unsigned long)seed);
    fflush(stdout);
    return seed;
}

/* What a written string says, by a reader that knows only what the writer may use. The length, or -1. */
static long
unwrite(const char *written, char *out)
{
    size_t end = strlen(written) - 1, length = 0;
    if (written[0] != '"' || written[end] != '"')
        return -1;
    for (size_t at = 1; at < end; at++) {
        unsigned code = (unsigned char)written[at];
        if (written[at] == '\\' && written[++at] != 'u')
            code = (unsigned char)written[at];
        else if (written[at] == 'u' && code == '\\' && sscanf(written + at + 1, "%4x", &code) == 1)
            at += 4;
        out[length++] = (char)code;
    }
    return (long)length;
}

/* The character at `at` by its code point, not by ranges of bytes: 0 if it is none. */
static size_t
character_by_code(const unsigned char *at, size_t left)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80           ? 1
                    : (at[0] >> 5) == 0x06 ? 2
                    : (at[0] >> 4) == 0x0E ? 3
                    : (at[0] >> 3) == 0x1E ? 4
                                           : 0;
    if (length == 0 || length > left)
        return 0;
    uint32_t code = length == 1 ? at[0] : at[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3Fu);
    }
    return code < least[length] || code > 0x10FFFF || (code >> 11) == 0x1B ? 0 : length;
}

/* The bytes as they should be read back: what is no character is U+FFFD. */
static size_t
expected_of(const char *bytes, size_t length, char *out)
{
    size_t made = 0;
    for (size_t at = 0; at < length;) {
        size_t whole = character_by_code((const unsigned char *)bytes + at, length - at);
        memcpy(out + made, whole ? bytes + at : "\xEF\xBF\xBD", whole ? whole : 3);
        made += whole ? whole : 3;
        at += whole ? whole : 1;
    }
    return made;
}

/* Asked so often that check should not note each time that it was. */
static void
comes_back(const char *bytes, size_t length, uint32_t seed)
{
    static char written[4096], expected[2048], got[2048];
    struct text text = text_begin(written, sizeof written);
    text_add_json_string(&text, bytes, length);
    size_t wanted = expected_of(bytes, length, expected);
    bool good = text.length < sizeof written && json_is_valid(written, text.length) &&
                unwrite(written, got) == (long)wanted && memcmp(got, expected, wanted) == 0;
    if (!good)
        ck_abort_msg("seed %lu: %s", (unsigned long)seed, written);
}

/* Laws. */

START_TEST(every_kind_of_value_is_a_text)
{
    VALID("{}");
    VALID("[]");
    VALID("\"\"");
    VALID("0");
    VALID("true");
    VALID("false");
    VALID("null");
    VALID(" \t\r\n[ \t\r\n] \t\r\n");
    VALID("{\"a\":1,\"a\":2,\"\":[{},[],{\"b\":{}}]}");
    VALID("[1,\"2\",null,true,false,[],{}]");
    VALID("[[[]],[[],[]],{\"a\":[{}]}]");
}
END_TEST

START_TEST(what_is_missing_or_too_much_is_refused)
{
    ck_assert(!json_is_valid(NULL, 0));
    INVALID("");
    INVALID(" ");
    INVALID("[] []");
    INVALID("{}x");
    INVALID("[1,]");
    INVALID("[,1]");
    INVALID("[1 2]");
    INVALID("[1}");
    INVALID("{\"a\":1]");
    INVALID("]");
    INVALID("}");
    INVALID("[]]");
    INVALID(",");
    INVALID("{\"a\"}");
    INVALID("{\"a\":}");
    INVALID("{\"a\":1,}");
    INVALID("{,}");
    INVALID("{1:2}");
    INVALID("{a:1}");
    INVALID("{\"a\" 1}");
    INVALID("[\"a\":1]");
    INVALID("{\"a\",\"b\"}");
}
END_TEST

START_TEST(words_are_whole_and_small)
{
    INVALID("True");
    INVALID("tru");
    INVALID("truex");
    INVALID("nul");
    INVALID("NaN");
    INVALID("Infinity");
    INVALID("-Infinity");
    INVALID("undefined");
    INVALID("'a'");
    INVALID("[]//");
    INVALID("/**/[]");
    INVALID("\xEF\xBB\xBF[]");
    INVALID("\v[]");
    INVALID("\xC2\xA0[]");
    INVALID("[]\0");
    INVALID("\0[]");
    INVALID("[\0]");
}
END_TEST

START_TEST(numbers_keep_their_grammar)
{
    VALID("-0");
    VALID("10");
    VALID("1.0");
    VALID("0.001");
    VALID("-12.5e-3");
    VALID("1e5");
    VALID("1E+05");
    VALID("0e0");
    VALID("1e400");
    VALID("123456789012345678901234567890");
    INVALID("-");
    INVALID("+1");
    INVALID("01");
    INVALID("-01");
    INVALID("1.");
    INVALID(".5");
    INVALID("1.e5");
    INVALID("1e");
    INVALID("1e+");
    INVALID("1e+-5");
    INVALID("1.5.5");
    INVALID("0x10");
    INVALID("1_000");
    INVALID("--1");
    INVALID("\xEF\xBC\x91"); /* a digit, but not one of ASCII */
}
END_TEST

START_TEST(escapes_and_control_characters_in_strings)
{
    VALID("\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t\"");
    VALID("\"\\u0000\\u001f\\u00e9\\uFFFF\\uabCD\"");
    VALID("\"/ \x7F\"");
    INVALID("\"\\x41\"");
    INVALID("\"\\a\"");
    INVALID("\"\\'\"");
    INVALID("\"\\U0041\"");
    INVALID("\"\\u004\"");
    INVALID("\"\\u004g\"");
    INVALID("\"\\u 041\"");
    INVALID("\"\\\"");
    INVALID("\"\\\0\"");
    INVALID("\"a");
    INVALID("\"a\nb\"");
    INVALID("\"\t\"");
    INVALID("\"\x1F\"");
    INVALID("\"\0\"");
}
END_TEST

START_TEST(surrogates_are_escaped_in_pairs)
{
    VALID("\"\\ud83d\\ude00\"");
    VALID("\"\\uD800\\uDC00\\uDBFF\\uDFFF\"");
    VALID("\"\\uD7FF\\uE000\"");
    INVALID("\"\\ud83d\"");
    INVALID("\"\\ud83dx\"");
    INVALID("\"\\ud83d\\n\"");
    INVALID("\"\\ud83d\\u0041\"");
    INVALID("\"\\ud83d\\ud83d\"");
    INVALID("\"\\ud83d\\ue000\"");
    INVALID("\"\\ude00\"");
    INVALID("\"\\ude00\\ude00\"");
    INVALID("\"\\ude00\\ud83d\"");
    INVALID("{\"\\udfff\":1}");
}
END_TEST

START_TEST(bytes_of_strings_are_utf8)
{
    VALID("\"\xC2\x80 \xDF\xBF\"");
    VALID("\"\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF\"");
    VALID("\"\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF\"");
    INVALID("\"\x80\"");
    INVALID("\"\xBF\"");
    INVALID("\"\xC0\x80\""); /* 0 in two bytes */
    INVALID("\"\xC1\xBF\"");
    INVALID("\"\xE0\x9F\xBF\"");     /* U+07FF in three */
    INVALID("\"\xF0\x8F\xBF\xBF\""); /* U+FFFF in four */
    INVALID("\"\xED\xA0\x80\"");     /* U+D800 */
    INVALID("\"\xED\xBF\xBF\"");     /* U+DFFF */
    INVALID("\"\xF4\x90\x80\x80\""); /* U+110000 */
    INVALID("\"\xF5\x80\x80\x80\"");
    INVALID("\"\xFE\"");
    INVALID("\"\xFF\"");
    INVALID("\"\xC3\"");
    INVALID("\"\xE2\x82\"");
    INVALID("\"\xF0\x9F\x98\"");
    INVALID("\"\xC3(\"");
    INVALID("\"\xE2(\x82\"");
    INVALID("{\"\xFF\":1}");
    INVALID("\xC3\xA9");
}
END_TEST

/* Each beginning of an object or a string lacks its end; nothing is read beyond it. */
START_TEST(a_text_that_is_cut_is_refused)
{
    static const char *const texts[] = {("{\"a\":[1,-2.5e+3,true,false,null],\"\\u00e9\":\"\\ud83d\\ude00 "
                                         "\xF0\x9F\x98\x80\",\"b\":{\"c\":{}}}"),
                                        "\"\\\\\\\"\\u1234\xE2\x82\xAC\"", "[[[[\"x\"]]]]", "false"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t whole = strlen(texts[i]);
        ck_assert(valid(texts[i], whole));
        for (size_t length = 0; length < whole; length++)
            ck_assert_msg(!valid(texts[i], length), "taken: %.*s", (int)length, texts[i]);
    }
}
END_TEST

START_TEST(depth_has_a_limit_and_needs_no_stack)
{
    ck_assert(valid_nest("[", "]", JSON_DEPTH));
    ck_assert(!valid_nest("[", "]", JSON_DEPTH + 1));
    ck_assert(valid_nest("{\"\":", NULL, 1) == false);
    ck_assert(!valid_nest("[", "]", 100000));
    ck_assert(!valid_nest("[", NULL, 100000));
    ck_assert(!valid_nest("{\"a\":[", NULL, 100000));
}
END_TEST

/* At each depth what is open is known: [ and { in turns, closed in the right order or in the wrong one. */
START_TEST(what_is_open_is_remembered_at_each_depth)
{
    char text[JSON_DEPTH * 5];
    for (unsigned depth = 1; depth <= JSON_DEPTH; depth++) {
        uint32_t state = depth * 2654435761u | 1;
        struct text made = text_begin(text, sizeof text);
        char closing[JSON_DEPTH];
        for (unsigned i = 0; i < depth; i++) {
            bool object = draw(&state) & 64;
            text_add_string(&made, object ? "{\"\":" : "[");
            closing[depth - 1 - i] = object ? '}' : ']';
        }
        text_add_string(&made, "0");
        size_t open = made.length;
        text_add_bytes(&made, closing, depth);
        ck_assert_msg(valid(text, made.length), "depth %u", depth);
        char *wrong = text + open + draw(&state) % depth;
        *wrong = *wrong == ']' ? '}' : ']';
        ck_assert_msg(!valid(text, made.length), "depth %u", depth);
    }
}
END_TEST

START_TEST(a_string_is_written_as_it_should_be_read)
{
    char out[128];
    struct text text = text_begin(out, sizeof out);
    text_add_json_string(&text, "a\"b\\c/\n\x1F\x7F\0\xC3\xA9\xFF\xF0\x9F\x98\x80\xE2\x82", 19);
    ck_assert_str_eq(out, "\"a\\\"b\\\\c/\\u000a\\u001f\x7F\\u0000\xC3\xA9\xEF\xBF\xBD\xF0\x9F\x98\x80"
                          "\xEF\xBF\xBD\xEF\xBF\xBD\"");
    text = text_begin(out, sizeof out);
    text_add_json_string(&text, "", 0);
    ck_assert_str_eq(out, "\"\"");
}
END_TEST

START_TEST(any_bytes_come_back_or_as_ufffd)
{
    /* Bytes that are near the limits of a rule come often. */
    static const char edges[] =
        "\"\\\0\x1F\x20\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xED\xEF\xF0\xF4\xF5\xFF";
    uint32_t seed = seed_of_this_run("any_bytes_come_back_or_as_ufffd"), state = seed;
    for (int round = 0; round < 20000; round++) {
        char bytes[48];
        size_t length = draw(&state) % (sizeof bytes + 1);
        for (size_t i = 0; i < length; i++)
            bytes[i] = draw(&state) & 256 ? edges[draw(&state) % (sizeof edges - 1)] : (char)draw(&state);
        comes_back(bytes, length, seed);
    }
}
END_TEST

START_TEST(every_pair_of_bytes_comes_back)
{
    for (unsigned first = 0; first < 256; first++)
        for (unsigned second = 0; second < 256; second++) {
            char bytes[] = {(char)first, (char)second, '\x80', '\x80'};
            comes_back(bytes, 1 + second % 4, 0);
            comes_back(bytes, sizeof bytes, 0);
        }
}
END_TEST

START_TEST(a_text_that_is_too_small_counts_on)
{
    char out[8];
    for (size_t size = 0; size <= sizeof out; size++) {
        memset(out, '#', sizeof out);
        struct text text = text_begin(size ? out : NULL, size);
        text_add_json_string(&text, "ab\"", 3);
        text_add(&text, "%d", 7);
        ck_assert_uint_eq(text.length, 7);
        ck_assert_int_eq(strncmp(out, "\"ab\\\"\"7", size ? size - 1 : 0), 0);
        ck_assert_msg(size == 0 || size > 7 || out[size - 1] == '\0', "size %u", (unsigned)size);
        ck_assert_msg(size == sizeof out || out[size] == '#', "size %u", (unsigned)size);
    }
}
END_TEST

Suite *
suite_of_json(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("json");
    tcase_add_test(tcase, every_kind_of_value_is_a_text);
    tcase_add_test(tcase, what_is_missing_or_too_much_is_refused);
    tcase_add_test(tcase, words_are_whole_and_small);
    tcase_add_test(tcase, numbers_keep_their_grammar);
    tcase_add_test(tcase, escapes_and_control_characters_in_strings);
    tcase_add_test(tcase, surrogates_are_escaped_in_pairs);
    tcase_add_test(tcase, bytes_of_strings_are_utf8);
    tcase_add_test(tcase, a_text_that_is_cut_is_refused);
    tcase_add_test(tcase, depth_has_a_limit_and_needs_no_stack);
    tcase_add_test(tcase, what_is_open_is_remembered_at_each_depth);
    tcase_add_test(tcase, a_string_is_written_as_it_should_be_read);
    tcase_add_test(tcase, any_bytes_come_back_or_as_ufffd);
    tcase_add_test(tcase, every_pair_of_bytes_comes_back);
    tcase_add_test(tcase, a_text_that_is_too_small_counts_on);
    suite_add_tcase(suite, tcase);
    return suite;
}
