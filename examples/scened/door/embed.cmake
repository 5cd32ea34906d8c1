# SPDX-License-Identifier: MIT
# Writes the page's files as arrays of C. Not which path they are served at (page.c).
#
#   cmake -D FOLDER=... -D OUT=page_files.c -P embed.cmake
set(text "/* Written by embed.cmake. */\n#include <stddef.h>\n")
foreach(file index.html page.css page.js page.svg)
    string(MAKE_C_IDENTIFIER ${file} name)
    file(READ ${FOLDER}/${file} bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(APPEND text "\nextern const unsigned char ${name}[];\nextern const size_t ${name}_size;\n"
        "const unsigned char ${name}[] = {${bytes}};\nconst size_t ${name}_size = sizeof ${name};\n")
endforeach()
file(WRITE ${OUT} "${text}")
