# SPDX-License-Identifier: MIT
# Fails unless the file TEXT shows the file PART, whole and as it is, in a block of C. Not what either says.
file(READ ${TEXT} text)
file(READ ${PART} part)
string(FIND "${text}" "```c\n${part}```\n" at)
if(at EQUAL -1)
    message(FATAL_ERROR "${TEXT} does not show ${PART} as it is compiled: copy it there")
endif()
message("${TEXT} shows ${PART}")
