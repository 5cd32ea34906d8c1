# SPDX-License-Identifier: MIT
# Writes the files of the page as arrays of C, and the list of them (page_files.h). Not how they are served (page.c).
#
#   cmake -D FOLDER=... -D FILES=index.html,page.css -D OUT=page_files.c -P embed.cmake
string(REPLACE "," ";" files "${FILES}")
set(arrays "")
set(list "")
foreach(file IN LISTS files)
    string(MAKE_C_IDENTIFIER ${file} name)
    file(READ ${FOLDER}/${file} bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(APPEND arrays "static const unsigned char ${name}[] = {${bytes}};\n")
    string(APPEND list "    {\"${file}\", ${name}, sizeof ${name}},\n")
endforeach()
file(WRITE ${OUT} "/* Written by embed.cmake. */\n#include \"page_files.h\"\n\n${arrays}\n"
    "const struct page_file PAGE_FILES[] = {\n${list}    {NULL, NULL, 0},\n};\n")
