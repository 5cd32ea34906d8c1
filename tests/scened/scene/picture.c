/* SPDX-License-Identifier: MIT */
/* Laws of pictures: a PNG holds the pixels, base64 the bytes. Not of what is on them. */
#include "parts.h"

#include "picture.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 31,
    HEIGHT = 17
};

START_TEST(a_png_holds_the_pixels)
{
    uint32_t pixels[WIDTH * HEIGHT], back[WIDTH * HEIGHT];
    for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
        uint8_t bytes[4] = {(uint8_t)i, (uint8_t)(i * 7), (uint8_t)(i >> 3), (uint8_t)(i % 3 ? 255 : 128)};
        memcpy(&pixels[i], bytes, sizeof bytes);
    }
    uint8_t *png;
    size_t size;
    ck_assert_int_eq(picture_png(pixels, WIDTH, HEIGHT, &png, &size), 0);
    png_image image = {.version = PNG_IMAGE_VERSION};
    ck_assert(png_image_begin_read_from_memory(&image, png, size));
    ck_assert_uint_eq(image.width, WIDTH);
    ck_assert_uint_eq(image.height, HEIGHT);
    image.format = PNG_FORMAT_RGBA;
    ck_assert(png_image_finish_read(&image, NULL, back, 0, NULL));
    ck_assert_mem_eq(back, pixels, sizeof pixels);
    free(png);
}
END_TEST

START_TEST(a_picture_without_a_size_is_refused)
{
    uint32_t pixel = 0;
    uint8_t *png;
    size_t size;
    ck_assert_int_eq(picture_png(&pixel, 0, 1, &png, &size), WEIR_EINVAL);
    ck_assert_ptr_null(png);
    ck_assert_int_eq(picture_png(&pixel, 1, -1, &png, &size), WEIR_EINVAL);
    ck_assert_ptr_null(png);
}
END_TEST

START_TEST(base64_is_that_of_rfc_4648)
{
    static const char *const texts[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (size_t size = 0; size <= 6; size++) {
        char *text = picture_base64((const uint8_t *)"foobar", size);
        ck_assert_str_eq(text, texts[size]);
        free(text);
    }
    char *high = picture_base64((const uint8_t *)"\xFB\xFF\xBF", 3);
    ck_assert_str_eq(high, "+/+/");
    free(high);
}
END_TEST

Suite *
suite_of_picture(void)
{
    Suite *suite = suite_create("picture");
    TCase *tcase = tcase_create("laws");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_png_holds_the_pixels);
    tcase_add_test(tcase, a_picture_without_a_size_is_refused);
    tcase_add_test(tcase, base64_is_that_of_rfc_4648);
    suite_add_tcase(suite, tcase);
    return suite;
}
